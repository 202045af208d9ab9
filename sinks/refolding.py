"""Folding anew after a change, a part of the accounts at a time: a transaction over all would outgrow the memory.

What is left to fold is noted with the change itself, and with each part that is done; a start after a crash goes on
from there before anything is decided.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from sinks.folding import CHUNK, refold
from sinks.rows import dumped
from sinks.store import first

if TYPE_CHECKING:
    import duckdb

    from sinks.desk import Desk

PENDING = "refold"
"""The setting that holds the accounts left to be folded anew."""


def note_pending(connection: "duckdb.DuckDBPyConnection", accounts: Iterable[str]) -> None:
    """These accounts, and those noted before, are to be folded anew. In the change's transaction."""
    _write(connection, sorted({*accounts, *pending(connection)}))


def pending(connection: "duckdb.DuckDBPyConnection") -> list[str]:
    """The accounts that are left, in order."""
    row = first(connection, "SELECT value FROM settings WHERE name = ?", [PENDING])
    found: list[str] = orjson.loads(row[0]) if row else []
    return found


def fold_pending(desk: "Desk", now: datetime) -> None:
    """Fold what is left, each part in a transaction of its own; accounts that are gone meanwhile have nothing."""
    left = pending(desk.store.connection)
    while left:
        part, left = left[:CHUNK], left[CHUNK:]
        with desk.transaction() as connection:
            known = [name for name in part if name in desk.catalog.standings]
            refold(connection, desk.catalog.standings, desk.rules, known, now)
            _write(connection, left)


def _write(connection: "duckdb.DuckDBPyConnection", left: list[str]) -> None:
    connection.execute("DELETE FROM settings WHERE name = ?", [PENDING])
    if left:
        connection.execute("INSERT INTO settings VALUES (?, ?)", [PENDING, dumped(left)])
