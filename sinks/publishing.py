"""Publishing: accounts with their fit, for the outlets and joins that hold a copy, on `fitsignal.accounts.v1`.

At start the topic is read to its end and compared with the store: what differs is published, who is no account any more
gets a tombstone, and once all is there a mark says so. From then on whatever a transaction changed is compared again.
Nothing is remembered but what the topic holds, so a crash at any point is mended by the next start. A repeat is
harmless.
"""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from sinks.broker import Options, look, read_spans, send_all, writer
from sinks.catalog import Catalog
from sinks.store import Store
from sinks.writer import Writer
from streams.join import gate
from streams.records import PUBLISHED, AccountRecord, PublishedRecord
from streams.topics import ACCOUNTS

if TYPE_CHECKING:
    from kafka import KafkaProducer

log = logging.getLogger(__name__)
T = TypeVar("T")
TICK = 0.2
"""Seconds between two looks at what has changed."""
PAUSE = 2.0
"""Seconds after a failure."""
CHUNK = 5_000
_FIELDS = (
    "a.domain, a.name, a.aliases, a.domains, a.country, a.status, f.verdict, f.fit, f.tier, f.known, f.known_mandatory,"
    " f.profile, f.version"
)
_ALL = f"SELECT {_FIELDS} FROM accounts AS a JOIN fits AS f ON f.account = a.domain AND f.best"  # noqa: S608
_SOME = f"{_ALL} WHERE a.domain IN (SELECT unnest(?))"


class Publishing:
    """Keeps `accounts.v1` as the store is, on a thread of its own. `ready` is done when it is for the first time.

    To be started when the consumer is ready and not before: accounts on the topic tell it that a store which has read
    nothing was lost.
    """

    def __init__(self, options: Options, store: Store, catalog: Catalog, owner: Writer) -> None:
        self.trouble = ""
        self.ready: Future[int] = Future()
        self._options, self._store, self._catalog, self._owner = options, store, catalog, owner
        self._out: dict[str, bytes] | None = None  # what the topic holds, hashed, by domain; None: not read yet
        self._told = False  # whether the topic says that all were there once
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="publishing", daemon=True)

    def start(self) -> None:
        """Compare all, then follow."""
        self._thread.start()

    def close(self) -> None:
        """Stop; what was not published yet is by the next start."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except Exception as error:
                self.trouble, self._out = f"accounts are not published: {error}", None
                log.warning("%s; it is tried again in %g s", self.trouble, PAUSE)
                self._stop.wait(PAUSE)

    def _follow(self) -> None:
        with ExitStack() as last:
            producer = writer(self._options)
            last.callback(producer.close, timeout=PAUSE)
            while not self._stop.is_set():
                changed = self._owner.call(self._catalog.take_changed).result()
                out = self._out
                if out is None:
                    out, changed = self._read_back(), None
                if changed is None or changed:
                    count = self._publish(producer, out, changed)
                    log.info("published %d accounts", count)
                self._out, self.trouble = out, ""
                self._tell(producer, len(out))
                if not self.ready.done():
                    self.ready.set_result(len(out))
                self._stop.wait(TICK)

    def _tell(self, producer: "KafkaProducer", count: int) -> None:
        """Once all is acknowledged for the first time: whoever reads the topic to its end has all of it then."""
        if not self._told:
            body = PublishedRecord(published=count).model_dump_json().encode()
            send_all(producer, [(ACCOUNTS, PUBLISHED.encode(), body)])
            self._told = True

    def _read_back(self) -> dict[str, bytes]:
        """What the topic holds by now."""
        out: dict[str, bytes] = {}
        self._told = False
        for record in read_spans(self._options, look(self._options, [ACCOUNTS]).spans, self._stop.is_set):
            domain = (record.key or b"").decode("utf-8", "replace")
            if domain == PUBLISHED:
                self._told = record.value is not None
            elif record.value is None:
                out.pop(domain, None)
            else:
                out[domain] = _hash(record.value)
        return out

    def _publish(self, producer: "KafkaProducer", out: dict[str, bytes], changed: set[str] | None) -> int:
        """Send what differs, and note it as out once it is acknowledged; how many. `changed`: None stands for all."""
        here, count = set[str](), 0
        for chunk in self._chunks(changed):
            here.update(chunk)
            new = {domain: body for domain, body in chunk.items() if out.get(domain) != _hash(body)}
            send_all(producer, ((ACCOUNTS, domain.encode(), body) for domain, body in new.items()))
            out.update({domain: _hash(body) for domain, body in new.items()})
            count += len(new)
        gone = [domain for domain in (out if changed is None else changed) if domain in out and domain not in here]
        send_all(producer, ((ACCOUNTS, domain.encode(), None) for domain in gone))
        for domain in gone:
            del out[domain]
        return count + len(gone)

    def _chunks(self, changed: set[str] | None) -> Iterator[Mapping[str, bytes]]:
        with self._store.read(seconds=600) as cursor:
            if changed is None:
                cursor.execute(_ALL)
            else:
                cursor.execute(_SOME, [list(changed)])
            while rows := cursor.fetchmany(CHUNK):
                yield {row[0]: record_of(*row).model_dump_json().encode() for row in rows}


def record_of(
    domain: str,
    name: str,
    aliases: Iterable[str] | None,
    domains: Iterable[str] | None,
    country: str | None,
    status: str,
    verdict: str,
    *stamp: object,
) -> AccountRecord:
    """An account of the store as it is published; `stamp`: fit, tier, known, known mandatory, profile, fit version."""
    names = ("fit", "tier", "known", "known_mandatory", "profile", "fit_version")
    told = {"domain": domain, "name": name, "aliases": tuple(aliases or ()), "domains": tuple(domains or ())}
    stands = {"country": country, "status": status, "verdict": gate(status, verdict)}
    return AccountRecord.model_validate(told | stands | dict(zip(names, stamp, strict=True)))


def _hash(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).digest()
