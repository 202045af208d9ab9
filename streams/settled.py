"""Settled triggers: those that no signal to come can change, in columns. Pure.

A trigger is needed whole only while a signal may still join it: within its kind's window. After that the intent needs
its instant and its worth, and an alert the factors of its share.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple, Protocol

from streams.ids import packed_id, unpacked_id
from streams.intent import Weighed, decayed
from streams.times import DAY

LATE = 7 * DAY
"""How much later than the newest of its kind, beside the window, a signal may come and find all in memory."""
_ROW = Struct("<16sdd")
"""Anchor, confidence and points of one trigger."""


class Anchored(Weighed, Protocol):
    """A trigger with the id of the signal that it is anchored at."""

    @property
    def anchor_id(self) -> str: ...


class Old(NamedTuple):
    """A settled trigger as it is read again; `worth`: points x confidence, before decay."""

    at: int
    anchor_id: str
    confidence: float
    points: float
    worth: float


class Settled:
    """Triggers by rising instant: 56 bytes each, where one that can still change takes some 450."""

    __slots__ = ("_rows", "ats", "worths")

    def __init__(self) -> None:
        self.ats, self.worths, self._rows = array("q"), array("d"), bytearray()

    def __len__(self) -> int:
        return len(self.ats)

    def take(self, triggers: Iterable[Anchored]) -> None:
        """Add triggers that come after all that are held, by rising instant."""
        for each in triggers:
            self.ats.append(each.at)
            self.worths.append(each.worth)
            self._rows += _ROW.pack(packed_id(each.anchor_id), each.confidence, each.points)

    def drop(self, horizon: int) -> None:
        """Forget those before an instant."""
        if place := bisect_left(self.ats, horizon):
            del self.ats[:place], self.worths[:place], self._rows[: place * _ROW.size]

    def oldest_after(self, instant: int) -> int | None:
        """The instant of the oldest after an instant."""
        place = bisect_right(self.ats, instant)
        return self.ats[place] if place < len(self.ats) else None

    def terms(self, after: int, at: int, half_life: int, full: float) -> list[float]:
        """See `Decaying`."""
        return decayed(self.ats, self.worths, after, at, half_life, full)

    def newest_first(self) -> Iterator[Old]:
        """By falling instant."""
        held = zip(self.ats, self.worths, _ROW.iter_unpack(self._rows), strict=True)
        found = [Old(at, unpacked_id(row[0]), row[1], row[2], worth) for at, worth, row in held]
        return reversed(found)
