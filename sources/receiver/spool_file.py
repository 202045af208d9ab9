"""The spool's file: its tables, and the statements on them. A statement takes all of a group at once.

Python gives up its lock at each step of SQLite; one statement for many rows is what keeps the writer's thread from
waiting for it at every row.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from sources.receiver.spool_row import Columns

T = TypeVar("T")
BUSY = 10.0
"""Seconds that a writer waits for the other process's."""
ROWS = 64
"""Rows of a statement."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS requests(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, endpoint TEXT NOT NULL, head BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS totals(id INTEGER PRIMARY KEY CHECK (id = 1), requests INTEGER, bytes INTEGER);
CREATE TABLE IF NOT EXISTS keys(digest BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
INSERT OR IGNORE INTO totals VALUES (1, 0, 0);
"""
_INSIDE = "FROM requests WHERE seq IN (SELECT value FROM json_each(?))"
_SIZE = f"SELECT count(*), ifnull(sum(length(head) + length(body)), 0) {_INSIDE}"
_DELETE = f"DELETE {_INSIDE}"


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """A connection that may be used on any thread, by one at a time. What is committed on it is on the disk."""
    connection = sqlite3.connect(
        path, timeout=BUSY, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    if not write:
        connection.execute("PRAGMA query_only = ON")
    return connection


def create(path: Path) -> None:
    """Make the file where it is missing, for its owner's eyes only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = connect(path, write=True)
    try:
        connection.executescript(SCHEMA)
    finally:
        connection.close()


def begin(connection: sqlite3.Connection) -> None:
    """Begin to write; raises once the other process has written for too long."""
    connection.execute("BEGIN IMMEDIATE")


def insert(connection: sqlite3.Connection, rows: Sequence[Columns]) -> None:
    """Append requests, in order."""
    for part in _parts(rows):
        connection.execute(_insert(len(part)), [value for row in part for value in row])


def known(connection: sqlite3.Connection, digests: Sequence[bytes], since: int) -> set[bytes]:
    """Those of the keys that were seen since then (seconds since 1970)."""
    found: set[bytes] = set()
    for part in _parts(digests):
        found.update(digest for (digest,) in connection.execute(_known(len(part)), [*part, since]))
    return found


def remember(connection: sqlite3.Connection, digests: Sequence[bytes], now: int, *, anew: bool = False) -> bool:
    """Keep keys as seen now; False where some were there already. `anew`: those are kept as seen now too."""
    verb, count = "REPLACE" if anew else "IGNORE", 0
    for part in _parts(digests):
        values = [value for digest in part for value in (digest, now)]
        count += connection.execute(_remember(verb, len(part)), values).rowcount
    return count == len(digests)


def forget(connection: sqlite3.Connection, first: int, before: int) -> None:
    """Drop the keys that begin with the byte `first` and were seen before then: 256 of these are a whole sweep."""
    low, high = bytes((first,)), bytes((first,)) + b"\xff" * 16
    connection.execute("DELETE FROM keys WHERE digest >= ? AND digest < ? AND at < ?", (low, high, before))


def delete(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Delete requests and take them off the totals."""
    listed = (json.dumps(list(seqs)),)
    count, size = connection.execute(_SIZE, listed).fetchone()
    connection.execute(_DELETE, listed)
    grow(connection, -count, -size)


def replace(connection: sqlite3.Connection, seq: int, row: Columns | None) -> None:
    """Put another request in a request's place, or none."""
    delete(connection, [seq])
    if row:
        connection.execute("INSERT INTO requests VALUES (?, ?, ?, ?, ?)", (seq, *row))
        grow(connection, 1, len(row[2]) + len(row[3]))


def grow(connection: sqlite3.Connection, count: int, size: int) -> None:
    """Note that there are so many more requests and bytes."""
    connection.execute("UPDATE totals SET requests = requests + ?, bytes = bytes + ?", (count, size))


def level(connection: sqlite3.Connection) -> tuple[int, int, int | None]:
    """Requests, their bytes, and when the oldest came (microseconds since 1970)."""
    requests, size = connection.execute("SELECT requests, bytes FROM totals").fetchone()
    oldest = connection.execute("SELECT at FROM requests ORDER BY seq LIMIT 1").fetchone()
    return requests, size, oldest and oldest[0]


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + ROWS] for at in range(0, len(values), ROWS))


@lru_cache(ROWS)
def _insert(count: int) -> str:
    return "INSERT INTO requests(at, endpoint, head, body) VALUES " + ",".join(["(?,?,?,?)"] * count)  # noqa: S608


@lru_cache(ROWS)
def _known(count: int) -> str:
    return f"SELECT digest FROM keys WHERE digest IN ({','.join('?' * count)}) AND at >= ?"  # noqa: S608


@lru_cache(2 * ROWS)
def _remember(verb: str, count: int) -> str:
    return f"INSERT OR {verb} INTO keys VALUES " + ",".join(["(?,?)"] * count)  # noqa: S608
