"""Fund closes: an investment firm closes, first-closes or launches a fund of its own."""

import re

from sources.extraction.event import IN_LEAD, Event, Reading
from sources.extraction.money import money
from sources.extraction.money.arrivals import helped
from sources.extraction.money.shaped import shaped_fund
from sources.extraction.money.takings import RAISE
from sources.extraction.text import companies
from sources.extraction.text.clauses import Clause, clauses, unlisted
from sources.extraction.text.item import Item
from sources.extraction.text.tables import pattern, words

_CLOSE = tuple(
    dict.fromkeys((*words("money_verbs", "fund", "close"), *RAISE, *words("money_verbs", "funding", "seize")))
)
_FUND = re.compile(
    r"\bventure arm\b|\b(?:investment|inaugural|debut|second|third|fourth|fifth|flagship"
    r"|infrastructure|growth|credit|impact|continuation)"
    r"\s+(?:\w+\s+)?vehicle\b|\bfunds\s+[IVX\d]|\bfunds?(?:\s+(?:[IVX]{1,4}|\d{1,2}))?\b(?!ing)"
    r"(?![\s-]?(?:rais|administrat|manager|management|services|of\s+funds\s+platform))",
    re.IGNORECASE,
)
_NOT = pattern(words("funds", "blockers"))
_FIRM = pattern(words("funds", "firms"))
_ORDINAL = pattern(words("funds", "ordinals"))
_VENTURE = re.compile(r"\b(?:ventures|capital|partners|vc)$", re.IGNORECASE)
_NAMED_BEHIND = re.compile(r"\bfund,?\s+(?P<firm>(?:[A-Z][\w&-]*\s+){1,3}(?:Capital|Ventures|Partners|Equity))\b")
_NEW_FIRM = re.compile(
    r"\s*(?P<firm>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3})\s+with\s+(?:an?\s+|its\s+)?\S*\d\S*(?:\s(?:million|billion|mn|bn|crore))?\s+"
    r"(?:first|debut|maiden|inaugural)\s+fund\b"
    r"|\s*\S*\d\S*(?:\s(?:million|billion|mn|bn|crore))?\s+for\s+(?:its\s+|their\s+)?(?:first|debut|maiden|inaugural|new)\s+"
    r"(?:[a-z-]+\s+){0,2}fund,?\s+(?P<of>[A-Z][\w&-]*(?:\s[A-Z][\w&-]*){0,3})"
)
"""A firm that begins with its fund: "launch Tarnbeck with $60M first fund", "raise $60M for debut fund Tarnbeck"."""
_PEOPLE = re.compile(r"(?:ex-|former|two|three|veteran)", re.IGNORECASE)
_WITH_FUND = re.compile(
    r"^[Ww]ith\s+(?:an?\s+|its\s+)(?:(?:new|fresh|first|second|third|latest)\s+)*(?P<sum>\S*\d\S*(?:\s(?:million|billion|mn|bn))?)\s+"
    r"(?:[a-z-]+\s+){0,2}fund,\s+(?P<firm>(?:[A-Z][\w&'-]*\s){1,4})(?=[a-z])"
)
_ITS_FUND = re.compile(r"'s\s+(?:[\w-]+\s+){0,4}[Ff]unds?(?:\s+[IVX\d]+)?$")
_SUM_CLOSED = re.compile(
    r"(?:\s\w+){0,3}?\s(?:with|at|on)\s+(?:an?\s+|its\s+)?\S*\d\S*(?:\s\w+)?\s+(?:fund|first|final|second)\s+clos(?:e|ing)\b"
)
_ROUND = re.compile(r"\b(?:series\s+[a-k]|round|financing)\b", re.IGNORECASE)
_SUM_OF_FUND = re.compile(
    r"\s+(?:an?\s+|its\s+)?[A-Z]{0,3}[$€£₹]\s?\d\S*(?:\s(?:million|billion|mn|bn|crore|cr))?\s(?:[a-z-]+\s){0,2}?[Ff]und$"
)
_LEAD_FIRM = re.compile(
    r"\b(?:(?:its|their|the firm's)\s(?:[\w-]+\s){0,3}(?:third|second|fourth|fifth|first|latest|debut|new|inaugural)"
    r"\s(?:[\w-]+\s){0,3}fund"
    r"|venture capital firm|private equity firm|VC (?:firm|shop|fund)|investment firm)\b"
)
_OF_FUND = re.compile(
    r"\bas\s+(?:the\s+)?(?:first|second|third|final|initial|interim)\s+close\s+of\b.*\b[Ff]und\b|\bacross\s+(?:two|three|four|five|\d)\s+(?:[a-z-]+\s){0,2}funds\b"
)
"""Behind a sum: it is a fund's."""
_IDIOM = re.compile(
    r"^(?P<firm>[A-Z0-9][\w&'.-]*(?:\s[A-Z&][\w&'.-]*){0,3})\s[a-z][^$€£₹,;:A-Z]{2,50}?\swith\s(?:an?\s|its\s|new\s)*"
    r"(?P<sum>[A-Z]{0,3}[$€£₹]\s?\d\S*(?:\s(?:million|billion|mn|bn|crore))?)\s(?:[\w-]+\s){0,3}?[Ff]und(?:\s[IVX]+)?$"
)
"""A fund told by another verb: "Halden goes smaller with $60M third fund"."""
_POOL = re.compile(r"\b(?:[Ff]und|[Vv]ehicle|[Ss]trategy|[Pp]rogramme|[A-Z]\w+\s(?:[IVX]{1,4}|\d{1,2}))(?![\w-])")
_FOREIGN = re.compile(r"\b(?:from|by|led by|backed by|of|with)\s+.*$", re.IGNORECASE)


