"""The outbox and its ledger: every delivery is a row whose state says how far it got, through any crash.

pending -> sending -> sent; or failed (refused for good), ambiguous (may have been sent), muted (too late).
All functions here run on the writer thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sinks.sink import Receipts
from sinks.store import Store
from sinks.tables import DELIVERIES
from streams.times import micros

State = Literal["pending", "sending", "sent", "ambiguous", "failed", "muted"]
LATE = timedelta(days=1)
"""An alert that could be sent only so much later is for the digest."""

_FOUND = "found where it was to go"
_UNDER_WAY = """
    SELECT id::VARCHAR, epoch_us(changed_at) FROM outbox
    WHERE sink = ? AND state IN ('pending', 'sending') AND alert IN (SELECT unnest(?)::UUID)
"""
_STANDS = "UPDATE outbox SET channel = ?, ts = ? WHERE id = ?::UUID"
_ARRIVED = "UPDATE outbox SET state = 'sent', note = ? WHERE id IN (SELECT unnest(?)::UUID)"
_TRIED_AGAIN = "UPDATE outbox SET due_at = least(due_at, ?) WHERE sink = ? AND state = 'pending' AND attempts > 0"


@dataclass(frozen=True, slots=True)
class Due:
    """A row that may be sent now."""

    id: str
    alert: str
    priority: Literal["P1", "P2", "P3", "nurture", "silent"]
    attempts: int


def take(store: Store, sink: str, most: int, now: datetime, *, late: timedelta | None = LATE) -> list[Due]:
    """Mark up to `most` due rows of the sink as sending, in the order they were decided, and give them out.

    Of one instant, an alert comes before the one that raises its priority.
    """
    with store.transaction() as connection:
        if late is not None:
            _mute_late(store, sink, now, late)
        rows = connection.execute(
            "SELECT o.id::VARCHAR, o.alert::VARCHAR, a.priority, o.attempts"
            " FROM outbox AS o JOIN alerts AS a ON a.id = o.alert"
            " WHERE o.sink = ? AND o.state = 'pending' AND o.due_at <= ?"
            " ORDER BY a.decided_at, a.escalates IS NOT NULL, a.priority DESC, a.id LIMIT ?",
            [sink, now, most],
        ).fetchall()
        due = [Due(*row) for row in rows]
        _set(store, [each.id for each in due], "sending", now)
    return due


def mark(
    store: Store, ids: Sequence[str], state: State, now: datetime, note: str | None = None, receipts: Receipts = ()
) -> None:
    """Note what became of rows that were given out, and where they stand now."""
    with store.transaction() as connection:
        _set(store, ids, state, now, note)
        for id_, receipt in zip(ids, receipts, strict=False):
            if receipt is not None:
                connection.execute(_STANDS, [*receipt, id_])


def arrived(store: Store, sink: str, alerts: Sequence[str]) -> None:
    """Note alerts that were found where they were to go: the process ended between sending and noting.

    In the caller's transaction.
    """
    connection = store.connection
    rows = connection.execute(_UNDER_WAY, [sink, list(alerts)]).fetchall() if alerts else []
    connection.execute(_ARRIVED, [_FOUND, [row[0] for row in rows]])
    DELIVERIES.insert(connection, [(row[0], "sent", row[1], _FOUND) for row in rows])


def retry(store: Store, ids: Sequence[str], now: datetime, after: timedelta, note: str) -> None:
    """Put rows back, to be sent again after a while."""
    with store.transaction() as connection:
        _set(store, ids, "pending", now, note)
        connection.execute(
            "UPDATE outbox SET due_at = ? WHERE id IN (SELECT unnest(?)::UUID)", [now + after, list(ids)]
        )


def recover(store: Store, sink: str, repeat: Literal["harmless", "visible"], now: datetime) -> int:
    """At start: what was being sent when the process died is sent again where harmless, else shown as ambiguous.

    What was tried in vain before is tried at once: that it had to wait may be what the start has mended.
    """
    with store.transaction() as connection:
        connection.execute(_TRIED_AGAIN, [now, sink])
        rows = connection.execute(
            "SELECT id::VARCHAR FROM outbox WHERE sink = ? AND state = 'sending'", [sink]
        ).fetchall()
        ids = [row[0] for row in rows]
        state: State = "pending" if repeat == "harmless" else "ambiguous"
        _set(store, ids, state, now, "the process ended between sending and noting")
    return len(ids)


def _mute_late(store: Store, sink: str, now: datetime, late: timedelta) -> None:
    rows = store.connection.execute(
        "SELECT o.id::VARCHAR FROM outbox AS o JOIN alerts AS a ON a.id = o.alert"
        " WHERE o.sink = ? AND o.state = 'pending' AND a.decided_at < ?",
        [sink, now - late],
    ).fetchall()
    _set(store, [row[0] for row in rows], "muted", now, "late: could be sent only a day after it was decided")


def _set(store: Store, ids: Sequence[str], state: State, now: datetime, note: str | None = None) -> None:
    if not ids:
        return
    store.connection.execute(
        "UPDATE outbox SET state = ?, changed_at = ?, note = ?,"
        " attempts = attempts + CASE WHEN ? = 'sending' THEN 1 ELSE 0 END WHERE id IN (SELECT unnest(?)::UUID)",
        [state, now, note, state, list(ids)],
    )
    DELIVERIES.insert(store.connection, [(id_, state, micros(now), note) for id_ in ids])
