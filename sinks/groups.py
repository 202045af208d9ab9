"""Groups: one message that tells of several alerts, each a row of its own, which share what becomes of the message.

All functions here run on the writer thread, in the caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sinks.outbox import State, put

if TYPE_CHECKING:
    import duckdb

_MEMBERS = """
    SELECT id::VARCHAR FROM outbox
    WHERE part_of IN (SELECT unnest(?)::UUID) AND state IN (SELECT unnest(?)) ORDER BY made_at, id
"""
_LEFT = "UPDATE outbox SET part_of = NULL, due_at = ? WHERE id IN (SELECT unnest(?)::UUID)"
UNDECIDED: tuple[State, ...] = ("pending", "sending", "ambiguous", "failed")
"""States of what may still be sent."""


def members(
    connection: "duckdb.DuckDBPyConnection", ids: Sequence[str], states: Sequence[State] = UNDECIDED
) -> list[str]:
    """The rows in these states that these groups tell of, in their order."""
    return [row[0] for row in connection.execute(_MEMBERS, [list(ids), list(states)]).fetchall()] if ids else []


def disband(connection: "duckdb.DuckDBPyConnection", group: str, now: datetime, why: str) -> None:
    """Let each alert of a group that is refused go alone: one of them may be why it was."""
    alone = members(connection, [group])
    put(connection, [group], "failed", now, f"{why}; each of its alerts goes alone")
    put(connection, alone, "pending", now, "its group was refused")
    connection.execute(_LEFT, [now, alone])
