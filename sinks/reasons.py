"""A fit reason in a few words: "140 employees", "France", "VP Sales in place", "growth unknown"."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from icp.fit import Reason
from icp.values import parse_flag
from sinks.money import money
from sinks.plain import clip, plain, shown

LIMIT = 100
_SPEAK_FOR_THEMSELVES = frozenset({"employees", "industry", "country", "region", "technologies", "funding_stage"})
"""Attributes whose value needs no name beside it."""
_ASKED_FOR = frozenset({"technologies", "funding_stage"})
"""Of those, the ones that say nothing of what was wanted instead."""


def origin_text(reason: Reason, year: int) -> str | None:
    """Where it is known from, if no list gave it: "greenhouse, 12 Nov"; a day of another year with that year."""
    if not reason.origin:
        return None
    source, comma, day = plain(reason.origin).rpartition(", ")
    try:
        then = date.fromisoformat(day)
    except ValueError:
        return clip(plain(reason.origin), 60)
    return f"{clip(source, 45)}{comma}{then.day} {then:{'%b' if then.year == year else '%b %Y'}}"


def reason_text(reason: Reason) -> str:
    """What was seen of the criterion's attribute; the criterion's name where the value alone would not say it."""
    name = clip(plain(reason.criterion), 60)
    value = _value(reason.attribute, reason.value)
    if reason.verdict == "unknown":
        return f"{name} unknown" if value is None else f"{name} not clear from {value}"
    if value is None or _is_flag(reason.value):
        return name
    wanting = reason.verdict == "missed" and reason.attribute in _ASKED_FOR
    alone = reason.attribute in _SPEAK_FOR_THEMSELVES and not wanting
    return clip(value if alone else f"{name}: {value}", LIMIT)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and parse_flag(value) is not None)


def _value(attribute: str, value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        told = [text for each in value[:3] if (text := shown(each, 40))]
        return ", ".join(told) + (f" and {len(value) - 3} more" if len(value) > 3 else "") or None
    text = _range(value, attribute) if isinstance(value, Mapping) else _single(value, attribute)
    return f"{text} employees" if text and attribute == "employees" else text


def _range(value: Mapping[str, Any], attribute: str) -> str | None:
    low, high = (_single(value.get(end), attribute) for end in ("low", "high"))
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else high and f"up to {high}"


def _single(value: Any, attribute: str) -> str | None:
    if attribute == "revenue" and (total := money(value)):
        return total
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    counted = isinstance(value, int) and attribute not in ("founded", "year")
    return f"{value:,}" if counted else shown(value, 60)
