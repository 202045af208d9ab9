"""Lag: how many records wait in each partition, for the store's owner and for the join."""

from collections.abc import Mapping
from contextlib import closing
from typing import NamedTuple

from sinks.broker import Options, look
from sinks.offsets import Offset, Place
from sinks.taking import CONSUMED
from streams.topics import SIGNALS


class Lag(NamedTuple):
    """Records that wait: of the join's topic for the group, of the others for the store."""

    reader: str
    place: Place
    records: int


def lag(options: Options, kept: Mapping[Place, list[Offset]], group: str) -> list[Lag]:
    """What waits at this moment, by partition. `kept`: the store's offsets. Raises KafkaError, ConsumingError."""
    broker = look(options, (SIGNALS, *CONSUMED))
    stored = {
        place: offset.next
        for place, offsets in kept.items()
        for offset in offsets
        if (offset.cluster, offset.topic_id) == (broker.cluster, broker.topic_ids.get(place.topic))
    }
    joined = committed(options, group)
    return [
        Lag("join" if place.topic == SIGNALS else "store", place, max(0, end - max(begin, read.get(place, begin))))
        for place, (begin, end) in sorted(broker.spans.items())
        for read in (joined if place.topic == SIGNALS else stored,)
    ]


def committed(options: Options, group: str) -> dict[Place, int]:
    """How far a group has read, by its own word; nothing of one that nobody knows. Raises KafkaError."""
    from kafka import KafkaAdminClient
    from kafka.errors import GroupIdNotFoundError

    with closing(KafkaAdminClient(**options)) as admin:
        try:
            found = admin.list_group_offsets({group: None})[group]
        except GroupIdNotFoundError:
            return {}
    return {Place(part.topic, part.partition): told.offset for part, told in found.items() if told.offset >= 0}
