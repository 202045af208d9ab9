"""Lanes: a sink with channels and people has a queue for each of them, so that none waits for another.

A channel that is given by its name and by its id has one, as soon as an answer has told that they are one. In a lane
messages go in the order they were decided. What waits for its next try holds up its lane for up to a minute, and what
is of the same account for as long as it takes; so does a message that may be there, where that can be asked.
All functions here run on the writer thread.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from operator import itemgetter
from types import MappingProxyType
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
    WITH names AS (SELECT unnest($names::VARCHAR[]) AS name, unnest($lanes::VARCHAR[]) AS lane),
    mine AS (
        SELECT o.*, a.priority, coalesce(n.lane, o.destination) AS lane,
            row_number() OVER (PARTITION BY coalesce(n.lane, o.destination) ORDER BY {_ORDER}) AS place
        FROM outbox AS o LEFT JOIN alerts AS a ON a.id = o.alert LEFT JOIN names AS n ON n.name = o.destination
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
        SELECT lane, account, min(place) AS place FROM mine
        WHERE account IS NOT NULL
            AND (state <> 'pending' OR part_of IS NOT NULL OR (due_at > $now AND attempts > 0))
        GROUP BY ALL
    ),
    ready AS (
        SELECT m.* FROM mine AS m LEFT JOIN blocked AS b
            ON b.lane = m.lane AND b.account = m.account AND b.place < m.place
        WHERE m.state = 'pending' AND m.part_of IS NULL AND b.place IS NULL
            AND m.lane NOT IN (SELECT unnest($busy::VARCHAR[]))
            AND (m.due_at <= $now OR (m.attempts > 0 AND m.due_at <= $soon))
        QUALIFY row_number() OVER (PARTITION BY m.lane ORDER BY m.place) <= $most
    )
    SELECT id::VARCHAR, alert::VARCHAR, priority, attempts, kind, destination, broadcast, signal::VARCHAR, note,
        account, epoch_us(made_at), lane, due_at <= $now
    FROM ready ORDER BY lane, place
"""  # noqa: S608  the names are our own
_ROOT = """
    WITH RECURSIVE told AS (
        SELECT id, escalates FROM alerts WHERE id = $raised::UUID
        UNION ALL SELECT a.id, a.escalates FROM alerts AS a JOIN told AS t ON a.id = t.escalates
    )
    SELECT id::VARCHAR, channel, ts, part_of::VARCHAR FROM outbox
    WHERE sink = $sink AND destination IN (SELECT unnest($names::VARCHAR[])) AND account = $account
        AND ts IS NOT NULL AND thread IS NULL AND kind IN ('alert', 'escalation', 'reminder')
        AND epoch_us(made_at) <= $made AND epoch_us(made_at) > $since AND id <> $id::UUID
        AND ($raised IS NULL OR alert IN (SELECT id FROM told))
    ORDER BY made_at DESC LIMIT 1
"""
"""The account's latest message that is no answer, and the group that it may tell of; of one that is gone
`ts` is empty. A change is made to its own alert, or to what that raised; never to what raised it, where its own is gone
or was never sent."""
_HANGS = "UPDATE outbox SET thread = ? WHERE id = ?::UUID"
_MEMBERS = "SELECT id::VARCHAR FROM outbox WHERE part_of = ?::UUID AND state = 'pending' ORDER BY made_at, id"
_STALE = """
    SELECT id::VARCHAR FROM outbox
    WHERE sink = ? AND state = 'pending' AND kind = 'digest' AND greatest(to_at, made_at) < ?
"""
_STANDING = """
    SELECT destination, arg_max(channel, changed_at) FROM outbox
    WHERE sink = ? AND state = 'sent' AND destination IS NOT NULL AND channel <> '' GROUP BY destination
    ORDER BY min(made_at), destination
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
    folded: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, list[Due]]:
    """Mark up to `most` due rows of each lane as sending, and give them out by lane; those of `busy` lanes wait.

    `seeks`: what may be there is looked for, but in `closed` places, so that what is of the same account waits for it.
    `folded`: places that share another's lane, with that lane. In the caller's transaction.
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
        "names": list(folded),
        "lanes": list(folded.values()),
    }
    given["lately"] = now - DOUBTFUL
    rows = connection.execute(_DUE, given).fetchall()
    lanes = {lane: _due(connection, sink, list(each), folded) for lane, each in groupby(rows, key=itemgetter(-2))}
    put(connection, [each.id for due in lanes.values() for each in due], "sending", now)
    return {lane: due for lane, due in lanes.items() if due}


def standing(connection: "duckdb.DuckDBPyConnection", sink: str) -> list[tuple[str, str]]:
    """The channel in which each place's last message stands, as far as the other side told; the oldest place first."""
    return connection.execute(_STANDING, [sink]).fetchall()


def waiting(connection: "duckdb.DuckDBPyConnection", sink: str, lanes: Collection[str], now: datetime) -> bool:
    """Whether anything is due in these lanes."""
    return first(connection, _WAITING, [sink, now, list(lanes)]) != (0,)


def _mute(connection: "duckdb.DuckDBPyConnection", sink: str, now: datetime, late: timedelta | None) -> None:
    if late is not None:
        mute_late(connection, sink, now, late)
        stale = connection.execute(_STALE, [sink, now - GRACE]).fetchall()
        put(connection, [row[0] for row in stale], "failed", now, "half a day late: the next digest covers its time")


def _due(
    connection: "duckdb.DuckDBPyConnection", sink: str, rows: list[tuple[Any, ...]], folded: Mapping[str, str]
) -> list[Due]:
    """The rows before the first that is to be tried later, with what each hangs on."""
    ready = list(takewhile(lambda row: row[-1], rows))
    lane = rows[0][-2]
    names = [lane, *(place for place, other in folded.items() if other == lane)]
    return [_found(connection, sink, names, *row[:-2]) for row in ready]


def _found(
    connection: "duckdb.DuckDBPyConnection",
    sink: str,
    names: list[str],
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
        span = {"made": made_at, "since": made_at - THREAD_US}
        of = {"sink": sink, "names": names, "account": account, "id": id_, "raised": raised}
        latest = first(connection, _ROOT, span | of)
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
