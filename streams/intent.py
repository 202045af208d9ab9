"""Intent: how much an account's live triggers say "now", 0 to 100, as a sum of reasons that a person can recompute.

intent = min(100, sum over kinds of min(cap, sum of points x confidence x 0.5 ** (age / half_life))), over triggers that
have happened and are younger than ten half-lives; rounded to six decimals.
"""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Protocol

from streams.policy import KindRule, Policy
from streams.signal import Contract
from streams.triggers import DEFAULT_RULE

HORIZON = 10
"""Half-lives after which a trigger no longer counts."""
FULL = 100.0
DECIMALS = 6


class Weighed(Protocol):
    """Any trigger: its instant in microseconds, its confidence and its undecayed points."""

    @property
    def at(self) -> int: ...
    @property
    def confidence(self) -> float: ...
    @property
    def points(self) -> float: ...


class Share(Contract):
    """One trigger's part: value = points x confidence x decay. `age_days` in days."""

    trigger: str
    points: float
    confidence: float
    age_days: float
    decay: float
    value: float


class KindShare(Contract):
    """One kind's part: the sum of its triggers' shares, at most the cap."""

    kind: str
    value: float
    total: float
    cap: float
    shares: tuple[Share, ...]


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


def kind_points(newest_first: Iterable[Weighed], rule: KindRule, at: int) -> float:
    """The kind's share at an instant, at most its cap. Stops early: once over the cap, more cannot matter."""
    terms: list[float] = []
    running = 0.0
    horizon, half_life, cap = at - HORIZON * rule.half_life_us, rule.half_life_us, rule.cap
    for trigger in newest_first:
        then = trigger.at
        if then <= horizon:
            break
        if then > at or not trigger.points:
            continue
        value = trigger.points * trigger.confidence * 0.5 ** ((at - then) / half_life)
        terms.append(value)
        running += value
        if running > cap + 1.0:
            return cap
    return min(cap, fsum(terms))


def intent_points(kinds: Iterable[tuple[str, Iterable[Weighed]]], policy: Policy, at: int) -> float:
    """Intent at an instant from each kind's triggers, newest first."""
    parts = [kind_points(triggers, policy.kinds.get(kind, DEFAULT_RULE), at) for kind, triggers in kinds]
    return round(min(FULL, fsum(parts)), DECIMALS)


def explain_intent(account: str, kinds: Mapping[str, Iterable[tuple[str, Weighed]]], policy: Policy, at: int) -> Intent:
    """The same number with every trigger's share; `kinds` maps a kind to (trigger id, trigger) pairs."""
    parts = sorted((_kind_share(kind, pairs, policy, at) for kind, pairs in kinds.items()), key=lambda k: -k.value)
    shown = tuple(part for part in parts if part.shares)
    points = round(min(FULL, fsum(part.value for part in parts)), DECIMALS)
    return Intent(account=account, points=points, level=policy.level(points), kinds=shown)


def _kind_share(kind: str, pairs: Iterable[tuple[str, Weighed]], policy: Policy, at: int) -> KindShare:
    rule = policy.kinds.get(kind, DEFAULT_RULE)
    shares = [share for name, trigger in pairs if (share := _share(name, trigger, rule, at)) is not None]
    shares.sort(key=lambda s: (-s.value, s.trigger))
    total = fsum(s.value for s in shares)
    return KindShare(kind=kind, value=min(rule.cap, total), total=total, cap=rule.cap, shares=tuple(shares))


def _share(name: str, trigger: Weighed, rule: KindRule, at: int) -> Share | None:
    age = at - trigger.at
    left = decay(age, rule)
    if left == 0.0:
        return None
    value = trigger.points * trigger.confidence * left
    days = age / 86_400_000_000
    return Share(
        trigger=name, points=trigger.points, confidence=trigger.confidence, age_days=days, decay=left, value=value
    )
