"""The embedded host: outlet, join and desk in one process, as function calls on one writer thread.

Concurrent submitters share a commit: while one transaction runs, all that arrives waits and goes into the next one.
What waits was stamped and resolved by who submits it, beside the writer's SQL: of a signal's 90 us these are 10. The
writer does it again only where the accounts have changed since.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from streams.outlet import Resolve, arrive
from streams.ports import Arrivals, Batch, Desk, OutletError, Receipt

MOST = 10_000
"""Signals in one transaction, about; a larger batch of one source still goes whole."""

T = TypeVar("T")


class _Arrived(NamedTuple):
    by: Resolve
    arrivals: Arrivals


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready(Batch):
    """A batch with the instant when it was taken, and what it brings as far as that is known."""

    now: datetime
    arrived: _Arrived | None = None


@dataclass(slots=True)
class _Submission:
    batch: _Ready
    done: "Future[Receipt]"


@dataclass(slots=True)
class _Command:
    act: Callable[[], Any]
    done: "Future[Any]"


class EmbeddedHost:
    """One writer thread over one desk. `accept` is every source's outlet; `call` runs a command between batches."""

    def __init__(
        self, desk: Desk, resolver: Callable[[], Resolve], clock: Callable[[], datetime], *, recorded: bool = False
    ) -> None:
        self._desk, self._resolver, self._clock, self._recorded = desk, resolver, clock, recorded
        self._queue: queue.SimpleQueue[_Submission | _Command | None] = queue.SimpleQueue()
        self._held: _Submission | _Command | None = None
        self._resolve: Resolve | None = None  # set by the writer: it alone may ask for the one that is true now
        self._closed = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def accept(self, batch: Batch) -> "Future[Receipt]":
        """Stamp and queue a batch; the future is done after its commit."""
        submission = _Submission(batch if isinstance(batch, _Ready) else self.prepare(batch), Future())
        self._put(submission)
        return submission.done

    def prepare(self, batch: Batch) -> "_Ready":
        """The batch, stamped now and resolved by the accounts that the writer met last, to be accepted later."""
        now, resolve = self._clock(), self._resolve
        arrived = None
        if resolve is not None:
            with suppress(Exception):  # the writer meets it again, and tells who submitted the batch
                arrived = _Arrived(resolve, arrive(batch, resolve, now, recorded=self._recorded))
        given = {each.name: getattr(batch, each.name) for each in fields(Batch)}
        return _Ready(**given, now=now, arrived=arrived)

    def call(self, act: Callable[[], T]) -> "Future[T]":
        """Run `act` on the writer thread, alone, between two transactions."""
        done: Future[T] = Future()
        self._put(_Command(act, done))
        return done

    def close(self) -> None:
        """Finish what is queued and stop; later submissions fail."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _put(self, item: _Submission | _Command) -> None:
        with self._lock:
            if self._closed:
                item.done.set_exception(OutletError("the desk is closed: offer the batch again after the next start"))
            else:
                self._queue.put(item)

    def _work(self) -> None:
        while (item := self._next()) is not None:
            if isinstance(item, _Command):
                _finish(item.done, item.act)
            else:
                wanted = [each for each in self._gather(item) if each.done.set_running_or_notify_cancel()]
                if wanted:
                    self._commit(wanted)

    def _next(self) -> _Submission | _Command | None:
        if self._held is not None:
            item, self._held = self._held, None
            return item
        return self._queue.get()

    def _gather(self, first: _Submission) -> list[_Submission]:
        group, size = [first], len(first.batch.drafts)
        while size < MOST:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            if not isinstance(item, _Submission) or size + len(item.batch.drafts) > MOST:
                self._keep(item)
                break
            group.append(item)
            size += len(item.batch.drafts)
        return group

    def _keep(self, item: _Submission | _Command | None) -> None:
        if item is None:
            self._queue.put(None)
        self._held = item

    def _commit(self, group: Sequence[_Submission]) -> None:
        try:
            self._resolve = resolve = self._resolver()
            receipts = self._desk.apply([self._arrivals(each.batch, resolve) for each in group])
        except Exception as error:
            self._apart(group, error)
            return
        for each, receipt in zip(group, receipts, strict=True):
            each.done.set_result(receipt)

    def _arrivals(self, batch: _Ready, resolve: Resolve) -> Arrivals:
        """What the batch brings by these accounts."""
        if batch.arrived is not None and batch.arrived.by is resolve:
            return batch.arrived.arrivals
        return arrive(batch, resolve, batch.now, recorded=self._recorded)

    def _apart(self, group: Sequence[_Submission], error: Exception) -> None:
        """After a failure each batch is tried alone, so that a bad one fails for itself only."""
        if len(group) == 1:
            source = group[0].batch.source
            group[0].done.set_exception(OutletError(f"the batch of {source} was not stored: {error}"))
            return
        for each in group:
            self._commit([each])


def _finish(done: "Future[Any]", act: Callable[[], Any]) -> None:
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(act())
    except BaseException as error:
        done.set_exception(error)
