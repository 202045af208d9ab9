"""The outlet beside a broker: what sources find goes to its topics, and is theirs no more once all replicas have it.

Everything waits while the broker is silent: batches keep their order, futures stay open, and whoever offered them
offers no more. What a record cannot hold becomes a dead letter; a batch fails only where it is refused for its size, or
where the outlet closes. After a failure all that was not acknowledged is sent again: the ids make that harmless.
"""

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from sources.client import client, close, is_refusal
from sources.names import Names
from sources.outgoing import PARTS, PartitionOf, Record, outgoing
from streams.outlet import arrive
from streams.ports import Arrivals, Batch, OutletError, Receipt
from streams.records import Sealing
from streams.sealing import Seal
from streams.wire import partitioner

if TYPE_CHECKING:
    from kafka import KafkaProducer

log = logging.getLogger(__name__)
MOST = 10_000
"""Signals that are packed together, about; a larger batch of one source still goes whole."""
AHEAD = 32_000_000
"""Bytes that may be under way; beyond it what is offered waits."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
SILENT = 10.0
"""Seconds without an answer after which that is said."""
LAST_WISHES = 3.0
"""Seconds that a close waits for what is under way."""


@dataclass(slots=True)
class _Submission:
    batch: Batch
    now: datetime
    done: "Future[Receipt]"


@dataclass(slots=True)
class _Flight:
    """Records under way, with whom they were made for."""

    number: int
    records: Sequence[Record]
    receipts: "Sequence[tuple[Future[Receipt], Receipt]]"
    size: int
    since: float
    left: int = 0
    error: Exception | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class KafkaOutlet:
    """Every source's outlet beside a broker: one thread resolves, packs and sends.

    `options` are what kafka-python's clients of the cluster are made with. `expected`: there are accounts to resolve
    against, so nothing is resolved before some are published. `seal` closes the names of people who are to be
    forgotten; without it such a batch is refused. `trouble` says why nothing moves; it is empty where all
    is well. `names` and `make`, which makes a client, are for tests.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        clock: Callable[[], datetime],
        *,
        recorded: bool = False,
        expected: bool = True,
        seal: Sealing | None = None,
        ahead: int = AHEAD,
        names: Names | None = None,
        make: "Callable[[], KafkaProducer] | None" = None,
    ) -> None:
        self._clock, self._recorded, self._ahead = clock, recorded, ahead
        self._trouble = ""
        self._seal = seal or _no_key
        self._names = names or Names(options, expected=expected)
        self._make = make or partial(client, options)
        self._queue: queue.SimpleQueue[_Submission | None] = queue.SimpleQueue()
        self._held: _Submission | None = None
        self._open: set[Future[Receipt]] = set()
        self._producer: KafkaProducer | None = None
        self._flights: dict[int, _Flight] = {}
        self._failed: list[_Flight] = []
        self._number = 0
        self._closed, self._moved = threading.Event(), threading.Condition()
        self._thread = threading.Thread(target=self._work, name="outlet", daemon=True)
        self._names.start()
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why nothing moves, as a sentence."""
        return self._trouble or self._names.trouble or self._silence()

    def _silence(self) -> str:
        with self._moved:
            oldest = min((each.since for each in self._flights.values()), default=None)
        waited = 0.0 if oldest is None else monotonic() - oldest
        return "" if waited < SILENT else f"the broker has not answered for {waited:.0f} s: what was found waits"

    def accept(self, batch: Batch) -> "Future[Receipt]":
        """Stamp and queue a batch; the future is done when the broker has acknowledged all of it."""
        done: Future[Receipt] = Future()
        with self._moved:
            if self._closed.is_set():
                done.set_exception(_closing())
                return done
            self._open.add(done)
            self._queue.put(_Submission(batch, self._clock(), done))
        return done

    def close(self, patience: float = LAST_WISHES) -> None:
        """Wait a little for what is under way, and fail the rest: it is offered again after the next start."""
        with self._moved:
            if self._closed.is_set():
                return
            self._moved.wait_for(lambda: not self._open or bool(self._trouble), patience)
            self._closed.set()
            self._moved.notify_all()
        self._queue.put(None)
        self._names.close()
        self._fail_open()
        self._thread.join(patience)

    def _fail_open(self) -> None:
        with self._moved:
            left, self._open = self._open, set()
        for done in left:
            _settle(done, _closing())

    def _work(self) -> None:
        if self._names.until_read():
            while (group := self._next()) is not None:
                self._mend()
                self._depart(group)
        if self._producer is not None:
            close(self._producer, 0)
        self._fail_open()

    def _next(self) -> list[_Submission] | None:
        """All that waits, up to a bound; None at the end. What failed meanwhile is seen to first."""
        first, self._held = self._held, None
        while first is None:
            if self._closed.is_set():
                return None
            self._mend()
            with suppress(queue.Empty):
                first = self._queue.get(timeout=0.1)
        return None if self._closed.is_set() else self._gather(first)

    def _gather(self, first: _Submission) -> list[_Submission]:
        group, size = [first], len(first.batch.drafts)
        while size < MOST:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            if item is None:
                break
            size += len(item.batch.drafts)
            if size > MOST:
                self._held = item
                break
            group.append(item)
        return group

    def _depart(self, group: Sequence[_Submission]) -> None:
        """Resolve, pack and send, once there is room for it and the topics are known."""
        told: list[tuple[_Submission, Arrivals]] = []
        with self._names.resolver() as resolve:
            for each in group:
                try:
                    told.append((each, arrive(each.batch, resolve, each.now, recorded=self._recorded)))
                except Exception as error:
                    name = each.batch.source
                    self._finish(each.done, OutletError(f"the batch of {name} could not be read: {error}"))
        where = self._until_known()
        if where is None:
            return
        try:
            records = outgoing([arrivals for _, arrivals in told], where, self._seal)
        except Exception as error:
            for each, _ in told:
                self._finish(each.done, OutletError(f"the batch of {each.batch.source} could not be packed: {error}"))
            return
        receipts = [(each.done, _receipt(arrivals)) for each, arrivals in told]
        self._number += 1
        size = sum(len(record.value) for record in records)
        self._until_room()
        self._mend()  # before it, or it would overtake what failed
        self._send(_Flight(self._number, records, receipts, size, monotonic()))

    def _until_known(self) -> Callable[[str], PartitionOf] | None:
        """How many partitions each topic has, by the broker; asked until it tells. None where the outlet closes."""
        failures = 0
        while not self._closed.is_set():
            try:
                producer = self._made()
                known = {topic: partitioner(len(producer.partitions_for(topic))) for topic in PARTS}
            except Exception as error:
                failures += 1
                self._said(error, failures)
            else:
                return known.__getitem__
        return None

    def _until_room(self) -> None:
        with self._moved:
            self._moved.wait_for(
                lambda: (
                    self._closed.is_set()
                    or bool(self._failed)
                    or sum(each.size for each in self._flights.values()) < self._ahead
                )
            )

    def _send(self, flight: _Flight) -> None:
        """Hand the records to the client; the last acknowledgement, or failure, of them settles the flight."""
        with self._moved:
            self._flights[flight.number] = flight
        flight.left, flight.error = len(flight.records) + 1, None
        for record in flight.records:
            try:
                sent = self._made().send(record.topic, key=record.key, value=record.value)
            except Exception as error:
                self._landed(flight, error)
            else:
                sent.add_callback(lambda _: self._landed(flight, None)).add_errback(
                    lambda error: self._landed(flight, error)
                )
        self._landed(flight, None)

    def _landed(self, flight: _Flight, error: Exception | None) -> None:
        with flight.lock:
            flight.left -= 1
            flight.error = flight.error or error
            over = flight.left == 0
        if over:
            self._settled(flight)

    def _settled(self, flight: _Flight) -> None:
        with self._moved:
            del self._flights[flight.number]
            if flight.error is not None:
                self._failed.append(flight)
            self._moved.notify_all()
        if flight.error is None:
            self._trouble = ""
            for done, receipt in flight.receipts:
                self._finish(done, receipt)

    def _mend(self) -> None:
        """After a failure: a new client, and all that was not acknowledged again, in its order."""
        failures = 0
        while self._failed and not self._closed.is_set():
            failures += 1
            if self._producer is not None:
                producer, self._producer = self._producer, None
                close(producer, FIRST_PAUSE)  # whatever is still under way fails with it
            with self._moved:
                failed, self._failed = sorted(self._failed, key=lambda each: each.number), []
            self._said(next(each.error for each in failed if each.error), failures)
            for flight in failed:
                self._again(flight)

    def _again(self, flight: _Flight) -> None:
        if is_refusal(flight.error):
            for done, _ in flight.receipts:
                self._finish(done, OutletError(f"the broker refuses the batch: {flight.error}"))
        else:
            self._send(flight)

    def _made(self) -> "KafkaProducer":
        if self._producer is None:
            self._producer = self._make()
        return self._producer

    def _finish(self, done: "Future[Receipt]", result: Receipt | OutletError) -> None:
        _settle(done, result)
        with self._moved:
            self._open.discard(done)
            self._moved.notify_all()

    def _said(self, error: Exception, failures: int) -> None:
        self._trouble = f"the broker does not take what was found, which waits: {error}"
        log.warning("%s", self._trouble)
        self._closed.wait(min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE))


def _receipt(arrivals: Arrivals) -> Receipt:
    """What was handed over; which of it is a repeat, only the store knows."""
    return Receipt(stored=len(arrivals.signals), unresolved=len(arrivals.unresolved), dead=len(arrivals.dead))


def _settle(done: "Future[Receipt]", result: Receipt | OutletError) -> None:
    with suppress(InvalidStateError):
        if isinstance(result, OutletError):
            done.set_exception(result)
        else:
            done.set_result(result)


def _no_key() -> Seal:
    raise OutletError("there is no key to seal with the name of who is to be forgotten")


def _closing() -> OutletError:
    return OutletError("the outlet is closing: offer the batch again after the next start")
