"""The drain: hands what the spool holds to the outlet, and deletes it only once it is safe there.

It takes what waits, wakes at once for more, and has a few flights under way: while one is being stored the next is
read. What the outlet did not keep is offered again in halves, so that a request that can never be stored is found: it
becomes a dead letter, and the others go on. While nothing can be stored at all the spool keeps everything.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from sources.receiver.contract import Request
from sources.receiver.reading import Reading, Row, place_of
from streams.ports import Batch, Outlet, OutletError, Receipt

AT_ONCE = 2
"""Flights under way."""
ROWS = 500
"""Requests of a flight, at most."""
PIECE = 10
"""Requests that are read from the spool together, each with a body of up to the cap."""
BYTES = 4_000_000
"""Bodies of a flight, about."""
LOOK = 0.05
"""Seconds after which it looks unasked: another process may have written to the spool."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
TRIES = 3
log = logging.getLogger(__name__)


class Spool(Protocol):
    """What the drain needs of a spool."""

    def rows(self, after: int, limit: int) -> Sequence[tuple[int, Request]]:
        """Kept requests behind a place, in order."""
        ...

    def delete(self, seqs: Sequence[int]) -> None:
        """Forget requests that are safe elsewhere."""
        ...


@dataclass(frozen=True, slots=True)
class Flight:
    """Rows whose batches are in the outlet's hands."""

    rows: Sequence[Row]
    kept: "Sequence[Future[Receipt]]"

    @property
    def landed(self) -> bool:
        """Whether the outlet has answered."""
        return all(each.done() for each in self.kept)

    def error(self) -> Exception | None:
        """Why not all of it was kept, once the outlet has answered; None where it was."""
        errors = [each.exception() for each in self.kept]
        return next((error for error in errors if isinstance(error, Exception)), None)


@dataclass(slots=True)
class Wait:
    """Somebody who waits until all up to a place has been handed over; `trouble`: why it cannot be."""

    until: int | None = None
    trouble: str = ""
    over: threading.Event = field(default_factory=threading.Event)


