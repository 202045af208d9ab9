"""Funding rounds told from the investor's side: who put money into whom."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.event import Reading
from sources.extraction.money import cues, funding, given, money, takings
from sources.extraction.money.support import supporting
from sources.extraction.text import companies
from sources.extraction.text.clauses import Clause, clauses
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING
from sources.extraction.text.tables import pattern, words

_GIVE = words("money_verbs", "funding", "give")
_BACK = frozenset({"backs", "backed", "bets on", "doubles down on", "bets big on"})
_HELP = frozenset({"finances", "supports", "funds"})
"""These are no money yet: a sum or a word of finance must stand behind them."""
_STAKES = frozenset({"takes", "acquires", "buys", "picks up"})
_ANNOUNCE = frozenset({"makes", "announces", "completes", "closes"})
_LEAD = frozenset(
    {"leads", "led", "co-leads", "co-led", "joins", "join", "joined", "participates in", "anchors", "co-lead"}
)
_RECEIVER = re.compile(r"\b(?:in|into|to|for|on)\s+(?P<who>(?![$€£₹\d])\S.*)$")
_STAKE_IN = re.compile(
    r"^\s*(?:an?\s+)?(?:new\s+)?(?:minority|strategic|significant|[\d.]+\s?%|[\d.]+\s+per\s?cent)\s+(?:(?:\w+\s+)?stake\s+in|of)\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_NEW_MONEY = re.compile(r"\b(?:capital increase|new shares|funding|growth capital|invest\w*)\b", re.IGNORECASE)
_TOLD_WITHOUT = re.compile(
    r"\b(?:invest(?:s|ed|ment)?|investment)\s+(?:\S+\s+){0,8}?in\s+(?:[A-Z]?[a-z-]+(?:\s[a-z-]+){1,4},\s+)?(?P<who>[A-Z][^,;(]{2,60})"
)
_GIVES = re.compile(r"\b(?:invest(?:s|ed|ing|ment)?|infus\w+|inject\w+|pump\w+)\b.*\b(?:in|into)\b", re.IGNORECASE)
_ROUND_OF = re.compile(
    r"\b(?:round|financing|funding|investment|raise|series\s+[a-k]|seed|loan|facility|extension)\s+(?:in|for|of|into|to)\s+(?P<who>\S.*)$",
    re.IGNORECASE,
)
_INVESTMENT_IN = re.compile(
    r"^\s*(?:[\w$€£.,-]+\s+){0,5}?(?:investment|participation)\s+in\s+(?P<who>\S.*)$", re.IGNORECASE
)
_SHAPES = ((_STAKES, _STAKE_IN), (_ANNOUNCE, _INVESTMENT_IN), (_LEAD, _ROUND_OF))
"""How the receiver stands behind verbs of stakes, of announcing and of leading a round."""
_OWNED = re.compile(
    r"^\s*(?:in(?:to)?\s+)?(?P<who>\S.*?)(?:'s|')\s+(?=.*\b(?:round|funding|financing|series|seed|raise|investment)\b)",
    re.IGNORECASE,
)
_WHOLE_IN = re.compile(r"\b(?:investments?|stake)\s+(?:in|into)\b", re.IGNORECASE)
_END = re.compile(
    r"\s(?:to|as|amid|with|after|via|through|at|for|in|on|led|alongside|and|from|over)\s|[,;]\s|\s[–—-]\s",
    re.IGNORECASE,
)
_DESCRIBED = (
    r"(?:(?: (?:[A-Z]\w+|Pvt\.?)){0,3},? (?:Inc|Ltd|Limited|Corp|GmbH|AB)\.?)?"
    r"(?:,\s(?:an?|the|which|one|whose|\w+-based)\b|\s?\(|'s\b|\s(?:is|has|will|was|plans|said|announced|today)\b)"
)
_GIVEN = (
    r"\b(?:invest\w*|round|funding|financing|stake|backed|backing|loan|facility)\b.{0,40}"
    r"\b(?:in|into|to|for|of)\s+(?:[\w'-]+,?\s+){0,4}?"
)
_PUTTING = (
    "invest",
    "pump",
    "pour",
    "inject",
    "infus",
    "put",
    "plough",
    "plow",
    "sink",
    "bet",
    "lend",
    "lent",
    "to ",
    "will ",
    "agrees ",
    "chip",
    "kick",
    "stump",
    "pony",
    "cough",
)
_INVESTOR = re.compile(r"\b(?:(?i:private equity|PE firm|investment firm|investor)|Capital|Ventures|Partners|Equity)\b")
_STATE = re.compile(r"(?:the\s)?(?:\w+\s)?(?:government|govt|ministry|state)\b", re.IGNORECASE)
_WITH_SUM = re.compile(r"\swith\s(?:(?:an?|up\sto|over|another|nearly)\s)*[A-Z]{0,3}[$€£₹]\s?\d")
_SOMEBODY = pattern(words("funds", "investors"))
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
    elif who := given.receiver(clause):
        yield who
    elif clause.verb in _BACK or (clause.verb in _HELP and (stated or cues.has_cue(clause.rest))):
        yield _END.split(clause.rest.strip())[0]
    elif shape := next((shape for verbs, shape in _SHAPES if clause.verb in verbs), None):
        if match := shape.search(clause.rest):
            yield _END.split(match["who"])[0]
    elif (stated or cues.has_cue(clause.rest) or "invest" in clause.verb) and (match := _RECEIVER.search(clause.rest)):
        yield _END.split(match["who"])[0]


def _reading(who: str, clause: Clause, item: Item) -> Reading | None:
    """The receiver's round; without a word of finance in title or lead it is no round."""
    whole = f" {clause.rest}"
    if takings.is_blocked("", _WHOLE_IN.sub(" ", takings.core_of(whole))) or not who.strip():
        return None
    support = supporting(item)
    who = given.itself(who)
    unnamed = _from_lead(who, item)
    if not unnamed and not support and not _speaks_of_money(clause):
        return None
    name = companies.company(who, item) or unnamed
    if not name or _NO_COMPANY.search(name.text) or _NO_COMPANY.search(who.split()[-1]):
        return None
    if _STATE.match(clause.subject) and takings.BODY.search(name.text):
        return None
    if not _is_investor(clause.subject, item) or not _takes_money(name, who, clause, item):
        return None
    sure = 0.88 if support else 0.76
    angels = " angel investment" if given.ANGELS.search(clause.subject) else ""
    return _with_sum(funding.event_of(name, f"{clause.verb}{whole}{angels}", support, item, clause.at, sure), item)


