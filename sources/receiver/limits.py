"""What one sender may ask of the receiver: sizes, times, connections and speed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sources.receiver.contract import Refused

MOST_BUCKETS = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, seconds and requests a second, all above what honest senders need.

    `body`: of a body as sent; `inflated`: once inflated; `kept_of_cut`: what is kept of a client's that is larger;
    `skipped`: what is read of a larger one before its sender is told; `in_flight`: of all bodies being read.
    `head_seconds`: until the headers are there; `body_seconds`: until the body is; `busy_seconds`: until the answer has
    been sent; `idle_seconds`: between requests. `rate` requests a second for a key, `burst` of them at once.
    """

    body: int = 10 << 20
    inflated: int = 20 << 20
    kept_of_cut: int = 64 << 10
    skipped: int = 64 << 20
    in_flight: int = 256 << 20
    head: int = 64 << 10
    headers: int = 200
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    busy_seconds: float = 120.0
    idle_seconds: float = 75.0
    connections: int = 1000
    rate: float = 50_000.0
    burst: float = 100_000.0


class Buckets:
    """A token bucket for each key. `timer` counts seconds, from anywhere."""

    def __init__(self, rate: float, burst: float, timer: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._timer = rate, max(1.0, burst), timer
        self._levels: dict[str, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, key: str) -> None:
        """Take a token. Raises TooFast where there is none."""
        now = self._timer()
        level, then = self._levels.get(key, (self._burst, now))
        level = min(self._burst, level + (now - then) * self._rate)
        if level < 1.0:
            self._levels[key] = level, now
            raise TooFast((1.0 - level) / self._rate)
        self._levels[key] = level - 1.0, now
        if len(self._levels) > MOST_BUCKETS:
            del self._levels[next(iter(self._levels))]


class TooFast(Refused):
    """A key that asks too often."""

    def __init__(self, seconds: float) -> None:
        super().__init__(429, "Too many requests.", "rate_limited")
        self.retry_after = max(1, int(-(-seconds // 1)))
