"""A standstill: records wait on a partition that a client has, and it does not bring them. Pure.

Clients of a broker come to that, seldom, after a rebalance or a restart of the broker: nothing fails, and nothing ever
comes. Whoever reads looks now and then at what waits, and makes the client anew where this says so.
"""

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

PATIENCE = 12.0
"""Seconds without a record from a partition on which records wait."""
LOOK_EVERY = 2.0
"""Seconds between two looks."""
P = TypeVar("P")


class StandstillError(Exception):
    """A client stands still; a sentence says where."""


class Span(NamedTuple):
    """What a partition holds: its first offset, and the one after its last."""

    begin: int
    end: int


class Standstill(Generic[P]):
    """How long each partition has not moved though records wait on it; times in seconds of any one clock."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._since: dict[P, tuple[int, float]] = {}

    def look(self, now: float, reached: Mapping[P, int], spans: Mapping[P, Span]) -> list[P]:
        """The partitions that stand still too long. `reached`: the next offset of each that is read by the client."""
        waiting = {place: at for place, at in reached.items() if max(at, spans[place].begin) < spans[place].end}
        self._since = {place: self._began(place, at, now) for place, at in waiting.items()}
        return [place for place, (_, since) in self._since.items() if now - since >= self._patience]

    def forget(self) -> None:
        """Count anew: nobody could look, or the client was busy."""
        self._since = {}

    def _began(self, place: P, at: int, now: float) -> tuple[int, float]:
        known = self._since.get(place)
        return known if known and known[0] == at else (at, now)
