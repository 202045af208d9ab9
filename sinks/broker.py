"""The broker as the sinks see it: what it has, a reader of partitions, a writer of records. kafka-python stays here."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sinks.offsets import Place
from sinks.starting import Broker, ConsumingError
from sinks.taking import Record

if TYPE_CHECKING:
    from kafka import KafkaConsumer, KafkaProducer

Options = Mapping[str, Any]
"""What every client of a cluster is made with: addresses and security, by kafka-python's names."""

LARGEST_FETCH = 4 << 20
"""Bytes of one partition in one answer; a larger record comes alone."""
PATIENCE = 60.0
"""Seconds that a record may take to be acknowledged after all were sent."""
_POLL = 200
"""Milliseconds that a poll waits."""


def look(options: Options, topics: Sequence[str]) -> Broker:
    """What the broker has of these topics. Raises ConsumingError for one that is not there, KafkaError."""
    from kafka import KafkaAdminClient, TopicPartition

    with closing(KafkaAdminClient(**options)) as admin:
        cluster = str(admin.describe_cluster()["cluster_id"])
        found = {each["name"]: each for each in admin.describe_topics(list(topics)) if not each["error_code"]}
    missing = [name for name in topics if name not in found]
    if missing:
        said = ", ".join(missing)
        raise ConsumingError(f"the broker has no topic {said}: `fitsignal check --live` says what it needs")
    parts = [TopicPartition(name, part["partition_index"]) for name in topics for part in found[name]["partitions"]]
    with closing(reader(options)) as consumer:
        begins, ends = consumer.beginning_offsets(parts), consumer.end_offsets(parts)
    ids = {name: str(found[name]["topic_id"]) for name in topics}
    return Broker(cluster, ids, {Place(*part): (begins[part], ends[part]) for part in parts})


def reader(options: Options) -> "KafkaConsumer":
    """A consumer of no group, which never moves by itself: an offset that is not there is an error."""
    from kafka import KafkaConsumer

    told = {
        "group_id": None,
        "enable_auto_commit": False,
        "auto_offset_reset": "none",
        "allow_auto_create_topics": False,
        "max_partition_fetch_bytes": LARGEST_FETCH,
        "fetch_max_wait_ms": 100,
        "check_crcs": False,  # in Python it costs more than reading the signals; TCP and the broker have checked
        "metrics_enabled": False,
    }
    return KafkaConsumer(**{**told, **options})


def writer(options: Options) -> "KafkaProducer":
    """A producer whose records are acknowledged by all replicas, once and in order."""
    from kafka import KafkaProducer

    told = {
        "acks": "all",
        "enable_idempotence": True,
        "linger_ms": 5,
        "max_request_size": 16 << 20,
        "metrics_enabled": False,
    }
    return KafkaProducer(**{**told, **options})


def assign(consumer: "KafkaConsumer", positions: Mapping[Place, int]) -> None:
    """Read these partitions from these offsets."""
    from kafka import TopicPartition

    parts = {place: TopicPartition(*place) for place in positions}
    consumer.assign(list(parts.values()))
    for place, offset in positions.items():
        consumer.seek(parts[place], offset)


def read_spans(
    options: Options, spans: Mapping[Place, tuple[int, int]], stopped: Callable[[], bool]
) -> Iterator[Record]:
    """The records of partitions, each from an offset up to another, and no more."""
    left = {place: end for place, (begin, end) in spans.items() if begin < end}
    if not left:
        return
    with closing(reader(options)) as consumer:
        assign(consumer, {place: spans[place][0] for place in left})
        while left and not stopped():
            yield from _before(flat(consumer.poll(timeout_ms=_POLL)), spans)
            left = {place: end for place, end in left.items() if position(consumer, place) < end}


def flat(polled: Mapping[Any, Sequence[Any]]) -> list[Record]:
    """The records of a poll: of each partition in its order."""
    return [record for records in polled.values() for record in records]


def topic_id(consumer: "KafkaConsumer", name: str) -> str | None:
    """The topic's id as the consumer's metadata has it now; None where the broker tells none."""
    found = consumer._cluster.topic_id(name)  # no public method tells it without another request
    return None if found is None else str(found)


def position(consumer: "KafkaConsumer", place: Place) -> int:
    """The offset that is read next."""
    from kafka import TopicPartition

    found: int = consumer.position(TopicPartition(*place))
    return found


def _before(records: Iterable[Record], spans: Mapping[Place, tuple[int, int]]) -> Iterator[Record]:
    return (record for record in records if record.offset < spans[Place(record.topic, record.partition)][1])


def send_all(producer: "KafkaProducer", records: Iterable[tuple[str, bytes, bytes | None]]) -> None:
    """Send records, each of a topic and a key, and wait until the broker has all. Raises KafkaError otherwise."""
    sent = [producer.send(topic, value=value, key=key) for topic, key, value in records]
    if sent:
        producer.flush()
    for each in sent:
        each.get(timeout=PATIENCE)