def _with_sum(reading: Reading | None, item: Item) -> Reading | None:
    """The round with the sum that the lead says was put in, where the title has none."""
    if not reading or reading.event.amount is not None:
        return reading
    told = (s for s in item.sentences[:2] if _GIVES.search(s))
    stated = next((found for s in told for found in money.event_sums(s, item.text) if found.scaled), None)
    if not stated:
        return reading
    return Reading(reading.at, replace(reading.event, amount=stated.amount, currency=stated.currency))


def _speaks_of_money(clause: Clause) -> bool:
    """Whether the title says that money is given: a word of finance, a verb of money, or a sum from an investor."""
    giver = _LENDER.search(clause.subject) or _SOMEBODY.search(clause.subject)
    pledged = bool(giver) and any(money.event_sums(clause.rest))
    putting = clause.verb.startswith(_PUTTING) or clause.verb in _STAKES or _WITH_SUM.search(clause.rest)
    return bool(pledged or putting or cues.has_cue(clause.rest))


def _is_investor(subject: str, item: Item) -> bool:
    """Whether the subject names somebody, or only describes an investor: "Leeds angel investor"."""
    return bool(companies.company(subject, item) or _SOMEBODY.search(subject))


def _takes_money(name: companies.Name, who: str, clause: Clause, item: Item) -> bool:
    """Whether the named one can be meant as a company that takes the money."""
    lead = item.opening
    if clause.verb in _STAKES and (item.is_listed(name.text) or not _is_new_money(clause, item)):
        return False
    if lead:
        return _is_organisation(name.text, lead)
    return not clause.verb.startswith(("to ", "will ", "agrees ")) or clause.verb == "to lend" or _describes(who)


def _describes(who: str) -> bool:
    """Whether the words say what sort of company it is: "lender Quillmar", "AI lab Quillmar"; a place has none."""
    first, *others = who.split()
    return first.islower() or any(word in DESCRIBING for word in others)


def _is_new_money(clause: Clause, item: Item) -> bool:
    """Whether a stake brings the company money, as far as the text says; an investor who "takes" one is taken to."""
    takes = clause.verb == "takes" and _INVESTOR.search(clause.subject)
    return bool(takes or _NEW_MONEY.search(f"{item.title} {item.opening}"))


def _from_lead(who: str, item: Item) -> companies.Name | None:
    """The name from the lead, where the title only describes the receiver: "backs innovative lender"."""
    if not who.split()[-1:] or not who.split()[-1].islower():
        return None
    told = next((m for s in item.sentences[:2] if (m := _TOLD_WITHOUT.search(s))), None)
    name = companies.company(told["who"].strip(), item) if told else None
    return companies.Name(name.text, 0.82) if name else None


def _is_organisation(name: str, lead: str) -> bool:
    """Whether the lead treats the name as somebody who takes money: describes it, or names it behind "in" or "to"."""
    known = re.escape(name)
    if name not in lead and name.count(" "):
        known = re.escape(name.split()[0])
    return bool(re.search(rf"{known}{_DESCRIBED}|{_GIVEN}{known}", lead))
