"""The ids that senders gave their requests, as the spool remembers them.

A digest lies anywhere in the table of keys, so that writing each where it belongs would write a page for each. They
are written to a log first, in order, and mirrored in memory; from there they move into the table in the order of their
digests, many of the same page together.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

AT_ONCE = 64
"""Digests of a statement."""
MIRRORED = 65_536
"""Digests in the log that have not been moved, about."""
MOVED = 1024
"""Digests that are moved together."""
SLICES = 256
SWEEPS = 100
"""Sweeps through the remembered keys in the time for which they are kept."""
TABLES = """
CREATE TABLE IF NOT EXISTS keys(digest BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fresh(id INTEGER PRIMARY KEY, digest BLOB NOT NULL, at INTEGER NOT NULL);
"""
_MIRROR = "CREATE TABLE temp.mirror(digest BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID"
_LOAD = "INSERT OR REPLACE INTO temp.mirror SELECT digest, at FROM fresh WHERE id > ?"
_PART = "FROM temp.mirror WHERE digest > ? ORDER BY digest LIMIT ?"
_LAST_OF_PART = f"SELECT max(digest) FROM (SELECT digest {_PART})"  # noqa: S608
_MOVE = f"INSERT OR REPLACE INTO keys SELECT digest, at {_PART}"
_UNMIRROR = "DELETE FROM temp.mirror WHERE digest > ? AND digest <= ?"
_SWEEP = "DELETE FROM keys WHERE digest >= ? AND digest < ? AND at < ?"


class Keys:
    """The keys as one writer's connection sees them. What a transaction did here goes with it where it is rolled back.

    But for `last`, the newest of the log, the object itself holds only where it stands; after a failure a new one is
    made with the new connection. `kept`: seconds for which a key is known.
    """

    def __init__(self, connection: sqlite3.Connection, kept: int, now: int) -> None:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(_MIRROR)
        self._connection, self._kept = connection, kept
        self._loaded, self._mirrored = 0, 0
        self._reached, self._began = b"", 0
        self._swept = now

    def known(self, digests: Sequence[bytes], now: int, last: int) -> set[bytes]:
        """Those that are known still. `last`: the newest of the log, some of it perhaps by another process."""
        if last != self._loaded:
            self._mirrored += self._connection.execute(_LOAD, (self._loaded,)).rowcount
            self._loaded = last
        found: set[bytes] = set()
        for at in range(0, len(digests), AT_ONCE):
            part = digests[at : at + AT_ONCE]
            values = [*part, now - self._kept] * 2
            found.update(digest for (digest,) in self._connection.execute(_known(len(part)), values))
        return found

    def remember(self, digests: Sequence[bytes], now: int, last: int) -> int:
        """Keep them as seen now, which also moves older ones on and drops what is too old. The newest of the log."""
        rows = [(last + number, digest, now) for number, digest in enumerate(digests, 1)]
        for at in range(0, len(rows), AT_ONCE):
            part = rows[at : at + AT_ONCE]
            self._connection.execute(_remember(len(part)), [value for row in part for value in row])
        if self._mirrored > MIRRORED:
            self._move()
        self._sweep(now)
        return last + len(rows)

    def _move(self) -> None:
        """Move the next ones into the table; all have been when it comes round, and the log before that may go."""
        part = (self._reached, MOVED)
        (last,) = self._connection.execute(_LAST_OF_PART, part).fetchone()
        if last is None:
            self._connection.execute("DELETE FROM fresh WHERE id <= ?", (self._began,))
            self._reached, self._began = b"", self._loaded
            return
        self._connection.execute(_MOVE, part)
        self._mirrored -= self._connection.execute(_UNMIRROR, (self._reached, last)).rowcount
        self._reached = last

    def _sweep(self, now: int) -> None:
        """Drop what is too old of a slice, now and then: all come round many times while one is kept."""
        every = max(1, self._kept // SLICES // SWEEPS)
        if now - self._swept >= every:
            self._swept = now
            low = bytes((now // every % SLICES,))
            self._connection.execute(_SWEEP, (low, low + b"\xff" * 16, now - self._kept))


@lru_cache(AT_ONCE)
def _known(count: int) -> str:
    among = f"digest IN ({','.join('?' * count)}) AND at >= ?"
    return f"SELECT digest FROM keys WHERE {among} UNION ALL SELECT digest FROM temp.mirror WHERE {among}"  # noqa: S608


@lru_cache(AT_ONCE)
def _remember(count: int) -> str:
    return "INSERT INTO fresh VALUES " + ",".join(["(?,?,?)"] * count)  # noqa: S608
