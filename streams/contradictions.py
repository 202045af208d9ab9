"""Contradictions: when two signals of one kind cannot be the same event.

Only what both know can contradict; the unknown contradicts nothing. What is compared is a signal's gist: the few fields
that tell events of its kind apart, folded once.
"""

from collections.abc import Callable, Mapping
from sys import intern
from typing import Any

from streams.roles import folded

Details = Mapping[str, Any]
Gist = tuple[Any, ...]
"""Folded fields of a kind, each None where it is unknown."""

AMOUNT_TOLERANCE = 0.1
"""Outlets round: sums of one currency within a tenth are the same sum."""
_VAGUE = "venture_unspecified"


def gist(kind: str, details: Details) -> Gist:
    """The fields of a signal that can contradict another of its kind."""
    return tuple(read(details, field) for field, read in _FIELDS.get(kind, ()))


def contradicts(kind: str, anchor: Gist, other: Gist) -> bool:
    """Whether what is known of a signal rules out that it tells the anchor's event."""
    judge = _JUDGES.get(kind, _any)
    return judge(anchor, other)


def strong_key(told: Gist, signal: str) -> str:
    """What alone tells events of a `STRONG` kind apart: a posting's job, or, where none is said, the signal itself."""
    return told[0] or signal


def _text(details: Details, field: str) -> str | None:
    value = details.get(field)
    return intern(folded(value)) or None if isinstance(value, str) else None


def _name(details: Details, field: str) -> str | None:
    value = details.get(field)
    return None if value is None else f"{value}"


def _last_name(details: Details, field: str) -> str | None:
    name = _text(details, field)
    return intern(name.split()[-1]) if name else None


def _round(details: Details, field: str) -> str | None:
    found = _text(details, field)
    return None if found == _VAGUE else found


def _number(details: Details, field: str) -> float | None:
    value = details.get(field)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _differ(left: Any, right: Any) -> bool:
    return left is not None and right is not None and left != right


def _any(a: Gist, b: Gist) -> bool:
    return any(map(_differ, a, b))


def _sums(a: Gist, b: Gist) -> bool:
    """Amount and currency are the last two fields; sums of different currencies are not compared."""
    left, right = a[-2], b[-2]
    if left is None or right is None or _differ(a[-1], b[-1]):
        return False
    return bool(abs(left - right) > AMOUNT_TOLERANCE * max(abs(left), abs(right)))


def _first_or_sums(a: Gist, b: Gist) -> bool:
    return _differ(a[0], b[0]) or _sums(a, b)


def _first_known(a: Gist, b: Gist) -> bool:
    """The first field that both know decides."""
    both = next(((x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None), None)
    return both is not None and both[0] != both[1]


STRONG = frozenset({"job_posting"})
_SUM = (("amount", _number), ("currency", _text))
_PERSON = (("person", _last_name), ("role", _text))
_FIELDS: Mapping[str, tuple[tuple[str, Callable[[Details, str], Any]], ...]] = {
    "funding_round": (("round", _round), *_SUM),
    "fund_close": _SUM,
    "public_offering": _SUM,
    "acquisition": (("target", _text), *_SUM),
    "leadership_hire": _PERSON,
    "leadership_departure": _PERSON,
    "champion_move": _PERSON,
    "board_appointment": _PERSON,
    "job_posting": (("job", _name),),
    "hiring_surge": (("family", _text),),
    "form_submitted": (("form", _text), ("visitor", _text)),
    "topic_surge": (("topic", _text),),
    "review_intent": (("page", _text), ("product", _text)),
    "technology_change": (("technology", _text), ("change", _text)),
    "product_launch": (("product", _text),),
    "expansion": (("place", _text),),
}
_JUDGES: Mapping[str, Callable[[Gist, Gist], bool]] = {
    "funding_round": _first_or_sums,
    "acquisition": _first_or_sums,
    "fund_close": _sums,
    "public_offering": _sums,
    "leadership_hire": _first_known,
    "leadership_departure": _first_known,
    "champion_move": _first_known,
    "board_appointment": _first_known,
}
