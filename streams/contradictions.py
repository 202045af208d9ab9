"""Contradictions: when two signals of one kind cannot be the same event.

Only what both know can contradict; the unknown contradicts nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from streams.roles import folded

Details = Mapping[str, Any]

AMOUNT_TOLERANCE = 0.1
"""Outlets round: sums of one currency within a tenth are the same sum."""


def contradicts(kind: str, anchor: Details, other: Details) -> bool:
    """Whether the known fields of a signal rule out that it tells the anchor's event."""
    judge = _JUDGES.get(kind)
    return judge(anchor, other) if judge else False


def strong_key(kind: str, details: Details) -> str | None:
    """A field that alone tells events of this kind apart (a job's id); None where the kind or the signal has none."""
    field = _STRONG.get(kind)
    value = details.get(field) if field else None
    return None if value is None else f"{value}"


def _text(details: Details, field: str) -> str | None:
    value = details.get(field)
    return folded(value) or None if isinstance(value, str) else None


def _differ(a: Details, b: Details, field: str) -> bool:
    left, right = _text(a, field), _text(b, field)
    return left is not None and right is not None and left != right


def _amounts_differ(a: Details, b: Details) -> bool:
    left, right = a.get("amount"), b.get("amount")
    if not isinstance(left, (int, float)) or not isinstance(right, (int, float)) or _differ(a, b, "currency"):
        return False
    return abs(left - right) > AMOUNT_TOLERANCE * max(abs(left), abs(right))


def _funding(a: Details, b: Details) -> bool:
    vague = "venture_unspecified"
    rounds = a.get("round") != vague and b.get("round") != vague and _differ(a, b, "round")
    return rounds or _amounts_differ(a, b)


def _person(a: Details, b: Details) -> bool:
    left, right = _text(a, "person"), _text(b, "person")
    if left and right:
        return left.split()[-1] != right.split()[-1]
    return _differ(a, b, "role")


def _posting(a: Details, b: Details) -> bool:
    if strong_key("job_posting", a) and strong_key("job_posting", b):
        return strong_key("job_posting", a) != strong_key("job_posting", b)
    return _differ(a, b, "title") or _differ(a, b, "role")


def _any_of(*fields: str) -> Callable[[Details, Details], bool]:
    return lambda a, b: any(_differ(a, b, field) for field in fields)


_STRONG: Mapping[str, str] = {"job_posting": "job"}
_JUDGES: Mapping[str, Callable[[Details, Details], bool]] = {
    "funding_round": _funding,
    "fund_close": _amounts_differ,
    "public_offering": _amounts_differ,
    "acquisition": lambda a, b: _differ(a, b, "target") or _amounts_differ(a, b),
    "leadership_hire": _person,
    "leadership_departure": _person,
    "champion_move": _person,
    "board_appointment": _person,
    "job_posting": _posting,
    "hiring_surge": _any_of("family"),
    "form_submitted": _any_of("form", "visitor"),
    "topic_surge": _any_of("topic"),
    "review_intent": _any_of("page", "product"),
    "technology_change": _any_of("technology", "change"),
    "product_launch": _any_of("product"),
    "expansion": _any_of("place"),
}
