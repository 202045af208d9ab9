"""Visit triggers: visits collapse by page class and UTC day. Pure."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from streams.folds import NO_RULE, Change, Member, shared
from streams.pages import Pages
from streams.policy import Policy
from streams.times import DAY
from streams.weights import visit_points


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
    """The visit triggers of one account, by rising day."""

    __slots__ = ("groups", "pages", "rule")

    def __init__(self, policy: Policy, pages: Pages) -> None:
        self.pages, self.rule = pages, policy.kinds.get("visit", NO_RULE)
        self.groups: list[VisitGroup] = []

    def __len__(self) -> int:
        return len(self.groups)

    def add(self, member: Member) -> Change:
        """Take one more visit."""
        name = self.pages.class_of(member.details, member.url)
        visitor = member.details.get("visitor")
        seen = (visitor,) if isinstance(visitor, str) else ()
        new = VisitGroup(member.at, member.id, name, shared(member.confidence), seen, 1)
        old = self._same(new)
        if old is None:
            self.put(new)
            return Change(new, opened=True)
        before = old.anchor_id
        self._join(old, new)
        return Change(old, opened=False, gone=() if old.anchor_id == before else (before,))

    def put(self, group: VisitGroup) -> None:
        """Set a whole trigger, as read back from the store."""
        self._weigh(group)
        insort(self.groups, group, key=_day)

    def newest_first(self) -> Iterator[VisitGroup]:
        """Triggers by falling day, those of one day in any order."""
        return reversed(self.groups)

    def newest_at(self) -> int:
        """The instant of the newest trigger, microseconds."""
        newest = 0
        for group in reversed(self.groups):
            if group.at // DAY < newest // DAY:
                break
            newest = max(newest, group.at)
        return newest

    def _same(self, new: VisitGroup) -> VisitGroup | None:
        """The trigger of the same class and day."""
        day = _day(new)
        if not self.groups or _day(self.groups[-1]) < day:
            return None
        for place in range(bisect_left(self.groups, day, key=_day), len(self.groups)):
            group = self.groups[place]
            if _day(group) != day:
                return None
            if group.page_class == new.page_class:
                return group
        return None

    def _join(self, old: VisitGroup, new: VisitGroup) -> None:
        old.size += 1
        old.confidence = max(old.confidence, new.confidence)
        if new.visitors and new.visitors[0] not in old.visitors:
            old.visitors = tuple(sorted({*old.visitors, *new.visitors}))[: self.rule.people]
        self._weigh(old)
        if (new.at, new.anchor_id) < (old.at, old.anchor_id):
            old.at, old.anchor_id = new.at, new.anchor_id

    def _weigh(self, group: VisitGroup) -> None:
        points = visit_points(self.rule, self.pages.points(group.page_class), len(group.visitors))
        group.points, group.worth = shared(points), shared(points * group.confidence)


def _day(group: VisitGroup) -> int:
    return group.at // DAY
