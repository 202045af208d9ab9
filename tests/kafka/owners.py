"""The store's owner beside a broker: worlds whose desk is fed by the topics, and what the tests put there."""

import gc
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from sinks.alerts_topic import AlertsTopic
from sinks.broker import look, read_spans
from sinks.consuming import Consuming
from sinks.offsets import Place
from sinks.publishing import Publishing
from sinks.reader import Reader
from sinks.taking import CONSUMED
from streams.embedded import EmbeddedHost
from streams.join import join
from streams.outlet import arrive
from streams.ports import Arrivals, Batch
from streams.records import (
    AnswerCommand,
    DeadLetterRecord,
    IdentityCommand,
    LessonCommand,
    UnresolvedRecord,
    erasure_command,
    signal_json,
)
from streams.sealing import Seal
from streams.signal import Signal
from streams.topics import COMMANDS, DEAD_LETTERS, QUALIFIED, SILENT, TOPICS, UNRESOLVED
from streams.wire import pack, partitioner
from tests.laws.desks import POLICY, World, hosted

PARTITIONS = 4
SEAL = Seal(bytes(range(32)))
PATIENCE = 60.0
"""Seconds that the way from a topic to the store may take."""


def options(address: str) -> dict[str, Any]:
    return {"bootstrap_servers": address}


def make_topics(address: str, names: Iterable[str] = TOPICS) -> None:
    from kafka import KafkaAdminClient

    made = {
        name: {
            "num_partitions": TOPICS[name].partitions(PARTITIONS),
            "replication_factor": 1,
            "configs": TOPICS[name].config(POLICY),
        }
        for name in names
    }
    with closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.create_topics(made, wait_for_metadata=True)


def drop_topics(address: str, *names: str) -> None:
    from kafka import KafkaAdminClient

    with closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.delete_topics(list(names))


def put(address: str, records: Iterable[tuple[str, bytes | None, bytes | None]], **where: Any) -> None:
    """Records of topic, key and value, acknowledged."""
    from kafka import KafkaProducer

    with closing(KafkaProducer(bootstrap_servers=address, max_request_size=16 << 20)) as producer:
        sent = [producer.send(topic, key=key, value=value, **where) for topic, key, value in records]
        for each in sent:
            each.get(timeout=PATIENCE)


def joined(arrivals: Arrivals, world: World, full: int = 256_000) -> Iterator[tuple[str, bytes, bytes]]:
    """What outlet and join make of arrivals, as records: `full` bytes an array, 0 for single records."""
    kinds: dict[str, list[tuple[str, bytes]]] = {name: [] for name in CONSUMED}
    for signal in arrivals.signals:
        topic, body = _joined(signal, arrivals.facts.get(signal.id), world)
        kinds[topic].append((signal.account or "", body))
    for item in arrivals.unresolved:
        kinds[UNRESOLVED].append((item.signal.id, UnresolvedRecord.of(item).model_dump_json().encode()))
    for letter in arrivals.dead:
        kinds[DEAD_LETTERS].append((letter.source, DeadLetterRecord.of(letter).model_dump_json().encode()))
    for who in arrivals.identities:
        kinds[COMMANDS].append((who.domain, IdentityCommand.of(who).model_dump_json().encode()))
    for gone in arrivals.erasures:
        kinds[COMMANDS].append(("erasure", erasure_command(gone, lambda: SEAL).model_dump_json().encode()))
    for said in arrivals.answers:
        kinds[COMMANDS].append(("answer", AnswerCommand.of(said).model_dump_json().encode()))
    for lesson in arrivals.lessons:
        kinds[COMMANDS].append((lesson.domain, LessonCommand.of(lesson).model_dump_json().encode()))
    for topic, objects in kinds.items():
        partitions = TOPICS[topic].partitions(PARTITIONS)
        for key, value in pack(objects, partitioner(partitions), full):
            yield topic, key, value


def _joined(signal: Signal, facts: Mapping[str, Any] | None, world: World) -> tuple[str, bytes]:
    standing = world.catalog.standings.get(signal.account or "")
    body = signal_json(signal, facts)
    if standing is None:
        stamp = b'"verdict":"possible","fit":0.0,"tier":"out","known":0.0,"profile":"","fit_version":""}'
        return QUALIFIED, b'{"v":1,"signal":' + body + b"," + stamp
    told = join(signal, standing)
    topic = QUALIFIED if told.verdict in ("pass", "possible") else SILENT
    stamped = told.model_dump_json(exclude={"signal", "v"}).encode()
    return topic, b'{"v":1,"signal":' + body + b"," + stamped[1:]


def arrived(world: World, batch: Batch) -> Arrivals:
    return arrive(batch, world.catalog.resolver(), world.now, recorded=False)


@contextmanager
def consuming(address: str, world: World, host: EmbeddedHost) -> Iterator[Consuming]:
    """The desk of a world, fed by the topics until the end of the block."""
    found = Consuming(options(address), world.desk, host, lambda: SEAL)
    found.start()
    try:
        yield found
    finally:
        found.close()


@contextmanager
def publishing(address: str, world: World, host: EmbeddedHost) -> Iterator[Publishing]:
    found = Publishing(options(address), world.store, world.catalog, host)
    found.start()
    try:
        yield found
    finally:
        found.close()


def ends(address: str, topics: Sequence[str] = CONSUMED) -> dict[Place, int]:
    return {place: end for place, (_, end) in look(options(address), topics).spans.items()}


def caught_up(address: str, world: World, host: EmbeddedHost, of: Consuming) -> None:
    """Wait until the store has read all that is there."""
    wanted = ends(address)
    sql = 'SELECT topic, "partition", next FROM offsets'

    def read() -> bool:
        found = {Place(topic, part): n for topic, part, n in host.call(lambda: world.rows(sql)).result()}
        return all(found.get(place, -1) >= end for place, end in wanted.items())

    eventually(read, of)


def eventually(holds: Callable[[], bool], of: Consuming | None = None) -> None:
    """Wait until something holds; a consumer that has ended has failed."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if of is not None and of.ended.done():
            of.ended.result()
        assert time.monotonic() < end, f"not within {PATIENCE} s; trouble: {of.trouble if of else ''}"
        time.sleep(0.02)


@contextmanager
def broken_connections() -> Iterator[None]:
    """kafka-python leaves the sockets of connections that were refused to the garbage collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


def feed(address: str, world: World) -> None:
    """Let the world take in all that the topics have."""
    with hosted(world) as host, consuming(address, world, host) as of:
        of.ready.result(PATIENCE)
        caught_up(address, world, host, of)


def publish_alerts(address: str, world: World, name: str = "alerts", **more: Any) -> None:
    """Hand the world's alerts to their topic, as the sink of that name."""
    from fitsignal.delivery import Courier

    with hosted(world) as host:
        reader = Reader(world.store, world.policy, world.profiles)
        sink = AlertsTopic(options(address) | more, reader.alerts)
        courier = Courier(name, sink, world.store, host, reader, world.clock, late=None)
        courier.drain()
        sink.close()


def contents(address: str, topic: str) -> list[Any]:
    """The records of a topic, whole."""
    return list(read_spans(options(address), look(options(address), [topic]).spans, lambda: False))
