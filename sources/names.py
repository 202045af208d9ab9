"""The outlet's copy of the accounts: read from their topic to its end before the first name is resolved, then followed.

No group, no offsets: each process reads the compacted topic from its beginning at each start.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from streams.directory import Directory
from streams.match import Query
from streams.outlet import Resolve
from streams.records import PUBLISHED, AccountRecord
from streams.resolution import resolve
from streams.standstill import Span, Standstill, StandstillError
from streams.topics import ACCOUNTS

if TYPE_CHECKING:
    from kafka import KafkaConsumer

log = logging.getLogger(__name__)
PAUSE = 2.0
"""Seconds after a failure."""
_POLL = 500
"""Milliseconds that a poll waits."""


class Names:
    """A directory that follows `fitsignal.accounts.v1`, on a thread of its own.

    `expected`: there are accounts to come, so a topic that does not say that all are there is not read to its end yet:
    the owner of the store has not published them.
    """

    def __init__(self, options: Mapping[str, Any], *, expected: bool) -> None:
        self.trouble = ""
        self._options = options
        self._directory, self._lock = Directory.build(()), threading.Lock()
        self._resolve: Resolve | None = None
        self._published = not expected
        self._read, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="names", daemon=True)

    def start(self) -> None:
        """Read from now on."""
        self._thread.start()

    def close(self) -> None:
        """Stop reading; nobody waits for the topic's end any more."""
        self._stop.set()
        self._read.set()
        self._thread.join(PAUSE)

    def until_read(self) -> bool:
        """Wait until the topic was read to its end; False where the reading was stopped before."""
        self._read.wait()
        return not self._stop.is_set()

    @contextmanager
    def resolver(self) -> Iterator[Resolve]:
        """Resolution over the accounts as they are, which stand still meanwhile."""
        with self._lock:
            if self._resolve is None:
                self._resolve = _resolver(self._directory)
            yield self._resolve

    def take(self, records: Iterable[tuple[bytes | None, bytes | None]]) -> None:
        """Apply keys and values of the topic, in their order; a record that is none of ours changes nothing."""
        with self._lock:
            for key, value in records:
                self._apply((key or b"").decode("utf-8", "replace"), value)
            self._resolve = None

    def _apply(self, domain: str, value: bytes | None) -> None:
        if domain == PUBLISHED:
            self._published = self._published or value is not None
            return
        if value is None:
            self._directory.remove(domain)
            return
        try:
            entry = AccountRecord.model_validate_json(value).entry()
        except ValidationError as error:
            log.warning("an account on %s cannot be read and is left out: %s", ACCOUNTS, error.errors()[0]["msg"])
            return
        if entry is None:
            self._directory.remove(domain)
        else:
            self._directory.add(entry)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except Exception as error:
                self.trouble = f"the accounts cannot be read from the broker: {error}"
                log.warning("%s; it is tried again in %g s", self.trouble, PAUSE)
                self._stop.wait(PAUSE)

    def _follow(self) -> None:
        """Read anew from the beginning; what left the topic's past since the last time stays until it is told."""
        with closing(_consumer(self._options)) as consumer:
            ends, standstill = _assigned(consumer), Standstill[Any]()
            while not self._stop.is_set():
                known = self._published
                self._changes(consumer.poll(timeout_ms=_POLL))
                if self._published and not known:
                    ends = consumer.end_offsets(list(ends))  # all that was there before the mark lies before these
                reached = {part: consumer.position(part) for part in ends}
                if standstill.look(monotonic(), reached, {part: Span(0, end) for part, end in ends.items()}):
                    raise StandstillError("what is there does not come")
                if not self._read.is_set() and self._published and _is_read(reached, ends):
                    log.info("%d accounts are known by their names", len(self._directory))
                    self._read.set()

    def _changes(self, polled: Mapping[Any, Sequence[Any]]) -> None:
        self.trouble = ""
        if changes := [(each.key, each.value) for records in polled.values() for each in records]:
            self.take(changes)


def _is_read(reached: Mapping[Any, int], ends: Mapping[Any, int]) -> bool:
    return all(reached[part] >= end for part, end in ends.items())


def _resolver(directory: Directory) -> Resolve:
    def found(name: str | None, domain: str | None, email: str | None, country: str | None) -> Any:
        return resolve(directory, Query(name=name, domain=domain, email=email, country=country))

    remembered: Callable[..., Any] = lru_cache(maxsize=50_000)(found)
    return remembered


def _consumer(options: Mapping[str, Any]) -> "KafkaConsumer":
    from kafka import KafkaConsumer

    told = {"group_id": None, "enable_auto_commit": False, "auto_offset_reset": "earliest", "metrics_enabled": False}
    return KafkaConsumer(**told, allow_auto_create_topics=False, **options)


def _assigned(consumer: "KafkaConsumer") -> dict[Any, int]:
    """Read every partition from its beginning; where each ends now."""
    from kafka import TopicPartition

    numbers = consumer.partitions_for_topic(ACCOUNTS)
    if not numbers:
        raise LookupError(f"there is no topic {ACCOUNTS} yet")
    parts = [TopicPartition(ACCOUNTS, number) for number in sorted(numbers)]
    consumer.assign(parts)
    consumer.seek_to_beginning(*parts)
    ends: dict[Any, int] = consumer.end_offsets(parts)
    return ends
