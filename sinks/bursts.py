"""Bursts: of many alerts for one place within a minute, which go alone and which in one message. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")
MINUTE = timedelta(minutes=1)
MOST = 20
"""Alerts that one message tells of."""


@dataclass(frozen=True, slots=True)
class Lately:
    """What went to a place within the last minute: how many alerts, and when the first."""

    count: int = 0
    since: datetime | None = None


def gathers(new: int, lately: Lately, burst: int | None, now: datetime) -> datetime | None:
    """When so many new alerts go in one message; None where each goes alone.

    A burst that comes all at once goes at once; what comes after others waits for the end of their minute.
    """
    if burst is None or new + lately.count <= burst:
        return None
    return now if lately.since is None else max(now, lately.since + MINUTE)


def grouped(alerts: Sequence[T]) -> list[Sequence[T]]:
    """Alerts in messages of at most twenty, in their order."""
    return [alerts[n : n + MOST] for n in range(0, len(alerts), MOST)]
