"""Unhanging: what was to stand under a message that is gone goes as a message of its own.

A quiet reply or a change has nothing to say without it: those are muted when they are taken again.
"""

from datetime import datetime

from sinks.outbox import Due, put
from sinks.store import Store

_GONE = "UPDATE outbox SET ts = '' WHERE sink = ? AND channel = ? AND ts = ?"
"""Of an alert, or of all that a group told of: nothing more is hung there, and an older message is no substitute."""
_ALONE = "UPDATE outbox SET thread = NULL, due_at = ? WHERE id = ?::UUID"


def unhang(store: Store, sink: str, due: Due, why: str, now: datetime) -> None:
    """Put the row back, to be sent at once and by itself, and note that what it was to stand under is gone."""
    with store.transaction() as connection:
        connection.execute(_GONE, [sink, *(due.thread or ())])
        put(connection, [due.id], "pending", now, f"{why}; it goes by itself")
        connection.execute(_ALONE, [now, due.id])
