"""Funding rounds told from the investor's side: who put money into whom."""

import re
from collections.abc import Iterator

from . import companies, funding, money
from .clauses import Clause, clauses
from .event import Reading
from .item import Item
from .tables import pattern, words

_GIVE = words("verbs", "funding", "give")
_BACK = frozenset({"backs", "backed", "funds", "finances", "anchors", "supports", "bets on"})
_LEAD = frozenset({"leads", "led", "co-leads", "co-led", "joins", "join", "joined", "participates in", "anchors"})
_RECEIVER = re.compile(r"\b(?:in|into|to|for)\s+(?P<who>\S.*)$")
_ROUND_OF = re.compile(
    r"\b(?:round|financing|funding|investment|raise|series\s+[a-k]|seed|loan|facility|extension)\s+(?:in|for|of|into|to)\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"^\s*(?P<who>\S.*?)(?:'s|')\s+(?=.*\b(?:round|funding|financing|series|seed|raise|investment)\b)", re.IGNORECASE
)
_END = re.compile(
    r"\s(?:to|as|amid|with|after|via|through|at|for|in|on|led|alongside|and|from|over)\s|[,;]\s|\s[–—-]\s",
    re.IGNORECASE,
)
_NO_COMPANY = pattern(words("rounds", "cues", "receiver_is_no_company"))


def read(item: Item) -> Reading | None:
    """The round that the title tells by naming its investor first."""
    if not item.cased:
        return None
    for clause in clauses(item.title, _GIVE):
        for who in _receivers(clause):
            if reading := _reading(who, clause, item):
                return reading
    return None


def _receivers(clause: Clause) -> Iterator[str]:
    """The phrases that may name the receiver."""
    stated = any(money.event_sums(clause.rest))
    if owned := _OWNED.match(clause.rest):
        yield owned["who"]
    elif clause.verb in _BACK:
        yield _END.split(clause.rest.strip())[0]
    elif clause.verb in _LEAD or clause.verb == "makes":
        if match := _ROUND_OF.search(clause.rest):
            yield _END.split(match["who"])[0]
    elif (stated or funding.has_cue(clause.rest) or clause.verb.startswith("invest")) and (
        match := _RECEIVER.search(clause.rest)
    ):
        yield _END.split(match["who"])[0]


def _reading(who: str, clause: Clause, item: Item) -> Reading | None:
    """The receiver's round; without a word of finance in title or lead it is no round."""
    whole = f" {clause.rest}"
    support = funding.supporting(item)
    told = funding.has_cue(whole) or bool(support) or clause.verb.startswith("invest")
    if not told or funding.is_blocked("", funding.core_of(whole)) or _NO_COMPANY.search(who) or who.split()[:1] == [""]:
        return None
    name = companies.company(who, item)
    if not name or not companies.company(clause.subject, item):
        return None
    confirmed = bool(support) and companies.bare(name.text) in companies.bare(" ".join(item.sentences))
    return funding.event_of(name, whole, support, item, clause.at, 0.88 if confirmed else 0.76)
