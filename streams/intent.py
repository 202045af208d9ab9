"""Intent: how much an account's live triggers say "now", 0 to 100, as a sum of reasons that a person can recompute.

intent = min(100, sum over kinds of min(cap, sum of points x confidence x 0.5 ** (age / half_life))), over triggers that
have happened and are younger than ten half-lives; rounded to six decimals.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from math import fsum, log2
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from streams.folds import NO_RULE
from streams.policy import KindRule, Policy
from streams.signal import Contract
from streams.times import DAY

HORIZON = 10
"""Half-lives after which a trigger no longer counts."""
SOME = 32
"""Triggers of a kind that are summed before it is asked whether they reach the cap."""
FOREVER = 2**62
FULL = 100.0
DECIMALS = 6


class Weighed(Protocol):
    """Any trigger: its instant in microseconds, confidence, undecayed points, and their product, its worth."""

    @property
    def at(self) -> int: ...
    @property
    def confidence(self) -> float: ...
    @property
    def points(self) -> float: ...
    @property
    def worth(self) -> float: ...


class Anchored(Weighed, Protocol):
    """A trigger with the id of the signal that it is anchored at, its name."""

    @property
    def anchor_id(self) -> str: ...
    @property
    def factors(self) -> tuple[str, float, float]:
        """Anchor, confidence and points, read at once."""


class Decaying(Protocol):
    """The triggers of one kind, with their sum as it was last made; a change of a trigger sets `until` to 0.

    `total`: what they were worth together at `newest`, the newest one's instant then; it holds for instants from
    `since`, which is no earlier, to `until`.
    """

    total: float
    newest: int
    since: int
    until: int

    def newest_at(self) -> int:
        """The instant of the newest, microseconds."""

    def lone(self) -> float | None:
        """What the trigger is worth where there is but one."""

    def oldest_after(self, instant: int) -> int | None:
        """The instant of the oldest after an instant."""

    def terms(self, after: int, at: int, half_life: int, full: float) -> list[float]:
        """What each after `after` and up to `at` is worth at `at`; the newest alone, where these are over `full`."""


class Share(Contract):
    """One trigger's part: value = points x confidence x decay. `age_days` in days."""

    trigger: str
    points: float
    confidence: float
    age_days: float
    decay: float
    value: float


class Rest(Contract):
    """Triggers of a kind that are not named: how many there are, and the sum of their shares."""

    triggers: int
    value: float


class KindShare(Contract):
    """One kind's part: the sum of its triggers' shares, and of the `rest` where not all are named, at most the cap."""

    kind: str
    value: float
    total: float
    cap: float
    shares: tuple[Share, ...]
    rest: Rest | None = None


class Intent(Contract):
    """An account's intent at an instant, with its reasons; `points` is the sum of the kinds' values, at most 100."""

    account: str
    points: float
    level: str
    kinds: tuple[KindShare, ...]


def decay(age_us: int, rule: KindRule) -> float:
    """The share of a trigger's points that is left; 0 for what is to come or older than ten half-lives."""
    if age_us < 0 or age_us >= HORIZON * rule.half_life_us:
        return 0.0
    return float(0.5 ** (age_us / rule.half_life_us))


def decayed(ats: "array[int]", worths: "array[float]", after: int, at: int, half_life: int, full: float) -> list[float]:
    """`Decaying.terms` of triggers in two columns, by rising instant."""
    if ats and (ats[0] <= after or ats[-1] > at):
        first, end = bisect_right(ats, after), bisect_right(ats, at)
        ats, worths = ats[first:end], worths[first:end]
    if len(ats) > SOME:
        newest = decayed(ats[-SOME:], worths[-SOME:], after, at, half_life, full)
        rest = () if sum(newest) > full else decayed(ats[:-SOME], worths[:-SOME], after, at, half_life, full)
        return [*newest, *rest]
    return [worth * 0.5 ** ((at - then) / half_life) for then, worth in zip(ats, worths, strict=True)]


def kind_points(triggers: Decaying, rule: KindRule, at: int) -> float:
    """The kind's share at an instant, at most its cap. Once over the cap, more cannot matter.

    All triggers of a kind decay alike, so their sum is made at the newest one's instant, and anew only when one comes
    or no longer counts: what it costs does not grow with them.
    """
    cap, half_life = rule.cap, rule.half_life_us
    if not cap:
        return 0.0
    if not triggers.since <= at < triggers.until:
        newest = triggers.newest_at()
        if at < newest:
            return min(cap, fsum(triggers.terms(at - HORIZON * half_life, at, half_life, cap + 1.0)))
        _sum_up(triggers, rule, newest, at)
    points: float = triggers.total * 0.5 ** ((at - triggers.newest) / half_life)
    return points if points < cap else cap


