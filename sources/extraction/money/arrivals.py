"""Rounds told without a verb of taking: an investor is welcomed, or an unlisted verb stands before a named round."""

import re
from collections.abc import Iterator

from sources.extraction.money import money
from sources.extraction.money.cues import SERIES
from sources.extraction.money.takings import BODY, Taking, core_of, is_blocked
from sources.extraction.text.clauses import Clause, clauses, unlisted
from sources.extraction.text.names import CONNECTORS, STRONG, WEAK
from sources.extraction.text.tables import words

_NAMED_ROUND = re.compile(
    rf"{SERIES}|\b(?:(?:pre-?)?seed|(?:funding|financing|equity|growth|fundraising) round|fundraise)\b"
    r"|\d\S*\s(?:million\s)?raise\b|\d\S*\s(?:million\s)?from\s(?:[a-z]+\s)?(?:angels|investors|backers|VCs)\b",
    re.IGNORECASE,
)
_DESCRIBING = STRONG | WEAK | CONNECTORS
_SUM = r"(?:(?:an?|its|the|another|over|nearly|new|fresh|record|oversubscribed)\s+)*[$€£₹A-Z]{0,4}\.?\s?\d"
_WITH_SUM = re.compile(
    rf"^(?:\s(?!after|following|since)[\w-]+){{0,5}}?\s(?:with|to|in|via|through|at)\s+{_SUM}|^\s+{_SUM}"
)
_HELPED = re.compile(
    r"\b(?:helps?|helped)\s+(?P<who>[A-Z0-9][\w.&' -]{1,50}?)\s+(?:to\s+)?"
    r"(?:raise|build|close|reach|secure|land|complete|hit)\s+(?P<core>.*)$"
)
_BACKERS = re.compile(
    r"^(?:[Cc]orporates?|[Ii]nvestors|VCs|[Bb]ackers|[Aa]ngels|[Cc]orporate investors)\s+[a-z]{3,12}\s+"
    rf"(?P<who>[A-Z0-9][\w.&' -]{{1,50}}?)\s+(?:in|with|through|via|to)\s+(?P<core>{_SUM}.*)$"
)
_AS_INVESTOR = re.compile(
    r"^\s*(?P<who>[^,;]{2,60}?)\s+as\s+(?:(?:an?|its|first|new|lead|minority|strategic|equity|key|long-term|growth|majority)\s+)*"
    r"(?:investors?|shareholders?|backers?)\b(?!\s+relations)(?P<rest>.*)$",
    re.IGNORECASE,
)


_LATEST = re.compile(
    r"^(?P<who>[A-Z0-9][\w.&' -]{1,50}?)\s+is\s+(?:the\s+)?(?:latest|newest)\b.{0,60}?\sto\s+"
    r"(?:raise|land|secure|bag|win)\s+(?P<core>.*)$"
)


_ARMED = re.compile(
    rf"^(?:[Ww]ith|[Aa]rmed with|[Ff]lush with)\s+(?P<core>{_SUM}\S*(?:\s(?:mn|m|million|bn|billion|crore|lakh))?\s+"
    r"(?:in\s+)?(?:(?:new|fresh)\s)?(?:(?:seed|venture|vc|series\s[A-K])\s)?(?:funding|financing|capital|cash|seed|series\s[A-K]|round|raise)[^,]{0,60}),\s+"
    r"(?P<who>(?:(?:the|startup|start-up)\s)?(?:[A-Z0-9][\w.&'-]*\s){1,4})(?=[a-z])",
)
_FLUSH = re.compile(
    rf"^(?:[Aa]rmed|[Ff]lush) with\s+(?P<core>{_SUM}\S*(?:\s(?:mn|m|million|bn|billion|crore|lakh))?[^,]{{0,60}}),\s+"
    r"(?P<who>(?:[A-Z0-9][\w.&'-]*\s){1,4})(?=[a-z])"
)
_SUM_FOR = re.compile(
    r"^(?P<core>[$€£₹A-Z]{0,4}\.?\s?\d[\d.,]*\s?(?:mn|m|million|bn|billion|k|crore|lakh)?)\s+(?P<for>for)\s+(?P<who>[^,;:]{2,60}?)"
    r"(?=\s+(?:to|as|after|amid|in|from)\s+\S|\s*$)"
)


