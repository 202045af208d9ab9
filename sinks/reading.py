"""Reading: batches of records from partitions, stored while the next are read."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from sinks.broker import flat, topic_id
from sinks.offsets import Place
from sinks.starting import Broker, ConsumingError, remade, span_problem
from sinks.storing import Storing
from sinks.taking import Record, Taken, take
from streams.standstill import LOOK_EVERY, Span, Standstill

if TYPE_CHECKING:
    from kafka import KafkaConsumer

MOST = 5_000
"""Signals in one transaction, about; records of arrays come whole."""
WAIT, BRIEF = 200, 5
"""Milliseconds that a poll waits: where nothing is being stored, and beside a transaction."""

ASKED = 500
"""Milliseconds within which the broker is to say what its partitions hold."""

Take = Callable[[Record], Taken]
Call = Callable[[Callable[[], None]], "Future[None]"]
"""Runs a function on the writer thread."""


class Reading:
    """Reads what a consumer was assigned, and stores it, until it is stopped or something fails.

    Seldom, after a restart of the broker, a client brings nothing more and fails nowhere: that is a failure as well.
    """

    def __init__(
        self,
        consumer: "KafkaConsumer",
        broker: Broker,
        storing: Storing,
        call: Call,
        stopped: Callable[[], bool],
        take: Take = take,
    ) -> None:
        self._consumer, self._broker, self._storing, self._call = consumer, broker, storing, call
        self._stopped, self._take = stopped, take
        self._under_way: Future[None] | None = None
        self._sizes = 100.0  # of a record, in signals: learned as they come
        self._standstill, self._looked = Standstill[Any](), monotonic()

    def run(self) -> None:
        """Until it is stopped; what is being stored then is waited for."""
        try:
            while not self._stopped():
                taken = self._gather()
                self._wait()
                if taken:
                    self._standstill.forget()
                    self._under_way = self._call(partial(self._storing.store, taken))
                self._look(monotonic())
        finally:
            self._wait()

    def _gather(self) -> list[Taken]:
        """What is there; beside a transaction, all that comes until it is done."""
        found = self._poll(BRIEF if self._under_way else WAIT, MOST)
        room = MOST - sum(each.size for each in found)
        while self._under_way is not None and not self._under_way.done() and room > 0:
            more = self._poll(BRIEF, room)
            found += more
            room -= sum(each.size for each in more)
        return found

    def _wait(self) -> None:
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()

    def _poll(self, milliseconds: int, room: int) -> list[Taken]:
        from kafka.errors import OffsetOutOfRangeError

        try:
            polled = self._consumer.poll(timeout_ms=milliseconds, max_records=max(1, int(room / self._sizes)))
        except OffsetOutOfRangeError:
            raise ConsumingError(self._lost()) from None
        records = flat(polled)
        self._check({record.topic for record in records})
        taken = [self._take(record) for record in records]
        if taken:
            self._sizes += (sum(each.size for each in taken) / len(taken) - self._sizes) / 4
        return taken

    def _look(self, now: float) -> None:
        """Raises KafkaTimeoutError where records wait and none comes, of no partition."""
        from kafka.errors import KafkaTimeoutError

        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        parts = list(self._consumer.assignment())
        spans = self._spans(parts)
        if not spans:
            self._standstill.forget()
        elif stuck := self._standstill.look(now, {part: self._consumer.position(part) for part in parts}, spans):
            named = ", ".join(f"partition {part.partition} of {part.topic}" for part in stuck)
            raise KafkaTimeoutError(f"records wait on {named}, and the client does not bring them")

    def _spans(self, parts: list[Any]) -> dict[Any, Span]:
        """What the partitions hold; nothing where the broker does not tell at once."""
        from kafka.errors import KafkaError

        try:
            begins = self._consumer.beginning_offsets(parts, timeout_ms=ASKED)
            ends = self._consumer.end_offsets(parts, timeout_ms=ASKED)
        except KafkaError:
            return {}
        return {part: Span(begins[part], ends[part]) for part in parts}

    def _check(self, topics: Iterable[str]) -> None:
        """A topic that is made again while it is read has another id: its offsets mean other records."""
        for name in topics:
            found = topic_id(self._consumer, name)
            if found is not None and found != self._broker.topic_ids[name]:
                raise ConsumingError(remade(name))

    def _lost(self) -> str:
        """Which partition cannot be read on, and why."""
        parts = list(self._consumer.assignment())
        begins, ends = self._consumer.beginning_offsets(parts), self._consumer.end_offsets(parts)
        told = [span_problem(Place(*part), self._consumer.position(part), begins[part], ends[part]) for part in parts]
        return "\n".join(filter(None, told)) or "the broker says that an offset is out of range, and shows none that is"


def batches(records: Iterable[Record], most: int = MOST, take: Take = take) -> Iterator[list[Taken]]:
    """Records in batches of about so many signals."""
    batch, size = list[Taken](), 0
    for record in records:
        batch.append(take(record))
        size += batch[-1].size
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
