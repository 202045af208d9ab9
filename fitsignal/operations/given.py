"""What an operation is given, read: a sentence where it is not what it should be."""

from datetime import UTC, datetime
from typing import Any

from fitsignal.errors import OperatorError


def instant_given(text: Any) -> datetime | None:
    """The instant of a text such as 2026-11-22T09:30:00Z, UTC where it names no zone; None where none is given."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(str(text))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise OperatorError(f"{text!r} is no time: expected one such as 2026-11-22T09:30:00Z") from None
