"""The state of sources, kept in `.fitsignal/sources.sqlite`: cursors, health and counts.

It may lag behind what was accepted (a repeat is recognised downstream), never run ahead of it.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sources.contract import Cursor
from sources.seen import KEPT, key_of
from streams.ports import Receipt, Rejected
from streams.times import instant, micros

VERSION = 1
_TABLE = """
CREATE TABLE IF NOT EXISTS sources (
    name TEXT PRIMARY KEY, type TEXT NOT NULL, cursor TEXT NOT NULL DEFAULT '{}',
    ok_at INTEGER, error_at INTEGER, error TEXT, failures INTEGER NOT NULL DEFAULT 0, next_at INTEGER, hold_at INTEGER,
    polls INTEGER NOT NULL DEFAULT 0, signals INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
    stored INTEGER NOT NULL DEFAULT 0, unresolved INTEGER NOT NULL DEFAULT 0, alerted INTEGER NOT NULL DEFAULT 0
) STRICT
"""
_BROKEN = """
CREATE TABLE IF NOT EXISTS broken (
    source TEXT NOT NULL, thing TEXT NOT NULL, at INTEGER PRIMARY KEY AUTOINCREMENT, UNIQUE (source, thing)
) STRICT
"""
_FORGET_BROKEN = """
DELETE FROM broken
WHERE source = ?1 AND at <= (SELECT at FROM broken WHERE source = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)
"""

_HEALTH = (
    "SELECT name, type, ok_at, error_at, error, failures, next_at, hold_at, polls, signals, rejected,"
    " stored, unresolved, alerted FROM sources"
)


class StateError(Exception):
    """The state file cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a source does. `state`: "new" (never polled), "ok", or "failing" since `failures` polls; of a source of
    several places also "partly failing". Times are UTC.

    `held_until`: until when the other side asked not to be polled. `signals` counts what it gave, `rejected` what was
    no signal, once however often it was shown, the rest what became of them, since the state began.
    """

    name: str
    type: str
    state: str = "new"
    last_ok: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str | None = None
    failures: int = 0
    next_poll: datetime | None = None
    held_until: datetime | None = None
    polls: int = 0
    signals: int = 0
    rejected: int = 0
    stored: int = 0
    unresolved: int = 0
    alerted: int = 0


class State:
    """One connection, used from any thread. Another process may read at the same time (WAL). Raises StateError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, check_same_thread=False, timeout=10.0, isolation_level=None)
            self._prepare()
        except (sqlite3.Error, OSError) as cause:
            raise StateError(
                f"{path} cannot be used ({cause}): move it away to let sources start anew; what they gave before is "
                "recognised and not taken twice"
            ) from None

    def _prepare(self) -> None:
        try:
            found = self.db.execute("PRAGMA user_version").fetchone()[0]
            if found > VERSION:
                raise StateError(f"{self.path} was written by a newer fitsignal (version {found}): update fitsignal")
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.execute(_TABLE)
            self.db.execute(_BROKEN)
            self.db.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            self.db.close()
            raise

    def cursor(self, name: str, type_: str) -> Cursor:
        """Where the source stands; empty for one that is new, or that was of another type."""
        rows = self._rows("SELECT cursor FROM sources WHERE name = ? AND type = ?", name, type_)
        found: Cursor = json.loads(rows[0][0]) if rows else {}
        return found

    def knows(self, name: str, type_: str) -> bool:
        """Whether anything is kept of the source."""
        return bool(self._rows("SELECT 1 FROM sources WHERE name = ? AND type = ?", name, type_))

    def untold(self, name: str, rejected: Sequence[Rejected]) -> list[Rejected]:
        """Of broken things those that were not told before: a board shows the same broken job at each poll."""
        if not rejected:
            return []
        things = [*map(_thing, rejected)]
        sql = "SELECT thing FROM broken WHERE source = ? AND thing IN (SELECT value FROM json_each(?))"
        told = {row[0] for row in self._rows(sql, name, json.dumps(things))}
        return [each for each, thing in zip(rejected, things, strict=True) if thing not in told]

    def accepted(
        self, name: str, type_: str, cursor: Cursor, receipt: Receipt, given: int, rejected: Sequence[Rejected]
    ) -> None:
        """Move the cursor, after what it stands behind was kept, and count it."""
        with self._changed(name, type_) as db:
            if rejected:
                things = [(name, _thing(each)) for each in rejected]
                db.executemany("INSERT OR IGNORE INTO broken (source, thing) VALUES (?, ?)", things)
                db.execute(_FORGET_BROKEN, (name, KEPT))
            db.execute(
                "UPDATE sources SET cursor = ?, signals = signals + ?, rejected = rejected + ?, stored = stored + ?,"
                " unresolved = unresolved + ?, alerted = alerted + ? WHERE name = ?",
                (json.dumps(cursor), given, len(rejected), receipt.stored, receipt.unresolved, receipt.alerted, name),
            )

    def succeeded(self, name: str, type_: str, at: datetime, next_at: datetime) -> None:
        """A poll ended well."""
        with self._changed(name, type_) as db:
            db.execute(
                "UPDATE sources SET ok_at = ?, failures = 0, next_at = ?, hold_at = NULL, polls = polls + 1"
                " WHERE name = ?",
                (micros(at), micros(next_at), name),
            )

    def failed(
        self, name: str, type_: str, at: datetime, next_at: datetime, sentence: str, held: datetime | None = None
    ) -> None:
        """A poll ended with an error; what it gave before stands. `held`: until when the other side wants no poll."""
        with self._changed(name, type_) as db:
            db.execute(
                "UPDATE sources SET error_at = ?, error = ?, failures = failures + 1, next_at = ?, hold_at = ?,"
                " polls = polls + 1 WHERE name = ?",
                (micros(at), sentence[:2000], micros(next_at), micros(held) if held else None, name),
            )

    def health(self, name: str, type_: str) -> Health:
        """How the source does; a new one where it was never polled."""
        rows = self._rows(f"{_HEALTH} WHERE name = ? AND type = ?", name, type_)
        return _health(rows[0]) if rows else Health(name, type_)

    def all_health(self) -> dict[tuple[str, str], Health]:
        """How every source does that was ever polled here, by name and type."""
        return {(row[0], row[1]): _health(row) for row in self._rows(f"{_HEALTH} ORDER BY rowid")}

    def close(self) -> None:
        """Close the file; the state must not be used afterwards."""
        with self.lock:
            self.db.close()

    @contextmanager
    def _changed(self, name: str, type_: str) -> Iterator[sqlite3.Connection]:
        """One transaction on the source's row, which is made anew where the source is new or changed its type."""
        with self.lock:
            try:
                self.db.execute("BEGIN IMMEDIATE")
                gone = self.db.execute("DELETE FROM sources WHERE name = ? AND type <> ?", (name, type_)).rowcount
                if gone:
                    self.db.execute("DELETE FROM broken WHERE source = ?", (name,))
                self.db.execute("INSERT OR IGNORE INTO sources (name, type) VALUES (?, ?)", (name, type_))
                yield self.db
                self.db.execute("COMMIT")
            except sqlite3.Error as cause:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise StateError(f"{self.path} could not be written ({cause}): is the disk full?") from None

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self.lock:
            try:
                return self.db.execute(query, values).fetchall()
            except sqlite3.Error as cause:
                raise StateError(f"{self.path} could not be read ({cause})") from None


def _thing(rejected: Rejected) -> str:
    """What makes a broken thing the same one: its place and what stands there."""
    return key_of(rejected.where, rejected.raw)


def _health(row: tuple[Any, ...]) -> Health:
    name, type_, ok_at, error_at, error, failures, next_at, hold_at, *counts = row
    ok, wrong, due, held = (value if value is None else instant(value) for value in (ok_at, error_at, next_at, hold_at))
    state = "failing" if failures else "new" if ok is None else "ok"
    return Health(name, type_, state, ok, wrong, error, failures, due, held, *counts)
