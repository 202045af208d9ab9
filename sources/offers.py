"""Offers: batches that an outlet was given and has not answered for yet, in their order."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from streams.ports import Batch, OutletError, Receipt

MOST = 10_000
"""Signals that are taken together, about; a larger batch of one source still goes whole."""
LOOK = 0.1
"""Seconds that somebody who takes waits for the first."""


@dataclass(slots=True)
class Offer:
    """A batch, when it was offered, and who waits for its receipt."""

    batch: Batch
    now: datetime
    done: "Future[Receipt]"


class Offers:
    """Anybody adds, one thread takes, any thread answers. `closed`: nothing is added or taken any more."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self._queue: queue.SimpleQueue[Offer] = queue.SimpleQueue()
        self._held: Offer | None = None
        self._open: set[Future[Receipt]] = set()
        self._changed = threading.Condition()

    def add(self, batch: Batch, now: datetime) -> "Future[Receipt]":
        """Queue a batch; its future fails where this was closed."""
        done: Future[Receipt] = Future()
        with self._changed:
            if self.closed.is_set():
                done.set_exception(_closing())
                return done
            self._open.add(done)
            self._queue.put(Offer(batch, now, done))
        return done

    def take(self) -> list[Offer]:
        """All that waits, up to a bound; nothing after a moment in which nothing came."""
        first, self._held = self._held, None
        if first is None:
            with suppress(queue.Empty):
                first = self._queue.get(timeout=LOOK)
        return [] if first is None else self._with_others(first)

    def _with_others(self, first: Offer) -> list[Offer]:
        group, size = [first], len(first.batch.drafts)
        while size < MOST:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            size += len(following.batch.drafts)
            if size > MOST:
                self._held = following
                break
            group.append(following)
        return group

    def answer(self, done: "Future[Receipt]", result: Receipt | OutletError) -> None:
        """Tell who waits what became of it; whoever was told before is told no more."""
        _settle(done, result)
        with self._changed:
            self._open.discard(done)
            self._changed.notify_all()

    def close(self, patience: float, in_vain: Callable[[], bool]) -> bool:
        """Wait a little until all is answered, unless that is in vain, then refuse what comes. False: it was closed."""
        with self._changed:
            if self.closed.is_set():
                return False
            self._changed.wait_for(lambda: not self._open or in_vain(), patience)
            self.closed.set()
        return True

    def refuse(self) -> None:
        """Fail all that is not answered: it is offered again after the next start."""
        with self._changed:
            left, self._open = self._open, set()
        for done in left:
            _settle(done, _closing())


def _settle(done: "Future[Receipt]", result: Receipt | OutletError) -> None:
    with suppress(InvalidStateError):
        if isinstance(result, OutletError):
            done.set_exception(result)
        else:
            done.set_result(result)


def _closing() -> OutletError:
    return OutletError("the outlet is closing: offer the batch again after the next start")
