"""Rounds whose sum the title has and whose name the lead has: "stocks up on $325M", "the haul is a Series C"."""

import re

from sources.extraction.event import Event
from sources.extraction.money import funding, money
from sources.extraction.money.money import Sum
from sources.extraction.money.named import names_round
from sources.extraction.money.takings import PENNIES, core_of, is_blocked
from sources.extraction.people import people
from sources.extraction.text import companies
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import DESCRIBING
from sources.extraction.text.tables import either, pattern, words
from sources.extraction.together import party

_OTHER = pattern(words("rounds", "together", "other_news"))
_WISHED = pattern(words("rounds", "cues", "wished"))
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[.,;:]\s")
_MONEY = re.compile(rf"(?<![\w-])(?:{either(words('rounds', 'together', 'hints'))})(?!\w)")
"""Written small, as in the sentences of the press: in capitals they may be names."""
_GIVERS = pattern(words("rounds", "together", "givers"))
_TAKES = pattern(word for verbs in ("raise", "seize", "take") for word in words("money_verbs", "funding", verbs))
_FOUNDERS = pattern(words("rounds", "together", "founders"))
_RECEIVER = re.compile(
    r"\b(?i:into|in|behind|for|to|on)\s+(?P<who>(?:(?i:a|an|the|their|his|her|new)\s)*(?:[\w-]+\s){0,3}?[A-Z][\w.&'-]*(?:\s[\w.&'-]+){0,4})"
)
_UNNAMED = re.compile(r"\b(?:into|in|behind|on|for)\s(?P<who>an?\s[a-z-]+(?:\s[a-z-]+){0,3})")
_OWN = re.compile(
    r"(?:^Its|^The\s(?:[\w'-]+\s){1,5}?[\w-]+'s|\b(?:led|backed|joined|anchored|priced|closed)\sits)\s(?:[\w$€£.,-]+\s){0,4}?(?i:round|seed|pre-seed|series|raise)\b"
)
"""The beginning of a sentence that tells of the title's company's own round."""
_FROM = re.compile(r"\b(?:led|co-led|backed|joined|anchored|drew|came from|put up|chipped in)\b")
"""What a sentence about a round's investors has: whose round it is, the title says."""
_LAST = re.compile(r",\sand\s|[.;:]\s")
_END = re.compile(r"\s(?:to|with|in|for|as|at|on|via)\s|[,;]\s")
_FOUNDED = re.compile(
    r"^.*\b[A-Z][\w-]+\s[A-Z][\w-]+'s\s(?:(?:new|startup|start-up|company|venture)\s)*(?P<who>(?:[A-Z0-9][\w.&-]*\s){1,3})(?=[a-z])"
)
"""A company that somebody of a name has: "Ann Doe's Norrvik lands"."""
_SURE = 0.82


def read(item: Item) -> Event | None:
    """The round; None where the title has no sum that may be one, or the lead does not name it as this one."""
    if not item.cased:
        return None
    in_title = _in_title(item) if _DIGIT.search(item.title) else None
    told = next((s for s in item.sentences[:3] if names_round(s)), "")
    if not in_title and not _MONEY.search(item.title) and not _OWN.search(told):
        return None
    if not told or not (in_title or any(money.event_sums(told, item.text))):
        return None
    return of_sum(item, in_title, told)


def of_sum(item: Item, in_title: Sum | None, told: str) -> Event | None:
    """The round with the title's sum, or with that of the lead's sentence; None where it is other money."""
    before = item.title[: in_title.start] if in_title else item.title
    wished = _OTHER.search(before) or _WISHED.search(_CLAUSE.split(before)[-1])
    name = None if wished else _taker(item, before, told)
    if not name:
        return None
    core = core_of(f" {item.title[in_title.start :]}") if in_title else ""
    found = funding.event_of(name, core, told, item, in_title.start if in_title else 0, _SURE)
    return found.event if found and found.event.kind == "funding_round" else None


def _in_title(item: Item) -> Sum | None:
    """The sum that the title leaves unexplained."""
    stated = next((s for s in money.event_sums(item.title, item.text) if s.scaled and s.amount >= PENNIES), None)
    return stated if stated and not is_blocked("", core_of(f" {item.title[stated.start :]}")) else None


def _taker(item: Item, before: str, told: str) -> Name | None:
    """Who takes the sum: the title's subject, or behind "for" where others give it or take it for theirs; the lead's
    company, where the title only describes it."""
    if owned := _FOUNDED.match(before):
        return companies.company(owned["who"], item)
    founders, giver = _FOUNDERS.search(before), _GIVERS.search(before)
    if founders or giver:
        at = len(before) if before != item.title else 0
        given = _RECEIVER.search(item.title, at) or _UNNAMED.search(item.title, at)
        who = given["who"] if given else _END.split(before[giver.end() :])[0] if giver else ""
        named = companies.company(who, item) if who.strip() and not _is_kind(who) and not who.islower() else None
        return named or (party.told_by_lead(item) if given or founders else None)
    phrases = [*party.phrases(_LAST.split(before)[-1] + item.title[len(before) :]), *party.phrases(item.title)]
    if any(map(_is_kind, phrases)) or any(map(_is_somebody, phrases)):
        return party.told_by_lead(item)
    names = [found for phrase in phrases if (found := companies.company(phrase, item))]
    name = min(names, key=lambda each: party.is_plain(each.text, item), default=None)
    if name and (_TAKES.search(before) or _FROM.search(told) or party.is_about(name.text, item)):
        return name
    return None


def _is_somebody(phrase: str) -> bool:
    """Whether the words say what a person was: "Former Marlowe doctor"."""
    return phrase.lower().startswith(("former ", "ex-", "two ", "three ")) and people.describes(phrase.split()[-1])


def _is_kind(phrase: str) -> bool:
    """Whether the words only say what a company is: "Boulder battery maker", "a Rural Dialysis Startup"."""
    last = (phrase.split() or [""])[-1].strip(",").lower()
    return last in DESCRIBING and "," not in phrase.rstrip(",")
