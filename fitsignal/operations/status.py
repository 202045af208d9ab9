"""status and outbox: health of each source and sink, and counts at every step of the way."""

from typing import TYPE_CHECKING, Any

from fitsignal.answering import deaf
from fitsignal.crm_health import crm_health
from fitsignal.operations.receiver import receiver
from fitsignal.operations.reps import reps
from streams.times import rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service
    from sources.state import Health

_STEPS = """
    SELECT (SELECT count(*) FROM signals) AS signals, (SELECT count(*) FROM unresolved) AS unresolved,
        (SELECT count(*) FROM dead_letters) AS dead_letters,
        (SELECT count(*) FROM accounts) AS accounts,
        (SELECT count(*) FROM accounts WHERE status = 'discovered') AS discovered,
        (SELECT count(*) FROM triggers) AS triggers, (SELECT count(*) FROM qualified_accounts) AS qualified,
        (SELECT count(*) FROM alerts) AS alerts
"""
_VERDICTS = (
    "SELECT verdict, count(*) AS signals, count(DISTINCT account) AS accounts FROM signals GROUP BY ALL ORDER BY 2 DESC"
)
_CAUSES = "SELECT coalesce(cause, 'alert') AS decision, count(*) AS signals FROM decisions GROUP BY ALL ORDER BY 2 DESC"
_OUTBOX = """
    SELECT sink, state, count(*) AS deliveries,
        arg_max(note, changed_at) FILTER (state IN ('pending', 'ambiguous', 'failed')) AS trouble
    FROM outbox GROUP BY ALL ORDER BY ALL
"""


def status(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows by part: sources, sinks, the receiver, steps of the way, and why signals were silent."""
    steps = service.store.rows(_STEPS)[0]
    return [
        *({"part": "sources", **row} for row in sources(service)),
        *({"part": "crm", **row} for row in crm_health(service)),
        *({"part": "sinks", **row} for row in sinks(service)),
        *({"part": "reps, the last 30 days", **row} for row in reps(service)),
        *receiver(service),
        *({"part": "the way", "step": name, "count": count} for name, count in steps.items()),
        *({"part": "at the gate", **row} for row in service.store.rows(_VERDICTS)),
        *({"part": "decisions at or above the bar", **row} for row in service.store.rows(_CAUSES)),
    ]


def sources(service: "Service") -> list[dict[str, Any]]:
    """Health of each source."""
    return [_source(health) for health in service.source_health()]


def _source(health: "Health") -> dict[str, Any]:
    return {
        "source": health.name,
        "type": health.type,
        "state": health.state,
        "last_ok": rfc3339(health.last_ok) if health.last_ok else None,
        "next_poll": rfc3339(health.next_poll) if health.next_poll else None,
        "signals": health.signals,
        "stored": health.stored,
        "unresolved": health.unresolved,
        "rejected": health.rejected,
        "error": health.last_error if health.failures else None,
    }


def sinks(service: "Service") -> list[dict[str, Any]]:
    """Deliveries by sink and state, and why what was not sent was not; a sink that had none is idle.

    Refused: what its places said last, also where everything went elsewhere. Deaf: why no click comes in from Slack.
    """
    from fitsignal.wiring import sink_names

    rows = service.store.rows(_OUTBOX)
    idle = [name for name in sink_names(service.workspace) if all(row["sink"] != name for row in rows)]
    troubled = [(each.name, each.trouble) for each in service.couriers if each.trouble]
    return [
        *rows,
        *({"sink": name, "state": "idle", "deliveries": 0, "trouble": None} for name in idle),
        *({"sink": name, "state": "refused", "deliveries": None, "trouble": trouble} for name, trouble in troubled),
        *({"sink": name, "state": "deaf", "deliveries": None, "trouble": trouble} for name, trouble in deaf(service)),
    ]


def undelivered(service: "Service") -> dict[str, str]:
    """A sentence for each sink that has not sent what it was to send."""
    waits = {row["sink"]: row for row in sinks(service) if row["state"] == "pending"}
    troubles = {courier.name: courier.trouble for courier in service.couriers if courier.trouble}
    counted = {name: f"{row['deliveries']} not sent yet: {row['trouble']}" for name, row in waits.items()}
    return troubles | counted
