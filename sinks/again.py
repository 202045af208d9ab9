"""Again: records that were dead letters, back to the topics where they lay, as soon as they keep their contract.

They travel byte for byte. So the ids in them are the same, and what was there meanwhile counts once.
"""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson

from sinks.broker import Options, send_all, writer
from sinks.taking import CONSUMED, take
from streams.fit_table import FitTable
from streams.joining import Place, join_record
from streams.ports import OutletError
from streams.topics import DEAD_LETTERS, SIGNALS
from streams.wire import unpack

AGAIN = frozenset((SIGNALS, *CONSUMED)) - {DEAD_LETTERS}
"""The topics whose broken records can go back."""


@dataclass(slots=True)
class _Read:
    """A dead letter's bytes as a consumer would give them."""

    topic: str
    value: bytes | None
    key: bytes | None = None
    partition: int = 0
    offset: int = 0
    timestamp: int = 0


def still_broken(topic: str, raw: bytes) -> str:
    """Why a record breaks the contract of its topic; empty where it keeps it."""
    if topic != SIGNALS:
        return next((each.rejected.cause for each in take(_Read(topic, raw)).arrivals.dead), "")
    sent = join_record(raw, Place(topic, 0, 0, 0), FitTable())
    return next((str(orjson.loads(each.body)["cause"]) for each in sent if each.topic == DEAD_LETTERS), "")


def put_back(options: Options, topic: str, raw: bytes) -> None:
    """Send a record to its topic, keyed as its like; returns when the broker has it. Raises OutletError."""
    from kafka.errors import KafkaError

    try:
        with closing(writer(options)) as producer:
            send_all(producer, [(topic, _key(unpack(raw)[0]).encode(), raw)])
    except KafkaError as error:
        raise OutletError(f"the broker did not take it, so it stays a dead letter: {error}") from None


def _key(found: dict[str, Any]) -> str:
    """The account, where the record tells one: so it comes after what is there of it already."""
    signal = found.get("signal", found)
    company = signal.get("company") or {}
    return str(signal.get("account") or company.get("domain") or signal.get("id") or found.get("command") or "")
