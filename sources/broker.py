"""The outlet beside a broker: what sources find goes to its topics, and is theirs no more once all replicas have it.

Everything waits while the broker is silent: batches keep their order, futures stay open, and whoever offered them
offers no more. What a record cannot hold becomes a dead letter; a batch fails only where it is refused for its size, or
where the outlet closes. After a failure all that was not acknowledged is sent again: the ids make that harmless.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sources.client import client, close, is_refusal
from sources.flights import Flight, Flights
from sources.names import Names
from sources.offers import Offer, Offers
from sources.outgoing import PARTS, PartitionOf, Record, outgoing
from streams.outlet import arrive
from streams.ports import Arrivals, Batch, OutletError, Receipt
from streams.records import Sealing
from streams.sealing import Seal
from streams.wire import partitioner

if TYPE_CHECKING:
    from kafka import KafkaProducer

log = logging.getLogger(__name__)
AHEAD = 32_000_000
"""Bytes that may be under way; beyond it what is offered waits."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
SILENT = 10.0
"""Seconds without an answer after which that is said."""
DEAF = 25.0
"""Seconds after which a client is made anew: seldom, after a restart of the broker, one waits for ever."""
LAST_WISHES = 3.0
"""Seconds that a close waits for what is under way."""


class KafkaOutlet:
    """Every source's outlet beside a broker: one thread resolves, packs and sends.

    `options` are what kafka-python's clients of the cluster are made with. `expected`: there are accounts to resolve
    against, so nothing is resolved before all are published. `seal` closes the names of people who are to be forgotten;
    without it such a batch is refused. `trouble` says why nothing moves; it is empty where all is well. `names` and
    `make`, which makes a client, are for tests.
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
        self._clock, self._recorded, self._seal = clock, recorded, seal or _no_key
        self._trouble = ""
        self._names = names or Names(options, expected=expected)
        self._make = make or partial(client, options)
        self._producer: KafkaProducer | None = None
        self._offers, self._flights = Offers(), Flights(ahead, self._landed)
        self._thread = threading.Thread(target=self._work, name="outlet", daemon=True)
        self._names.start()
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why nothing moves, as a sentence."""
        return self._trouble or self._names.trouble or self._silence()

    def _silence(self) -> str:
        waited = self._flights.waited()
        return "" if waited < SILENT else f"the broker has not answered for {waited:.0f} s: what was found waits"

    def accept(self, batch: Batch) -> "Future[Receipt]":
        """Stamp and queue a batch; the future is done when the broker has acknowledged all of it."""
        return self._offers.add(batch, self._clock())

    def close(self, patience: float = LAST_WISHES) -> None:
        """Wait a little for what is under way, and fail the rest: it is offered again after the next start."""
        if self._offers.close(patience, lambda: bool(self._trouble)):
            self._flights.wake()
            self._names.close()
            self._offers.refuse()
            self._thread.join(patience)

    def _work(self) -> None:
        if self._names.until_read():
            while not self._closed():
                self._listen()
                self._mend()
                if group := self._offers.take():
                    self._mend()
                    self._depart(group)
        if self._producer is not None:
            close(self._producer, 0)
        self._offers.refuse()

    def _closed(self) -> bool:
        return self._offers.closed.is_set()

    def _depart(self, group: Sequence[Offer]) -> None:
        """Resolve, pack and send, once there is room for it and the topics are known."""
        told = self._arrived(group)
        where = self._until_known()
        if where is None:
            return
        try:
            records = outgoing([arrivals for _, arrivals in told], where, self._seal)
        except Exception as error:
            for each, _ in told:
                self._refuse(each, f"could not be packed: {error}")
            return
        receipts = [(each.done, _receipt(arrivals)) for each, arrivals in told]
        while not self._flights.until_room(self._closed):
            self._listen()
        self._mend()  # before it, or it would overtake what failed
        self._flights.send(self._flights.made(records, receipts), self._send)

    def _arrived(self, group: Sequence[Offer]) -> list[tuple[Offer, Arrivals]]:
        """What each batch brings; one that cannot be read is refused alone."""
        told: list[tuple[Offer, Arrivals]] = []
        with self._names.resolver() as resolve:
            for each in group:
                try:
                    told.append((each, arrive(each.batch, resolve, each.now, recorded=self._recorded)))
                except Exception as error:
                    self._refuse(each, f"could not be read: {error}")
        return told

    def _refuse(self, offer: Offer, why: str) -> None:
        self._offers.answer(offer.done, OutletError(f"the batch of {offer.batch.source} {why}"))

    def _until_known(self) -> Callable[[str], PartitionOf] | None:
        """How many partitions each topic has, by the broker; asked until it tells. None where the outlet closes."""
        failures = 0
        while not self._closed():
            try:
                producer = self._made()
                known = {topic: partitioner(len(producer.partitions_for(topic))) for topic in PARTS}
            except Exception as error:
                failures += 1
                self._said(error, failures)
            else:
                return known.__getitem__
        return None

    def _send(self, record: Record) -> Any:
        return self._made().send(record.topic, key=record.key, value=record.value)

    def _landed(self, flight: Flight) -> None:
        self._trouble = ""
        for done, receipt in flight.receipts:
            self._offers.answer(done, receipt)

    def _listen(self) -> None:
        """Give up on a client of which nothing was heard for long."""
        if self._flights.waited() >= DEAF:
            self._drop()
            self._flights.give_up(TimeoutError(f"the broker has not answered for {DEAF:g} s"))

    def _drop(self) -> None:
        """The next is made when something is sent; what is still under way fails with this one."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            close(producer, FIRST_PAUSE)

    def _mend(self) -> None:
        """After a failure: a new client, and all that was not acknowledged again, in its order."""
        failures = 0
        while self._flights.has_failed and not self._closed():
            failures += 1
            self._drop()
            failed = self._flights.take_failed()
            self._said(next(each.error for each in failed if each.error), failures)
            if self._until_known():
                for flight in failed:
                    self._again(flight)

    def _again(self, flight: Flight) -> None:
        if is_refusal(flight.error):
            for done, _ in flight.receipts:
                self._offers.answer(done, OutletError(f"the broker refuses the batch: {flight.error}"))
        else:
            self._flights.send(flight, self._send)

    def _made(self) -> "KafkaProducer":
        if self._producer is None:
            self._producer = self._make()
        return self._producer

    def _said(self, error: Exception, failures: int) -> None:
        self._trouble = f"the broker does not take what was found, which waits: {error}"
        log.warning("%s", self._trouble)
        self._offers.closed.wait(min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE))


def _receipt(arrivals: Arrivals) -> Receipt:
    """What was handed over; which of it is a repeat, only the store knows."""
    return Receipt(stored=len(arrivals.signals), unresolved=len(arrivals.unresolved), dead=len(arrivals.dead))


def _no_key() -> Seal:
    raise OutletError("there is no key to seal with the name of who is to be forgotten")
