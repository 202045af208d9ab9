"""Doubts: messages that may be there or not, because no answer came or the process ended; looked for where that works.

A message that is found is sent; one that is not found a while after it was tried is sent again. All functions here run
on the writer thread.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sinks.groups import members
from sinks.outbox import put, stands
from sinks.sink import Receipt, Sought
from sinks.store import Store
from streams.times import instant

if TYPE_CHECKING:
    import duckdb

MOST = 50
"""Messages that are looked for at once."""
EARLY = timedelta(seconds=60)
"""How much the other side's clock may differ from ours."""
_FOUND = "found where it was to go"
_AGAIN = "it was not there a while after it was tried: sent again"
_DOUBTS = """
    SELECT o.id::VARCHAR, o.destination, p.channel, p.ts,
        (SELECT max(epoch_us(d.made_at)) FROM deliveries AS d WHERE d.outbox = o.id AND d.state = 'sending'),
        (SELECT any_value(k.channel) FROM outbox AS k
            WHERE k.sink = o.sink AND k.destination = o.destination AND k.channel IS NOT NULL)
    FROM outbox AS o LEFT JOIN outbox AS p ON p.id = o.thread
    WHERE o.sink = ? AND o.state = 'ambiguous' AND o.destination IS NOT NULL AND o.kind NOT IN ('update', 'digest')
        AND o.part_of IS NULL AND o.changed_at >= ?
    ORDER BY o.made_at, o.id LIMIT ?
"""


def doubts(connection: "duckdb.DuckDBPyConnection", sink: str, since: datetime) -> list[Sought]:
    """What to look for, the oldest first; what became doubtful before `since` is left to a person."""
    rows = connection.execute(_DOUBTS, [sink, since, MOST]).fetchall()
    return [_sought(*row) for row in rows]


def settle(
    store: Store, sought: Sequence[Sought], known: Mapping[str, Receipt | None], now: datetime, after: timedelta
) -> tuple[int, int]:
    """Note what was found as sent, and what was tried longer than `after` ago and not found as to be sent again.

    A group goes with the alerts that it tells of. How many of each.
    """
    found = {id_: receipt for id_, receipt in known.items() if receipt is not None}
    gone = [e.id for e in sought if e.id in known and e.id not in found and now - e.tried >= after]
    with store.transaction() as connection:
        for id_, receipt in found.items():
            ids = [id_, *members(connection, [id_])]
            put(connection, ids, "sent", now, _FOUND)
            stands(connection, ids, receipt)
        put(connection, [*gone, *members(connection, gone, ["ambiguous"])], "pending", now, _AGAIN)
        connection.execute("UPDATE outbox SET due_at = ? WHERE id IN (SELECT unnest(?)::UUID)", [now, gone])
    return len(found), len(gone)


def _sought(
    id_: str, destination: str, parent: str | None, ts: str | None, tried: int | None, channel: str | None
) -> Sought:
    thread = Receipt(parent, ts) if parent and ts else None
    at = instant(tried or 0)
    return Sought(id_, destination, channel, thread, at, at - EARLY)
