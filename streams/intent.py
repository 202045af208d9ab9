"""Intent: how much an account's live triggers say "now", 0 to 100, as a sum of reasons that a person can recompute.

intent = min(100, sum over kinds of min(cap, sum of points x confidence x 0.5 ** (age / half_life))), over triggers that
have happened and are younger than ten half-lives; rounded to six decimals.
"""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Any, Protocol

from streams.folds import NO_RULE
from streams.policy import KindRule, Policy
from streams.signal import Contract
from streams.times import DAY

HORIZON = 10
"""Half-lives after which a trigger no longer counts."""
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


Weight = tuple[int, float]
"""What the sum needs of a trigger: its instant in microseconds, and its worth."""


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


def kind_points(newest_first: Iterable[Weight], rule: KindRule, at: int) -> float:
    """The kind's share at an instant, at most its cap; triggers come by falling day.

    Stops early: once over the cap, more cannot matter.
    """
    cap = rule.cap
    if not cap:
        return 0.0
    terms: list[float] = []
    running, full, half_life = 0.0, cap + 1.0, rule.half_life_us
    horizon = at - HORIZON * half_life
    for then, worth in newest_first:
        if then <= horizon:
            if then <= horizon - DAY:  # triggers of one day may come in any order
                break
            continue
        if then > at or not worth:
            continue
        value = worth * 0.5 ** ((at - then) / half_life)
        terms.append(value)
        running += value
        if running > full:
            return cap
    return min(cap, fsum(terms))


def intent_points(kinds: Iterable[tuple[str, Iterable[Weight]]], policy: Policy, at: int) -> float:
    """Intent at an instant from each kind's triggers, newest first."""
    rules = policy.kinds
    parts = [kind_points(triggers, rules.get(kind, NO_RULE), at) for kind, triggers in kinds]
    return round(min(FULL, fsum(parts)), DECIMALS)


def intent_reasons(
    account: str, kinds: Mapping[str, Iterable[tuple[str, Weighed]]], policy: Policy, at: int
) -> dict[str, Any]:
    """The same number with every trigger's share, shaped as `Intent`; kinds map to (trigger id, trigger) pairs."""
    parts = [_kind_reasons(kind, pairs, policy, at) for kind, pairs in kinds.items()]
    parts.sort(key=lambda part: -part["value"])
    points = round(min(FULL, fsum(part["value"] for part in parts)), DECIMALS)
    shown = [part for part in parts if part["shares"]]
    return {"account": account, "points": points, "level": policy.level(points), "kinds": shown}


def _kind_reasons(kind: str, pairs: Iterable[tuple[str, Weighed]], policy: Policy, at: int) -> dict[str, Any]:
    rule = policy.kinds.get(kind, NO_RULE)
    shares = [_share(name, trigger, left, at) for name, trigger in pairs if (left := decay(at - trigger.at, rule))]
    shares.sort(key=lambda share: (-share["value"], share["trigger"]))
    total = fsum(share["value"] for share in shares)
    return {"kind": kind, "value": min(rule.cap, total), "total": total, "cap": rule.cap, "shares": shares}


def _share(name: str, trigger: Weighed, left: float, at: int) -> dict[str, Any]:
    return {
        "trigger": name,
        "points": trigger.points,
        "confidence": trigger.confidence,
        "age_days": (at - trigger.at) / DAY,
        "decay": left,
        "value": trigger.worth * left,
    }
