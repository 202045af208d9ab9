"""What a batch brings beside its signals, stored: names of nobody, and what broke its contract."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sinks.rows import dead_row, unresolved_row
from sinks.tables import DEAD_LETTERS, UNRESOLVED
from sinks.waiting import unstored
from streams.ports import Arrivals, Unresolved

if TYPE_CHECKING:
    import duckdb


def store_unresolved(
    connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals], refused: Mapping[int, Sequence[Unresolved]]
) -> list[int]:
    """Store what names no account; how much of it each of the arrivals brought."""
    nobodys = [[*each.unresolved, *refused.get(number, ())] for number, each in enumerate(arrivals)]
    new = unstored(connection, [item.signal.id for each in nobodys for item in each])
    nobodys = [[item for item in each if item.signal.id in new] for each in nobodys]
    first_of = {item.signal.id: item for each in reversed(nobodys) for item in reversed(each)}
    UNRESOLVED.insert(connection, list(map(unresolved_row, first_of.values())), tail="ON CONFLICT DO NOTHING")
    return [len(each) for each in nobodys]


def store_dead(connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals]) -> None:
    """Store what is dead; of one that came twice the first."""
    first_of = {row[0]: row for each in reversed(arrivals) for row in map(dead_row, reversed(each.dead))}
    DEAD_LETTERS.insert(connection, list(first_of.values()), tail="ON CONFLICT DO NOTHING")
