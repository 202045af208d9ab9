"""Triggers: what several signals of the same event collapse into. Pure; the way they are folded is a law.

Signals of one account and kind, sorted by (at, id), join the first trigger whose anchor (its first member) lies within
the kind's window and does not contradict them, or prints the same headline, else they open one. Compared with the
anchor only, never chained.
So the triggers depend only on which signals there are, not on their order. Visits: `streams.visits`.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import orjson

from streams.contradictions import STRONG, Gist, contradicts, gist, strong_key
from streams.folds import NO_RULE, Change, Member, shared
from streams.intent import SOME, Anchored
from streams.pages import Pages
from streams.policy import Policy
from streams.settled import LATE, Settled
from streams.stories import same_story
from streams.visits import VisitFold, VisitGroup
from streams.weights import points_of

Order = tuple[int, str]
MANY = 32
"""Triggers of a strong kind beyond which they are found by an index: one of few costs more than it saves."""


class Kept(NamedTuple):
    """A member as it is held: what it told as JSON, a quarter of the size of the table."""

    at: int
    id: str
    confidence: float
    told: str
    title: str | None = None

    @property
    def details(self) -> dict[str, Any]:
        """What it told."""
        found: dict[str, Any] = orjson.loads(self.told)
        return found


@dataclass(slots=True)
class Group:
    """A trigger in the making: its anchor, the members after it, and what they say together.

    `at`: the anchor's instant in microseconds; `sure`: its confidence; `told`: its details as JSON; `confidence`: the
    maximum over all; `worth`: points x confidence, before decay.
    """

    kind: str
    at: int
    anchor_id: str
    sure: float
    told: str
    gist: Gist
    title: str | None = None
    later: list[Kept] | None = field(default=None)
    confidence: float = 0.0
    points: float = 0.0
    worth: float = 0.0

    @property
    def factors(self) -> tuple[str, float, float]:
        """See `Anchored`."""
        return self.anchor_id, self.confidence, self.points

    @property
    def size(self) -> int:
        """How many signals tell of it."""
        return 1 + len(self.later or ())

    @property
    def members(self) -> tuple[Kept, ...]:
        """All who tell of it, the anchor first."""
        return (Kept(self.at, self.anchor_id, self.sure, self.told, self.title), *(self.later or ()))

    @property
    def details(self) -> Mapping[str, Any]:
        """What the members say together: each detail from the surest that has it."""
        if not self.later:
            found: dict[str, Any] = orjson.loads(self.told)
            return found
        surest = sorted(self.members, key=lambda kept: (-kept.confidence, kept.at, kept.id))
        return {key: value for kept in reversed(surest) for key, value in kept.details.items() if value is not None}

    @property
    def text(self) -> str:
        """The details as JSON; of a lone signal as it told them."""
        return _json(self.details) if self.later else self.told

    def settle(self, policy: Policy, details: Mapping[str, Any]) -> None:
        """Take confidence and points anew, from the members and their details."""
        self.confidence = max(self.sure, *(kept.confidence for kept in self.later)) if self.later else self.sure
        self.points = shared(points_of(self.kind, details, policy))
        self.worth = shared(self.points * self.confidence)


class KindFold:
    """The triggers of one account and one kind; `add` keeps them what a fold over all members would give."""

    __slots__ = (
        "_keyed", "_last", "_settled", "floor", "groups", "kind",
        "newest", "policy", "since", "total", "until", "window",
    )  # fmt: skip

    def __init__(self, kind: str, policy: Policy) -> None:
        self.kind, self.policy, self.window = kind, policy, policy.kinds.get(kind, NO_RULE).window_us
        self.groups: list[Group] = []
        self._settled: Settled | None = None
        self.floor, self.total, self.newest, self.since, self.until = 0, 0.0, 0, 0, 0
        self._last: Group | Kept | None = None
        self._keyed: dict[str, list[Group]] | None = None

    def __len__(self) -> int:
        return sum([group.size for group in self.groups]) + len(self._settled or ())

    @property
    def weight(self) -> int:
        """Its memory, counted in signals of some 450 bytes; a settled trigger takes an eighth."""
        return len(self) - len(self._settled or ()) * 7 // 8

    def add(self, member: Member) -> Change[Group]:
        """Take one more signal; O(1) in the order of time, a fold anew only where an old anchor is displaced."""
        self.until = 0
        told = gist(self.kind, member.details)
        order, home = (member.at, member.id), self._home(member, told)
        latest = self._last is None or order > _order(self._last)
        if home is None and not latest and self._displaces(member, told):
            return self._refold(member)
        text = member.told or _json(member.details)
        if home is None:
            home = Group(self.kind, member.at, member.id, shared(member.confidence), text, told, member.title)
            self._open(home, member.details)
        else:
            kept = Kept(member.at, member.id, shared(member.confidence), text, member.title)
            home.later = [*(home.later or ()), kept]
            home.settle(self.policy, home.details)
        if latest:
            self._last = home.later[-1] if home.later else home
        return Change(home, opened=not home.later)

    def let_go(self, horizon: int) -> None:
        """Drop triggers before an instant, and settle those that no signal after `floor` can change."""
        self._settle(max(horizon, self.newest_at() - self.window - LATE))
        if self._settled is not None:
            self._settled.drop(horizon)

    def _settle(self, horizon: int) -> None:
        """A signal after `floor` is in none of them and moves no member of theirs: these come within the window."""
        place = bisect_left(self.groups, horizon, key=_at)
        if place:
            self.floor = self.groups[place - 1].at + self.window + 1
            if self._settled is None:
                self._settled = Settled()
            self._settled.take(self.groups[:place])
            self.groups, self._keyed = self.groups[place:], None

    def newest_first(self) -> Iterator[Group]:
        """Triggers by falling instant, those that are settled left out."""
        return reversed(self.groups)

    def weighed(self) -> Iterable[Anchored]:
        """All triggers by falling instant, with what their shares need of them."""
        found = reversed(self.groups)
        return found if self._settled is None else chain(found, self._settled.newest_first())

    def terms(self, after: int, at: int, half_life: int, full: float) -> list[float]:
        """What each after `after` and up to `at` is worth at `at`; the newest alone, where these are over `full`."""
        groups = self.groups
        found = [g.worth * 0.5 ** ((at - g.at) / half_life) for g in groups[-SOME:] if after < g.at <= at]
        if len(groups) > SOME and sum(found) <= full:
            found += [g.worth * 0.5 ** ((at - g.at) / half_life) for g in groups[:-SOME] if after < g.at <= at]
        if self._settled is None or sum(found) > full:
            return found
        return found + self._settled.terms(after, at, half_life, full)

    def lone(self) -> float | None:
        """What the trigger is worth where there is but one."""
        return self.groups[0].worth if len(self.groups) == 1 and self._settled is None else None

    def oldest_after(self, instant: int) -> int | None:
        """The instant of the oldest after an instant."""
        old = None if self._settled is None else self._settled.oldest_after(instant)
        place = bisect_right(self.groups, instant, key=_at)
        return old if old is not None or place == len(self.groups) else self.groups[place].at

    def newest_at(self) -> int:
        """The instant of the newest trigger, microseconds."""
        return self.groups[-1].at

    def _home(self, member: Member, told: Gist) -> Group | None:
        order = (member.at, member.id)
        for group in self._candidates(member, told):
            if group.at >= member.at and _order(group) > order:
                return None
            if member.at - group.at <= self.window and self._is_told(group, member, told):
                return group
        return None

    def _is_told(self, group: Group, member: Member, told: Gist) -> bool:
        """Whether a member may tell of the group's event: nothing known says otherwise, or it is the same story."""
        if not contradicts(self.kind, group.gist, told):
            return True
        return same_story(group.title, member.title, group.gist, told)

    def _candidates(self, member: Member, told: Gist) -> list[Group]:
        if self.kind not in STRONG:
            return self._since(self.groups, member)
        key = strong_key(told, member.id)
        if len(self.groups) > MANY:
            return self._since(self._by_key().get(key, []), member)
        return [g for g in self._since(self.groups, member) if strong_key(g.gist, g.anchor_id) == key]

    def _since(self, groups: list[Group], member: Member) -> list[Group]:
        """Those that may be within the window."""
        start = bisect_left(groups, member.at - self.window, key=_at)
        return groups[start:] if start else groups

    def _displaces(self, member: Member, told: Gist) -> bool:
        """Whether a member that may be of the same event comes after this one: it might belong to what this one opens.

        A board read for the first time gives thousands of postings of a few instants, each an event of its own.
        """
        order, end = (member.at, member.id), member.at + self.window
        groups = self._candidates(member, told)
        return any(order < _order(kept) and kept.at <= end for group in groups for kept in group.members)

    def _by_key(self) -> dict[str, list[Group]]:
        """Triggers of a strong kind by what alone tells them apart."""
        if self._keyed is None:
            self._keyed = {}
            for group in self.groups:
                self._keyed.setdefault(strong_key(group.gist, group.anchor_id), []).append(group)
        return self._keyed

    def _open(self, group: Group, details: Mapping[str, Any]) -> None:
        group.settle(self.policy, details)
        insort(self.groups, group, key=_order)
        if self._keyed is not None:
            insort(self._keyed.setdefault(strong_key(group.gist, group.anchor_id), []), group, key=_order)

    def _refold(self, member: Member) -> Change[Group]:
        before = {group.anchor_id: {kept.id for kept in group.members} for group in self.groups}
        known = [
            Member(k.at, k.id, k.confidence, k.details, told=k.told, title=k.title)
            for group in self.groups
            for k in group.members
        ]
        fresh = KindFold(self.kind, self.policy)
        for each in sorted([*known, member], key=_order):
            fresh.add(each)
        self.groups, self._last, self._keyed = fresh.groups, fresh._last, fresh._keyed
        now = {group.anchor_id: {kept.id for kept in group.members} for group in self.groups}
        home = next(group for group in self.groups if member.id in now[group.anchor_id])
        others = tuple(g for g in self.groups if g is not home and now[g.anchor_id] != before.get(g.anchor_id))
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
    return group.anchor_id


def _json(details: Mapping[str, Any]) -> str:
    """As text: the bytes that orjson gives keep its whole buffer, four kilobytes, as long as they live."""
    return orjson.dumps(details, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _order(one: Member | Kept | Group) -> Order:
    return one.at, one.anchor_id if isinstance(one, Group) else one.id


def _at(group: Group) -> int:
    return group.at
