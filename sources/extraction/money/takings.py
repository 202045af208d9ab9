"""Who takes money in a sentence: the phrase that names the taker, the words of the money, how surely it is a round."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sources.extraction.money import money
from sources.extraction.money.cues import BLOCKED, CUE, STRONG, has_cue
from sources.extraction.money.measured import is_of_other, measures, raises_other
from sources.extraction.text.clauses import Clause, clauses
from sources.extraction.text.tables import either, pattern, words

RAISE = words("money_verbs", "funding", "raise")
_SEIZE = words("money_verbs", "funding", "seize")
_TAKE = words("money_verbs", "funding", "take")
_VERBS = tuple(dict.fromkeys((*RAISE, *_SEIZE, *_TAKE)))
_ANNOUNCE = frozenset(("announces", "announced", "announcing", "unveils", "reveals", "discloses", "reports"))
_CAUSE = pattern(words("rounds", "charity", "causes"))
_CHARITY = pattern(words("rounds", "charity", "subjects"))
_WORKS = pattern(words("rounds", "charity", "public_works"))
BODY = pattern(words("rounds", "charity", "bodies"))
_LENDER = pattern(words("rounds", "cues", "lenders"))
_PURPOSE = re.compile(
    r"\s(?:to(?!\s+(?:its\s+|the\s+)?(?:series|seed|round|funding|(?:over\s+|nearly\s+)?[A-Z]{0,3}\s?[$€£₹\d]))|as"
    r"|amid(?:st)?|while|after|ahead|despite|following|at\s+an?\s+.{0,30}valuation)\s"
    r"|;\s|,\s+(?:and\s+)?(?!raising\b)(?=[A-Za-z]+(?:s|ing)\b)|\.\s",
    re.IGNORECASE,
)
_OWN_FUND = re.compile(r"(?<!from\s)(?<!by\s)(?<!the\s)\b(?:fund|funds)\b(?!-)", re.IGNORECASE)
_INTO = re.compile(
    r"\b(?:investments?|stake|funding round)\s+(?:in|into)\s+(?!(?:equity|growth|series|seed|a|an)\b)", re.IGNORECASE
)
_DEBT_SALE = re.compile(r"\b(?:debt|bond|bonds|notes?)\s+sale\b", re.IGNORECASE)
_FUND_ITSELF = re.compile(r"\bfunds?$", re.IGNORECASE)
_LENT = re.compile(r"^\s*(?:that\s+)?(?:it\s+)?(?:has\s+)?(?:originat|arrang|broker|underwr)\w+\b", re.IGNORECASE)
_LOAN = re.compile(r"\b(?:loans?|mortgages?|financing|facility|credit line)\b.*\b(?:for|on|to)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|by|led by|via|with)\b.*$", re.IGNORECASE)
_FROM_SOMEBODY = re.compile(r"\b(?:from|led by|co-led by)\s+(?:[a-z-]+\s+){0,3}[A-Z]")
_GRANTED = frozenset(
    ("granted", "is granted", "was granted", "awarded", "is awarded", "was awarded", "has been awarded")
)
_GIVEN = 0.9
_FUNDS = re.compile(r"\s*(?:(?:new|fresh|more|additional|undisclosed)\s+)*funds\b(?!\s+(?:for|in)\b)", re.IGNORECASE)
_GRANTED_BY = re.compile(r"\b(?:by|from)\s+(?:the\s+)?[A-Z]")
_OF_INVESTOR = re.compile(
    r"^\s*(?:[A-Z][\w.&'-]*\s+){1,4}(?i:investment|backing|funding)(?=$|[,.]|\s(?:to|for|as|in|amid|ahead|and)\b)"
)
_ROUNDUP = re.compile(r"(?:\b\d+|,\s(?:and\s)?(?:several|many|some))\s(?:other\s\w+|others|more|startups)$")
"""Who raises in a roundup of many."""
_INVESTORS = re.compile(r"funds|investor|backer|shareholder", re.IGNORECASE)
_PRODUCT = re.compile(
    rf"^(?P<who>[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){{0,4}}?)(?:'s|(?<=s)')\s"
    rf"(?!.*\b(?:{either(words('money_verbs', 'funding', 'not_its_own'))})\b)"
    r"[a-z][a-z-]*(?:\s[a-z-]+){0,3}$"
)
_FOUNDER = re.compile(
    r"^(?P<who>(?:[a-z-]+\s){0,2}[A-Z0-9][\w.&'-]*(?:\s[A-Z0-9&][\w.&'-]*){0,3}?)(?:'s)?\s(?:co-?founders?|founders?|CEO)"
    r"(?:\s(?:and|&)\s\w+)?\s[A-Z][\w'-]+(?:\s[A-Z][\w'-]+){0,2}$"
)
_NEGATED = re.compile(r"\s*(?:no|zero)\b|\s*(?:more|less|fewer)\b.{0,60}\bthan\s+(?!\S*\d)", re.IGNORECASE)
PENNIES = 20_000
"""A bare sum below this is a collection, not a round."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What one sentence says: whose money it is now (a phrase), in which words, where, how surely."""

    company: str
    words: str
    at: int
    strength: float
    plain: bool = False
    """Whether the sum alone is the object: "lands $5m to grow". It is a round unless the lead speaks of other money."""


