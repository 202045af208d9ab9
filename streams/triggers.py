"""Triggers: what several signals of the same event collapse into. Pure; the way they are folded is a law.

Signals of one account and kind, sorted by (at, id), join the first trigger whose anchor (its first member) lies within
the kind's window and does not contradict them, else they open one. Compared with the anchor only, never chained.
Visits collapse by page class and UTC day. So the triggers depend only on which signals there are, not on their order.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

from streams.contradictions import contradicts, strong_key
from streams.pages import Pages
from streams.policy import KindRule, Policy
from streams.times import DAY
from streams.weights import points_of, visit_points


class Member(NamedTuple):
    """A stored signal as the fold sees it. `at`: microseconds; `confidence`: extraction x resolution."""

    at: int
    id: str
    confidence: float
    details: Mapping[str, Any]
    url: str | None = None


@dataclass(slots=True)
class Group:
    """A trigger in the making: its anchor, its members, and what they say together.

    `at`: the anchor's instant in microseconds; `worth`: points x confidence, before decay.
    """

    kind: str
    anchor: Member
    members: list[Member]
    at: int = 0
    confidence: float = 0.0
    points: float = 0.0
    worth: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = self.anchor.at

    @property
    def size(self) -> int:
        """How many signals tell of it."""
        return len(self.members)

    def settle(self, policy: Policy) -> None:
        """Take confidence, details and points anew from the members."""
        if len(self.members) == 1:
            self.confidence, self.details = self.anchor.confidence, self.anchor.details
        else:
            surest = sorted(self.members, key=lambda m: (-m.confidence, m.at, m.id))
            self.confidence = surest[0].confidence
            self.details = {k: v for m in reversed(surest) for k, v in m.details.items() if v is not None}
        self.points = points_of(self.kind, self.details, policy)
        self.worth = self.points * self.confidence


class Change(NamedTuple):
    """What one signal did: the trigger it is in, whether it opened it, and the anchors of triggers that went."""

    group: "Group | VisitGroup"
    opened: bool
    gone: tuple[str, ...] = ()
    others: tuple[Group, ...] = ()


class KindFold:
    """The triggers of one account and one kind; `add` keeps them what a fold over all members would give."""

    __slots__ = ("_keyed", "_loose", "groups", "kind", "members", "policy", "window")

    def __init__(self, kind: str, policy: Policy) -> None:
        rule = policy.kinds.get(kind) or DEFAULT_RULE
        self.kind, self.policy, self.window = kind, policy, rule.window_us
        self.members: list[Member] = []
        self.groups: list[Group] = []
        self._keyed: dict[str, list[Group]] = {}
        self._loose: list[Group] = []

    def __len__(self) -> int:
        return len(self.members)

    def add(self, member: Member) -> Change:
        """Take one more signal; O(1) in the order of time, a fold anew only where an old anchor is displaced."""
        home = self._home(member)
        insort(self.members, member, key=_order)
        if home is not None:
            home.members.append(member)
            home.settle(self.policy)
            return Change(home, opened=False)
        if self._displaces(member):
            return self._refold(member)
        group = self._open(member)
        return Change(group, opened=True)

    def newest_first(self) -> Iterator[Group]:
        """Triggers by falling instant."""
        return reversed(self.groups)

    def newest_at(self) -> int:
        """The instant of the newest trigger, microseconds."""
        return self.groups[-1].anchor.at

    def _home(self, member: Member) -> Group | None:
        for group in self._candidates(member):
            if _order(group.anchor) > _order(member):
                return None
            if member.at - group.at <= self.window and not contradicts(self.kind, group.anchor.details, member.details):
                return group
        return None

    def _candidates(self, member: Member) -> list[Group]:
        key = strong_key(self.kind, member.details)
        if key is None:
            groups = self.groups
        elif keyed := self._keyed.get(key):
            groups = sorted([*keyed, *self._loose], key=_group_order) if self._loose else keyed
        else:
            groups = self._loose
        start = bisect_left(groups, member.at - self.window, key=lambda g: g.at)
        return groups[start:] if start else groups

    def _displaces(self, member: Member) -> bool:
        after = bisect_left(self.members, _order(member), key=_order) + 1
        return after < len(self.members) and self.members[after].at <= member.at + self.window

    def _open(self, member: Member) -> Group:
        group = Group(self.kind, member, [member])
        group.settle(self.policy)
        insort(self.groups, group, key=_group_order)
        key = strong_key(self.kind, member.details)
        insort(self._loose if key is None else self._keyed.setdefault(key, []), group, key=_group_order)
        return group

    def _refold(self, member: Member) -> Change:
        before = {g.anchor.id: {m.id for m in g.members} for g in self.groups}
        members, fresh = self.members, KindFold(self.kind, self.policy)
        for each in members:
            fresh.add(each)
        self.members, self.groups, self._keyed, self._loose = fresh.members, fresh.groups, fresh._keyed, fresh._loose
        now = {g.anchor.id: g for g in self.groups}
        home = next(g for g in self.groups if member in g.members)
        changed = tuple(g for a, g in now.items() if g is not home and {m.id for m in g.members} != before.get(a))
        return Change(home, len(home.members) == 1, tuple(a for a in before if a not in now), changed)


@dataclass(slots=True)
class VisitGroup:
    """Visits of one page class on one UTC day. `visitors`: the least hashes, as many as the policy counts people.

    `at`: the instant of the first visit in microseconds; `worth`: points x confidence, before decay.
    """

    at: int
    anchor_id: str
    page_class: str
    confidence: float
    visitors: tuple[str, ...]
    size: int
    points: float = 0.0
    worth: float = 0.0
    kind: str = "visit"

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
    """The visit triggers of one account."""

    __slots__ = ("days", "groups", "pages", "policy", "rule")

    def __init__(self, policy: Policy, pages: Pages) -> None:
        self.policy, self.pages, self.rule = policy, pages, policy.kinds.get("visit") or DEFAULT_RULE
        self.days: dict[tuple[int, str], VisitGroup] = {}
        self.groups: list[VisitGroup] = []

    def __len__(self) -> int:
        return len(self.groups)

    def add(self, member: Member) -> Change:
        """Take one more visit."""
        name = self.pages.class_of(member.details, member.url)
        visitor = member.details.get("visitor")
        seen = (visitor,) if isinstance(visitor, str) else ()
        new = VisitGroup(member.at, member.id, name, member.confidence, seen, 1)
        old = self.days.get((member.at // DAY, name))
        if old is None:
            self.put(new)
            return Change(new, opened=True)
        before = old.anchor_id
        self._join(old, new)
        return Change(old, opened=False, gone=() if old.anchor_id == before else (before,))

    def put(self, group: VisitGroup) -> None:
        """Set a whole trigger, as read back from the store."""
        self._weigh(group)
        self.days[group.at // DAY, group.page_class] = group
        insort(self.groups, group, key=_day)

    def newest_first(self) -> Iterator[VisitGroup]:
        """Triggers by falling day, those of one day in any order."""
        return reversed(self.groups)

    def newest_at(self) -> int:
        """The instant of the newest trigger, microseconds."""
        newest = _day(self.groups[-1])
        return max(group.at for group in takewhile(lambda group: _day(group) == newest, reversed(self.groups)))

    def _join(self, old: VisitGroup, new: VisitGroup) -> None:
        old.size += 1
        old.confidence = max(old.confidence, new.confidence)
        if new.visitors and new.visitors[0] not in old.visitors:
            old.visitors = tuple(sorted({*old.visitors, *new.visitors}))[: self.rule.people]
        self._weigh(old)
        if (new.at, new.anchor_id) < (old.at, old.anchor_id):
            old.at, old.anchor_id = new.at, new.anchor_id

    def _weigh(self, group: VisitGroup) -> None:
        group.points = visit_points(self.rule, self.pages.points(group.page_class), len(group.visitors))
        group.worth = group.points * group.confidence


Fold = KindFold | VisitFold
DEFAULT_RULE = KindRule()


def new_fold(kind: str, policy: Policy, pages: Pages) -> Fold:
    """An empty fold of the kind."""
    return VisitFold(policy, pages) if kind == "visit" else KindFold(kind, policy)


def fold(kind: str, members: Iterable[Member], policy: Policy) -> list[Group | VisitGroup]:
    """The triggers of all members, in order of their anchors: the definition that `add` keeps."""
    whole = new_fold(kind, policy, Pages(policy.pages))
    for member in sorted(members, key=_order):
        whole.add(member)
    return sorted(whole.newest_first(), key=lambda g: (g.at, _anchor(g)))


def _day(group: VisitGroup) -> int:
    return group.at // DAY


def _anchor(group: Group | VisitGroup) -> str:
    return group.anchor_id if isinstance(group, VisitGroup) else group.anchor.id


def _order(member: Member) -> tuple[int, str]:
    return member.at, member.id


def _group_order(group: Group) -> tuple[int, str]:
    return group.anchor.at, group.anchor.id
