"""Insolvency: who files for protection, enters a proceeding, or ceases to operate."""

import re

from sources.extraction.flags.flag import Flag
from sources.extraction.flags.subject import DECIDED, subject
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, table, words

_KINDS = {phrase: kind for kind, phrases in table("flags")["insolvency"]["proceedings"].items() for phrase in phrases}
_PROCEEDING = either(_KINDS)


def _verbs(name: str) -> str:
    return either(words("flags", "insolvency", "verbs", name))


_FILED = re.compile(
    rf"^(?P<subject>.{{2,160}}?)\s+(?:{_verbs('file')}|{_verbs('enter')}|(?:{DECIDED})\s+(?:{_verbs('decided')}))\s+"
    rf"(?:(?:{_verbs('between')})\s+)*(?P<proceeding>{_PROCEEDING})(?![\w-])(?P<rest>.*)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"^(?P<subject>.{{2,160}}?)\s+(?:(?P<declared>{_verbs('declared')})|(?P<closed>{_verbs('closed')}))(?![\w-])(?P<rest>.*)$",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\bagainst\b", re.IGNORECASE)
_FOLLOWS = re.compile(rf"^(?:$|\s*[,;:.()–—!]|\s-\s|\s+(?:{_verbs('follows')})\b)", re.IGNORECASE)
"""What may stand behind a proceeding; before another word it is that word's: "insolvency software"."""
_SOMEWHERE = re.compile(r"^\s+(?:in|at|on|for|of|near)\s", re.IGNORECASE)
"""Behind "ceases operations": then it is one place of several."""
_BASE = 0.95
_AMBIGUOUS = frozenset(("administration", "administrators", "liquidators", "receivers", "insolvency", "bankruptcy"))
_FOR_ANOTHER = re.compile(
    r"^(?:appoints|seeks|sought|opens|begins|obtains|obtained|secures|secured|granted|files(?! for)|filed(?! for))\b",
    re.I,
)


def read(sentence: str, item: Item) -> Flag | None:
    """The insolvency that the sentence states of the company that acts."""
    if told := _FILED.match(sentence):
        if _is_of_another(told):
            return None
        return _flag(told["subject"], _KINDS[_plain(told["proceeding"])], item)
    told = _WHOLE.match(sentence)
    if not told or _AGAINST.search(told["rest"]):
        return None
    if told["closed"]:
        return None if _SOMEWHERE.match(told["rest"]) else _flag(told["subject"], "closure", item)
    return _flag(told["subject"], "bankruptcy" if "bankrupt" in told["declared"].lower() else "insolvency", item)


def _is_of_another(told: re.Match[str]) -> bool:
    """Whether it is another's, or none: "against Quillmar", "seeks administration", "insolvency software"."""
    if _AGAINST.search(told["rest"]) or not _FOLLOWS.match(told["rest"]):
        return True
    verb = told[0][told.end("subject") : told.start("proceeding")].strip()
    plain = _plain(told["proceeding"])
    named = plain in ("administrators", "liquidators", "receivers")
    return (
        plain in _AMBIGUOUS and bool(_FOR_ANOTHER.match(verb)) and not (verb.lower().startswith("appoints") and named)
    )


def _flag(before: str, proceeding: str, item: Item) -> Flag | None:
    name = subject(before, item)
    return Flag("insolvency", name.text, round(min(_BASE, name.certainty), 2), proceeding=proceeding) if name else None


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split())