def sums_first(sentence: str) -> Iterator[Taking]:
    """A round whose sum opens the title: "With $52M in new funding, Quillmar", "€15 million for Quillmar to grow"."""
    if armed := _ARMED.match(sentence) or _FLUSH.match(sentence):
        yield Taking(armed["who"].strip(), f" {armed['core']}", armed.start("who"), 0.85)
    given = _SUM_FOR.match(sentence)
    small = [word for word in given["who"].split() if word.islower() and word.isalpha()] if given else []
    if given and any(money.event_sums(given["core"])) and all(word in _DESCRIBING for word in small[-1:]):
        yield Taking(given["who"], f" {given['core']}", given.start("who"), 0.6, plain=True)


_NAMED_ALONE = re.compile(rf"^\s(?:(?:an?|its|the)\s)?(?:{SERIES}|(?:pre-)?seed round)(?:\sround)?\s*$", re.IGNORECASE)
"""Behind a verb of no list: the round's name alone."""
_LISTED = frozenset(
    verb for name in ("not_taking", "raise", "seize", "take", "give") for verb in words("money_verbs", "funding", name)
)
_ALONE = re.compile(
    r"^\s(?:(?:a|another|its|fresh|further)\s)?[A-Z]{0,3}[$€£₹]\s?\d[\d.,]*\s?(?:k|m|mn|bn|million|billion|crore)?"
    r"(?=$|,|\s(?:to|for|from|in|as|with|out of)\s)",
    re.IGNORECASE,
)
"""Behind a verb of no list: the sum alone."""


def unheard(sentence: str) -> Iterator[Taking]:
    """A round behind a verb of no list, where the sum and the round's name leave no doubt: "cooks up $14M Series A"."""
    clause = unlisted(sentence)
    if not clause:
        return
    core = core_of(clause.rest)
    if _is_alone(clause) and any(money.event_sums(core)):
        yield Taking(clause.subject, core, clause.at, 0.6, plain=True)
    if _NAMED_ALONE.match(clause.rest) and clause.verb not in _LISTED and not is_blocked(clause.subject, core):
        yield Taking(clause.subject, core, clause.at, 0.82)
    sum_of_round = _WITH_SUM.match(core) and any(money.event_sums(core))
    if sum_of_round and _NAMED_ROUND.search(core) and not is_blocked(clause.subject, core):
        yield Taking(clause.subject, core, clause.at, 0.85)


def _is_alone(clause: Clause) -> bool:
    """Whether a sum alone stands behind a verb of no list, and a company may take it."""
    return clause.verb not in _LISTED and bool(_ALONE.match(clause.rest)) and not BODY.search(clause.subject)


def helped(sentence: str) -> Iterator[Taking]:
    """A round that others bring about: "investors help Quillmar raise $20m Series B", "backers join Quillmar in"."""
    for told in (_HELPED.search(sentence), _BACKERS.match(sentence), _LATEST.match(sentence)):
        if told and any(money.event_sums(core := core_of(f" {told['core']}"))):
            yield Taking(told["who"], core, told.start("who"), 0.85)


def newcomers(sentence: str) -> Iterator[Taking]:
    """Each time that somebody welcomes a new investor: "adds Halden Ventures as investor in Series B"."""
    for clause in clauses(sentence, words("money_verbs", "funding", "welcome")):
        found = _AS_INVESTOR.match(clause.rest)
        if found and not is_blocked(clause.subject, core_of(found["rest"])):
            yield Taking(clause.subject, core_of(found["rest"]), clause.at, 0.85)
