"""Settled triggers: those that no signal to come can change, in columns. Pure.

A trigger is needed whole only while a signal may still join it: within its kind's window. After that the intent needs
its instant and its worth, and an alert the factors of its share.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from struct import Struct
from typing import Any, NamedTuple, Protocol

from streams.ids import packed_id, unpacked_id
from streams.intent import Anchored, decayed
from streams.times import DAY

LATE = 7 * DAY
"""How much later than the newest of its kind, beside the window, a signal may come and find all in memory."""
_ROW = Struct("<16sdd")
"""Anchor, confidence and points of one trigger."""


class Columns(Protocol):
    """Triggers held in columns."""

    def row(self, place: int) -> tuple[bytes, float, float]:
        """Packed anchor, confidence and points of the one at a place."""


class Old(NamedTuple):
    """A trigger in columns as it is read again, until they change; `worth`: points x confidence, before decay.

    Of those of an account few are named: what only these need is read when it is asked for.
    """

    at: int
    worth: float
    place: int
    held: Columns

    @property
    def anchor_id(self) -> str:
        """The id of the signal that it is anchored at."""
        return unpacked_id(self.held.row(self.place)[0])

    @property
    def confidence(self) -> float:
        """How sure it is."""
        return self.held.row(self.place)[1]

    @property
    def points(self) -> float:
        """What it earns, before decay."""
        return self.held.row(self.place)[2]

    @property
    def factors(self) -> tuple[str, float, float]:
        """See `Anchored`."""
        anchor, confidence, points = self.held.row(self.place)
        return unpacked_id(anchor), confidence, points


_old: Callable[[Iterable[Any]], Old] = partial(tuple.__new__, Old)
"""A trigger of its four fields: half of what its own constructor takes, and an account of five months has forty."""


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
        return newest_first(self.ats, self.worths, self)

    def row(self, place: int) -> tuple[bytes, float, float]:
        """See `Columns`."""
        found: tuple[bytes, float, float] = _ROW.unpack_from(self._rows, place * _ROW.size)
        return found


def newest_first(ats: "array[int]", worths: "array[float]", held: Columns) -> Iterator[Old]:
    """Triggers in columns by falling instant."""
    count = len(ats)
    return map(_old, zip(reversed(ats), reversed(worths), range(count - 1, -1, -1), repeat(held), strict=False))
