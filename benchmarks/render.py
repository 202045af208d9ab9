"""How many alerts a second become Slack messages: header, proofs, sums, criteria, what to say, buttons, as JSON.

    python benchmarks/render.py [ALERTS, default 10000]

Accounts are invented: one to six triggers of five kinds each, with three proofs, twelve criteria, an owner, a CRM link.
Nothing is read from a store: that costs a query an alert, and is measured with the delay of delivery.
"""

import gc
import json
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import orjson

from benchmarks._setup import machine
from fitsignal.defaults import default_policy
from icp.account import Account
from icp.fit import Fit, Reason
from sinks.message import message
from sinks.slack_blocks import Look, post
from sinks.views import AlertView, EvidenceView, TriggerView
from streams.alert import Alert
from streams.intent import Intent, KindShare, Share
from streams.signal import Resolution
from streams.trigger import Trigger

NOW = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
TURNS = 3
POLICY = default_policy()
DETAILS: dict[str, dict[str, Any]] = {
    "funding_round": {"round": "series_a", "amount": 14e6, "currency": "EUR"},
    "leadership_hire": {"person": "Ilsa Korven", "role": "VP Sales"},
    "job_posting": {"title": "Head of Sales Development", "location": "Lyon"},
    "visit": {"page_class": "pricing", "people": 2},
    "acquisition": {"target": "Talvio"},
}
REASONS = tuple(
    Reason(
        criterion=f"Criterion {number}",
        role="mandatory" if number < 6 else "preferential",
        verdict=("met", "met", "missed", "unknown")[number % 4],
        points=10.0 if number % 4 < 2 else 0.0,
        of=10.0,
        value=("Salesforce", 140, False, None)[number % 4],
        attribute=("technologies", "employees", "vp_sales", "growth")[number % 4],
    )
    for number in range(12)
)


def view(number: int, dice: random.Random) -> AlertView:
    """An invented alert."""
    domain = f"company{number}.example"
    triggers = tuple(_trigger(domain, f"{number}-{place}", dice) for place in range(dice.randint(1, 6)))
    kinds = tuple(_kind(kind, triggers) for kind in dict.fromkeys(each.trigger.kind for each in triggers))
    points = min(100.0, sum(each.value for each in kinds))
    fit = Fit(
        domain=domain, name=domain, fit=60.0, tier="B", verdict="qualifies", qualifies=True, known=0.75,
        known_mandatory=4, profile="icp", version="1", reasons=REASONS, rule="4 of 6", missing=(),
    )  # fmt: skip
    intent = Intent(account=domain, at=NOW, points=points, level=POLICY.level(points), kinds=kinds)
    alert = Alert(
        id=f"20261124-0000-0000-0000-{number:012d}", account=domain, signal="s", kind="visit", decided_at=NOW,
        priority="P2", fit=fit, intent=intent, policy="p", profile="icp", engine=1,
    )  # fmt: skip
    account = Account(
        domain=domain, name=f"Company {number}", owner="mara@northwind.example", last_activity="2026-10-14",
        crm_url=f"https://app.hubspot.com/contacts/1/company/{number}",
    )  # fmt: skip
    match = Resolution(method="domain", confidence=1.0)
    return AlertView(alert, account, triggers, triggers[0], match, NOW, bar=30.0, hot=60.0)


def _trigger(domain: str, name: str, dice: random.Random) -> TriggerView:
    kind, days = dice.choice(sorted(DETAILS)), dice.uniform(0, 40)
    at, points, decay = NOW - timedelta(days=days), dice.choice((12.0, 20.0, 35.0, 40.0)), 0.5 ** (days / 45)
    share = Share(trigger=name, points=points, confidence=0.95, age_days=days, decay=decay, value=points * 0.95 * decay)
    told = Trigger(
        id=name, account=domain, kind=kind, at=at, confidence=0.95, points=points, signals=3, details=DETAILS[kind]
    )
    urls = (f"https://news.example/{name}/{n}" for n in range(3))
    proofs = tuple(EvidenceView(url, f"{domain} & <news>", "Nordwire", at, at) for url in urls)
    return TriggerView(told, share, proofs, 3)


def _kind(kind: str, triggers: tuple[TriggerView, ...]) -> KindShare:
    shares = tuple(each.share for each in triggers if each.trigger.kind == kind and each.share)
    whole, cap = sum(each.value for each in shares), POLICY.kinds[kind].cap
    return KindShare(kind=kind, cap=cap, total=whole, value=min(whole, cap), shares=shares)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    dice = random.Random(7)
    views = [view(number, dice) for number in range(count)]
    gc.collect()
    gc.freeze()  # as a service that lives long: the sweeps of what stays are not what is measured
    look, speeds, size = Look("U0MARA", answers=True), [], 0
    for _ in range(TURNS):
        begun = time.perf_counter()
        made = [orjson.dumps(post(message(each), look).blocks) for each in views]
        speeds.append(count / (time.perf_counter() - begun))
        size = sum(map(len, made)) // count
    told = {"alerts": count, "per_second": round(max(speeds)), "median": round(statistics.median(speeds))}
    print(json.dumps({**told, "bytes_each": size, "machine": machine()}))


if __name__ == "__main__":
    main()
