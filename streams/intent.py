"""Intent: how much an account's live triggers say "now", 0 to 100, as a sum of reasons that a person can recompute.

intent = min(100, sum over kinds of min(cap, sum of points x confidence x 0.5 ** (age / half_life))), over triggers that
have happened and are younger than ten half-lives; rounded to six decimals.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from math import fsum
from typing import Any, Protocol

from streams.folds import NO_RULE
from streams.ids import trigger_id
from streams.policy import KindRule, Policy
from streams.signal import Contract
from streams.times import DAY

HORIZON = 10
"""Half-lives after which a trigger no longer counts."""
SOME = 32
"""Triggers of a kind that are summed before it is asked whether they reach the cap."""
FULL = 100.0
DECIMALS = 6


class Weighed(Protocol):
    """Any trigger: its anchor, instant in microseconds, confidence, undecayed points, and their product, its worth."""

    @property
    def anchor_id(self) -> str: ...
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
    """The kind's share at an instant, at most its cap, from its triggers that count then (`since`), the newest first.

    Stops early: once over the cap, more cannot matter.
    """
    cap, half_life = rule.cap, rule.half_life_us
    if not cap:
        return 0.0
    weights, terms, full = iter(newest_first), list[float](), cap + 1.0
    while some := [worth * 0.5 ** ((at - then) / half_life) for then, worth in islice(weights, SOME)]:
        terms += some
        if len(some) < SOME or sum(terms) > full:
            break
    return min(cap, fsum(terms))


def since(rule: KindRule, at: int) -> int:
    """The instant up to which triggers of the kind no longer count: ten half-lives before."""
    return at - HORIZON * rule.half_life_us


def intent_points(parts: Iterable[float]) -> float:
    """Intent from the points of each kind."""
    return round(min(FULL, fsum(parts)), DECIMALS)


def intent_reasons(account: str, kinds: Mapping[str, Iterable[Weighed]], policy: Policy, at: int) -> dict[str, Any]:
    """The same number with the share of every trigger that earns points, shaped as `Intent`."""
    parts = [_kind_reasons(account, kind, triggers, policy, at) for kind, triggers in kinds.items()]
    parts.sort(key=lambda part: -part["value"])
    points = intent_points(part["value"] for part in parts)
    shown = [part for part in parts if part["shares"]]
    return {"account": account, "points": points, "level": policy.level(points), "kinds": shown}


def _kind_reasons(account: str, kind: str, triggers: Iterable[Weighed], policy: Policy, at: int) -> dict[str, Any]:
    rule = policy.kinds.get(kind, NO_RULE)
    shares = [
        _share(trigger_id(account, kind, each.anchor_id), each, left, at)
        for each in triggers
        if each.worth and (left := decay(at - each.at, rule))
    ]
    shares.sort(key=lambda share: (-share["value"], share["trigger"]))
    total = fsum([share["value"] for share in shares])
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
