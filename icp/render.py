"""The reasons of a fit as lines of a report: mark, criterion, what was seen of it, points. ✓ is good news."""

from typing import Any

from icp.fit import Reason

_MARKS = {"met": "✓", "missed": "✗", "unknown": "?"}
_RULED_OUT = {"met": "✗ disqualified: ", "missed": "✓ not: ", "unknown": "? "}
_LONGEST = 48
_MOST_MEMBERS = 3


def reason_line(reason: Reason) -> str:
    """The whole line: "✓ Company size: 140 employees 25/25", "✓ not: Sells for others (Product)"."""
    seen = seen_text(reason)
    if reason.role == "disqualifier" and reason.verdict != "unknown":
        return f"{reason_mark(reason)} ({seen})"
    points = "" if reason.role == "disqualifier" else f" {reason.points:.10g}/{reason.of:.10g}"
    origin = f" ({reason.origin})" if reason.origin else ""
    return f"{reason_mark(reason)}: {seen}{points}{origin}"


def reason_mark(reason: Reason) -> str:
    """The verdict alone: "✓ Company size", "✓ not: Sells for others", "✗ disqualified: Sells for others"."""
    name = _visible(reason.criterion)
    if reason.role == "disqualifier":
        return f"{_RULED_OUT[reason.verdict]}{name}"
    return f"{_MARKS[reason.verdict]} {name}"


def seen_text(reason: Reason) -> str:
    """What was seen of the criterion's attribute: "140 employees", "51-200 employees", "no", "unknown"."""
    words = _value_words(reason.value, reason.attribute)
    if reason.verdict == "unknown":
        return f"not clear from {words}" if words else "unknown"
    return words or "nothing"


def _value_words(value: Any, attribute: str) -> str:
    if isinstance(value, list | tuple):
        return _members(value)
    if isinstance(value, dict):
        return _with_unit(_ends(value, attribute), attribute)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _with_unit(_number(value, attribute), attribute)
    text = "" if value is None else _visible(str(value))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _visible(text: str) -> str:
    """One line of signs that a terminal shows and does not obey."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _members(values: list[Any] | tuple[Any, ...]) -> str:
    shown = ", ".join(_value_words(value, "") for value in values[:_MOST_MEMBERS])
    return f"{shown} +{len(values) - _MOST_MEMBERS}" if len(values) > _MOST_MEMBERS else shown


def _ends(bounds: dict[str, Any], attribute: str) -> str:
    low, high = (_end(bounds.get(name), attribute) for name in ("low", "high"))
    if high is None:
        return f"{low}+" if low is not None else "some"
    return f"up to {high}" if low is None else f"{low}-{high}"


def _end(value: float | None, attribute: str) -> str | None:
    return None if value is None else _number(value, attribute)


def _with_unit(number: str, attribute: str) -> str:
    return f"{number} employees" if attribute == "employees" else number


def _number(value: float, attribute: str) -> str:
    """A number short enough to read: 140, 1,200, 12M; years stay as they are."""
    if attribute in ("founded", "year") or "year" in attribute.replace("_", " ").split():
        return f"{value:.0f}"
    for size, sign in ((1e9, "B"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
