"""Visit triggers: visits collapse by page class and UTC day. Pure."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from struct import Struct
from typing import Any, ClassVar

from streams.folds import NO_RULE, Change, Member
from streams.ids import packed_id, unpacked_id
from streams.intent import decayed
from streams.pages import Pages
from streams.policy import Policy
from streams.settled import Old, newest_first
from streams.times import DAY
from streams.weights import visit_points

_ROW = Struct("<16sdIH")
"""Anchor, confidence, size and page class of one trigger, as a fold holds it."""
_CLASS_AT = _ROW.size - 2
_class = Struct("<H").unpack_from


@dataclass(slots=True)
class VisitGroup:
    """Visits of one page class on one UTC day. `visitors`: the least hashes, as many as the policy counts people.

    `at`: the instant of the first visit in microseconds; `worth`: points x confidence, before decay.
    """

    kind: ClassVar[str] = "visit"
    at: int
    anchor_id: str
    page_class: str
    confidence: float
    visitors: tuple[str, ...]
    size: int
    points: float = 0.0
    worth: float = 0.0

    @property
    def details(self) -> Mapping[str, Any]:
        """What the trigger says: class, people and visits."""
        return {
            "page_class": self.page_class,
            "people": max(1, len(self.visitors)),
            "visits": self.size,
            "visitors": list(self.visitors),
        }


class VisitFold:
    """The visit triggers of one account, by rising instant, in columns: a fifth of the memory of an object for each."""

    __slots__ = ("_ats", "_rows", "_visitors", "_worths", "floor", "newest", "pages", "rule", "since", "total", "until")

    def __init__(self, policy: Policy, pages: Pages) -> None:
        self.pages, self.rule = pages, policy.kinds.get("visit", NO_RULE)
        self.floor, self.total, self.newest, self.since, self.until = 0, 0.0, 0, 0, 0
        self._ats, self._worths, self._rows = array("q"), array("d"), bytearray()
        self._visitors: list[tuple[str, ...] | str | None] = []

    def __len__(self) -> int:
        return len(self._ats)

    @property
    def weight(self) -> int:
        """Its memory, counted in signals of some 450 bytes; a trigger of visits takes a fourth."""
        return (len(self._ats) + 3) // 4

    def add(self, member: Member) -> Change[VisitGroup]:
        """Take one more visit."""
        name = self.pages.class_of(member.details, member.url)
        visitor = member.details.get("visitor")
        seen = (visitor,) if isinstance(visitor, str) else ()
        new = VisitGroup(member.at, member.id, name, member.confidence, seen, 1)
        place = self._place(member.at, name)
        if place is None:
            self.put(new)
            return Change(new, opened=True)
        old = self._group(place)
        before = old.anchor_id
        self._join(old, new)
        self._write(place, old)
        return Change(old, opened=False, gone=() if old.anchor_id == before else (before,))

    def put(self, group: VisitGroup) -> None:
        """Set a whole trigger, as read back from the store."""
        self.until = 0
        self._weigh(group)
        ats = self._ats
        if not ats or ats[-1] <= group.at:
            self._append(group)
            return
        place = bisect_right(ats, group.at)
        ats.insert(place, group.at)
        self._worths.insert(place, group.worth)
        self._rows[place * _ROW.size : place * _ROW.size] = self._row(group)
        self._visitors.insert(place, _few(group.visitors))

    def _append(self, group: VisitGroup) -> None:
        self._ats.append(group.at)
        self._worths.append(group.worth)
        self._rows += self._row(group)
        self._visitors.append(_few(group.visitors))

    def let_go(self, horizon: int) -> None:
        """Drop the days that ended before an instant; what is before `floor` is not known any more."""
        place = bisect_left(self._ats, horizon - horizon % DAY)
        if place:
            self.floor = (self._ats[place - 1] // DAY + 1) * DAY
            del self._ats[:place], self._worths[:place], self._visitors[:place]
            del self._rows[: place * _ROW.size]

    def newest_first(self) -> Iterator[VisitGroup]:
        """Triggers by falling instant; each is a copy."""
        return map(self._group, range(len(self._ats) - 1, -1, -1))

    def weighed(self) -> Iterable[Old]:
        """The same, with what their shares need of them."""
        return newest_first(self._ats, self._worths, self)

    def row(self, place: int) -> tuple[bytes, float, float]:
        """See `Columns`."""
        anchor, confidence, _, number = _ROW.unpack_from(self._rows, place * _ROW.size)
        return anchor, confidence, self._points(self.pages.name(number), _people(self._visitors[place]))

    def terms(self, after: int, at: int, half_life: int, full: float) -> list[float]:
        """What each after `after` and up to `at` is worth at `at`; the newest alone, where these are over `full`."""
        return decayed(self._ats, self._worths, after, at, half_life, full)

    def lone(self) -> float | None:
        """What the trigger is worth where there is but one."""
        return self._worths[0] if len(self._worths) == 1 else None

    def oldest_after(self, instant: int) -> int | None:
        """The instant of the oldest after an instant."""
        place = bisect_right(self._ats, instant)
        return self._ats[place] if place < len(self._ats) else None

    def newest_at(self) -> int:
        """The instant of the newest trigger, microseconds."""
        return self._ats[-1]

    def _place(self, at: int, name: str) -> int | None:
        """Where the trigger of the class and of that day is held."""
        ats, start = self._ats, at - at % DAY
        if not ats or ats[-1] < start:
            return None
        number, end = self.pages.number(name), start + DAY
        for place in range(bisect_left(ats, start), len(ats)):
            if ats[place] >= end:
                return None
            if _class(self._rows, place * _ROW.size + _CLASS_AT)[0] == number:
                return place
        return None

    def _group(self, place: int) -> VisitGroup:
        anchor, confidence, size, number = _ROW.unpack_from(self._rows, place * _ROW.size)
        held = self._visitors[place]
        visitors = held if isinstance(held, tuple) else () if held is None else (held,)
        name = self.pages.name(number)
        points = self._points(name, len(visitors))
        at, worth = self._ats[place], self._worths[place]
        return VisitGroup(at, unpacked_id(anchor), name, confidence, visitors, size, points, worth)

    def _row(self, group: VisitGroup) -> bytes:
        number = self.pages.number(group.page_class)
        return _ROW.pack(packed_id(group.anchor_id), group.confidence, group.size, number)

    def _write(self, place: int, group: VisitGroup) -> None:
        """Hold a trigger as it is now; one that began earlier than was known may change places."""
        if group.at < self._ats[place]:
            self._remove(place)
            self.put(group)
            return
        self.until, self._worths[place] = 0, group.worth
        self._rows[place * _ROW.size : (place + 1) * _ROW.size] = self._row(group)
        self._visitors[place] = _few(group.visitors)

    def _remove(self, place: int) -> None:
        del self._ats[place], self._worths[place], self._visitors[place]
        del self._rows[place * _ROW.size : (place + 1) * _ROW.size]

    def _join(self, old: VisitGroup, new: VisitGroup) -> None:
        old.size += 1
        old.confidence = max(old.confidence, new.confidence)
        if new.visitors and new.visitors[0] not in old.visitors:
            old.visitors = tuple(sorted({*old.visitors, *new.visitors}))[: self.rule.people]
        self._weigh(old)
        if (new.at, new.anchor_id) < (old.at, old.anchor_id):
            old.at, old.anchor_id = new.at, new.anchor_id

    def _weigh(self, group: VisitGroup) -> None:
        group.points = self._points(group.page_class, len(group.visitors))
        group.worth = group.points * group.confidence

    def _points(self, name: str, people: int) -> float:
        return visit_points(self.rule, self.pages.points(name), people)


def _few(visitors: tuple[str, ...]) -> tuple[str, ...] | str | None:
    """One visitor without a tuple around it: most triggers have one."""
    return visitors if len(visitors) > 1 else visitors[0] if visitors else None


def _people(visitors: tuple[str, ...] | str | None) -> int:
    """How many are known, as `_few` holds them."""
    return len(visitors) if isinstance(visitors, tuple) else int(visitors is not None)
