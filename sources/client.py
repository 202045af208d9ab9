"""The outlet's Kafka client: how it is made, how it ends, and which of its errors are refusals of a record."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from streams.topics import LARGEST_DEAD

if TYPE_CHECKING:
    from kafka import KafkaProducer

_WEEK = 7 * 24 * 3600 * 1000
_OPTIONS = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 5,
    "batch_size": 1 << 18,
    "max_request_size": LARGEST_DEAD + (1 << 16),
    "max_block_ms": 5_000,
    "delivery_timeout_ms": _WEEK,  # a broker that is silent for long is waited for, in order
    "metrics_enabled": False,
    "allow_auto_create_topics": False,
}


def client(options: Mapping[str, Any]) -> "KafkaProducer":
    """A producer whose records are done when all replicas in sync have them, once and in order. Raises KafkaError."""
    from kafka import KafkaProducer

    return KafkaProducer(**{**_OPTIONS, **options})


def close(producer: "KafkaProducer", patience: float) -> None:
    """End it, after so many seconds at most; what is still under way fails."""
    with suppress(Exception):  # it complains of what it could not send, which is known
        producer.close(timeout=patience)


def is_refusal(error: Exception | None) -> bool:
    """Whether the broker will never take the record, however often it is sent."""
    from kafka.errors import MessageSizeTooLargeError, RecordListTooLargeError

    return isinstance(error, (MessageSizeTooLargeError, RecordListTooLargeError))
