"""explain: fit, intent, each signal's share, the triggers, what was decided and why; as of any past instant."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.operations.given import instant_given
from icp.domains import account_domain
from icp.fit import Fit, best_fit
from sinks.history import History
from sinks.sentences import trigger_sentence
from sinks.views import TriggerView
from streams.decision import CAUSES
from streams.durations import duration_text
from streams.join import gate
from streams.judgement import Rules, held_until
from streams.qualified import FOLDED
from streams.times import instant, micros, rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service

_DECISIONS = """
    SELECT signal::VARCHAR AS signal, seq, kind, epoch_us(decided_at) AS decided_at, fit, intent, priority, verdict,
        cause, profile, fit_version, policy, engine
    FROM decisions WHERE account = ? AND decided_at <= ? ORDER BY seq DESC LIMIT 200
"""
_ALERTS = """
    SELECT a.id::VARCHAR AS id, a.signal::VARCHAR AS signal, a.kind, epoch_us(a.decided_at) AS decided_at, a.priority,
        a.fit, a.intent, a.escalates::VARCHAR AS escalates,
        (SELECT string_agg(o.sink || ': ' || o.state, ', ') FROM outbox AS o WHERE o.alert = a.id) AS delivered
    FROM alerts AS a WHERE a.account = ? AND a.decided_at <= ? ORDER BY a.decided_at DESC, a.id LIMIT 200
"""


def explain(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """One row: everything that the shown numbers are made of."""
    domain = account_domain(str(params.get("domain", ""))) or str(params.get("domain", ""))
    at = instant_given(params.get("at")) or service.now()
    known = service.reader.as_of(domain, at)
    account = known.account
    if account is None:
        raise OperatorError(f"{domain} is no account: `fitsignal accounts list` shows those there are")
    rules = Rules(known.policy) if known.policy else service.reader.rules
    policy, told = rules.policy, service.reader.history(domain, at, rules=rules)
    fit = best_fit(account, known.profiles or service.workspace.profiles)
    verdict = gate(account.status, fit.verdict)
    row = {
        "domain": domain,
        "name": account.name,
        "at": rfc3339(at),
        "timezone": service.workspace.timezone,
        "status": account.status,
        "gate": verdict,
        "fit": fit_row(fit),
        "intent": _intent(told, policy) if verdict in FOLDED else _nothing(),
        "triggers": [_trigger(view, at) for view in told.triggers] if verdict in FOLDED else [],
        "bar": policy.alert.intent,
        "hot": policy.levels.hot,
        "signals": len(told.observed),
        "decisions": [_decision(each) for each in service.store.rows(_DECISIONS, [domain, at])],
        "alerts": [_alert(each) for each in service.store.rows(_ALERTS, [domain, at])],
    }
    held = held_until(told.state, rules, micros(at))
    return [{**row, "held_until": rfc3339(instant(held))} if held else row]


def fit_row(fit: Fit) -> dict[str, Any]:
    """The fit in the shape that `fitsignal fit --json` prints."""
    return fit.model_dump(mode="json")


def _nothing() -> dict[str, Any]:
    return {"points": 0.0, "level": "cold", "kinds": []}


def _intent(told: History, policy: Any) -> dict[str, Any]:
    intent = told.intent.model_dump(mode="json", exclude={"account"})
    for kind in intent["kinds"]:
        kind["half_life"] = duration_text(policy.kinds[kind["kind"]].half_life)
    return intent


def _trigger(view: TriggerView, now: datetime) -> dict[str, Any]:
    trigger = view.trigger
    return {
        "id": trigger.id,
        "kind": trigger.kind,
        "at": rfc3339(trigger.at),
        "confidence": trigger.confidence,
        "points": trigger.points,
        "signals": trigger.signals,
        "details": trigger.details,
        "sentence": trigger_sentence(view),
        "evidence": [
            {
                "url": each.url,
                "title": each.title,
                "source": each.source,
                "occurred_at": rfc3339(each.occurred_at) if each.occurred_at else None,
                "observed_at": rfc3339(each.observed_at),
            }
            for each in view.evidence[:20]
        ],
    }


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    words = "alerted" if row["cause"] is None else CAUSES[row["cause"]]
    return {**row, "decided_at": rfc3339(instant(row["decided_at"])), "words": words}


def _alert(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "decided_at": rfc3339(instant(row["decided_at"]))}
