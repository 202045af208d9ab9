"""Funding rounds told from the investor's side: who put money into whom."""

import re
from collections.abc import Iterator

from . import companies, funding, money, takings
from .clauses import Clause, clauses
from .event import Reading
from .item import Item
from .tables import pattern, words

_GIVE = words("money_verbs", "funding", "give")
_BACK = frozenset({"backs", "backed", "bets on", "finances"})
_ANNOUNCE = frozenset({"makes", "announces", "completes"})
_LEAD = frozenset({"leads", "led", "co-leads", "co-led", "joins", "join", "joined", "participates in", "anchors"})
_RECEIVER = re.compile(r"\b(?:in|into|to|for)\s+(?P<who>\S.*)$")
_ROUND_OF = re.compile(
    r"\b(?:round|financing|funding|investment|raise|series\s+[a-k]|seed|loan|facility|extension)\s+(?:in|for|of|into|to)\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_INVESTMENT_IN = re.compile(
    r"^\s*(?:[\w$€£.,-]+\s+){0,5}?(?:investment|participation)\s+in\s+(?P<who>\S.*)$", re.IGNORECASE
)
_OWNED = re.compile(
    r"^\s*(?P<who>\S.*?)(?:'s|')\s+(?=.*\b(?:round|funding|financing|series|seed|raise|investment)\b)", re.IGNORECASE
)
_WHOLE_IN = re.compile(r"\b(?:investments?|stake)\s+(?:in|into)\b", re.IGNORECASE)
_END = re.compile(
    r"\s(?:to|as|amid|with|after|via|through|at|for|in|on|led|alongside|and|from|over)\s|[,;]\s|\s[–—-]\s",
    re.IGNORECASE,
)
_DESCRIBED = (
    r"(?:,? (?:Inc|Ltd|Corp|GmbH|AB)\.?)?"
    r"(?:,\s(?:an?|the|which|one|whose|\w+-based)\b|\s?\(|'s\b|\s(?:is|has|will|was|plans|said)\b)"
)
_GIVEN = (
    r"\b(?:invest\w*|round|funding|financing|stake|backed|backing|loan|facility)\b.{0,40}"
    r"\b(?:in|into|to|for|of)\s+(?:[\w-]+\s+){0,4}?"
)
_PUTTING = ("invest", "pump", "pour", "inject")
_LENDER = pattern((*words("funds", "firms"), "bank"))
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
    elif clause.verb in _ANNOUNCE:
        if match := _INVESTMENT_IN.match(clause.rest):
            yield _END.split(match["who"])[0]
    elif clause.verb in _LEAD:
        if match := _ROUND_OF.search(clause.rest):
            yield _END.split(match["who"])[0]
    elif (stated or takings.has_cue(clause.rest) or clause.verb.startswith("invest")) and (
        match := _RECEIVER.search(clause.rest)
    ):
        yield _END.split(match["who"])[0]


def _reading(who: str, clause: Clause, item: Item) -> Reading | None:
    """The receiver's round; without a word of finance in title or lead it is no round."""
    whole = f" {clause.rest}"
    support = funding.supporting(item)
    pledged = bool(_LENDER.search(clause.subject)) and any(money.event_sums(whole))
    told = takings.has_cue(whole) or bool(support) or clause.verb.startswith(_PUTTING) or pledged
    if (
        not told
        or takings.is_blocked("", _WHOLE_IN.sub(" ", takings.core_of(whole)))
        or _NO_COMPANY.search(who)
        or who.split()[:1] == [""]
    ):
        return None
    name = companies.company(who, item)
    lead = item.opening
    if not name or not companies.company(clause.subject, item) or (lead and not _is_organisation(name.text, lead)):
        return None
    return funding.event_of(name, whole, support, item, clause.at, 0.88 if support else 0.76)


def _is_organisation(name: str, lead: str) -> bool:
    """Whether the lead treats the name as somebody who takes money: describes it, or names it behind "in" or "to"."""
    known = re.escape(name)
    return bool(re.search(rf"{known}{_DESCRIBED}|{_GIVEN}{known}", lead))
