"""What the tests of the deciding half share: the shipped policy, standings, signals."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

from streams.ids import signal_id
from streams.join import Standing
from streams.judgement import AccountState, Judgement, Rules, judge
from streams.policy import Policy
from streams.signal import Resolution, Signal, SignalDraft

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)


def shipped_policy(**tables: Any) -> Policy:
    body = tomllib.loads((resources.files("streams") / "default_policy.toml").read_text())["policy"]
    return Policy.model_validate({**body, **tables})


def standing(tier: str = "A", verdict: str = "pass", **fields: Any) -> Standing:
    points = {"A": 80.0, "B": 58.0, "C": 20.0, "out": 0.0}[tier]
    return Standing(verdict, points, tier, 1.0, 4, False, "icp", "v1")._replace(**fields)


def signal(
    kind: str, *, confidence: float = 0.95, at: datetime = NOW, observed: datetime | None = None, **details: Any
) -> Signal:
    draft = SignalDraft(kind=kind, occurred_at=at, details=details, confidence=confidence)
    return Signal(
        id=signal_id(draft, "test"),
        kind=kind,
        account="veltrane.example",
        source="test",
        observed_at=observed or max(at, NOW - timedelta(days=400)),
        occurred_at=at,
        details=details,
        confidence=confidence,
        resolution=Resolution(method="domain", confidence=1.0),
    )


def decide_all(signals: list[Signal], tier: str = "A", policy: Policy | None = None, **fields: Any) -> list[Judgement]:
    rules, state = Rules(policy or shipped_policy()), AccountState()
    return [judge(state, each, standing(tier, **fields), rules) for each in signals]
