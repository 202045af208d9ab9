"""The spool's file: its tables, and the statements on them. A statement takes all of a group at once.

Python gives up its lock at each step of SQLite; one statement for many rows is what keeps the writer's thread from
waiting for it at every row.
"""

import json
import os
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sources.receiver.spool_keys import TABLES
from sources.receiver.spool_row import Columns

BUSY = 10.0
"""Seconds that a writer waits for the other process's."""
ROWS = 64
"""Rows of a statement."""
PAGE = 8192
"""Bytes of a page of a new file: several requests of a usual size go into one."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS requests(
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, endpoint TEXT NOT NULL, head BLOB NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS totals(
  id INTEGER PRIMARY KEY CHECK (id = 1), requests INTEGER, bytes INTEGER, seq INTEGER, fresh INTEGER
);
INSERT OR IGNORE INTO totals VALUES (1, 0, 0, 0, 0);
"""
_INSIDE = "FROM requests WHERE seq IN (SELECT value FROM json_each(?))"
_SIZE = f"SELECT count(*), ifnull(sum(length(head) + length(body)), 0) {_INSIDE}"
_DELETE = f"DELETE {_INSIDE}"


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """A connection that may be used on any thread, by one at a time. What is committed on it is on the disk."""
    connection = sqlite3.connect(
        path, timeout=BUSY, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute(f"PRAGMA page_size = {PAGE}")
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
        connection.executescript(SCHEMA + TABLES)
    finally:
        connection.close()


def begin(connection: sqlite3.Connection) -> None:
    """Begin to write; raises once the other process has written for too long."""
    connection.execute("BEGIN IMMEDIATE")


def last(connection: sqlite3.Connection) -> tuple[int, int]:
    """The highest numbers ever given: of a request, and of a key in the log."""
    seq, fresh = connection.execute("SELECT seq, fresh FROM totals").fetchone()
    return seq, fresh


def insert(connection: sqlite3.Connection, rows: Sequence[Columns], seq: int) -> None:
    """Append requests, numbered on from `seq`."""
    numbered = [(seq + number, *row) for number, row in enumerate(rows, 1)]
    for at in range(0, len(numbered), ROWS):
        part = numbered[at : at + ROWS]
        connection.execute(_insert(len(part)), [value for row in part for value in row])


def added(connection: sqlite3.Connection, count: int, size: int, seq: int, fresh: int) -> None:
    """Note so many more requests and bytes, and the highest numbers now."""
    values = (count, size, seq, fresh)
    connection.execute("UPDATE totals SET requests = requests + ?, bytes = bytes + ?, seq = ?, fresh = ?", values)


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


@lru_cache(ROWS)
def _insert(count: int) -> str:
    return "INSERT INTO requests VALUES " + ",".join(["(?,?,?,?,?)"] * count)  # noqa: S608
