"""Delivery: one courier a sink takes what is due from the outbox, hands it over, and notes what became of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sinks import outbox
from sinks.pacing import PAUSE, wait
from sinks.reader import Reader
from sinks.sink import (
    AmbiguousError,
    Delivery,
    DestinationError,
    MessageError,
    Receipts,
    Sink,
    SinkError,
    TransientError,
)
from sinks.store import Store
from sinks.writer import Writer
from streams.ports import OutletError

log = logging.getLogger(__name__)
T = TypeVar("T")
TICK = 1.0
"""Seconds after which a courier looks again unasked."""
GATHER = 0.05
"""Seconds that alerts may gather before they are taken together."""
UNKNOWN = "an unexpected {}: the log has its trace"


class Carrier(Protocol):
    """Delivers for one sink, on a thread of its own once it is started."""

    name: str

    @property
    def sink(self) -> Sink: ...

    @property
    def trouble(self) -> str: ...

    def start(self) -> None: ...

    def wake(self) -> None: ...

    def resume(self) -> None: ...

    def drain(self) -> None: ...

    def send(self, delivery: Delivery) -> None: ...

    def rests(self, now: datetime) -> bool: ...

    def close(self) -> None: ...


class Courier:
    """Delivers for one sink on a thread of its own. `late`: None where nothing is ever late (a recorded clock)."""

    def __init__(
        self,
        name: str,
        sink: Sink,
        store: Store,
        writer: Writer,
        reader: Reader,
        clock: Callable[[], datetime],
        *,
        late: timedelta | None,
    ) -> None:
        self.name, self.sink, self._said = name, sink, ""
        self._store, self._writer, self._reader, self._clock, self._late = store, writer, reader, clock, late
        self._rests_until: datetime | None = None
        self._asked_again: datetime | None = None
        self._wake, self._stop = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=f"sink-{name}", daemon=True)

    @property
    def trouble(self) -> str:
        """Why the last write failed; empty where it did not."""
        return self._said

    def start(self) -> None:
        """Take up what an earlier run left, then deliver from now on."""
        now = self._clock()
        self._do(lambda: outbox.recover(self._store, self.name, self.sink.repeat, now))
        asked = self._do(lambda: outbox.rests(self._store, self.name, now))
        self._rests_until = max(asked.values(), default=None)
        self._thread.start()

    def wake(self) -> None:
        """There is something to deliver."""
        self._wake.set()

    def resume(self) -> None:
        """Try at once what waits: why it had to may be mended."""
        self._rests_until = self._asked_again = None
        self._do(lambda: outbox.try_again(self._store, self.name, self._clock()))
        self.wake()

    def drain(self) -> None:
        """Deliver everything due, on the calling thread."""
        with self._lock:
            while self._round():
                self._stop.wait(self.sink.pace)

    def send(self, delivery: Delivery) -> None:
        """Hand over one delivery that has no row, such as a digest. Raises SinkError, and then `rests` a while."""
        try:
            with self._lock:
                self.sink.write([delivery])
        except Exception as error:
            known = isinstance(error, SinkError)
            self._said = str(error) if known else UNKNOWN.format(type(error).__name__)
            self._asked_again = self._clock() + (wait(error, 0) if isinstance(error, TransientError) else PAUSE)
            raise
        self._said, self._asked_again = "", None

    def rests(self, now: datetime) -> bool:
        """Whether a delivery that has no row was refused so lately that another try is too early."""
        return self._asked_again is not None and now < self._asked_again

    def close(self) -> None:
        """Stop after what is under way, and close the sink."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self.sink.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(TICK)
            self._stop.wait(GATHER)
            self._wake.clear()
            try:
                with self._lock:
                    while not self._stop.is_set() and self._round():
                        self._stop.wait(self.sink.pace)
            except OutletError:
                return
            except Exception:
                log.exception("sink %s stopped on an error that it does not know", self.name)
                self._stop.wait(TICK)

    def _round(self) -> bool:
        now = self._clock()
        if self._rests_until is not None and now < self._rests_until:
            return False
        due = self._do(lambda: outbox.take(self._store, self.name, self.sink.batch, now, late=self._late))
        if due:
            self._deliver(due)
        return bool(due)

    def _deliver(self, due: Sequence[outbox.Due]) -> None:
        deliveries = [self._delivery(each) for each in due]
        ids = [each.id for each in due]
        try:
            receipts = self.sink.write(deliveries)
        except SinkError as error:
            self._said = str(error)
            self._note_failure(due, error)
            return
        except Exception as error:
            log.exception("sink %s stopped on an error that it does not know", self.name)
            self._said = UNKNOWN.format(type(error).__name__)
            self._note_unknown(due)
            return
        self._said, self._rests_until = "", None
        self._mark(ids, "sent", receipts=receipts)

    def _note_unknown(self, due: Sequence[outbox.Due]) -> None:
        """Nobody knows what was sent. Where a repeat harms nobody each is tried alone: the others get through."""
        if self.sink.repeat == "visible":
            self._mark([each.id for each in due], "ambiguous", self.trouble)
        elif len(due) == 1:
            self._mark([due[0].id], "failed", self.trouble)
        else:
            for each in due:
                self._deliver([each])

    def _note_failure(self, due: Sequence[outbox.Due], error: SinkError) -> None:
        ids = [each.id for each in due]
        sent, rest = ids[: error.done], ids[error.done :]
        self._mark(sent, "sent", receipts=error.receipts)
        if isinstance(error, MessageError | AmbiguousError):
            self._mark(rest[:1], "failed" if isinstance(error, MessageError) else "ambiguous", str(error))
            rest = rest[1:]
            self._retry(rest, timedelta(0), "waits behind another message")
        else:
            pause = wait(error, due[error.done].attempts if rest else 0)
            if not (isinstance(error, DestinationError) and error.to):
                self._rests_until = self._clock() + pause
            asked = isinstance(error, TransientError) and error.retry_after is not None
            self._retry(rest, pause, str(error), asked=asked)

    def _delivery(self, due: outbox.Due) -> Delivery:
        return Delivery(
            id=due.id,
            body=lambda: self._reader.alert_view(due.alert or "", None if self._late is None else self._clock()),
            alert=due.alert,
            priority=due.priority,
        )

    def _mark(self, ids: Sequence[str], state: outbox.State, note: str | None = None, receipts: Receipts = ()) -> None:
        if ids:
            self._do(lambda: outbox.mark(self._store, ids, state, self._clock(), note, receipts))

    def _retry(self, ids: Sequence[str], after: timedelta, note: str, *, asked: bool = False) -> None:
        if ids:
            self._do(lambda: outbox.retry(self._store, ids, self._clock(), after, note, asked=asked))

    def _do(self, act: Callable[[], Any]) -> Any:
        return self._writer.call(act).result()
