"""Delivery to several places: a lane for each channel and person, each at its own pace, none waiting for another.

What a lane refuses for good goes to the fallback; what may be there is looked for where the sink can be asked.
"""

import logging
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from fitsignal.contents import SUNK, Contents
from fitsignal.delivery import GATHER, TICK
from fitsignal.noting import AddressedSink, Noting
from fitsignal.seeking import Seeking
from sinks import outbox
from sinks.lanes import standing, take_lanes, waiting
from sinks.outbox import Due
from sinks.pacing import Lane, Lanes
from sinks.sink import Delivery, SinkError
from sinks.store import Store
from sinks.writer import Writer
from streams.ports import OutletError

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger(__name__)
WORKERS = 8
"""Places that are written to at once; one more thread looks for what is in doubt."""
MUTE = 10.0
"""Seconds between two looks for what is too late."""


class Planner(Protocol):
    """Decides where new rows go and when, in the transaction that then takes what is due."""

    def plan(self, connection: "duckdb.DuckDBPyConnection", now: datetime, *, last: bool) -> None: ...


class LaneCourier:
    """Delivers for one addressed sink. `planner` decides what goes where, `contents` what it says."""

    def __init__(
        self,
        name: str,
        sink: AddressedSink,
        store: Store,
        writer: Writer,
        clock: Callable[[], datetime],
        *,
        planner: Planner,
        contents: Contents,
        late: timedelta | None,
        settle: timedelta | None = None,
    ) -> None:
        self.name, self.sink = name, sink
        self._store, self._writer, self._clock, self._late = store, writer, clock, late
        self._planner, self._contents = planner, contents
        self._seeking = Seeking(name, sink, store, clock, settle)
        self._lanes = Lanes()
        self._noting = Noting(name, sink, store, self._lanes, clock, self._do)
        self._begun, self._muted = 0.0, -MUTE
        self._pool = ThreadPoolExecutor(WORKERS + 1, thread_name_prefix=f"sink-{name}")
        self._sought: Future[None] = Future()
        self._sought.set_result(None)
        self._wake, self._moved, self._stop = threading.Event(), threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"sink-{name}", daemon=True)

    @property
    def trouble(self) -> str:
        """Why the last writes failed: the whole sink's, then each lane's."""
        return self._lanes.trouble

    def start(self) -> None:
        """Take up what an earlier run left, then deliver from now on: no lane sooner than its pace allows."""
        now = self._clock()
        lately = self._do(lambda: outbox.lately(self._store, self.name, now - timedelta(seconds=self.sink.pace)))
        died = self._do(lambda: outbox.recover(self._store, self.name, self.sink.repeat, now))
        for place, channel in self._do(lambda: standing(self._store.connection, self.name)):
            self._lanes.met(place, channel)
        for place, until in sorted(
            self._do(lambda: outbox.rests(self._store, self.name, now)).items(), key=itemgetter(1)
        ):
            self._lanes.of(place).rests_until = until
        self._begun = monotonic() + (self.sink.pace if lately or died else 0.0)
        self._thread.start()

    def wake(self) -> None:
        """There is something to deliver."""
        self._wake.set()

    def resume(self) -> None:
        """Try at once what waits: why it had to may be mended."""
        self._seeking.resume()
        self._lanes.afresh()
        self._do(lambda: outbox.try_again(self._store, self.name, self._clock()))
        self.wake()

    def drain(self) -> None:
        """Deliver everything due, on the calling thread; what gathers for one message goes now."""
        with self._lock:
            self._pump(last=True)
            while self._lanes.busy:  # what the whole sink's rest left under way
                self._moved.wait(GATHER)

    def send(self, delivery: Delivery) -> None:
        """Hand over one delivery that has no row. Raises SinkError."""
        self.sink.write([delivery])

    def rests(self, now: datetime) -> bool:
        """Whether the whole sink was refused so lately that another try is too early."""
        return self._lanes.whole.rests(now)

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
        if last and self.sink.seeks:
            self._seeking.seek(self._do)
        while not self._stop.is_set() and not self._lanes.whole.rests(self._clock()):
            self._look()
            self._moved.clear()
            if not self._round(last=last) and not self._may_move():
                return

    def _look(self) -> None:
        """Have what is in doubt looked for on a thread of its own: no lane waits for the answer."""
        if self._seeking.ready and self._sought.done():
            self._sought = self._pool.submit(self._seek)

    def _seek(self) -> None:
        try:
            if self._seeking.seek(self._do):
                self._wake.set()
                self._moved.set()
        except OutletError:
            self._stop.set()
        except Exception:
            log.exception("sink %s stopped on an error that it does not know", self.name)

    def _may_move(self) -> bool:
        """Wait until something may be sent again; False where nothing is left that may soon."""
        if self._moved.is_set():
            return True
        if self._lanes.busy:
            self._moved.wait(TICK)
            return True
        live = {name: lane for name, lane in self._lanes.places.items() if not lane.rests(self._clock())}
        held = [lane.ready for lane in live.values() if lane.ready > monotonic()]
        if not held or not self._waits(live):
            return False
        self._moved.wait(max(0.001, min(held) - monotonic()))
        return True

    def _round(self, *, last: bool) -> bool:
        now, at = self._clock(), monotonic()
        taken = self._do(partial(self._take, now, at, last))
        for name, due in taken.items():
            lane = self._lanes.of(name)
            lane.busy = True
            self._pool.submit(self._carry, name, lane, due)
        return bool(taken)

    def _take(self, now: datetime, at: float, last: bool) -> dict[str, list[Due]]:
        """On the writer thread: plan what is new, and take what is due in lanes that are free."""
        kept = [name for name, lane in self._lanes.places.items() if not lane.free(at, now)]
        with self._store.transaction() as connection:
            self._planner.plan(connection, now, last=last)
            late = self._late if at >= self._muted + MUTE else None
            self._muted = at if late is not None else self._muted
            return take_lanes(
                connection,
                self.name,
                self.sink.batch,
                now,
                busy=kept,
                late=late,
                seeks=self._seeking.looks,
                closed=self._seeking.closed,
                folded=self._lanes.folded,
            )

    def _waits(self, lanes: Collection[str]) -> bool:
        now = self._clock()
        with self._store.read() as cursor:
            return waiting(cursor, self.name, self._lanes.names(lanes), now)

    def _carry(self, name: str, lane: Lane, due: Sequence[Due]) -> None:
        """Write to one lane, on a thread of the pool."""
        try:
            self._write(name, lane, due)
        except OutletError:
            self._stop.set()
        except Exception:
            log.exception("sink %s stopped on an error that it does not know", self.name)
        finally:
            ready = monotonic() + self.sink.pace
            lane.ready, lane.busy = ready, False
            shared = self._lanes.of(name)  # another, where the answer told that its channel has one already
            shared.ready = max(shared.ready, ready)
            self._moved.set()

    def _write(self, name: str, lane: Lane, due: Sequence[Due]) -> None:
        try:
            due, deliveries = self._made(due)
            receipts = self.sink.write(deliveries) if due else ()
        except SinkError as error:
            self._noting.failed(name, due, error)
        except Exception as error:
            self._noting.unknown(name, due, error)
        else:
            if due:
                lane.works()
                self._lanes.whole.works()
            self._noting.sent(due, receipts)

    def _made(self, rows: Sequence[Due]) -> tuple[list[Due], list[Delivery]]:
        """Deliveries of rows; a row that has nothing to say any more is muted, with the reason."""
        due, deliveries = list[Due](), list[Delivery]()
        for row in map(self._sifted, rows):
            made = self._contents.delivery(row)
            if isinstance(made, str):
                self._noting.muted([row.id, *row.members], made)
            else:
                due.append(row)
                deliveries.append(made)
        return due, deliveries

    def _sifted(self, row: Due) -> Due:
        """A group without those of its alerts that are worth less by now."""
        sunk = self._contents.sunk(row)
        self._noting.muted(sunk, SUNK)
        return replace(row, members=tuple(each for each in row.members if each not in sunk)) if sunk else row

    def _do(self, act: Callable[[], Any]) -> Any:
        return self._writer.call(act).result()
