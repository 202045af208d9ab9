"""The outbox and its ledger: every delivery is a row whose state says how far it got, through any crash.

pending -> sending -> sent; or failed (refused for good), ambiguous (may have been sent), muted (not to be sent).
All functions here run on the writer thread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sinks.sink import Kind, Receipt, Receipts
from sinks.store import Store, first
from sinks.tables import DELIVERIES
from streams.policy import Priority
from streams.times import instant, micros

if TYPE_CHECKING:
    import duckdb

State = Literal["pending", "sending", "sent", "ambiguous", "failed", "muted"]
LATE = timedelta(days=1)
"""An alert that could be sent only so much later is for the digest."""
DIED = "the process ended between sending and noting"

_FOUND = "found where it was to go"
_UNDER_WAY = """
    SELECT id::VARCHAR, epoch_us(changed_at) FROM outbox
    WHERE sink = ? AND state IN ('pending', 'sending') AND alert IN (SELECT unnest(?)::UUID)
"""
_TOLD_OF = "SELECT id::VARCHAR FROM outbox WHERE part_of IN (SELECT unnest(?)::UUID) AND state = 'pending'"
"""What a group that was being sent tells of."""
_STANDS = "UPDATE outbox SET channel = ?, ts = ? WHERE id = ?::UUID"
_ARRIVED = "UPDATE outbox SET state = 'sent', note = ? WHERE id IN (SELECT unnest(?)::UUID)"
ASKED = ", as it was asked to wait"
"""How the ledger notes a row whose time the other side named: a start does not bring it forward."""
_ASKED = """
    (SELECT arg_max(coalesce(d.note, ''), d.rowid) FROM deliveries AS d WHERE d.outbox = o.id AND d.state = 'pending')
"""
_TRIED_AGAIN = f"""
    UPDATE outbox AS o SET due_at = least(due_at, $now)
    WHERE sink = $sink AND state = 'pending' AND attempts > 0
        AND (NOT $keep OR NOT coalesce(ends_with({_ASKED}, $asked), false))
"""  # noqa: S608  the texts are our own
_RESTS = f"""
    SELECT coalesce(destination, ''), epoch_us(max(due_at)) FROM outbox AS o
    WHERE sink = ? AND state = 'pending' AND attempts > 0 AND due_at > ? AND ends_with({_ASKED}, ?) GROUP BY ALL
"""  # noqa: S608  the texts are our own
_LATELY = "SELECT count(*) FROM outbox WHERE sink = ? AND state IN ('sending', 'sent', 'ambiguous') AND changed_at >= ?"
_LATE = """
    SELECT o.id::VARCHAR FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.sink = ? AND o.state = 'pending' AND coalesce(o.made_at, a.decided_at) < ? AND o.kind <> 'update'
"""
"""A message may be changed however old it is."""
_DUE = """
    SELECT o.id::VARCHAR, o.alert::VARCHAR, a.priority, o.attempts
    FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.sink = ? AND o.state = 'pending' AND o.due_at <= ? AND o.kind = 'alert'
    ORDER BY a.decided_at, a.escalates IS NOT NULL, a.priority DESC, a.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A row that may be sent now. `destination`: empty for the sink's own place; `members`: the rows of a group.

    `of_group`: of a change, the group that the changed message tells of; None where it tells of one alert.
    """

    id: str
    alert: str | None
    priority: Priority | None
    attempts: int
    kind: Kind = "alert"
    destination: str = ""
    thread: Receipt | None = None
    broadcast: bool = False
    signal: str | None = None
    note: str | None = None
    members: tuple[str, ...] = ()
    of_group: str | None = None


def take(store: Store, sink: str, most: int, now: datetime, *, late: timedelta | None = LATE) -> list[Due]:
    """Mark up to `most` due rows of the sink as sending, in the order they were decided, and give them out.

    Of one instant, an alert comes before the one that raises its priority.
    """
    with store.transaction() as connection:
        if late is not None:
            mute_late(connection, sink, now, late)
        rows = connection.execute(_DUE, [sink, now, most]).fetchall()
        due = [Due(*row) for row in rows]
        put(connection, [each.id for each in due], "sending", now)
    return due


def mark(
    store: Store, ids: Sequence[str], state: State, now: datetime, note: str | None = None, receipts: Receipts = ()
) -> None:
    """Note what became of rows that were given out, and where they stand now."""
    with store.transaction() as connection:
        put(connection, ids, state, now, note)
        for id_, receipt in zip(ids, receipts, strict=False):
            stands(connection, [id_], receipt)


def stands(connection: "duckdb.DuckDBPyConnection", ids: Iterable[str], receipt: Receipt | None) -> None:
    """Note where rows stand, in the caller's transaction; nothing where the other side did not say."""
    for id_ in ids if receipt is not None else ():
        connection.execute(_STANDS, [*(receipt or ()), id_])


