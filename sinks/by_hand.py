"""By hand: rows of the outbox that a person sends again or lets go of. On the writer thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sinks.groups import members
from sinks.outbox import State, put
from sinks.store import Store

if TYPE_CHECKING:
    import duckdb

AGAIN: tuple[State, ...] = ("ambiguous", "failed", "muted")
"""States of what may be sent again by hand."""
OPEN: tuple[State, ...] = ("pending", "ambiguous", "failed")
"""States of what may be dropped by hand."""
_IN = "SELECT id::VARCHAR FROM outbox WHERE id IN (SELECT unnest(?)::UUID) AND state IN (SELECT unnest(?))"
_AFRESH = "UPDATE outbox SET due_at = ?, made_at = ?, attempts = 0 WHERE id IN (SELECT unnest(?)::UUID)"
_ALONE = """
    UPDATE outbox SET part_of = NULL
    WHERE id IN (SELECT unnest(?)::UUID) AND part_of NOT IN (SELECT unnest(?)::UUID)
"""
"""Of a group that is not sent again itself, nothing is left to be told by."""


def resend(store: Store, ids: Sequence[str], now: datetime) -> list[str]:
    """Put rows back as if they had been decided now: none of them is late. A group comes with the alerts that it tells
    of. Those that were put back: what found its way meanwhile is not sent again.
    """
    with store.transaction() as connection:
        chosen = _still(connection, ids, AGAIN)
        dropped = members(connection, _still(connection, chosen, ["muted"]), ["muted"])
        rows = list(dict.fromkeys([*chosen, *members(connection, chosen), *dropped]))
        put(connection, rows, "pending", now, "sent again by hand")
        connection.execute(_AFRESH, [now, now, rows])
        connection.execute(_ALONE, [rows, rows])
    return chosen


def drop(store: Store, ids: Sequence[str], now: datetime) -> list[str]:
    """Let go of rows, and of what they tell of where they are groups. Those that were let go: not what was sent
    meanwhile.
    """
    with store.transaction() as connection:
        chosen = _still(connection, ids, OPEN)
        put(connection, [*chosen, *members(connection, chosen)], "muted", now, "dropped by hand")
    return chosen


def _still(connection: "duckdb.DuckDBPyConnection", ids: Sequence[str], states: Sequence[State]) -> list[str]:
    found = {row[0] for row in connection.execute(_IN, [list(ids), list(states)]).fetchall()}
    return [each for each in dict.fromkeys(ids) if each in found]
