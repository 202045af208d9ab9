"""A pace that every process of a machine keeps together: a clock of the next free moment, in one small SQLite file.

The SEC allows ten requests a second for all programs of one user; who asks more is shut out for ten minutes.
"""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sources.errors import RetryLater, SourceError

PER_SECOND = 8.0
"""Under the ten allowed, since clocks and networks bunch requests together."""
SHUT_OUT = timedelta(minutes=10)
LONGEST = timedelta(days=1)
"""The longest pause that is kept, whatever was asked for."""
_TABLES = {"clock": "free REAL, shut REAL", "pause": "since REAL, until REAL"}
_AHEAD = 60.0
"""Seconds that a queue may be long at most; beyond it the clock was set back, or too many ask."""


def shared_clock() -> Path:
    """Where the clock is kept: in the machine's folder for temporary files, one for each of its users."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"fitsignal-sec-{user}.sqlite"


class Pace:
    """Turns at `rate` a second. `now` and `sleep` are for tests. Raises SourceError where the clock cannot be kept.

    That a source waits here, and not in the runner, is because requests of one poll must be apart from each other.
    """

    def __init__(
        self,
        path: Path,
        rate: float = PER_SECOND,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.path, self.apart, self.now, self.sleep = path, 1.0 / rate, now, sleep

    async def turn(self) -> None:
        """Wait for the next free moment. Raises RetryLater while the other side shuts us out."""
        wait = await asyncio.to_thread(self.take)
        if wait > 0:
            await self.sleep(wait)

    def take(self) -> float:
        """Take the next free moment; the seconds until then."""
        now = self.now()
        with closing(self._opened()) as clock:
            try:
                clock.execute("BEGIN IMMEDIATE")
                (free,) = clock.execute("SELECT free FROM clock").fetchone()
                since, until = clock.execute("SELECT since, until FROM pause").fetchone()
                self._refuse(until - now if since <= now else 0.0)
                mine = max(now, free) if free - now < _AHEAD else now
                clock.execute("UPDATE clock SET free = ?", (mine + self.apart,))
                clock.execute("COMMIT")
            except sqlite3.Error as cause:
                raise self._unusable(cause) from None
        return float(mine - now)

    def shut(self, asked: timedelta | None = None) -> timedelta:
        """Remember, for every process, that the other side wants to be left alone; how long: as `asked`, else its ten
        minutes.
        """
        pause, now = min(max(asked or SHUT_OUT, SHUT_OUT), LONGEST), self.now()
        with closing(self._opened()) as clock:
            try:
                clock.execute("UPDATE pause SET since = ?, until = ?", (now, now + pause.total_seconds()))
            except sqlite3.Error as cause:
                raise self._unusable(cause) from None
        return pause

    def _refuse(self, left: float) -> None:
        if left > 0:
            raise RetryLater("the SEC asked for a pause: nothing is asked until it is over", timedelta(seconds=left))

    def _opened(self) -> sqlite3.Connection:
        if self.path.is_symlink():
            raise SourceError(f"the clock of requests to the SEC, {self.path}, is a link to elsewhere: delete it")
        try:
            clock = sqlite3.connect(self.path, timeout=10.0, isolation_level=None)
        except sqlite3.Error as cause:
            raise self._unusable(cause) from None
        try:
            for name, columns in _TABLES.items():
                clock.execute(f"CREATE TABLE IF NOT EXISTS {name} (one INTEGER PRIMARY KEY, {columns})")
                clock.execute(f"INSERT OR IGNORE INTO {name} VALUES (1, 0, 0)")  # noqa: S608 - the names are our own
        except sqlite3.Error as cause:
            clock.close()
            raise self._unusable(cause) from None
        return clock

    def _unusable(self, cause: sqlite3.Error) -> SourceError:
        return SourceError(f"the clock of requests to the SEC, {self.path}, cannot be used ({cause}): delete that file")
