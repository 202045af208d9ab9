"""Invented accounts, triggers and alerts as sinks are given them, computed by the shipped policy."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import streams
from icp.account import Account
from icp.fit import Fit, Reason
from icp.judging import Verdict
from sinks.views import AlertView, EvidenceView, TriggerView
from streams.alert import Alert
from streams.intent import Intent, intent_reasons
from streams.policy import Policy, Priority
from streams.signal import Resolution
from streams.times import micros
from streams.trigger import Trigger

NOW = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
DOMAIN = "veltrane.example"
_SHIPPED = Path(streams.__file__).with_name("default_policy.toml")
POLICY = Policy.model_validate(tomllib.loads(_SHIPPED.read_text())["policy"])


class Anchored(NamedTuple):
    anchor_id: str
    at: int
    confidence: float
    points: float

    @property
    def worth(self) -> float:
        return self.points * self.confidence

    @property
    def factors(self) -> tuple[str, float, float]:
        return self.anchor_id, self.confidence, self.points


def reason(name: str, verdict: Verdict, points: float, of: float, value: Any = None, attribute: str = "") -> Reason:
    return Reason(
        criterion=name, role="mandatory", verdict=verdict, points=points, of=of, value=value, attribute=attribute
    )


REASONS = (
    reason("Company size", "met", 25, 25, 140, "employees"),
    reason("Industry", "met", 20, 20, "B2B SaaS", "industry"),
    reason("Country", "met", 20, 20, "France", "country"),
    reason("CRM", "met", 15, 15, "Salesforce", "technologies"),
    reason("VP Sales in place", "missed", 0, 10, False, "vp_sales"),
    reason("growth", "unknown", 0, 10, None, "growth"),
)


def fit(domain: str = DOMAIN, reasons: tuple[Reason, ...] = REASONS, **changes: Any) -> Fit:
    points = sum(each.points for each in reasons)
    known: dict[str, Any] = {
        "domain": domain,
        "name": domain.split(".")[0].title(),
        "fit": points,
        "tier": "A" if points >= 70 else "B" if points >= 40 else "C",
        "verdict": "qualifies",
        "qualifies": True,
        "known": 0.83,
        "known_mandatory": 5,
        "profile": "icp",
        "version": "1",
        "reasons": reasons,
        "rule": "4 of 6 mandatory met",
        "missing": tuple(each.criterion for each in reasons if each.verdict == "unknown"),
    }
    return Fit(**known | changes)


def account(domain: str = DOMAIN, **changes: Any) -> Account:
    return Account(**{"domain": domain, "name": domain.split(".")[0].title()} | changes)


def trigger(
    name: str = "t1", kind: str = "funding_round", ago: timedelta = timedelta(hours=2), **changes: Any
) -> Trigger:
    known = {
        "id": name,
        "account": DOMAIN,
        "kind": kind,
        "at": NOW - ago,
        "confidence": 0.97,
        "points": 40.0,
        "signals": 1,
        "details": {},
    }
    return Trigger(**known | changes)


def evidence(url: str | None = "https://nordwire.example/1", title: str | None = None, **changes: Any) -> EvidenceView:
    known: dict[str, Any] = {"source": "Nordwire", "occurred_at": NOW - timedelta(hours=2), "observed_at": NOW}
    return EvidenceView(url, title, **known | changes)


def intent_of(triggers: tuple[Trigger, ...], policy: Policy = POLICY) -> Intent:
    kinds: dict[str, list[Anchored]] = {}
    for each in triggers:
        kinds.setdefault(each.kind, []).append(Anchored(each.id, micros(each.at), each.confidence, each.points))
    return Intent.model_validate(intent_reasons(DOMAIN, kinds, policy, micros(NOW)))


def alert(intent: Intent, priority: Priority = "P2", about: Fit | None = None, **changes: Any) -> Alert:
    known = {
        "id": "a1",
        "account": DOMAIN,
        "signal": "s1",
        "kind": "funding_round",
        "decided_at": NOW,
        "priority": priority,
        "fit": about or fit(),
        "intent": intent,
        "policy": "p",
        "profile": "icp",
        "engine": 1,
    }
    return Alert(**known | changes)


def view(
    triggers: tuple[TriggerView, ...], of: Account | None = None, about: Fit | None = None, **changes: Any
) -> AlertView:
    """An alert decided by the first trigger."""
    intent = intent_of(tuple(each.trigger for each in triggers))
    known: dict[str, Any] = {"resolution": Resolution(method="domain", confidence=1.0), "now": NOW, "bar": 30.0}
    return AlertView(
        alert=alert(intent, about=about),
        account=of or account(),
        triggers=triggers,
        deciding=triggers[0],
        **known | {"hot": 60.0} | changes,
    )


def trigger_view(of: Trigger, *proofs: EvidenceView, outlets: int = 1) -> TriggerView:
    return TriggerView(of, None, proofs, outlets)


def funded(**changes: Any) -> AlertView:
    """Veltrane's Series A, as three outlets told it two hours ago."""
    told: Mapping[str, Any] = {"amount": 14_000_000, "currency": "EUR", "round": "series_a"}
    round_ = trigger_view(trigger(details=told), evidence(title="Veltrane closes €14M Series A"), outlets=3)
    of = account(owner="mara@northwind.example", last_activity="2026-10-14", crm_url="https://crm.example/veltrane")
    return view((round_,), of, **{"tz": ZoneInfo("Europe/Paris")} | changes)
