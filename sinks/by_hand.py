"""By hand: rows of the outbox that a person sends again or lets go of. On the writer thread."""

from collections.abc import Sequence
from datetime import datetime

from sinks.doubts import members
from sinks.outbox import put
from sinks.store import Store

_AFRESH = """
    UPDATE outbox SET due_at = ?, made_at = ?, attempts = 0, part_of = NULL WHERE id IN (SELECT unnest(?)::UUID)
"""


def resend(store: Store, ids: Sequence[str], now: datetime) -> None:
    """Put rows back as if they had been decided now: none of them is late."""
    with store.transaction() as connection:
        put(connection, ids, "pending", now, "sent again by hand")
        connection.execute(_AFRESH, [now, now, list(ids)])


def drop(store: Store, ids: Sequence[str], now: datetime) -> None:
    """Let go of rows, and of what they tell of where they are groups."""
    with store.transaction() as connection:
        put(connection, [*ids, *members(connection, ids)], "muted", now, "dropped by hand")
