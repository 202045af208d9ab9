"""Funding rounds: who received money from investors or lenders, how much, in which round."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import companies, money, offerings, rounds
from .clauses import clauses
from .companies import Name
from .event import IN_LEAD, Event, Reading
from .item import Item
from .money import Sum
from .names import bare
from .tables import either, pattern, words

_RAISE = words("verbs", "funding", "raise")
_TAKE = words("verbs", "funding", "take")
_ANNOUNCE = frozenset(("announces", "announced", "announcing", "unveils", "reveals", "discloses", "reports"))
_CUE = re.compile(
    rf"(?<![\w-])(?:{either(words('rounds', 'cues', 'money'))}|(?:pre-)?series[\s-]+[a-k]\d?)(?!\w)", re.IGNORECASE
)
_STRONG = re.compile(
    rf"(?<![\w-])(?:{either(words('rounds', 'cues', 'strong'))}|(?:pre-)?series[\s-]+[a-k]\d?)(?!\w)", re.IGNORECASE
)
_BLOCKED = pattern(words("rounds", "cues", "blockers"))
_CAUSE = pattern(words("rounds", "charity", "causes"))
_CHARITY = pattern(words("rounds", "charity", "subjects"))
_PURPOSE = re.compile(
    r"\s(?:to(?!\s+(?:its\s+|the\s+)?(?:series|seed|round|funding))|as|amid(?:st)?|while|after|ahead|despite|following|at\s+an?\s+.{0,30}valuation)\s|;\s|,\s+(?:and\s+)?(?=[A-Za-z]+(?:s|ing)\b)|\.\s",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:with|in|via|through)\s+(?:an?\s+|its\s+|new\s+|fresh\s+|over\s+)*(?=[$€£₹A-Z]{0,4}\s?\d)", re.IGNORECASE
)
_BEHIND = re.compile(r"\s+(?:(?!(?:from|by|in|for|to|of|with|led|at|and|as|via)\b)[\w-]+(?:\s+|$)){1,3}", re.IGNORECASE)
_OWN_FUND = re.compile(r"(?<!from\s)(?<!by\s)(?<!the\s)\b(?:fund|funds)\b(?!-)", re.IGNORECASE)
_INTO = re.compile(
    r"\b(?:investments?|stake|funding round)\s+(?:in|into)\s+(?!(?:equity|growth|series|seed|a|an)\b)", re.IGNORECASE
)
_FUND_ITSELF = re.compile(r"\bfunds?$", re.IGNORECASE)
_GIFT = pattern(words("rounds", "charity", "gift"))
_COLLECTION = pattern(words("rounds", "charity", "collection"))
_TOKENS = pattern(words("rounds", "charity", "tokens"))
_LENT = re.compile(r"^\s*(?:that\s+)?(?:it\s+)?(?:has\s+)?(?:originat|arrang|broker|underwr)\w+\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|by|led by|via|with)\b.*$", re.IGNORECASE)
_RAISES = pattern((*words("verbs", "funding", "raise"), "secures", "closes", "receives", "gets", "lands", "completes"))
_TEASE = pattern(words("noise", "teases"))
_FROM_SOMEBODY = re.compile(r"\bfrom\s+(?:[a-z-]+\s+){0,3}[A-Z]")
_ROUND = re.compile(r"\b(?:raise|round|funding|financing|series|seed)\b", re.IGNORECASE)
_PENNIES, _SMALL = 20_000, 1_000_000
"""A bare sum below the first is a collection, not a round; one below the second is, where the lead speaks of giving."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What one sentence says: whose money it is now (a phrase), in which words, where, how surely."""

    company: str
    words: str
    at: int
    strength: float


def read(item: Item) -> Reading | None:
    """The round that the title states, or that the lead states of a title which speaks of money."""
    if item.cased:
        for taking in (*takings(item.title), *_expanding(item.title)):
            if reading := _reading(taking, item, taking.at):
                return reading
    return _from_lead(item)


def takings(sentence: str) -> Iterator[Taking]:
    """Each time that somebody raises or receives money in the sentence."""
    for clause in clauses(sentence, _RAISE + _TAKE):
        core = core_of(clause.rest)
        strength = _strength(core, clause.verb in _RAISE)
        if _is_spending(clause.verb, core):
            continue
        if strength and not is_blocked(clause.subject, core):
            yield Taking(clause.subject, core, clause.at, strength)


def _is_spending(verb: str, core: str) -> bool:
    """Whether the money goes out: somebody awarded a grant to others, or announced what it invests itself."""
    if _LENT.search(core):
        return True
    if verb == "awarded":
        return bool(re.search(r"\bgrants\b|\bto\b", core, re.IGNORECASE))
    own = verb in _ANNOUNCE and re.search(r"\binvestments?\b", core, re.IGNORECASE)
    return bool(own) and not re.search(
        r"\b(?:from|by|led|round|closing|completion|strategic|minority|growth|equity)\b", core, re.IGNORECASE
    )


def core_of(rest: str) -> str:
    """The object of the verb, without what the money is for and what else happened."""
    cut = _PURPOSE.search(f"{rest} ", 1)
    return rest[: cut.start()] if cut else rest


def is_blocked(subject: str, core: str) -> bool:
    """Whether the words make it something else: a contract, a token sale, an own fund, a collection for charity."""
    kept, _, cause = _FROM.sub("", core).partition(" for ")
    return bool(
        _BLOCKED.search(kept)
        or _is_sum_of_other(core)
        or _CAUSE.search(cause)
        or _FUND_ITSELF.search(subject)
        or _INTO.search(core)
        or _OWN_FUND.search(kept)
        or (_CHARITY.search(subject) and not _STRONG.search(core))
    )


