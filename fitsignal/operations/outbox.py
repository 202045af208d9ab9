"""outbox: what is to be delivered or was; what is in doubt or was refused, sent again or dropped by hand."""

from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from sinks.by_hand import AGAIN, OPEN
from sinks.by_hand import drop as dropped
from sinks.by_hand import resend as sent_again
from streams.times import instant, rfc3339

if TYPE_CHECKING:
    from fitsignal.service import Service

_ROWS = """
    SELECT o.id::VARCHAR AS id, o.sink, o.kind, o.state, o.attempts, coalesce(a.account, o.account) AS account,
        a.priority, nullif(coalesce(o.destination, o.receiver), '') AS "to", epoch_us(o.changed_at) AS changed_at,
        o.note
    FROM outbox AS o LEFT JOIN alerts AS a ON a.id = o.alert
    WHERE ? IS NULL OR o.state = ? ORDER BY o.changed_at DESC, o.id LIMIT ?
"""
_NAMED = """
    SELECT id::VARCHAR AS id, state FROM outbox WHERE starts_with(id::VARCHAR, ?)
"""
_IN_DOUBT = "SELECT id::VARCHAR AS id, state FROM outbox WHERE state IN ('ambiguous', 'failed')"


def list_rows(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the outbox, the newest first."""
    state = params.get("state")
    rows = service.store.rows(_ROWS, [state, state, params.get("limit") or 10_000_000])
    return [{**row, "changed_at": rfc3339(instant(row["changed_at"]))} for row in rows]


def resend(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Send rows again: what may have arrived shows twice if it did. A row for each."""
    ids = _chosen(service, params, AGAIN, "sent again")
    again = service.host.call(lambda: sent_again(service.store, ids, service.wall())).result()
    for courier in service.couriers:
        courier.wake()
    return [{"id": id_, "state": "pending"} for id_ in again]


def drop(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Let go of rows: they are not sent. A row for each."""
    ids = _chosen(service, params, OPEN, "dropped")
    gone = service.host.call(lambda: dropped(service.store, ids, service.wall())).result()
    return [{"id": id_, "state": "muted"} for id_ in gone]


def resume(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """Let sinks that rest try again at once: all, or the one whose id is given. A row for each."""
    wanted = params.get("id")
    chosen = [courier for courier in service.couriers if wanted in (None, courier.name)]
    for courier in chosen:
        courier.resume()
    return [{"sink": courier.name} for courier in chosen]


def _chosen(service: "Service", params: dict[str, Any], states: tuple[str, ...], verb: str) -> list[str]:
    """The ids asked for, whole. Raises OperatorError where one is not known, not clear, or in no such state."""
    if params.get("all"):
        return [row["id"] for row in service.store.rows(_IN_DOUBT)]
    return [_one(service, str(given), states, verb) for given in params.get("ids") or ()]


def _one(service: "Service", given: str, states: tuple[str, ...], verb: str) -> str:
    rows = service.store.rows(_NAMED, [given])
    if len(rows) != 1:
        found = "none begins" if not rows else f"{len(rows)} begin"
        raise OperatorError(f"{found} with {given}: `fitsignal outbox list` shows the ids")
    if rows[0]["state"] not in states:
        raise OperatorError(f"{given} is {rows[0]['state']}: only what is {' or '.join(states)} can be {verb}")
    return str(rows[0]["id"])
