"""The spool's one writer: a thread that takes all that waits and commits it together, then tells each how it went."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from sources.receiver import spool_file
from sources.receiver.spool_keys import Keys
from sources.receiver.spool_row import Columns

LARGEST = 1024
"""Entries that share a commit, at most."""
log = logging.getLogger(__name__)


class SpoolFull(Exception):
    """A request cannot be kept now; the sender is to come again after so many seconds."""

    def __init__(self, cause: str, retry_after: int = 30) -> None:
        super().__init__(cause)
        self.retry_after = retry_after


@dataclass(slots=True)
class Addition:
    """A request to be kept, and who waits for that."""

    row: Columns
    size: int
    digest: bytes | None
    future: "asyncio.Future[bool] | Future[bool]"
    loop: asyncio.AbstractEventLoop | None


@dataclass(slots=True)
class Task:
    """Something else to do in the transaction, such as a deletion; it fails alone."""

    call: Callable[[sqlite3.Connection], Any]
    future: "Future[Any]"
    result: Any = None
    error: BaseException | None = None

    def run(self, connection: sqlite3.Connection) -> None:
        """Do it, or undo what it began."""
        self.error = None
        connection.execute("SAVEPOINT task")
        try:
            self.result = self.call(connection)
        except sqlite3.Error:
            raise
        except Exception as error:
            connection.execute("ROLLBACK TO task")
            self.error = error
        connection.execute("RELEASE task")

    def settle(self) -> None:
        """Tell who waits."""
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Takes additions and tasks from any thread. `settled`: bytes of all additions that it has answered."""

    def __init__(self, path: Path, keys_kept: int, clock: Callable[[], float]) -> None:
        self.settled = 0
        self.on_kept: Callable[[], None] = lambda: None
        self._path, self._keys_kept, self._clock = path, keys_kept, clock
        self._queue: SimpleQueue[list[Addition] | Task | None] = SimpleQueue()
        self._open: tuple[sqlite3.Connection, Keys] | None = self._opened()
        self._thread = threading.Thread(target=self._work, name="spool", daemon=True)
        self.put = self._queue.put

    def start(self) -> None:
        """Write from now on."""
        self._thread.start()

    def close(self) -> None:
        """Write what waits, and end."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        going = True
        while going:
            additions, tasks, going = self._group()
            self._apply(additions, tasks)
        if self._open:
            self._open[0].close()

    def _group(self) -> tuple[list[Addition], list[Task], bool]:
        """All that waits, up to a bound; False where it is the last."""
        additions: list[Addition] = []
        tasks: list[Task] = []
        entry = self._queue.get()
        try:
            while entry is not None:
                additions += entry if isinstance(entry, list) else ()
                tasks += [entry] if isinstance(entry, Task) else ()
                if len(additions) + len(tasks) >= LARGEST:
                    break
                entry = self._queue.get_nowait()
        except Empty:
            pass
        return additions, tasks, entry is not None

    def _apply(self, additions: Sequence[Addition], tasks: Sequence[Task]) -> None:
        """All of it or, where that cannot be, the tasks alone: a deletion makes room."""
        try:
            kept = self._commit(additions, tasks)
        except Exception as error:  # whatever it is, those that wait are told, and the thread goes on
            self._recover(error)
            self._settle(additions, SpoolFull(_cause(error)))
            if additions and tasks:
                self._apply((), tasks)
            else:
                for task in tasks:
                    task.future.set_exception(SpoolFull(_cause(error)))
            return
        self._settle(additions, kept)
        for task in tasks:
            task.settle()
        if any(kept):
            self.on_kept()

    def _commit(self, additions: Sequence[Addition], tasks: Sequence[Task]) -> list[bool]:
        connection, keys = self._open = self._open or self._opened()
        spool_file.begin(connection)
        kept = self._insert(connection, keys, additions) if additions else []
        for task in tasks:
            task.run(connection)
        connection.execute("COMMIT")
        return kept

    def _opened(self) -> tuple[sqlite3.Connection, Keys]:
        connection = spool_file.connect(self._path, write=True)
        return connection, Keys(connection, self._keys_kept, int(self._clock()))

    def _insert(self, connection: sqlite3.Connection, keys: Keys, additions: Sequence[Addition]) -> list[bool]:
        """Write those whose key is new; True for each of them."""
        now = int(self._clock())
        seq, fresh = spool_file.last(connection)
        kept = _new(additions, keys.known([each.digest for each in additions if each.digest], now, fresh))
        new = [each for each, is_new in zip(additions, kept, strict=True) if is_new]
        if new:
            spool_file.insert(connection, [each.row for each in new], seq)
            fresh = keys.remember([each.digest for each in new if each.digest], now, fresh)
            spool_file.added(connection, len(new), sum(each.size for each in new), seq + len(new), fresh)
        return kept

    def _recover(self, error: Exception) -> None:
        """Nothing of the transaction stays, and the next one opens the file anew."""
        log.warning("the spool could not write: %s", error)
        broken, self._open = self._open, None
        if broken is None:
            return
        connection, _ = broken
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            log.debug("the rollback failed as well: the connection is given up", exc_info=True)
        connection.close()

    def _settle(self, additions: Sequence[Addition], outcome: Sequence[bool] | SpoolFull) -> None:
        """Tell all that wait: one wake-up a loop."""
        self.settled += sum(each.size for each in additions)
        loops: dict[asyncio.AbstractEventLoop | None, list[tuple[Any, bool | SpoolFull]]] = {}
        for at, each in enumerate(additions):
            result = outcome if isinstance(outcome, SpoolFull) else outcome[at]
            loops.setdefault(each.loop, []).append((each.future, result))
        for loop, settled in loops.items():
            if loop is None:
                _tell(settled)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(_tell, settled)


def _new(additions: Iterable[Addition], seen: set[bytes]) -> list[bool]:
    """Whether each has a key that was not seen, or none."""
    kept = []
    for each in additions:
        kept.append(each.digest is None or each.digest not in seen)
        if each.digest:
            seen.add(each.digest)
    return kept


def _tell(settled: Iterable[tuple[Any, bool | SpoolFull]]) -> None:
    for future, result in settled:
        if future.done():
            continue
        if isinstance(result, SpoolFull):
            future.set_exception(result)
        else:
            future.set_result(result)


def _cause(error: Exception) -> str:
    return f"the spool cannot be written: {error}"
