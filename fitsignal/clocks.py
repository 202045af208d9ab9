"""Clocks: the wall clock, and the one of recorded days. Read by the stamp, the digest's schedule and delivery only."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def wall() -> datetime:
    """The instant now, in UTC."""
    return datetime.now(UTC)


def fixed(now: datetime) -> Clock:
    """A clock that stands still: what `run --now` and tests use."""
    return lambda: now
