"""When an event happened: what its tracker wrote, freed of the error of the sender's clock. Pure."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from streams.times import Instant

TRUSTED = timedelta(minutes=1)
"""Network and queues may take so long: a smaller difference is no error of a clock."""
SLOW = timedelta(hours=24)
"""A request that says it was sent longer ago was held up on its way; its clock may well be right."""
_NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)


def instant(value: Any) -> datetime | None:
    """A moment as ISO 8601 (without a zone: UTC) or as seconds or milliseconds since 1970, in digits or as a number."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or len(str(value)) > 40:
        return None
    try:
        read = _instants().validate_python(value.strip() if isinstance(value, str) else value)
    except (ValidationError, OverflowError):
        return None
    return read if read >= _NOT_BEFORE else None


def happened(at: datetime | None, sent: datetime | None, received: datetime) -> datetime | None:
    """`at` moved by the error of the clock that wrote both it and `sent`; never later than `received`.

    A request cannot be sent after it came, so a clock that is fast is always corrected; one that is slow by no more
    than `SLOW`. The error is taken in whole minutes: a batch that is sent again happened at the same time again.
    """
    if at is None:
        return None
    try:
        return min(at + _error(sent, received), received)
    except OverflowError:  # a clock at the calendar's end tells nothing of its error
        return min(at, received)


def _error(sent: datetime | None, received: datetime) -> timedelta:
    late = received - sent if sent else timedelta(0)
    if abs(late) <= TRUSTED or late > SLOW:
        return timedelta(0)
    return TRUSTED * round(late / TRUSTED)


@lru_cache(maxsize=1)
def _instants() -> TypeAdapter[datetime]:
    return TypeAdapter(Instant)
