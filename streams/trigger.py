"""A trigger: what several signals of the same event collapse into."""

from typing import Any

from streams.ids import trigger_id
from streams.signal import Contract, Share
from streams.times import Instant, instant
from streams.triggers import Group, anchor_of
from streams.visits import VisitGroup


class Trigger(Contract):
    """One event at one account. `points` undecayed; `signals` is how many tell of it; `at` is the anchor's instant."""

    id: str
    account: str
    kind: str
    at: Instant
    confidence: Share
    points: float
    signals: int
    details: dict[str, Any]


def trigger_of(account: str, group: Group | VisitGroup) -> Trigger:
    """The contract of a folded group."""
    return Trigger(
        id=trigger_id(account, group.kind, anchor_of(group)),
        account=account,
        kind=group.kind,
        at=instant(group.at),
        confidence=group.confidence,
        points=group.points,
        signals=group.size,
        details=dict(group.details),
    )
