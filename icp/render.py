"""A reason of a fit in the few words that a salesperson reads."""

from typing import Any

from icp.fit import Reason
from icp.values import parse_flag

_MARKS = {"met": "✓", "missed": "✗", "unknown": "?"}
_LONGEST = 48
_MOST_MEMBERS = 3


def reason_text(reason: Reason) -> str:
    """The reason in words, without mark and points: "140 employees", "France", "growth unknown"."""
    words = _named(reason)
    if reason.role != "disqualifier" or reason.verdict == "unknown":
        return words
    if reason.verdict == "missed":
        return f"not {reason.criterion}"
    seen = "" if words == reason.criterion else f" {words},"
    return f"{reason.criterion}:{seen} disqualifies"


def reason_line(reason: Reason) -> str:
    """The reason as one line with its mark and points: "✓ 140 employees 25/25", "? growth unknown 0/10"."""
    if reason.role == "disqualifier":
        mark = {"met": "✗", "missed": "✓", "unknown": "?"}[reason.verdict]
        return f"{mark} {reason_text(reason)}"
    return f"{_MARKS[reason.verdict]} {reason_text(reason)} {reason.points:g}/{reason.of:g}"


def _named(reason: Reason) -> str:
    attribute = reason.attribute.replace("_", " ").strip() or reason.criterion
    if reason.verdict == "unknown" and not isinstance(reason.value, dict):
        return f"{attribute} unknown"
    return _value_words(reason.value, attribute) or reason.criterion


def _value_words(value: Any, attribute: str) -> str:
    """The value as people say it; "" where the criterion's own name says more (yes and no, long texts)."""
    if isinstance(value, list):
        return _members(value)
    if isinstance(value, dict):
        return _with_unit(_ends(value), attribute)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _with_unit(_number(value, attribute), attribute)
    text = " ".join(str(value).split())
    says_little = value is None or isinstance(value, bool) or parse_flag(text) is not None
    return "" if says_little or len(text) > _LONGEST else text


def _members(values: list[Any]) -> str:
    shown = ", ".join(str(value) for value in values[:_MOST_MEMBERS])
    more = f" +{len(values) - _MOST_MEMBERS}" if len(values) > _MOST_MEMBERS else ""
    return f"{shown}{more}" if len(shown) <= 2 * _LONGEST else ""


def _ends(bounds: dict[str, Any]) -> str:
    low, high = bounds.get("low"), bounds.get("high")
    if high is None:
        return f"{_number(low, '')}+" if low is not None else "some"
    return f"up to {_number(high, '')}" if low is None else f"{_number(low, '')}-{_number(high, '')}"


def _with_unit(number: str, attribute: str) -> str:
    return f"{number} employees" if attribute == "employees" else f"{attribute} {number}"


def _number(value: float, attribute: str) -> str:
    """A number short enough to read: 140, 1,200, 12M; years stay as they are."""
    if attribute in ("founded", "year") or "year" in attribute.split():
        return f"{value:.0f}"
    for size, sign in ((1e9, "B"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