def read(item: Item) -> Reading | None:
    """The fund that the title states; of an address line, the one that its lead states."""
    if item.cased:
        return _in(item.title, item, 0)
    return _in(item.sentences[0], item, IN_LEAD) if item.sentences and _FUND.search(item.title) else None


def _in(sentence: str, item: Item, offset: int) -> Reading | None:
    for built in helped(sentence):
        if _FUND.search(built.words) and not _NOT.search(built.words):
            return _event(built.company, next(money.event_sums(built.words)), built.at + offset, item)
    if fresh := _WITH_FUND.match(sentence):
        return _event(fresh["firm"], next(money.event_sums(fresh["sum"]), None), offset, item)
    idiom = _IDIOM.match(sentence)
    if idiom and not _NOT.search(sentence):
        return _event(idiom["firm"], next(money.event_sums(idiom["sum"]), None), offset, item)
    other = unlisted(sentence)
    if other and _SUM_CLOSED.match(other.rest) and not _NOT.search(other.rest):
        return _event(other.subject, next(money.event_sums(other.rest), None), other.at + offset, item)
    for clause in clauses(sentence, _CLOSE):
        core = re.split(r"\s(?:to|as|amid|focused|targeting|aimed|dedicated)\s|;\s", clause.rest)[0]
        kept = _FOREIGN.sub("", core)
        own = (
            _FUND.search(kept)
            or (offset and _FUND.search(core))
            or _first_close(core, clause.subject)
            or _OF_FUND.search(clause.rest)
            or _raised_by_fund(clause)
            or (_launched(clause) and _FUND.search(core))
            or _starts(clause)
        )
        if not own or _NOT.search(core) or _NOT.search(clause.subject):
            continue
        told = clause.rest if any(money.event_sums(clause.rest)) else sentence
        stated = next((s for s in money.event_sums(told, item.text) if s.scaled), None)
        firm = _FIRM.search(clause.subject) or _launched(clause)
        if not firm and not ((stated or _size(item)) and _is_own(clause, core, item)):
            continue
        if not stated and (offset or not _ORDINAL.search(core)):
            continue
        return _event(_launched(clause) or clause.subject, stated, clause.at + offset, item)
    fund = shaped_fund(sentence)
    return _event(fund[0], fund[1], fund[2] + offset, item) if fund else None


def _launched(clause: Clause) -> str | None:
    """The firm that somebody launches with a fund: "Ann Doe launches Tarnbeck Capital with $75M debut fund"."""
    new = _NEW_FIRM.match(clause.rest)
    if new and (not _FIRM.search(clause.subject) or _PEOPLE.match(clause.subject)):
        return str(new["firm"] or new["of"])
    if _FIRM.search(clause.subject):
        return None
    firm = re.match(r"\s*(?P<firm>[A-Z][^,;]{2,50}?)\s+with\s+", clause.rest) or _NAMED_BEHIND.search(
        _FOREIGN.sub("", clause.rest)
    )
    return firm["firm"] if firm and _FIRM.search(firm["firm"]) and not _FUND.search(firm["firm"]) else None


def _is_own(clause: Clause, core: str, item: Item) -> bool:
    """Whether the fund is one that invests, and the raiser's: "third fund", "closes $300m fund", or by the lead."""
    if _ORDINAL.search(core) or _OF_FUND.search(clause.rest):
        return True
    closes = clause.verb.startswith(("clos", "rais", "secur")) and _SUM_OF_FUND.match(core)
    return bool(closes or _LEAD_FIRM.search(item.opening))


def _starts(clause: Clause) -> bool:
    """Whether a new firm begins with money: "Tarnbeck Ventures launches with €25m"."""
    begins = clause.verb.startswith(("launch", "debut", "start"))
    return begins and bool(re.match(r"\s*with\s+\S*\d", clause.rest) and _VENTURE.search(clause.subject))


def _raised_by_fund(clause: Clause) -> bool:
    """Whether a fund itself takes the money: "Halden Founders Fund raises €50m"."""
    takes = clause.verb.startswith(("rais", "clos", "secur", "hit", "reach", "top"))
    return (
        takes
        and bool(re.search(r"\bfunds?(?:\s[IVX\d]+)?$", clause.subject, re.IGNORECASE))
        and any(money.event_sums(clause.rest))
    )


def _first_close(core: str, subject: str) -> bool:
    return bool(
        re.search(r"\b(?:first|second|third|final|initial|interim)\s+close\b", core, re.IGNORECASE)
        and (_FIRM.search(subject) or (_POOL.search(core) and any(money.event_sums(core))))
        and not _ROUND.search(core)
    )


def _event(subject: str, stated: money.Sum | None, at: int, item: Item) -> Reading | None:
    name = companies.company(_ITS_FUND.sub("", subject), item)
    if not name:
        return None
    certainty = min(name.certainty, 0.93 if stated and _FIRM.search(subject) else 0.8)
    size = money.finer(stated, item.opening, item.text) if stated else _size(item)
    event = Event(
        "fund_close",
        name.text,
        round(certainty, 2),
        amount=size.amount if size else None,
        currency=size.currency if size else None,
    )
    return Reading(at, event)


def _size(item: Item) -> money.Sum | None:
    """The fund's size from the lead, where the sum stands beside the word "fund" or "close"."""
    for sentence in item.sentences[:2]:
        for found in money.event_sums(sentence, item.text):
            if found.scaled and re.search(
                r"\b(?:fund|close)\b", sentence[max(0, found.start - 25) : found.end + 20], re.IGNORECASE
            ):
                return found
    return None
