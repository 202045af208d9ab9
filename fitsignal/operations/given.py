"""What an operation is given, read: a sentence where it is not what it should be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fitsignal.errors import OperatorError

MOST = 10**12
_TEXTS = (
    *("at", "date", "domain", "file", "folder", "format", "id", "kind", "person", "query", "source", "state", "status"),
    "url",
)
_SHAPES: Mapping[str, tuple[type, str]] = {
    **dict.fromkeys(_TEXTS, (str, "text")),
    **dict.fromkeys(("domains", "ids"), (list, "a list of texts")),
    **dict.fromkeys(("values", "detail"), (dict, "an object")),
    **dict.fromkeys(("all", "send"), (bool, "true or false")),
    "limit": (int, f"a whole number from 0 to {MOST}"),
}


def check_given(params: Mapping[str, Any]) -> None:
    """OperatorError for a parameter that is none of its kind; null is as none."""
    for name, value in params.items():
        kind, words = _SHAPES.get(name, (object, ""))
        if value is not None and not (isinstance(value, kind) and _fits(kind, value)):
            raise OperatorError(f"{name}: expected {words}")


def _fits(kind: type, value: Any) -> bool:
    if kind is int:
        return not isinstance(value, bool) and 0 <= value <= MOST
    return kind is not list or all(isinstance(each, str) for each in value)


def instant_given(text: Any) -> datetime | None:
    """The instant of a text such as 2026-11-22T09:30:00Z, UTC where it names no zone; None where none is given."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(str(text))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise OperatorError(f"{text!r} is no time: expected one such as 2026-11-22T09:30:00Z") from None
