"""Join workers as processes, and what the tests of the join put in and read out."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from streams.ids import shaped
from streams.records import PUBLISHED, AccountRecord, PublishedRecord
from streams.topics import ACCOUNTS, DEAD_LETTERS, QUALIFIED, SIGNALS, SILENT, TOPICS, UNRESOLVED
from streams.wire import unpack
from tests.kafka.broker import die_with_parent
from tests.streams.worlds import shipped_policy

PARTITIONS = 4
OUT = (QUALIFIED, SILENT, UNRESOLVED, DEAD_LETTERS)
PATIENCE = 60.0
"""Seconds after which what should have come is missing."""
_SAID: dict[int, Any] = {}
_WORKER = """
import logging, sys
from streams.worker import JoinOptions, main
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
sys.exit(main(JoinOptions(sys.argv[1:])))
"""


def make_topics(address: str, partitions: int = PARTITIONS, **over: dict[str, str]) -> None:
    """The topics of the join, empty; `over` has settings of its own for a topic, by its name in this module."""
    policy = shipped_policy()
    asked = {
        topic.name: {
            "num_partitions": topic.partitions(partitions),
            "replication_factor": 1,
            "configs": topic.config(policy) | over.get(topic.name, {}),
        }
        for topic in TOPICS.values()
    }
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.create_topics(asked, wait_for_metadata=True)


def account(domain: str, verdict: str = "pass", **fields: Any) -> AccountRecord:
    """An invented account with its fit."""
    fit = {"fit": 80.0, "tier": "A", "known": 0.8, "known_mandatory": 3, "profile": "main", "fit_version": "f1"}
    return AccountRecord(domain=domain, verdict=verdict, **{"name": domain.split(".")[0].title(), **fit, **fields})


def signal(number: int, domain: str | None, **fields: Any) -> dict[str, Any]:
    """An invented signal as the topic carries it."""
    given = {
        "v": 1,
        "id": shaped("20261122", [number]),
        "kind": "visit",
        "company": {"name": None, "domain": domain},
        "account": domain,
        "source": "website",
        "observed_at": "2026-11-22T09:30:00Z",
        "occurred_at": "2026-11-22T09:00:00Z",
        "evidence": {"url": f"https://example.com/{number}", "title": "Pricing", "excerpt": None},
        "details": {"page": "/pricing"},
        "confidence": 1.0,
        "seeded": False,
        "resolution": {"method": "domain", "confidence": 1.0},
    }
    return given | fields


def dumped(value: Any) -> bytes | None:
    return value if value is None or isinstance(value, bytes) else orjson.dumps(value)


@contextlib.contextmanager
def producing(address: str) -> Iterator[KafkaProducer]:
    options: dict[str, Any] = {"acks": "all", "linger_ms": 5, "max_request_size": 20_000_000}
    with contextlib.closing(KafkaProducer(bootstrap_servers=address, **options)) as producer:
        yield producer


def put(address: str, *records: tuple[str | None, Any], topic: str = SIGNALS, partition: int | None = None) -> None:
    """Records of a key and a value, which are bytes, None, or what JSON is made of; acknowledged."""
    with producing(address) as producer:
        sent = [producer.send(topic, dumped(v), k.encode() if k else None, partition=partition) for k, v in records]
        for each in sent:
            each.get(timeout=30)


def put_accounts(address: str, *accounts: AccountRecord) -> None:
    """Publish accounts, and say that these are all."""
    put(address, *((each.domain, each.model_dump_json().encode()) for each in accounts), topic=ACCOUNTS)
    put(address, (PUBLISHED, PublishedRecord(published=len(accounts)).model_dump_json().encode()), topic=ACCOUNTS)


class Reader:
    """Everything that a topic holds, and what comes."""

    def __init__(self, address: str, topic: str) -> None:
        self.records: list[Any] = []
        self._consumer = KafkaConsumer(bootstrap_servers=address, max_partition_fetch_bytes=20_000_000)
        places = [TopicPartition(topic, number) for number in sorted(self._consumer.partitions_for_topic(topic))]
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)

    def objects(self, at_least: int = 0) -> list[dict[str, Any]]:
        """What it holds by now, and at least so many."""
        end = time.monotonic() + PATIENCE
        while self._poll(500 if len(self._unpacked()) < at_least else 50) or len(self._unpacked()) < at_least:
            if time.monotonic() > end:
                raise AssertionError(f"{len(self._unpacked())} of {at_least} objects came")
        return self._unpacked()

    def so_far(self) -> list[dict[str, Any]]:
        """What has come, while more may be coming all the time."""
        self._poll(200)
        return self._unpacked()

    def _poll(self, millis: int) -> int:
        found = [record for each in self._consumer.poll(timeout_ms=millis).values() for record in each]
        self.records.extend(found)
        return len(found)

    def _unpacked(self) -> list[dict[str, Any]]:
        return [each for record in self.records for each in unpack(record.value)]

    def close(self) -> None:
        self._consumer.close()


@contextlib.contextmanager
def reading(address: str, *topics: str) -> Iterator[list[Reader]]:
    with contextlib.ExitStack() as last:
        yield [last.enter_context(contextlib.closing(Reader(address, topic))) for topic in topics]


def until(holds: Callable[[int], Any]) -> None:
    """Ask again, with the number of the try, until the answer is yes."""
    end, number = time.monotonic() + PATIENCE, 0
    while not holds(number):
        number += 1
        assert time.monotonic() < end, "it did not come true"


@contextlib.contextmanager
def worker(*servers: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A join worker as a process of its own; killed at the end of the block, if it is there still."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, *servers],
            stderr=said,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )
        _SAID[process.pid] = said
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def said_by(process: "subprocess.Popen[bytes]") -> str:
    """What the worker has logged."""
    said = _SAID[process.pid]
    return os.pread(said.fileno(), os.fstat(said.fileno()).st_size, 0).decode()


def ended(process: "subprocess.Popen[bytes]", seconds: float = PATIENCE) -> tuple[int, str]:
    """The exit code, and what it said, once it ended."""
    return process.wait(timeout=seconds), said_by(process)


def committed(address: str, group: str = "fitsignal-join") -> int:
    """Records of signals that the workers have done with."""
    with contextlib.closing(KafkaConsumer(bootstrap_servers=address, group_id=group)) as consumer:
        places = [TopicPartition(SIGNALS, number) for number in consumer.partitions_for_topic(SIGNALS)]
        return sum(consumer.committed(place) or 0 for place in places)


def ids(objects: Sequence[dict[str, Any]]) -> list[str]:
    """Of each object its signal's id."""
    return [each["signal"]["id"] for each in objects]
