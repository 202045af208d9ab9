"""Who receives, in clauses that set the receiver between the verb and the sum, or that several givers share."""

import re

from sources.extraction.text.clauses import Clause

_DITRANSITIVE = re.compile(
    r"^\s*(?P<who>[A-Z](?:(?!\s(?:with|in|to|for|by|via|through|on)\s)[^$€£₹\d]){1,40}?)\s+(?:an?\s+|up\s+to\s+|over\s+)*"
    r"(?:[A-Z]{1,3})?[$€£₹]\s?\d[\w.,]*\s(?:\w+\s)?(?:grant|loan|loans|debt|credit|financing|funding|investment)\b"
)
_LENT = re.compile(
    r"^\s*(?P<who>[A-Z](?:(?!\s(?:with|in|to|for|by)\s)[^$€£₹\d]){1,40}?)\s+(?:an?\s+|up\s+to\s+|over\s+)*(?:[A-Z]{1,3})?[$€£₹]\s?\d"
)
_SEVERAL = re.compile(r",\s|\s(?:and|&)\s|(?:ors|VCs|ls|ers|nds)$")
_NO_RECEIVER = re.compile(r"\s*(?:to|in|at|as|on|with|from|for|into|down|out|by)\b", re.IGNORECASE)
_END = re.compile(
    r"\s(?:to|as|amid|with|after|via|through|at|for|in|on|and|from|over)\s|[,;]\s|\s[–—-]\s", re.IGNORECASE
)
_IDEA = re.compile(r"'s?\s(?:idea|plan|bid|push|quest|vision|effort|approach)\b.*$")
ANGELS = re.compile(r"\bangels?\b", re.IGNORECASE)
"""Givers whose money is an angel round."""


def receiver(clause: Clause) -> str | None:
    """The receiver of "awards Quillmar $30 million grant", and of "Halden, Norrvik back Quillmar"."""
    lends = clause.verb.startswith(("lend", "lent"))
    if given := _DITRANSITIVE.match(clause.rest) or (_LENT.match(clause.rest) if lends else None):
        return given["who"]
    if clause.verb != "back" or not _SEVERAL.search(clause.subject) or _NO_RECEIVER.match(clause.rest):
        return None
    return _END.split(clause.rest.strip())[0]


def itself(who: str) -> str:
    """The receiver without what of it is backed: "Quillmar's idea for cheaper pumps"."""
    return _IDEA.sub("", who)
