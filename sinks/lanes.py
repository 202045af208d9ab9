"""Lanes: a sink with channels and people has a queue for each of them, so that none waits for another.

In a lane messages go in the order they were decided. What waits for its next try holds up its lane for up to a minute,
and what is of the same account for as long as it takes; so does a message that may be there, where that can be asked.
All functions here run on the writer thread.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any

from sinks.outbox import Due, mute_late, put
from sinks.sink import Kind, Receipt
from sinks.store import first
from streams.policy import Priority

if TYPE_CHECKING:
    import duckdb

PATIENCE = timedelta(minutes=1)
"""How long a lane waits for a message that is to be tried again."""
DOUBTFUL = timedelta(days=1)
"""How long a message that may be there is looked for; then it is left to a person, and holds nothing up."""
GRACE = timedelta(hours=12)
"""How long after its time a digest is still sent."""
THREAD_US = 60 * 86_400_000_000
"""Microseconds after which an account's message is too old to be answered."""
_HANGING = ("escalation", "reply", "reminder", "update")
_ORDER = "o.made_at, o.kind = 'update', a.decided_at, a.escalates IS NOT NULL, a.priority DESC NULLS LAST, o.id"
_DUE = f"""
    WITH mine AS (
        SELECT o.*, a.priority, row_number() OVER (PARTITION BY o.destination ORDER BY {_ORDER}) AS place
        FROM outbox AS o LEFT JOIN alerts AS a ON a.id = o.alert
        WHERE o.sink = $sink AND o.destination IS NOT NULL
            AND (
                o.state IN ('pending', 'sending')
                OR (
                    o.state = 'ambiguous' AND $seeks AND o.changed_at >= $lately
                    AND o.destination NOT IN (SELECT unnest($closed::VARCHAR[]))
                )
            )
    ),
    blocked AS (
        SELECT destination, account, min(place) AS place FROM mine
        WHERE account IS NOT NULL
            AND (state <> 'pending' OR part_of IS NOT NULL OR (due_at > $now AND attempts > 0))
        GROUP BY ALL
    ),
    ready AS (
        SELECT m.* FROM mine AS m LEFT JOIN blocked AS b
            ON b.destination = m.destination AND b.account = m.account AND b.place < m.place
        WHERE m.state = 'pending' AND m.part_of IS NULL AND b.place IS NULL
            AND m.destination NOT IN (SELECT unnest($busy::VARCHAR[]))
            AND (m.due_at <= $now OR (m.attempts > 0 AND m.due_at <= $soon))
        QUALIFY row_number() OVER (PARTITION BY m.destination ORDER BY m.place) <= $most
    )
    SELECT id::VARCHAR, alert::VARCHAR, priority, attempts, kind, destination, broadcast, signal::VARCHAR, note,
        account, epoch_us(made_at), due_at <= $now
    FROM ready ORDER BY destination, place
"""  # noqa: S608  the names are our own
_ROOT = """
    SELECT id::VARCHAR, channel, ts, part_of::VARCHAR FROM outbox
    WHERE sink = ? AND destination = ? AND account = ? AND ts IS NOT NULL AND thread IS NULL
        AND kind IN ('alert', 'escalation', 'reminder') AND epoch_us(made_at) <= ? AND epoch_us(made_at) > ?
        AND id <> ?::UUID
        AND alert NOT IN (
            SELECT a.id FROM alerts AS a JOIN outbox AS g ON g.alert = a.escalates AND g.ts = ''
            WHERE a.escalates = ?::UUID
        )
    ORDER BY made_at DESC LIMIT 1
"""
"""The account's latest message that is no answer, and the group that it may tell of; of one that is gone
`ts` is empty. A change of one that is gone is not made to what raised it."""
_HANGS = "UPDATE outbox SET thread = ? WHERE id = ?::UUID"
_MEMBERS = "SELECT id::VARCHAR FROM outbox WHERE part_of = ?::UUID AND state = 'pending' ORDER BY made_at, id"
_STALE = """
    SELECT id::VARCHAR FROM outbox
    WHERE sink = ? AND state = 'pending' AND kind = 'digest' AND greatest(to_at, made_at) < ?
"""
_WAITING = """
    SELECT count(*) FROM outbox
    WHERE sink = ? AND state = 'pending' AND part_of IS NULL AND destination IS NOT NULL AND due_at <= ?
        AND destination IN (SELECT unnest(?::VARCHAR[]))
"""


def take_lanes(
    connection: "duckdb.DuckDBPyConnection",
    sink: str,
    most: int,
    now: datetime,
    *,
    busy: Collection[str] = (),
    late: timedelta | None = None,
    seeks: bool = False,
    closed: Collection[str] = (),
) -> dict[str, list[Due]]:
    """Mark up to `most` due rows of each lane as sending, and give them out by lane; those of `busy` lanes wait.

    `seeks`: what may be there is looked for, but in `closed` places, so that what is of the same account waits for it.
    In the caller's transaction.
    """
    _mute(connection, sink, now, late)
    given: dict[str, Any] = {
        "sink": sink,
        "now": now,
        "soon": now + PATIENCE,
        "busy": list(busy),
        "most": most,
        "seeks": seeks,
        "closed": list(closed),
    }
    given["lately"] = now - DOUBTFUL
    rows = connection.execute(_DUE, given).fetchall()
    lanes = {lane: _due(connection, sink, list(each)) for lane, each in groupby(rows, key=lambda row: row[5])}
    put(connection, [each.id for due in lanes.values() for each in due], "sending", now)
    return {lane: due for lane, due in lanes.items() if due}


def waiting(connection: "duckdb.DuckDBPyConnection", sink: str, lanes: Collection[str], now: datetime) -> bool:
    """Whether anything is due in these lanes."""
    return first(connection, _WAITING, [sink, now, list(lanes)]) != (0,)


def _mute(connection: "duckdb.DuckDBPyConnection", sink: str, now: datetime, late: timedelta | None) -> None:
    if late is not None:
        mute_late(connection, sink, now, late)
        stale = connection.execute(_STALE, [sink, now - GRACE]).fetchall()
        put(connection, [row[0] for row in stale], "failed", now, "half a day late: the next digest covers its time")


def _due(connection: "duckdb.DuckDBPyConnection", sink: str, rows: list[tuple[Any, ...]]) -> list[Due]:
    """The rows before the first that is to be tried later, with what each hangs on."""
    ready = list(takewhile(lambda row: row[-1], rows))
    return [_found(connection, sink, *row[:-1]) for row in ready]


def _found(
    connection: "duckdb.DuckDBPyConnection",
    sink: str,
    id_: str,
    alert: str | None,
    priority: Priority | None,
    attempts: int,
    kind: Kind,
    destination: str,
    broadcast: bool,
    signal: str | None,
    note: str | None,
    account: str | None,
    made_at: int,
) -> Due:
    members = connection.execute(_MEMBERS, [id_]).fetchall() if kind == "group" else []
    root = None
    if kind in _HANGING:
        raised = alert if kind == "update" else None
        asked = [sink, destination, account, made_at, made_at - THREAD_US, id_, raised]
        latest = first(connection, _ROOT, asked)
        root = latest if latest and latest[2] else None
        connection.execute(_HANGS, [root[0] if root else None, id_])
    return Due(
        id=id_,
        alert=alert,
        priority=priority,
        attempts=attempts,
        kind=kind,
        destination=destination,
        thread=Receipt(root[1], root[2]) if root else None,
        broadcast=bool(broadcast),
        signal=signal,
        note=note,
        members=tuple(row[0] for row in members),
        of_group=root[3] if root and kind == "update" else None,
    )
