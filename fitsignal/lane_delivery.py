"""Delivery to several places: a lane for each channel and person, each at its own pace, none waiting for another.

What a lane refuses for good goes to the fallback; what may be there is looked for where the sink can be asked.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from fitsignal.delivery import GATHER, TICK, UNKNOWN
from fitsignal.seeking import Seeking
from sinks import outbox
from sinks.lanes import take_lanes, waiting
from sinks.outbox import Due
from sinks.pacing import Lane, wait
from sinks.redirecting import redirect
from sinks.sink import (
    Addressed,
    AmbiguousError,
    Delivery,
    DestinationError,
    MessageError,
    Receipt,
    Sink,
    SinkError,
    TransientError,
)
from sinks.store import Store
from sinks.writer import Writer
from streams.ports import OutletError

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger(__name__)
WORKERS = 8
"""Places that are written to at once."""
MUTE = 10.0
"""Seconds between two looks for what is too late."""


class AddressedSink(Sink, Addressed, Protocol):
    """A sink that delivers to several places."""


class Planner(Protocol):
    """Decides where new rows go and when, in the transaction that then takes what is due."""

    def plan(self, connection: "duckdb.DuckDBPyConnection", now: datetime, *, last: bool) -> None: ...


class LaneCourier:
    """Delivers for one addressed sink. `planner` decides what goes where; `deliver` makes a delivery of a due row,
    or says why there is none."""

    def __init__(
        self,
        name: str,
        sink: AddressedSink,
        store: Store,
        writer: Writer,
        clock: Callable[[], datetime],
        *,
        planner: Planner,
        deliver: Callable[[Due], Delivery | str],
        late: timedelta | None,
        settle: timedelta | None = None,
    ) -> None:
        self.name, self.sink = name, sink
        self._store, self._writer, self._clock, self._late = store, writer, clock, late
        self._planner, self._deliver = planner, deliver
        self._seeking = Seeking(name, sink, store, clock, settle)
        self._lanes: dict[str, Lane] = {}
        self._whole = Lane()  # of the sink: what is said of all its places
        self._begun, self._muted = 0.0, -MUTE
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix=f"sink-{name}")
        self._wake, self._moved, self._stop = threading.Event(), threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"sink-{name}", daemon=True)

    @property
    def trouble(self) -> str:
        """Why the last writes failed: the whole sink's, then each lane's."""
        return "; ".join(filter(None, [self._whole.trouble, *(lane.trouble for lane in self._lanes.values())]))

    def start(self) -> None:
        """Take up what an earlier run left, then deliver from now on: no lane sooner than its pace allows."""
        now = self._clock()
        lately = self._do(lambda: outbox.lately(self._store, self.name, now - timedelta(seconds=self.sink.pace)))
        died = self._do(lambda: outbox.recover(self._store, self.name, self.sink.repeat, now))
        self._begun = monotonic() + (self.sink.pace if lately or died else 0.0)
        self._thread.start()

    def wake(self) -> None:
        """There is something to deliver."""
        self._wake.set()

    def resume(self) -> None:
        """Try at once what waits: why it had to may be mended."""
        self._seeking.resume()
        for lane in (self._whole, *self._lanes.values()):
            lane.rests_until = None
        self._do(lambda: outbox.try_again(self._store, self.name, self._clock()))
        self.wake()

    def drain(self) -> None:
        """Deliver everything due, on the calling thread; what gathers for one message goes now."""
        with self._lock:
            self._pump(last=True)

    def send(self, delivery: Delivery) -> None:
        """Hand over one delivery that has no row. Raises SinkError."""
        self.sink.write([delivery])

    def rests(self, now: datetime) -> bool:
        """Whether the whole sink was refused so lately that another try is too early."""
        return self._whole.rests(now)

    def close(self) -> None:
        """Stop after what is under way, and close the sink."""
        self._stop.set()
        self._wake.set()
        self._moved.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)
        self.sink.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(TICK)
            self._stop.wait(GATHER)
            self._wake.clear()
            try:
                with self._lock:
                    self._pump(last=False)
            except OutletError:
                return
            except Exception:
                log.exception("sink %s stopped on an error that it does not know", self.name)
                self._stop.wait(TICK)

    def _pump(self, *, last: bool) -> None:
        """Hand over what is due until nothing is, waiting for lanes that are in use or hold their pace."""
        self._stop.wait(max(0.0, self._begun - monotonic()))
        self._seeking.seek(self._do, at_once=last)
        while not self._stop.is_set() and not self._whole.rests(self._clock()):
            self._seeking.seek(self._do, at_once=False)
            self._moved.clear()
            if not self._round(last=last) and not self._may_move():
                return

    def _may_move(self) -> bool:
        """Wait until something may be sent again; False where nothing is left that may soon."""
        live = {name: lane for name, lane in self._lanes.items() if not lane.rests(self._clock())}
        if self._moved.is_set():
            return True
        if any(lane.busy for lane in live.values()):
            self._moved.wait(TICK)
            return True
        held = [lane.ready for lane in live.values() if lane.ready > monotonic()]
        if not held or not self._waits(live):
            return False
        self._moved.wait(max(0.001, min(held) - monotonic()))
        return True

    def _round(self, *, last: bool) -> bool:
        now, at = self._clock(), monotonic()
        taken = self._do(partial(self._take, now, at, last))
        for name, due in taken.items():
            lane = self._lanes.setdefault(name, Lane())
            lane.busy = True
            self._pool.submit(self._carry, name, lane, due)
        return bool(taken)

    def _take(self, now: datetime, at: float, last: bool) -> dict[str, list[Due]]:
        """On the writer thread: plan what is new, and take what is due in lanes that are free."""
        kept = [name for name, lane in self._lanes.items() if not lane.free(at, now)]
        with self._store.transaction() as connection:
            self._planner.plan(connection, now, last=last)
            late = self._late if at >= self._muted + MUTE else None
            self._muted = at if late is not None else self._muted
            return take_lanes(
                connection, self.name, self.sink.batch, now, busy=kept, late=late, seeks=self._seeking.looks
            )

    def _waits(self, lanes: Collection[str]) -> bool:
        now = self._clock()
        with self._store.read() as cursor:
            return waiting(cursor, self.name, list(lanes), now)

    def _carry(self, name: str, lane: Lane, due: Sequence[Due]) -> None:
        """Write to one lane, on a thread of the pool."""
        try:
            self._write(name, lane, due)
        except OutletError:
            self._stop.set()
        except Exception:
            log.exception("sink %s stopped on an error that it does not know", self.name)
        finally:
            lane.ready, lane.busy = monotonic() + self.sink.pace, False
            self._moved.set()

    def _write(self, name: str, lane: Lane, due: Sequence[Due]) -> None:
        try:
            due, deliveries = self._made(due)
            receipts = self.sink.write(deliveries) if due else ()
        except SinkError as error:
            self._note_failure(name, lane, due, error)
            return
        except Exception as error:
            log.exception("sink %s stopped on an error that it does not know", self.name)
            lane.trouble = UNKNOWN.format(type(error).__name__)
            self._mark(_all(due), "failed" if self.sink.repeat == "harmless" else "ambiguous", lane.trouble)
            return
        lane.trouble = self._whole.trouble = ""
        self._sent(due, receipts)

    def _made(self, rows: Sequence[Due]) -> tuple[list[Due], list[Delivery]]:
        """Deliveries of rows; a row that has nothing to say any more is muted, with the reason."""
        due, deliveries = list[Due](), list[Delivery]()
        for row in rows:
            made = self._deliver(row)
            if isinstance(made, str):
                self._mark(_all([row]), "muted", made)
            else:
                due.append(row)
                deliveries.append(made)
        return due, deliveries

    def _sent(self, due: Sequence[Due], receipts: Sequence[Receipt | None]) -> None:
        for place, each in enumerate(due):
            receipt = receipts[place] if place < len(receipts) else None
            ids = [each.id, *each.members]
            self._mark(ids, "sent", receipts=[receipt] * len(ids))

    def _note_failure(self, name: str, lane: Lane, due: Sequence[Due], error: SinkError) -> None:
        lane.trouble = str(error)
        self._sent(due[: error.done], error.receipts)
        rest = due[error.done :]
        if isinstance(error, AmbiguousError) and rest and rest[0].kind == "update":  # twice is once
            self._retry(rest, wait(error, rest[0].attempts, rest[0].id), str(error))
        elif isinstance(error, MessageError | AmbiguousError):
            self._mark(_all(rest[:1]), "failed" if isinstance(error, MessageError) else "ambiguous", str(error))
            self._retry(rest[1:], timedelta(0), "waits behind another message")
            lane.trouble = ""
        elif isinstance(error, DestinationError):
            self._refused(name, lane, rest, error)
        else:
            pause = wait(error, rest[0].attempts if rest else 0, rest[0].id if rest else name)
            asked = isinstance(error, TransientError) and error.retry_after is not None
            lane.rests_until = self._clock() + pause if asked else None
            self._retry(rest, pause, str(error))

    def _refused(self, name: str, lane: Lane, rest: Sequence[Due], error: DestinationError) -> None:
        """A place that takes nothing: its messages go to the fallback, where there is another."""
        instead = self.sink.fallback if name == "" else ""
        if error.to is None or instead is None or instead == name:
            stands = self._whole if error.to is None else lane
            pause = wait(error, 0)
            stands.rests_until, stands.trouble = self._clock() + pause, str(error)
            self._retry(rest, pause, str(error))
            return
        self._do(lambda: redirect(self._store, rest, instead, str(error), self._clock()))

    def _mark(
        self,
        ids: Sequence[str],
        state: outbox.State,
        note: str | None = None,
        receipts: Sequence[Receipt | None] = (),
    ) -> None:
        if ids:
            self._do(lambda: outbox.mark(self._store, ids, state, self._clock(), note, receipts))

    def _retry(self, due: Sequence[Due], after: timedelta, note: str) -> None:
        if due:
            self._do(lambda: outbox.retry(self._store, [each.id for each in due], self._clock(), after, note))

    def _do(self, act: Callable[[], Any]) -> Any:
        return self._writer.call(act).result()


def _all(due: Sequence[Due]) -> list[str]:
    return [id_ for each in due for id_ in (each.id, *each.members)]