def _is_sum_of_other(core: str) -> bool:
    """Whether the words right behind a sum say that it is another's: "$103 Million Loan Sale"."""
    behind = (_BEHIND.match(core, found.end) for found in money.sums(core))
    return any(match and _BLOCKED.search(match[0]) for match in behind)


def has_cue(text: str) -> bool:
    """Whether the words speak of a round."""
    return bool(_CUE.search(text))


def _strength(core: str, raises: bool) -> float:
    """How surely these words behind the verb are a round; 0 where they are none."""
    stated = next(money.event_sums(core), None)
    cue, strong = _CUE.search(core), _STRONG.search(core)
    if stated and cue:
        return 0.97
    if stated and raises:
        return 0.95 if stated.amount >= _PENNIES else 0.0
    if strong or (raises and cue and not re.match(r"\s*(?:capital|equity|notes?)\b", core, re.IGNORECASE)):
        return 0.92
    if cue and not stated and any(money.sums(core)):
        return 0.85
    if stated and _FROM_SOMEBODY.search(core):
        return 0.85
    return 0.6 if stated and stated.amount >= _PENNIES else 0.0


def _expanding(sentence: str) -> Iterator[Taking]:
    """ORG expands with $6m funding round."""
    for clause in clauses(sentence, words("verbs", "other", "finite")):
        marker = _WITH.search(clause.rest)
        if not marker:
            continue
        core = core_of(clause.rest[marker.end() :])
        if _strength(core, False) == 0.97 and _ROUND.search(core) and not is_blocked(clause.subject, core):
            yield Taking(clause.subject, core, clause.at, 0.88)


def _reading(taking: Taking, item: Item, at: int) -> Reading | None:
    name = companies.company(taking.company, item)
    if not name:
        return None
    support = supporting(item, name)
    if _is_other_money(taking.words, support, item):
        return None
    strength = taking.strength
    if strength < 0.8:
        if not support or is_blocked("", core_of(support)):
            return None
        strength = 0.88
    return event_of(name, taking.words, support, item, at, strength)


def _is_other_money(words_of_title: str, support: str, item: Item) -> bool:
    """Whether money without a word of a round is a collection for others, or what buyers of tokens paid."""
    if _STRONG.search(words_of_title) or (support and _STRONG.search(support)):
        return False
    stated = next(money.event_sums(words_of_title), None)
    small = stated is not None and stated.amount < _SMALL
    return bool((small and _COLLECTION.search(item.text)) or _TOKENS.search(item.text))


def event_of(name: Name, words_of_title: str, support: str, item: Item, at: int, strength: float) -> Reading | None:
    """The round of a company, with amount and name from the title's words and the lead's sentence."""
    kind_of_money = rounds.round_of(words_of_title, support)
    stated = _amount(words_of_title, support, item)
    shares = offerings.is_share_sale(words_of_title, support, item, name.text) or item.is_listed(name.text)
    shares = shares and kind_of_money not in ("debt", "grant")
    if shares or (kind_of_money == "grant" and _GIFT.search(item.text)):
        strength = min(strength, 0.72)
    event = Event(
        "public_offering" if shares else "funding_round",
        name.text,
        round(min(strength, name.certainty), 2),
        amount=stated.amount if stated else None,
        currency=stated.currency if stated else None,
        round=None if shares else kind_of_money,
    )
    return Reading(at, event)


def _amount(title_words: str, support: str, item: Item) -> Sum | None:
    """The sum that the title gives, as precise as the lead has it; else the sum beside the round in the lead."""
    stated = next((s for s in money.event_sums(title_words, item.text) if s.scaled), None)
    if stated:
        return money.finer(stated, item.opening, item.text)
    if money.sums(title_words) and item.cased and not any(money.event_sums(title_words)):
        return None
    return next((s for s in money.event_sums(support, item.text) if s.scaled), None) or (
        None if item.cased else money.bare(item.title)
    )


def supporting(item: Item, name: Name | None = None) -> str:
    """The sentence of the lead that tells of the round: verb, cue and, if any has it, a sum."""
    told = [
        s
        for s in item.sentences[:3]
        if any(t.strength > 0.6 for t in takings(s)) or (_STRONG.search(s) and any(money.event_sums(s)))
    ]
    return next(iter(told), "")


def _from_lead(item: Item) -> Reading | None:
    """The round that the lead's first sentences state, if the title speaks of one or says nothing of its own."""
    if not _hints(item):
        return None
    for sentence in item.sentences[:2]:
        for taking in takings(sentence):
            name = companies.company(taking.company, item)
            if name and taking.strength > 0.6 and (not item.cased or _first_word(name) in bare(item.title)):
                told = taking.words if item.cased else f"{item.title} {taking.words}"
                return event_of(name, told, sentence, item, IN_LEAD, 0.78 if item.cased else 0.92)
    return None


def _hints(item: Item) -> bool:
    """Whether the lead may tell the news: the title is empty, an address line with a word of money, or a tease."""
    if not item.title or _TEASE.search(item.title):
        return True
    if not item.cased:
        return has_cue(item.title) or bool(_RAISES.search(item.title))
    stated = _STRONG.search(item.title) or (has_cue(item.title) and any(money.event_sums(item.title)))
    return bool(stated) and not is_blocked("", item.title)


def _first_word(name: Name) -> str:
    return bare(name.text).split()[0]