def takings(sentence: str) -> Iterator[Taking]:
    """Each time that somebody raises or receives money in the sentence."""
    for clause in clauses(sentence, _VERBS) if speaks_of_money(sentence) else ():
        core = core_of(clause.rest)
        if _is_spending(clause, core) or _ROUNDUP.search(clause.subject):
            continue
        strength = _strength(core, clause.verb)
        if strength and not is_blocked(clause.subject, core):
            plain = clause.verb in _SEIZE and strength <= 0.6 and not _is_public(clause)
            given = clause.verb in _GRANTED and strength == _GIVEN
            yield Taking(_taker(clause.subject), f"{core} grant" if given else core, clause.at, strength, plain)


def _taker(subject: str) -> str:
    """Whose the subject is, where it is a product or a founder: "Norrvik's pump app", "Norrvik founder Ann Doe"."""
    told = _PRODUCT.match(subject) or _FOUNDER.match(subject)
    return told["who"] if told else subject


def speaks_of_money(sentence: str) -> bool:
    """Whether the sentence has a sum or a word of finance at all: it spares the rules, it decides nothing."""
    return bool(
        has_cue(sentence) or "unds" in sentence or "nvestor" in sentence or "backer" in sentence or money.sums(sentence)
    )


def _is_public(clause: Clause) -> bool:
    """Whether a body that gets public money takes it, or the money is for public works."""
    return bool(BODY.search(clause.subject) or _WORKS.search(clause.rest))


def core_of(rest: str) -> str:
    """The object of the verb, without what the money is for and what else happened."""
    cut = _PURPOSE.search(f"{rest} ", 1)
    return rest[: cut.start()] if cut else rest


def is_blocked(subject: str, core: str) -> bool:
    """Whether the words make it something else: a contract, a token sale, an own fund, a collection for charity."""
    kept, _, cause = _FROM.sub("", _DEBT_SALE.sub("debt", core)).partition(" for ")
    kept = kept if kept.strip().lower() != "proceeds" else core
    return bool(
        BLOCKED.search(kept)
        or is_of_other(core)
        or _CAUSE.search(cause)
        or _FUND_ITSELF.search(subject)
        or _INTO.search(core)
        or (_OWN_FUND.search(kept) and not _FUNDS.match(core))
        or (_CHARITY.search(subject) and not STRONG.search(core))
    )


def strength_of(core: str, raises: bool = False) -> float:
    """How surely these words behind a verb, one that raises or one that may mean less, are a round; 0: not at all."""
    return _strength(core, RAISE[0] if raises else "")


def _is_spending(clause: Clause, core: str) -> bool:
    """Whether the money goes out: a grant to others, a loan that a lender made, what one invests oneself."""
    if _LENT.search(core) or (_LENDER.search(clause.subject) and _LOAN.search(clause.rest)):
        return True
    if clause.verb == "awarded" and not _GRANTED_BY.search(core):
        return bool(re.search(r"\bgrants\b|\bto\b", core, re.IGNORECASE))
    own = clause.verb in _ANNOUNCE and re.search(r"\b(?:investments?|grants?)\b", core, re.IGNORECASE)
    return bool(own) and not re.search(
        r"\b(?:from|by|led|round|closing|completion|strategic|minority|growth|equity)\b", core, re.IGNORECASE
    )


def _strength(core: str, verb: str) -> float:
    if _NEGATED.match(core):
        return 0.0
    stated = next(money.event_sums(core), None)
    cue, strong = CUE.search(core), STRONG.search(core)
    if _FUNDS.match(core) and (verb in RAISE or verb in _SEIZE):
        return 0.85
    raises = verb in RAISE or (verb in _NETS and not measures(core))
    if stated and cue:
        return 0.97
    if stated and raises:
        return 0.95 if stated.amount >= PENNIES and not raises_other(core) else 0.0
    if strong or (raises and cue and not re.match(r"\s*(?:capital|equity|notes?)\b", core, re.IGNORECASE)):
        return 0.92
    if cue and not stated and any(money.sums(core)):
        return 0.85
    if stated and verb in _GRANTED and _GRANTED_BY.search(core) and not measures(core):
        return _GIVEN
    if (stated and _FROM_SOMEBODY.search(core)) or (verb not in _ANNOUNCE and _OF_INVESTOR.match(core)):
        return 0.85
    return (
        0.6
        if stated and stated.amount >= PENNIES and not measures(core) and not (verb in _SEIZE and raises_other(core))
        else 0.0
    )


_NETS = frozenset(("nets", "bags", "bagged", "snags", "nabs", "scoops", "scoops up", "netted"))
"""These raise money where the sum stands alone, and win other things where it measures them."""