def _sum_up(triggers: Decaying, rule: KindRule, newest: int, at: int) -> None:
    """Make the sum of what counts at an instant, and note how long it holds: until the oldest no longer counts."""
    cap, half_life = rule.cap, rule.half_life_us
    span, lone = HORIZON * half_life, triggers.lone()
    triggers.newest = newest
    if lone is not None and at < newest + span:
        triggers.total, triggers.since, triggers.until = lone, newest, newest + span
        return
    after, oldest = newest - span, triggers.oldest_after(newest - span)
    triggers.since = newest
    if oldest is None or oldest <= at - span:
        after, oldest, triggers.since = at - span, triggers.oldest_after(at - span), at
    if oldest is None:
        triggers.total, triggers.until = 0.0, FOREVER
        return
    full = (cap + 1.0) * 2.0 ** ((at - newest) / half_life)
    triggers.total = total = fsum(triggers.terms(after, newest, half_life, full))
    triggers.until = oldest + span
    if total > full:  # the newest alone may have been summed: they do as long as they reach the cap
        triggers.until = min(triggers.until, newest + int(half_life * log2(total / (cap + 0.5))))


def intent_points(kinds: Mapping[str, Decaying], policy: Policy, at: int) -> float:
    """Intent at an instant from the triggers of each kind."""
    rules, parts = policy.kinds, list[float]()
    for kind, triggers in kinds.items():
        rule = rules.get(kind, NO_RULE)
        if triggers.since <= at < triggers.until:  # the sum stands: `kind_points` without the call
            points = triggers.total * 0.5 ** ((at - triggers.newest) / rule.half_life_us)
            parts.append(points if points < rule.cap else rule.cap)
        else:
            parts.append(kind_points(triggers, rule, at))
    return _whole(parts)


def _whole(parts: Iterable[float]) -> float:
    return round(min(FULL, fsum(parts)), DECIMALS)


class Named(NamedTuple):
    """Which triggers are named: of each kind those with the `most` greatest shares, and always this one."""

    most: int | None = None
    always: str = ""


def intent_reasons(
    account: str,
    kinds: Mapping[str, Iterable[Anchored]],
    policy: Policy,
    at: int,
    named: Named = Named(),  # noqa: B008 - it never changes
) -> dict[str, Any]:
    """The same number with the triggers' shares, shaped as `Intent`; a trigger is named by its anchor."""
    parts = [_kind_reasons(kind, triggers, policy, at, named) for kind, triggers in kinds.items()]
    parts.sort(key=lambda part: -part["value"])
    points = _whole([part["value"] for part in parts])
    shown = [part for part in parts if part["shares"]]
    return {"account": account, "points": points, "level": policy.level(points), "kinds": shown}


def _kind_reasons(kind: str, triggers: Iterable[Anchored], policy: Policy, at: int, named: Named) -> dict[str, Any]:
    rule = policy.kinds.get(kind, NO_RULE)
    half_life = rule.half_life_us
    shown, rest = _parted(_weights(triggers, half_life, at), named)
    told: dict[str, Any] = {"kind": kind, "value": 0.0, "total": 0.0, "cap": rule.cap}
    told["shares"] = [_share(value, each, at - each.at, half_life) for value, each in shown]
    parts = list(map(_VALUE, shown))
    if rest:
        told["rest"] = {"triggers": len(rest), "value": fsum(map(_VALUE, rest))}
        parts.append(told["rest"]["value"])
    told["total"] = fsum(parts)
    told["value"] = min(rule.cap, told["total"])
    return told


_Weight = tuple[float, Anchored]
"""A trigger's share, and the trigger."""
_VALUE: Callable[[_Weight], float] = itemgetter(0)


def _weights(triggers: Iterable[Anchored], half_life: int, at: int) -> list[_Weight]:
    """Those that count, by falling share; names decide only between equal shares, so few are read."""
    span = HORIZON * half_life
    found = [(each.worth * 0.5 ** (age / half_life), each) for each in triggers if 0 <= (age := at - each.at) < span]
    if len(found) < 2:
        return found
    found.sort(key=_VALUE, reverse=True)
    if len(set(map(_VALUE, found))) < len(found):
        found.sort(key=lambda weight: (-weight[0], weight[1].anchor_id))
    return found


def _parted(found: list[_Weight], named: Named) -> tuple[list[_Weight], list[_Weight]]:
    """Those that are named, and the rest; a rest of one is named, too."""
    most = named.most
    if most is None or len(found) <= most + 1:
        return found, []
    shown, rest = found[:most], found[most:]
    if named.always and all(each.anchor_id != named.always for _, each in shown):
        shown += [weight for weight in rest if weight[1].anchor_id == named.always]
        rest = [weight for weight in rest if weight[1].anchor_id != named.always]
    return shown, rest


def _share(value: float, each: Anchored, age: int, half_life: int) -> dict[str, Any]:
    """Of one that counts: what `decay` says of its age, without asking whether it does."""
    anchor, confidence, points = each.factors
    return {
        "trigger": anchor,
        "points": points,
        "confidence": confidence,
        "age_days": age / DAY,
        "decay": 0.5 ** (age / half_life),
        "value": value,
    }
