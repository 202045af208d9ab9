"""Offsets: how far each partition was read, kept in the store, in the transaction that stored what was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb

_READ = 'SELECT cluster, topic, topic_id, "partition", next, replay_until FROM offsets'
_READ_ON = """
    INSERT INTO offsets (cluster, topic, topic_id, "partition", next) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET next = excluded.next
"""
_START = """
    INSERT INTO offsets (cluster, topic, topic_id, "partition", next, replay_until) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET next = excluded.next, replay_until = excluded.replay_until
"""


class Place(NamedTuple):
    """A partition of a topic, wherever it lies."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a partition was read. `next`: the offset to read next; what lies before `replay_until` was decided in an
    earlier life of the store, and is not decided again.
    """

    cluster: str
    topic_id: str
    next: int
    replay_until: int | None = None


def read_offsets(connection: "duckdb.DuckDBPyConnection") -> dict[Place, list[Offset]]:
    """All that is kept: of one partition several, where its topic was made again or another cluster was read."""
    found: dict[Place, list[Offset]] = {}
    for cluster, topic, topic_id, partition, following, until in connection.execute(_READ).fetchall():
        found.setdefault(Place(topic, partition), []).append(Offset(cluster, topic_id, following, until))
    return found


def write_offsets(
    connection: "duckdb.DuckDBPyConnection", cluster: str, topic_ids: Mapping[str, str], offsets: Mapping[Place, int]
) -> None:
    """Note how far was read, in the caller's transaction."""
    for (topic, partition), following in offsets.items():
        connection.execute(_READ_ON, [cluster, topic, topic_ids[topic], partition, following])


def note_starts(connection: "duckdb.DuckDBPyConnection", starts: Mapping[Place, Offset]) -> None:
    """Note where partitions are begun, and up to where they are replayed."""
    for (topic, partition), each in starts.items():
        connection.execute(_START, [each.cluster, topic, each.topic_id, partition, each.next, each.replay_until])
