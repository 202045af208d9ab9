"""The ids that senders gave their requests, as the spool remembers them.

A digest lies anywhere in the table of keys, so that writing each where it belongs would write a page for each. They
are written to a log first, in order, and mirrored in memory; from there they move into the table by the byte that they
begin with, many of the same page together.
"""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

AT_ONCE = 64
"""Digests of a statement."""
MIRRORED = 65_536
"""Digests in the log that have not been moved, about."""
SLICES = 256
"""Digests that begin with the same byte are a slice."""
SWEEPS = 100
"""Sweeps through the remembered keys in the time for which they are kept."""
TABLES = """
CREATE TABLE IF NOT EXISTS keys(digest BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fresh(id INTEGER PRIMARY KEY, digest BLOB NOT NULL, at INTEGER NOT NULL);
"""
_LOG = "SELECT digest, at FROM fresh WHERE id > ? ORDER BY id"
_SWEEP = "DELETE FROM keys WHERE digest >= ? AND digest < ? AND at < ?"


class Keys:
    """The keys as one writer's connection sees them, until it is closed: after a failure both are made anew.

    `kept`: seconds for which a key is known. `last` is always the newest number of the log.
    """

    def __init__(self, connection: sqlite3.Connection, kept: int, now: int) -> None:
        self._connection, self._kept = connection, kept
        self._mirror: list[dict[bytes, int]] = [{} for _ in range(SLICES)]
        self._mirrored, self._last = 0, 0
        self._moving, self._began = 0, 0
        self._swept = now

    def known(self, digests: Sequence[bytes], now: int, last: int) -> set[bytes]:
        """Those that are known still."""
        if last != self._last:
            self._read_log(last)
        since = now - self._kept
        found = {digest for digest in digests if self._mirror[digest[0]].get(digest, -1) >= since}
        for at in range(0, len(digests), AT_ONCE):
            part = digests[at : at + AT_ONCE]
            found.update(digest for (digest,) in self._connection.execute(_known(len(part)), [*part, since]))
        return found

    def remember(self, digests: Sequence[bytes], now: int, last: int) -> int:
        """Keep them as seen now, which also moves older ones on and drops what is too old. The newest of the log."""
        rows = [(last + number, digest, now) for number, digest in enumerate(digests, 1)]
        _insert(self._connection, "INSERT INTO fresh", rows)
        for digest in digests:
            self._mirror[digest[0]][digest] = now
        self._last, self._mirrored = last + len(rows), self._mirrored + len(rows)
        while self._mirrored > MIRRORED:
            self._move()
        self._sweep(now)
        return self._last

    def _read_log(self, last: int) -> None:
        """What another process wrote, or this one before."""
        for digest, at in self._connection.execute(_LOG, (self._last,)):
            self._mirror[digest[0]][digest] = at
            self._mirrored += 1
        self._last = last

    def _move(self) -> None:
        """Move a slice into the table. Once all have been, what was in the log when that began may go."""
        moved, self._mirror[self._moving] = self._mirror[self._moving], {}
        _insert(self._connection, "INSERT OR REPLACE INTO keys", sorted(moved.items()))
        self._mirrored -= len(moved)
        self._moving = (self._moving + 1) % SLICES
        if self._moving == 0:
            self._connection.execute("DELETE FROM fresh WHERE id <= ?", (self._began,))
            self._began, self._mirrored = self._last, sum(map(len, self._mirror))

    def _sweep(self, now: int) -> None:
        """Drop what is too old of a slice, now and then: all come round many times while one is kept."""
        every = max(1, self._kept // SLICES // SWEEPS)
        if now - self._swept >= every:
            self._swept = now
            low = bytes((now // every % SLICES,))
            self._connection.execute(_SWEEP, (low, low + b"\xff" * 16, now - self._kept))


def _insert(connection: sqlite3.Connection, into: str, rows: Sequence[tuple[object, ...]]) -> None:
    for at in range(0, len(rows), AT_ONCE):
        part = rows[at : at + AT_ONCE]
        connection.execute(_values(into, len(part), len(part[0])), [value for row in part for value in row])


@lru_cache(2 * AT_ONCE)
def _values(into: str, count: int, width: int) -> str:
    return f"{into} VALUES " + ",".join([f"({','.join('?' * width)})"] * count)


@lru_cache(AT_ONCE)
def _known(count: int) -> str:
    return f"SELECT digest FROM keys WHERE digest IN ({','.join('?' * count)}) AND at >= ?"  # noqa: S608
