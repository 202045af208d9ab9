"""Judging one value by one condition: met, missed, or unknown where the value is missing or too vague to tell."""

import math
import re
from collections.abc import Callable
from typing import Any, Literal

from icp.account import Range
from icp.conditions import Between, Condition, Contains, Exists, Matches, OneOf
from icp.dates import year_of_date
from icp.folding import Folding, asked_as, flag_text, seen_as, text_of
from icp.quantities import parse_quantity
from icp.text import fold_text, has_phrase
from icp.values import parse_flag

Verdict = Literal["met", "missed", "unknown"]
Judge = Callable[[Any], tuple[Verdict, Any]]
_LONGEST_TEXT = 2000


def judge_of(condition: Condition, attribute: str) -> Judge:
    """A function from what an account says of the attribute (None: nothing) to the verdict and what was seen.

    Of a list, what is seen is the members that met, or all of them where none did.
    """
    if isinstance(condition, Between):
        return _known(_within(condition))
    if isinstance(condition, Exists):
        return _known(_there(condition.wanted))
    return _known(_any_member(_member_test(condition, attribute)))


def _known(judge: Judge) -> Judge:
    return lambda value: ("unknown", None) if value is None else judge(value)


def _any_member(meets: Callable[[Any], bool]) -> Judge:
    def judge(value: Any) -> tuple[Verdict, Any]:
        if isinstance(value, list | tuple):
            met = [member for member in value if member is not None and meets(member)]
            return ("met", met[0] if len(met) == 1 else met) if met else ("missed", list(value))
        if isinstance(value, Range):
            return "unknown", _shown(value)
        return ("met" if meets(value) else "missed"), value

    return judge


def _member_test(condition: OneOf | Contains | Matches, attribute: str) -> Callable[[Any], bool]:
    if isinstance(condition, Matches):
        found = re.compile(condition.pattern, re.IGNORECASE).search
        return lambda value: found(text_of(value)[:_LONGEST_TEXT]) is not None
    same = _is_one_of(condition.values, attribute)
    if isinstance(condition, OneOf):
        return same
    phrases = [fold_text(text_of(value)) for value in condition.values]
    return lambda value: same(value) or any(has_phrase(fold_text(text_of(value)), phrase) for phrase in phrases)


def _is_one_of(values: tuple[Any, ...], attribute: str) -> Callable[[Any], bool]:
    seen = seen_as(attribute)
    wanted = frozenset().union(*(_asked(value, asked_as(attribute)) for value in values))
    flags = any(isinstance(value, bool) for value in values)

    def test(value: Any) -> bool:
        text = text_of(value)
        return not wanted.isdisjoint(seen(flag_text(text) if flags else text))

    return test


def _asked(value: Any, fold: Folding) -> frozenset[str]:
    return frozenset(word for word in fold(text_of(value)) if word)


def _within(bounds: Between) -> Judge:
    low = -math.inf if bounds.low is None else bounds.low
    high = math.inf if bounds.high is None else bounds.high

    def judge(value: Any) -> tuple[Verdict, Any]:
        ends = ends_of(value)
        if ends is None:
            return "unknown", _shown(value)
        if low <= ends[0] and ends[1] <= high:
            return "met", _shown(value)
        return ("missed" if ends[1] < low or ends[0] > high else "unknown"), _shown(value)

    return judge


def ends_of(value: Any) -> tuple[float, float] | None:
    """The least and the greatest that the value may be, of a date its year; None for what is no number."""
    if isinstance(value, str):
        found = parse_quantity(value, grouped=False)
        value = year_of_date(value) if found is None else found
    if isinstance(value, Range):
        return (-math.inf if value.low is None else value.low), (math.inf if value.high is None else value.high)
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return None
    return value, value


def _there(wanted: bool) -> Judge:
    def judge(value: Any) -> tuple[Verdict, Any]:
        plain_no = value is False or (isinstance(value, str) and not value.isdigit() and parse_flag(value) is False)
        return ("met" if plain_no != wanted else "missed"), _shown(value)

    return judge


def _shown(value: Any) -> Any:
    """What was seen, as JSON can hold it."""
    if isinstance(value, Range):
        return value.model_dump()
    return list(value) if isinstance(value, tuple) else value
