"""Triggers: what several signals of the same event collapse into. Pure; the way they are folded is a law.

Signals of one account and kind, sorted by (at, id), join the first trigger whose anchor (its first member) lies within
the kind's window and does not contradict them, else they open one. Compared with the anchor only, never chained.
So the triggers depend only on which signals there are, not on their order. Visits: `streams.visits`.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from streams.contradictions import STRONG, Gist, contradicts, gist, strong_key
from streams.folds import NO_RULE, Change, Member, shared
from streams.pages import Pages
from streams.policy import Policy
from streams.visits import VisitFold, VisitGroup
from streams.weights import points_of

Order = tuple[int, str]


class Kept(NamedTuple):
    """A member as it is held: what it told as JSON, a quarter of the size of the table."""

    at: int
    id: str
    confidence: float
    told: str

    @property
    def details(self) -> dict[str, Any]:
        """What it told."""
        found: dict[str, Any] = orjson.loads(self.told)
        return found


@dataclass(slots=True)
class Group:
    """A trigger in the making: its anchor, the members after it, and what they say together.

    `at`: the anchor's instant in microseconds; `worth`: points x confidence, before decay.
    """

    kind: str
    anchor: Kept
    gist: Gist
    at: int
    later: list[Kept] | None = field(default=None)
    confidence: float = 0.0
    points: float = 0.0
    worth: float = 0.0

    @property
    def size(self) -> int:
        """How many signals tell of it."""
        return 1 + len(self.later or ())

    @property
    def members(self) -> tuple[Kept, ...]:
        """All who tell of it, the anchor first."""
        return (self.anchor, *(self.later or ()))

    @property
    def details(self) -> Mapping[str, Any]:
        """What the members say together: each detail from the surest that has it."""
        if not self.later:
            return self.anchor.details
        surest = sorted(self.members, key=lambda kept: (-kept.confidence, kept.at, kept.id))
        return {key: value for kept in reversed(surest) for key, value in kept.details.items() if value is not None}

    def settle(self, policy: Policy, details: Mapping[str, Any]) -> None:
        """Take confidence and points anew, from the members and their details."""
        self.confidence = max(kept.confidence for kept in self.members) if self.later else self.anchor.confidence
        self.points = shared(points_of(self.kind, details, policy))
        self.worth = shared(self.points * self.confidence)


class KindFold:
    """The triggers of one account and one kind; `add` keeps them what a fold over all members would give."""

    __slots__ = ("_keyed", "groups", "kind", "last", "policy", "window")

    def __init__(self, kind: str, policy: Policy) -> None:
        self.kind, self.policy, self.window = kind, policy, policy.kinds.get(kind, NO_RULE).window_us
        self.groups: list[Group] = []
        self.last: Order = (0, "")
        self._keyed: dict[str, list[Group]] | None = {} if kind in STRONG else None

    def __len__(self) -> int:
        return sum(group.size for group in self.groups)

    def add(self, member: Member) -> Change:
        """Take one more signal; O(1) in the order of time, a fold anew only where an old anchor is displaced."""
        told = gist(self.kind, member.details)
        order, home = (member.at, member.id), self._home(member, told)
        if home is None and order < self.last and self._displaces(member):
            return self._refold(member)
        self.last = max(self.last, order)
        kept = Kept(member.at, member.id, shared(member.confidence), member.told or _json(member.details))
        if home is None:
            return Change(self._open(kept, told, member.details), opened=True)
        home.later = [*(home.later or ()), kept]
        home.settle(self.policy, home.details)
        return Change(home, opened=False)

    def restore(self, last: Order, groups: list[Group]) -> None:
        """Take triggers as they were, in their order, `last` the latest member of them all."""
        self.last, self.groups = last, groups
        if self._keyed is not None:
            for group in groups:
                self._keyed.setdefault(strong_key(group.gist, group.anchor.id), []).append(group)

    def newest_first(self) -> Iterator[Group]:
        """Triggers by falling instant."""
        return reversed(self.groups)

    def newest_at(self) -> int:
        """The instant of the newest trigger, microseconds."""
        return self.groups[-1].at

    def _home(self, member: Member, told: Gist) -> Group | None:
        order = (member.at, member.id)
        for group in self._candidates(member, told):
            if _order(group.anchor) > order:
                return None
            if member.at - group.at <= self.window and not contradicts(self.kind, group.gist, told):
                return group
        return None

    def _candidates(self, member: Member, told: Gist) -> list[Group]:
        groups = self.groups
        if self._keyed is not None:
            groups = self._keyed.get(strong_key(told, member.id), [])
        start = bisect_left(groups, member.at - self.window, key=_at)
        return groups[start:] if start else groups

    def _displaces(self, member: Member) -> bool:
        """Whether a member comes after this one within the window: it might belong to the trigger this one opens."""
        order, end = (member.at, member.id), member.at + self.window
        start = bisect_left(self.groups, member.at - self.window, key=_at)
        return any(order < _order(kept) and kept.at <= end for group in self.groups[start:] for kept in group.members)

    def _open(self, anchor: Kept, told: Gist, details: Mapping[str, Any]) -> Group:
        group = Group(self.kind, anchor, told, anchor.at)
        group.settle(self.policy, details)
        insort(self.groups, group, key=_group_order)
        if self._keyed is not None:
            insort(self._keyed.setdefault(strong_key(told, anchor.id), []), group, key=_group_order)
        return group

    def _refold(self, member: Member) -> Change:
        before = {group.anchor.id: {kept.id for kept in group.members} for group in self.groups}
        known = [
            Member(k.at, k.id, k.confidence, k.details, told=k.told) for group in self.groups for k in group.members
        ]
        fresh = KindFold(self.kind, self.policy)
        for each in sorted([*known, member], key=_order):
            fresh.add(each)
        self.groups, self.last, self._keyed = fresh.groups, fresh.last, fresh._keyed
        now = {group.anchor.id: {kept.id for kept in group.members} for group in self.groups}
        home = next(group for group in self.groups if member.id in now[group.anchor.id])
        others = tuple(g for g in self.groups if g is not home and now[g.anchor.id] != before.get(g.anchor.id))
        return Change(home, home.size == 1, tuple(name for name in before if name not in now), others)


Fold = KindFold | VisitFold


def new_fold(kind: str, policy: Policy, pages: Pages) -> Fold:
    """An empty fold of the kind."""
    return VisitFold(policy, pages) if kind == "visit" else KindFold(kind, policy)


def fold(kind: str, members: Iterable[Member], policy: Policy) -> list[Group | VisitGroup]:
    """The triggers of all members, in order of their anchors: the definition that `add` keeps."""
    whole = new_fold(kind, policy, Pages(policy.pages))
    for member in sorted(members, key=_order):
        whole.add(member)
    return sorted(whole.newest_first(), key=lambda g: (g.at, anchor_of(g)))


def anchor_of(group: Group | VisitGroup) -> str:
    """The id of the signal that a trigger is anchored at."""
    return group.anchor_id if isinstance(group, VisitGroup) else group.anchor.id


def _json(details: Mapping[str, Any]) -> str:
    """As text: the bytes that orjson gives keep its whole buffer, four kilobytes, as long as they live."""
    return orjson.dumps(details, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _order(member: Member | Kept) -> Order:
    return member.at, member.id


def _at(group: Group) -> int:
    return group.at


def _group_order(group: Group) -> Order:
    return group.at, group.anchor.id
