"""Consuming: what the topics bring, into the desk, with how far was read in the same transaction.

The store says where to read on; no group is asked. What cannot be read is a dead letter with its topic, partition and
offset; a broker or a disk that fails is tried again, and nothing is skipped meanwhile. An empty store, or one that is
older than the alerts that are out, is first brought up to the topics without deciding anything.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import datetime
from functools import cache, partial
from time import monotonic
from typing import TypeVar

from sinks import outbox
from sinks.broker import Options, assign, look, read_spans, reader
from sinks.desk import Desk
from sinks.erasing_companies import erase_company
from sinks.offsets import Offset, Place, note_starts, read_offsets
from sinks.reading import Reading, batches
from sinks.replaying import Erased, alerts_of, put_back, unknown
from sinks.starting import Broker, ConsumingError, starts
from sinks.storing import Storing
from sinks.taking import CONSUMED, observed_at, take
from sinks.writer import Writer
from streams.alert import Alert
from streams.records import Opening
from streams.topics import ACCOUNTS, ALERTS, COMMANDS

log = logging.getLogger(__name__)
T = TypeVar("T")
BACKOFF = (0.5, 5.0)
"""Seconds between two tries after a failure: the first and the longest."""
STEADY = 30.0
"""Seconds without a failure, after which the next counts as the first."""


class Consuming:
    """Reads the topics on a thread of its own. `options`: what every client of the cluster is made with.

    `seal` opens what names people who are to be forgotten. `ready` is done when the store knows where it reads on,
    `ended` when it has stopped: with a ConsumingError where it cannot go on without a person. `trouble` is a sentence
    while it has to try again.
    """

    def __init__(self, options: Options, desk: Desk, writer: Writer, seal: Opening = lambda: None) -> None:
        self.trouble = ""
        self.ready: Future[None] = Future()
        self.ended: Future[None] = Future()
        self._options, self._desk, self._writer = options, desk, writer
        self._take = partial(take, seal=seal)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="consuming", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def close(self) -> None:
        """Stop after what is being stored."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        try:
            self._until_stopped()
        except BaseException as error:
            self.trouble = str(error)
            log.error("the topics are not read any more: %s", error)
            if not self.ready.done():
                self.ready.set_exception(error)
            self.ended.set_exception(error)
        else:
            self.ended.set_result(None)

    def _until_stopped(self) -> None:
        """Read, and where broker or store fail, again from where the store stands."""
        wait = BACKOFF[0]
        while not self._stop.is_set():
            begun = monotonic()
            try:
                self._read()
            except ConsumingError:
                raise
            except Exception as error:
                self.trouble = _trouble(error)
                wait = BACKOFF[0] if monotonic() - begun >= STEADY else wait
                log.warning("%s; it is tried again in %g s", self.trouble, wait, exc_info=not _is_kafkas(error))
                self._stop.wait(wait)
                wait = min(2 * wait, BACKOFF[1])

    def _read(self) -> None:
        broker = look(self._options, (*CONSUMED, ALERTS, ACCOUNTS))
        erased = cache(partial(self._erased, broker))
        at = self._begin(broker, erased)
        storing = Storing(self._desk, broker.cluster, broker.topic_ids)
        self._replay(broker, at, storing, erased)
        self.trouble = ""
        if not self.ready.done():
            self.ready.set_result(None)
        with closing(reader(self._options)) as consumer:
            assign(consumer, {place: offset.next for place, offset in at.items()})
            Reading(consumer, broker, storing, self._writer.call, self._stop.is_set, self._take).run()

    def _erased(self, broker: Broker) -> Erased:
        """Whom the commands name, all of them."""
        commands = {place: span for place, span in broker.spans.items() if _is(place, COMMANDS)}
        return Erased(read_spans(self._options, commands, self._stop.is_set), self._take)

    def _begin(self, broker: Broker, erased: Callable[[], Erased]) -> dict[Place, Offset]:
        """Where each partition is read on, noted before anything is; alerts that the store does not know are put back.

        A store that has read nothing, beside accounts that are published, was lost; one that does not know an alert
        that is out is older than the topics.
        """
        kept = self._do(lambda: read_offsets(self._desk.store.connection))
        lost = not kept and broker.has_records(ACCOUNTS)
        own = broker.without(ACCOUNTS)
        found = starts(own, kept, replay=lost)
        out = self._out({p: (o.next, own.spans[p][1]) for p, o in found.items() if _is(p, ALERTS)})
        decided = self._do(lambda: unknown(self._desk.store.connection, (alert for _, alert in out)))
        gone = {alert.id for at, alert in out if decided and erased().gone(alert.account, at)}
        decided = [alert for alert in decided if alert.id not in gone]
        if decided and not lost:
            found = starts(own, kept, replay=True)
        if decided or lost:
            log.warning("the store is older than the topics: what they have is taken in, and not decided again")
        alerts = {p: Offset(o.cluster, o.topic_id, own.spans[p][1]) for p, o in found.items() if _is(p, ALERTS)}
        told = erased().companies(_read_to(found, COMMANDS)) if decided or lost else {}
        self._do(partial(self._note, {**found, **alerts}, [alert for _, alert in out], decided, told))
        return {place: offset for place, offset in found.items() if place not in alerts}

    def _out(self, spans: Mapping[Place, tuple[int, int]]) -> list[tuple[datetime, Alert]]:
        """The alerts that were published since the last start, and when; nobody publishes before this is known."""
        records = read_spans(self._options, spans, self._stop.is_set)
        return [(observed_at(record), alert) for record in records for alert in alerts_of(record)]

    def _note(
        self,
        found: Mapping[Place, Offset],
        out: Sequence[Alert],
        unknown: Sequence[Alert],
        forgotten: Mapping[str, datetime | None],
    ) -> None:
        """Where reading begins; alerts that are out are sent, and those that the store does not know are put back.

        Companies that were forgotten since go before: what is put back of them came later.
        """
        with self._desk.transaction() as connection:
            for domain, until in forgotten.items():
                erase_company(self._desk, connection, domain, self._desk.now(), until)
            put_back(connection, unknown)
            note_starts(connection, found)
            outbox.arrived(self._desk.store, ALERTS, [alert.id for alert in out])
        self._desk.forget(alert.account for alert in unknown)

    def _replay(self, broker: Broker, at: dict[Place, Offset], storing: Storing, erased: Callable[[], Erased]) -> None:
        """Take in what was decided before: whom to forget first, then commands, then the rest; `at` moves on."""
        until = {place: each.replay_until for place, each in at.items() if each.replay_until is not None}
        if not until:
            return
        spans = {place: (at[place].next, end) for place, end in until.items()}
        for first in (True, False):
            part = {place: span for place, span in spans.items() if _is(place, COMMANDS) is first}
            for batch in batches(read_spans(self._options, part, self._stop.is_set), take=self._take):
                self._do(partial(storing.replay, batch, erased()))
        if not self._stop.is_set():
            self._do(partial(storing.replayed, until))
            at.update({place: Offset(at[place].cluster, at[place].topic_id, end) for place, end in until.items()})

    def _do(self, act: Callable[[], T]) -> T:
        return self._writer.call(act).result()


def _read_to(found: Mapping[Place, Offset], topic: str) -> int:
    """The least offset from which a topic is read on."""
    return min((offset.next for place, offset in found.items() if _is(place, topic)), default=0)


def _is(place: Place, topic: str) -> bool:
    return place.topic == topic


def _is_kafkas(error: Exception) -> bool:
    from kafka.errors import KafkaError

    return isinstance(error, KafkaError)


def _trouble(error: Exception) -> str:
    if _is_kafkas(error):
        return f"the broker does not answer as it should: {error}"
    return f"what the topics bring was not stored: {error}"
