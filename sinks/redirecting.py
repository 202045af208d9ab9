"""Redirecting: what a destination refuses for good goes to another, so that no alert is lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sinks.outbox import Due, put
from sinks.store import Store

if TYPE_CHECKING:
    import duckdb

_THERE = """
    UPDATE outbox SET destination = ?, due_at = ?, thread = NULL WHERE id IN (SELECT unnest(?)::UUID)
"""
_MEMBERS_THERE = "UPDATE outbox SET destination = ? WHERE part_of IN (SELECT unnest(?)::UUID) AND state = 'pending'"
"""What a group tells of stands where the group stands: there its account's thread goes on."""
_TWIN = """
    SELECT o.id::VARCHAR FROM outbox AS o JOIN outbox AS t
        ON t.sink = o.sink AND t.alert = o.alert AND t.kind = o.kind AND t.destination = ? AND t.id <> o.id
    WHERE o.id IN (SELECT unnest(?)::UUID) AND t.state NOT IN ('muted', 'failed')
"""


def redirect(store: Store, due: Sequence[Due], instead: str, why: str, now: datetime) -> None:
    """Put rows back, to go elsewhere at once. What is told there already fails where it was to go; so does one person's
    digest, which is for nobody else, and the change of a message.
    """
    with store.transaction() as connection:
        told = {each.id for each in due if each.kind == "update" or (each.kind == "digest" and each.destination)}
        told |= _told(connection, due, instead)
        moved = [each.id for each in due if each.id not in told]
        put(connection, moved, "pending", now, f"{why}; it goes to the fallback")
        put(connection, sorted(told), "failed", now, why)
        connection.execute(_THERE, [instead, now, moved])
        connection.execute(_MEMBERS_THERE, [instead, moved])


def _told(connection: "duckdb.DuckDBPyConnection", due: Sequence[Due], instead: str) -> set[str]:
    """Rows whose alert goes to the other place anyway."""
    return {row[0] for row in connection.execute(_TWIN, [instead, [each.id for each in due]]).fetchall()}