def arrived(store: Store, sink: str, alerts: Sequence[str]) -> None:
    """Note alerts that were found where they were to go: the process ended between sending and noting.

    In the caller's transaction.
    """
    connection = store.connection
    rows = connection.execute(_UNDER_WAY, [sink, list(alerts)]).fetchall() if alerts else []
    connection.execute(_ARRIVED, [_FOUND, [row[0] for row in rows]])
    DELIVERIES.insert(connection, [(row[0], "sent", row[1], _FOUND) for row in rows])


def retry(store: Store, ids: Sequence[str], now: datetime, after: timedelta, note: str, *, asked: bool = False) -> None:
    """Put rows back, to be sent again after a while. `asked`: the other side said how long."""
    with store.transaction() as connection:
        put(connection, ids, "pending", now, f"{note}{ASKED}" if asked else note)
        connection.execute(
            "UPDATE outbox SET due_at = ?, note = ? WHERE id IN (SELECT unnest(?)::UUID)",
            [now + after, note, list(ids)],
        )


def recover(store: Store, sink: str, repeat: Literal["harmless", "visible"], now: datetime) -> int:
    """At start: what was being sent when the process died is sent again where harmless, else shown as ambiguous.

    To change a message twice is harmless too; a group is in doubt with all that it tells of. What was tried in vain
    before is tried at once: that it had to wait may be what the start has mended. What was asked to wait still waits.
    """
    try_again(store, sink, now, keep=True)
    with store.transaction() as connection:
        rows = connection.execute(
            "SELECT id::VARCHAR, kind = 'update' FROM outbox WHERE sink = ? AND state = 'sending'", [sink]
        ).fetchall()
        again = [id_ for id_, update in rows if update or repeat == "harmless"]
        put(connection, again, "pending", now, DIED)
        doubtful = [id_ for id_, _ in rows if id_ not in set(again)]
        told = connection.execute(_TOLD_OF, [doubtful]).fetchall() if doubtful else []
        put(connection, [*doubtful, *(row[0] for row in told)], "ambiguous", now, DIED)
    return len(rows)


def lately(store: Store, sink: str, since: datetime) -> bool:
    """Whether anything was sent, or may have been, since an instant: an earlier run's pace holds for the next."""
    row = first(store.connection, _LATELY, [sink, since])
    return row != (0,)


def try_again(store: Store, sink: str, now: datetime, *, keep: bool = False) -> None:
    """Let what was tried in vain be tried at once; `keep`: but not what the other side asked to wait."""
    with store.transaction() as connection:
        connection.execute(_TRIED_AGAIN, {"now": now, "sink": sink, "keep": keep, "asked": ASKED})


def rests(store: Store, sink: str, now: datetime) -> dict[str, datetime]:
    """Until when each place of the sink was asked to be left alone, by what waits for it."""
    rows = store.connection.execute(_RESTS, [sink, now, ASKED]).fetchall()
    return {place: instant(until) for place, until in rows}


def mute_late(connection: "duckdb.DuckDBPyConnection", sink: str, now: datetime, late: timedelta) -> None:
    """Mute what was decided so long ago, in the caller's transaction."""
    rows = connection.execute(_LATE, [sink, now - late]).fetchall()
    days = "a day" if late <= LATE else f"{late.days} days"
    put(connection, [row[0] for row in rows], "muted", now, f"late: could be sent only {days} after it was decided")


def put(
    connection: "duckdb.DuckDBPyConnection", ids: Sequence[str], state: State, now: datetime, note: str | None = None
) -> None:
    """Set the state of rows and note it in the ledger, in the caller's transaction."""
    if not ids:
        return
    connection.execute(
        "UPDATE outbox SET state = ?, changed_at = ?, note = ?,"
        " attempts = attempts + CASE WHEN ? = 'sending' THEN 1 ELSE 0 END WHERE id IN (SELECT unnest(?)::UUID)",
        [state, now, note, state, list(ids)],
    )
    DELIVERIES.insert(connection, [(id_, state, micros(now), note) for id_ in ids])
