"""A hiring surge: more new postings of one role family in a while than the board's own month before would let expect.

Pure. A posting is new when it was not there at the board's first poll; the month before counts all that is known of
it, the first poll's postings by their dates too. Days are ordinals, and today is the newest day that the board tells.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from streams.policy import KindRule

MONTH = 30
"""Days of the mean that the new ones are held against."""
History = Mapping[str, Any]
"""What a cursor keeps of a board: days of its postings by family, known at first and new, and of the last surges."""


class Surge(NamedTuple):
    """So many new postings of a family within the rule's span, where the month before had `before`."""

    family: str
    new: int
    before: int
    day: int


def with_postings(history: History, fresh: Iterable[tuple[str, int]], *, first: bool) -> dict[str, Any]:
    """The history with postings, each a family and a day, added to what was known at first or to what is new."""
    key = "known" if first else "new"
    days = {family: list(known) for family, known in history.get(key, {}).items()}
    for family, day in fresh:
        days.setdefault(family, []).append(day)
    return {**history, key: days}


def surges(history: History, families: Iterable[str], rule: KindRule) -> tuple[dict[str, Any], list[Surge]]:
    """The surges of these families as of the newest day, once a span each; and the history, old days forgotten."""
    every = [day for key in ("known", "new") for days in history.get(key, {}).values() for day in days]
    today, span = max(every, default=0), _days(rule.within)
    told = dict(history.get("told", {}))
    found = []
    for family in dict.fromkeys(families):
        surge = _surge(history, family, today, span, rule)
        if surge and today - told.get(family, 0) >= span:
            told[family] = today
            found.append(surge)
    kept = {key: _since(history.get(key, {}), today - span - MONTH) for key in ("known", "new")}
    return {**kept, "told": told}, found


def _surge(history: History, family: str, today: int, span: int, rule: KindRule) -> Surge | None:
    known, new = (history.get(key, {}).get(family, []) for key in ("known", "new"))
    recent = sum(day > today - span for day in new)
    before = sum(today - span - MONTH < day <= today - span for day in [*known, *new])
    usual = before / MONTH * span
    enough = rule.new is not None and recent >= rule.new
    return Surge(family, recent, before, today) if enough and recent >= (rule.times_mean or 1.0) * usual else None


def _days(span: timedelta | None) -> int:
    return max((span or timedelta(days=14)).days, 1)


def _since(days: Mapping[str, list[int]], first: int) -> dict[str, list[int]]:
    kept = {family: [day for day in each if day > first] for family, each in days.items()}
    return {family: each for family, each in kept.items() if each}