class Drain:
    """Empties a spool into an outlet, on a thread of its own.

    `trouble` says why nothing moves; it is empty where all is well. `pause` waits so many seconds, or less where the
    drain is to stop; it is for tests.
    """

    def __init__(
        self, spool: Spool, reading: Reading, outlet: Outlet, *, pause: Callable[[float], object] | None = None
    ) -> None:
        self.trouble = ""
        self._spool, self._reading, self._outlet = spool, reading, outlet
        self._flights: deque[Flight] = deque()
        self._after = self._failures = 0
        self._all_read = False
        self._waits: list[Wait] = []
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._pause = pause or self._stopped.wait
        self._thread = threading.Thread(target=self._work, name="drain", daemon=True)

    def start(self) -> None:
        """Hand over from now on."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new."""
        self._woken.set()

    def until_empty(self) -> str:
        """Wait until all that is in the spool now is handed over, whatever comes meanwhile; or why it cannot be."""
        wait = Wait()
        self._waits.append(wait)
        self._woken.set()
        while self._thread.is_alive() and not wait.over.wait(LOOK):
            pass
        return wait.trouble

    def close(self) -> None:
        """Stop after what is under way; what is left stays in the spool."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopped.is_set():
            self._woken.clear()
            try:
                self._round()
            except Exception as error:
                self._mend(error)
        self._unkept()

    def _round(self) -> None:
        """Land what has come down, send off what waits, or sleep where there is neither."""
        waits = list(self._waits)
        safe = self._landed()
        departed = self._depart()
        self._forget(safe)  # last: while the disk syncs, the outlet has work
        self._reach(waits)
        if not departed:
            if not self._flights:
                self.trouble, self._failures = "", 0
            self._woken.wait(LOOK)

    def _reach(self, waits: Sequence[Wait]) -> None:
        """Tell those who waited before this round's reading, once all that was there then has landed."""
        under_way = self._flights[0].rows[0][0] if self._flights else inf
        for wait in waits:
            if wait.until is None and self._all_read:
                wait.until = self._after
            if wait.until is not None and wait.until < under_way:
                self._tell(wait)

    def _tell(self, wait: Wait) -> None:
        self._waits.remove(wait)
        wait.over.set()

    def _landed(self) -> list[Row]:
        """What has become safe; with enough under way, wait for the first of it."""
        safe: list[Row] = []
        while self._flights and (self._flights[0].landed or len(self._flights) >= AT_ONCE):
            if (error := self._flights[0].error()) is not None:
                self._forget(safe)
                raise error
            safe += self._flights.popleft().rows
        return safe

    def _depart(self) -> bool:
        rows = self._waiting()
        if rows:
            self._after = rows[-1][0]
            self._flights.append(self._offered(rows, self._reading.batches(rows)))
        return bool(rows)

    def _waiting(self) -> list[Row]:
        rows: list[Row] = []
        size, after, self._all_read = 0, self._after, False
        while not self._all_read and len(rows) < ROWS and size < BYTES:
            piece = self._spool.rows(after, PIECE)
            rows += piece
            size += sum(len(request.body) for _, request in piece)
            after = rows[-1][0] if rows else after
            self._all_read = len(piece) < PIECE
        return rows

    def _offered(self, rows: Sequence[Row], batches: Sequence[Batch]) -> Flight:
        flight = Flight(rows, [self._outlet.accept(batch) for batch in batches])
        for each in flight.kept:
            each.add_done_callback(lambda _: self._woken.set())
        return flight

    def _forget(self, rows: Sequence[Row]) -> None:
        if rows:
            self._spool.delete([seq for seq, _ in rows])
            self.trouble, self._failures = "", 0

    def _mend(self, error: Exception) -> None:
        """After a failure: offer what was not kept again in halves, until what can never be kept stands alone."""
        self._said(error)
        groups = deque([self._unkept()])
        while groups and not self._stopped.is_set():
            group = groups.popleft()
            if len(group) == 1:
                self._alone(group[0])
            elif group and self._try(group, self._reading.batches(group)) is not None:
                middle = len(group) // 2
                groups.extendleft((group[middle:], group[:middle]))
        self._after = 0

    def _unkept(self) -> list[Row]:
        """What was under way and not kept, once the outlet has answered for all of it."""
        flights, self._flights = list(self._flights), deque()
        rows: list[Row] = []
        for flight in flights:
            if flight.error() is None:
                with suppress(Exception):  # still there, it is offered again: the outlet knows it by its ids
                    self._forget(flight.rows)
            else:
                rows += flight.rows
        return rows

    def _alone(self, row: Row) -> None:
        """Offer one request until it is kept, itself or as a dead letter with the reason why it cannot be."""
        tries = 0
        while not self._stopped.is_set():
            error = self._try([row], self._reading.batches([row]))
            if error is None:
                return
            tries += isinstance(error, OutletError)
            if tries >= TRIES and self._try([row], [self._reading.rejected(row, _sentence(error))]) is None:
                return
            self._said(error)

    def _try(self, rows: Sequence[Row], batches: Sequence[Batch]) -> Exception | None:
        """Offer and wait; why it was not kept."""
        try:
            error = self._offered(rows, batches).error()
            if error is None:
                self._forget(rows)
        except Exception as unknown:
            return unknown
        return error

    def _said(self, error: Exception) -> None:
        self.trouble = _sentence(error)
        log.warning("the receiver's requests wait in the spool: %s", self.trouble)
        self._failures += 1
        if self._failures >= TRIES:
            for wait in list(self._waits):
                wait.trouble = self.trouble
                self._tell(wait)
        self._pause(min(FIRST_PAUSE * 2 ** min(self._failures, 10), LONGEST_PAUSE))


def _sentence(error: Exception) -> str:
    known = isinstance(error, OutletError)
    return str(error) if known else f"an unexpected {type(error).__name__} at {place_of(error)}"
