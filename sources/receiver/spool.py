"""The spool: accepted requests on the disk before they are answered, until they are safe in the store.

SQLite in WAL mode, synced in full. All that wait together share one commit. Two processes may have it open: one that
receives, and one that drains. A request that was kept is there after a crash; one that was not raised SpoolFull.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sources.receiver import spool_file
from sources.receiver.body import readable
from sources.receiver.contract import Request
from sources.receiver.spool_row import columns, digest, moment, request_of
from sources.receiver.spool_writer import Addition, SpoolFull, Task, Writer

__all__ = ["Spool", "SpoolCounts", "SpoolFull"]

CAP_BYTES = 4 << 30
CAP_AGE = timedelta(days=7)
KEYS_KEPT = timedelta(days=4)
INFLATED = 20 << 20
"""Bytes of an inflated body."""
MOMENT = 200
"""Milliseconds."""
LOOK = 0.25
"""Seconds for which a look at the totals is good, until they are near the cap."""
TOGETHER = 16
"""Requests that are handed over to the writer before a turn of the loop is over."""
PIECE = 200
"""Requests that are edited in one transaction."""
_ROWS = "SELECT seq, at, endpoint, head, body FROM requests WHERE seq > ? ORDER BY seq LIMIT ?"

Edit = Callable[[Request], Request | None]


@dataclass(frozen=True, slots=True)
class SpoolCounts:
    """What waits in the spool. `oldest`: when the first of it came."""

    requests: int
    bytes: int
    oldest: datetime | None


class Spool:
    """Requests that wait for the drain.

    `cap_bytes`: of what waits, heads and bodies. `cap_age`: of the oldest that waits; older, and the drain has been
    stuck for so long that no more is taken. `keys_kept`: how long a sender's id of a request is known.
    """

    def __init__(
        self,
        path: Path,
        cap_bytes: int = CAP_BYTES,
        cap_age: timedelta = CAP_AGE,
        *,
        keys_kept: timedelta = KEYS_KEPT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        spool_file.create(path)
        self.cap_bytes, self.cap_age = cap_bytes, cap_age
        self._path, self._clock = path, clock
        self._reading, self._reads = spool_file.connect(path), threading.Lock()
        self._looking, self._looks = spool_file.connect(path), threading.Lock()
        self._looked, self._added = 0.0, 0
        self._gathered: dict[asyncio.AbstractEventLoop, list[Addition]] = {}
        self._writer = Writer(path, int(keys_kept.total_seconds()), clock)
        self._look()
        self._writer.start()

    def on_kept(self, call: Callable[[], None]) -> None:
        """Have this called, on the writer's thread, whenever requests were kept."""
        self._writer.on_kept = call

    def add(self, request: Request, key: str | None = None) -> "asyncio.Future[bool]":
        """Keep a request; to be awaited on the running loop. False: its key was known already, and it is not kept.

        Raises SpoolFull, at once or when awaited, where there is no room; then nothing of it is kept.
        """
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._gather(self._addition(request, key, future, loop), loop)
        return future

    def keep(self, request: Request, key: str | None = None) -> bool:
        """The same for a thread that may wait."""
        future: Future[bool] = Future()
        self._writer.put([self._addition(request, key, future, None)])
        return future.result()

    def rows(self, after: int, limit: int) -> list[tuple[int, Request]]:
        """Requests behind that number, in the order of their arrival, their bodies inflated."""
        with self._reads:
            found = self._reading.execute(_ROWS, (after, limit)).fetchall()
        return [(seq, _inflated(request_of(*row))) for seq, *row in found]

    def delete(self, seqs: Sequence[int]) -> None:
        """Forget requests that are safe elsewhere. Raises SpoolFull where that cannot be written."""
        if seqs:
            self._do(partial(spool_file.delete, seqs=list(seqs)))
            self._looked = 0.0

    def erase(self, concerns: Callable[[Request], bool]) -> int:
        """Delete the requests that it says yes to, overwritten on the disk; how many these were."""
        return self.rewrite(lambda request: None if concerns(request) else request)

    def rewrite(self, edit: Edit) -> int:
        """Replace each request by what `edit` makes of it, None for nothing; the very same is left. How many changed.

        What was there is overwritten on the disk. `edit` sees inflated bodies, on the writer's thread.
        """
        changed, after = 0, 0
        while seqs := [seq for seq, _ in self.rows(after, PIECE)]:
            changed += self._do(partial(_rewritten, seqs=seqs, edit=edit))
            after = seqs[-1]
        self._looked = 0.0
        self.truncate()
        return changed

    def truncate(self) -> bool:
        """Empty the write-ahead log, which holds requests that were deleted long ago; whether that could be done now.

        Who writes waits for no longer than a moment.
        """
        with closing(spool_file.connect(self._path, write=True)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {MOMENT}")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def counts(self) -> SpoolCounts:
        """What waits now."""
        with self._looks:
            return self._look()

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._writer.close()
        self._reading.close()
        self._looking.close()

    def _addition(
        self, request: Request, key: str | None, future: Any, loop: asyncio.AbstractEventLoop | None
    ) -> Addition:
        row = columns(request)
        size = len(row[2]) + len(row[3])
        with self._looks:
            self._require_room(size)
            self._added += size
        return Addition(row, size, None if key is None else digest(request.endpoint, key), future, loop)

    def _gather(self, addition: Addition, loop: asyncio.AbstractEventLoop) -> None:
        """Hand over what one turn of the loop brings together: waking the writer for each would cost more.

        Not all of it, though, where it is much: the writer is to work while the loop reads on.
        """
        gathered = self._gathered.get(loop)
        if gathered is None:
            gathered = self._gathered[loop] = []
            loop.call_soon(self._hand_over, loop)
        gathered.append(addition)
        if len(gathered) >= TOGETHER:
            self._writer.put(gathered)
            self._gathered[loop] = []

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        if gathered := self._gathered.pop(loop):
            self._writer.put(gathered)

    def _require_room(self, size: int) -> None:
        """Look at what waits, now and then, and always before saying no."""
        if time.monotonic() - self._looked >= LOOK or self._trouble(size):
            self._look()
            if trouble := self._trouble(size):
                raise SpoolFull(trouble)

    def _trouble(self, size: int) -> str:
        counts = self._counts
        if counts.bytes + self._added - self._settled + size > self.cap_bytes:
            return f"the spool holds {counts.bytes} bytes, and its cap is {self.cap_bytes}"
        if counts.oldest and self._clock() > self._stuck_at:
            return f"the spool's oldest request waits since {counts.oldest:%Y-%m-%dT%H:%M:%SZ}: nothing drains it"
        return ""

    def _look(self) -> SpoolCounts:
        """Count anew. What is settled is read first: a request may be counted twice for a moment, never not at all."""
        settled, self._looked = self._writer.settled, time.monotonic()
        requests, size, oldest = spool_file.level(self._looking)
        self._settled = settled
        self._counts = SpoolCounts(requests, size, None if oldest is None else moment(oldest / 1_000_000))
        self._stuck_at = (oldest or 0) / 1_000_000 + self.cap_age.total_seconds()
        return self._counts

    def _do(self, call: Callable[[sqlite3.Connection], Any]) -> Any:
        task = Task(call, Future())
        self._writer.put(task)
        return task.future.result()


def _inflated(request: Request) -> Request:
    body = readable(request.body, INFLATED)
    return request if body is request.body else replace(request, body=body)


def _rewritten(connection: sqlite3.Connection, seqs: Sequence[int], edit: Edit) -> int:
    changed = 0
    for seq, *row in connection.execute(_ROWS, (seqs[0] - 1, len(seqs))).fetchall():
        before = _inflated(request_of(*row))
        after = edit(before)
        if after is not before:
            spool_file.replace(connection, seq, columns(after) if after else None)
            changed += 1
    return changed
