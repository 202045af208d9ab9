"""Who is who: which ids are one person's, and which company that person is of. Keyed hashes only, in SQLite.

`.fitsignal/visitors.sqlite` holds no id, name or e-mail address: only their lasting hashes. A person is the group of
ids with one `root`; the root's hash is what the daily hash of signals is made of. Also kept: which of them had visits
that named no company (`unnamed`), so that a later e-mail address can release those, who must not be collected, and
how many hits were a program's (`bots`).
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sources.receiver.who import bots
from streams.signal import Method
from streams.times import micros

FILE = "visitors.sqlite"
LOOK_BACK = timedelta(days=30)
"""How far an e-mail address reaches back to visits of the same visitor."""
_CACHED = 50_000
_MEMBERS = 200
"""Ids of one person that are looked at; more are a program's, or an id that a site gives to everyone."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS people(
  id TEXT PRIMARY KEY, root TEXT NOT NULL, since INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS people_root ON people(root);
CREATE TABLE IF NOT EXISTS companies(
  root TEXT PRIMARY KEY, domain TEXT, name TEXT, method TEXT NOT NULL, confidence REAL NOT NULL,
  since INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unnamed(id TEXT, day INTEGER, PRIMARY KEY(id, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS suppressed(id TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """The company that a person is of, how that is known, and since when (microseconds since 1970)."""

    domain: str | None
    name: str | None
    method: Method
    confidence: float
    since: int = 0

    def adds_to(self, held: "Known | None") -> bool:
        """Whether this is another company than was held, or the same more surely."""
        if held is None or (self.domain or self.name) != (held.domain or held.name):
            return True
        return self.confidence > held.confidence


class People:
    """The table. Safe from several threads and processes; what it holds in memory follows what others write.

    Written without waiting for the disk, but for suppressions: after a power failure the last identities of a moment
    may be unknown, after a crash of the program none is.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._base = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False, timeout=30)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -4000"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.executescript(_SCHEMA + bots.SCHEMA)
        (folder / FILE).chmod(0o600)
        self._version, self._within = 0, False
        self._forget_cache()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    @contextmanager
    def written(self) -> Iterator[None]:
        """Reads and writes of one request, or of several around each of which this stands again: all or none."""
        with self._lock:
            if self._within:
                yield
                return
            if (version := self._scalar("PRAGMA data_version")) != self._version:
                self._version = version
                self._forget_cache()
            self._within = True
            try:
                yield
                if self._base.in_transaction:
                    self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                self._forget_cache()
                raise
            finally:
                self._within = False

    def is_suppressed(self, ids: Iterable[str]) -> bool:
        """Whether one of these ids, or who they belong to, asked to be forgotten."""
        return not self._suppressed.isdisjoint(ids)

    def root(
        self, visitor: str | None, named: Sequence[str], at: datetime, *, private: bool
    ) -> tuple[str | None, bool]:
        """Who it is, and whether ids joined that person at this very instant.

        `named`: ids of a known person (user id, e-mail), which join what the browser did before. A browser that another
        known person used goes over to the new one, without that one's past; but not for a `private` mailbox alone,
        which the same person may have beside that at work.
        """
        if not named:
            return self._root_of(visitor) or visitor, False
        ids = [*named, visitor] if visitor else list(named)
        root = self._private(ids) if private else self._known(ids, visitor)
        for each in ids:
            held = self._root_of(each)
            if held is None or (held != root and not private):
                self._put(each, root, at)
        return root, any(self._person(each)[1] == micros(at) for each in ids)

    def _known(self, ids: Sequence[str], visitor: str | None) -> str:
        """By the named ids; a browser that nobody is known to use gives the person its own past."""
        found = next((root for each in ids if each != visitor and (root := self._root_of(each))), None)
        return found or (visitor if visitor and not self._root_of(visitor) else ids[0])

    def _private(self, ids: Sequence[str]) -> str:
        """By the browser first."""
        return next((root for each in reversed(ids) if (root := self._root_of(each))), ids[-1])

    def join(self, one: str, other: str, at: datetime) -> str:
        """Two ids are one person, from now on known by the root of the first; the later company holds."""
        root, gone = self._root_of(one) or one, self._root_of(other) or other
        if root != gone:
            for member in (*self._members(gone), gone, one):
                self._put(member, root, at)
            self._inherit(root, gone, at)
        return root

    def _inherit(self, root: str, gone: str, at: datetime) -> None:
        held = [each for each in (self.company(root), self.company(gone)) if each]
        if held:
            latest = max(held, key=lambda each: each.since)
            self._put_company(root, Known(latest.domain, latest.name, latest.method, latest.confidence, micros(at)), at)

    def company(self, root: str) -> Known | None:
        """The company of a person, or None."""
        if root not in self._companies:
            row = self._row("SELECT domain, name, method, confidence, since FROM companies WHERE root = ?", root)
            self._cached(self._companies, root, Known(*row) if row else None)
        return self._companies[root]

    def learn(self, root: str, known: Known, at: datetime) -> bool:
        """From now on the person is of this company; whether that is news of this very instant.

        A request that is read a second time gives the same answer, so that what it releases is not lost with a crash.
        """
        held = self.company(root)
        if held is None or known.adds_to(held):
            self._put_company(root, Known(known.domain, known.name, known.method, known.confidence, micros(at)), at)
            return True
        return held.since == micros(at)

    def touch(self, root: str, day: date) -> None:
        """The person was seen: their company is known for another while."""
        today = day.toordinal()
        if self._touched.get(root) != today:
            self._cached(self._touched, root, today)
            self._do("UPDATE companies SET seen = ? WHERE root = ? AND seen < ?", today, root, today)
            self._do("UPDATE people SET seen = ? WHERE root = ? AND seen < ?", today, root, today)

    def unnamed(self, root: str, day: date) -> None:
        """A visit of this person and day named no company."""
        key = (root, day.toordinal())
        if key not in self._unnamed:
            self._cached(self._unnamed, key, None)
            self._do("INSERT OR IGNORE INTO unnamed VALUES (?, ?)", *key)

    def unnamed_days(self, root: str, until: date) -> list[tuple[str, date]]:
        """Hashes and days of the person's visits that named no company, of the last 30 days."""
        first = (until - LOOK_BACK).toordinal()
        found: list[tuple[str, date]] = []
        for base in self._bases(root):
            rows = self._base.execute(
                "SELECT day FROM unnamed WHERE id = ? AND day BETWEEN ? AND ?", (base, first, until.toordinal() + 1)
            )
            found += [(base, date.fromordinal(day)) for (day,) in rows]
        return found

    def left_out(self, hits: int, at: datetime) -> None:
        """So many hits were a program's; within `written`."""
        self._do(bots.COUNT, bots.quarter_of(at), hits)

    def forget(self, ids: Sequence[str], at: datetime) -> list[str]:
        """Suppress these ids and all that are the same person's, and forget what was known of them; all of them."""
        roots = {self._root_of(each) or each for each in ids}
        gone = sorted({*ids, *roots, *(member for root in roots for member in self._members(root))})
        for each in gone:
            self._do("INSERT OR IGNORE INTO suppressed VALUES (?, ?)", each, micros(at))
            self._do("DELETE FROM unnamed WHERE id = ?", each)
            self._do("DELETE FROM people WHERE id = ?", each)
            self._do("DELETE FROM companies WHERE root = ?", each)
        self._forget_cache()
        return gone

    def sync(self) -> None:
        """Wait until all that was written is on the disk."""
        with self._lock:
            self._base.execute("PRAGMA wal_checkpoint(FULL)")

    def prune(self, today: date, kept: timedelta) -> None:
        """Forget who was not seen for so long, and visits that nothing can release any more; within `written`."""
        old = (today - kept).toordinal()
        self._do("DELETE FROM companies WHERE seen < ?", old)
        self._do("DELETE FROM people WHERE seen < ?", old)
        self._do("DELETE FROM unnamed WHERE day < ?", (today - LOOK_BACK).toordinal() - 1)
        self._do(bots.PRUNE, bots.quarter_of(datetime.combine(today, time(), UTC) - bots.KEPT))
        self._forget_cache()

    def _bases(self, root: str) -> list[str]:
        """What the person's daily hashes were made of; ids that meanwhile stand for another person are left out."""
        members = [each for each in self._members(root) if each != root and not self._leads(each)]
        return [root, *members]

    def _leads(self, each: str) -> bool:
        return self._row("SELECT 1 FROM people WHERE root = ? LIMIT 1", each) is not None

    def _members(self, root: str) -> list[str]:
        with closing(self._base.execute("SELECT id FROM people WHERE root = ? LIMIT ?", (root, _MEMBERS))) as rows:
            return [each for (each,) in rows]

    def _root_of(self, each: str | None) -> str | None:
        return self._person(each)[0] if each else None

    def _person(self, each: str) -> tuple[str | None, int]:
        if each not in self._roots:
            row = self._row("SELECT root, since FROM people WHERE id = ?", each)
            self._cached(self._roots, each, row or (None, 0))
        return self._roots[each]

    def _put(self, each: str, root: str, at: datetime) -> None:
        row = (each, root, micros(at), at.date().toordinal())
        self._do("INSERT OR REPLACE INTO people VALUES (?, ?, ?, ?)", *row)
        self._cached(self._roots, each, (root, row[2]))

    def _put_company(self, root: str, known: Known, at: datetime) -> None:
        row = (root, known.domain, known.name, known.method, known.confidence, known.since, at.date().toordinal())
        self._do("INSERT OR REPLACE INTO companies VALUES (?, ?, ?, ?, ?, ?, ?)", *row)
        self._cached(self._companies, root, known)

    def _do(self, sql: str, *values: object) -> None:
        if not self._base.in_transaction:
            self._base.execute("BEGIN IMMEDIATE")
        self._base.execute(sql, values)

    def _row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._base.execute(sql, values).fetchone()
        return row

    def _scalar(self, sql: str) -> int:
        return int(self._base.execute(sql).fetchone()[0])

    def _forget_cache(self) -> None:
        self._roots: dict[str, tuple[Any, Any]] = {}
        self._companies: dict[str, Known | None] = {}
        self._unnamed: dict[tuple[str, int], None] = {}
        self._touched: dict[str, int] = {}
        self._suppressed = {each for (each,) in self._base.execute("SELECT id FROM suppressed")}

    @staticmethod
    def _cached(cache: dict[Any, Any], key: object, value: object) -> None:
        if len(cache) >= _CACHED:
            cache.clear()
        cache[key] = value
