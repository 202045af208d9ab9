"""Waiting: signals of nobody, from the hour they came to the hour somebody is found for them.

What is found keeps its id and the instant it was first seen. A list or an alias that finds it never alerts by itself,
so it is marked as seeded: it counts and shows. What a person claims may alert, if it is fresh.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from streams.names import name_key
from streams.ports import Arrivals, Unresolved
from streams.signal import Resolution, Signal
from streams.times import instant

if TYPE_CHECKING:
    import duckdb

CLAIM = Resolution(method="claim", confidence=1.0)
_ANY = "SELECT 1 FROM unresolved LIMIT 1"
_HELD = "SELECT id::VARCHAR, epoch_us(observed_at) FROM unresolved WHERE id IN (SELECT unnest(?)::UUID)"
_STORED = "SELECT id::VARCHAR FROM signals WHERE id IN (SELECT unnest(?)::UUID)"
_NAMES = "SELECT DISTINCT signal ->> '$.company.name' AS name FROM unresolved WHERE name IS NOT NULL"
_NAMED = "SELECT id::VARCHAR FROM unresolved WHERE signal ->> '$.company.name' IN (SELECT unnest(?)) ORDER BY id"


class Held(NamedTuple):
    """Arrivals whose signals have the instants at which they were first seen, and the ids of those that waited."""

    arrivals: Sequence[Arrivals]
    ids: list[str]


def held(connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals]) -> Held:
    """Which of the signals that arrive with an account have waited without one until now."""
    if not any(each.signals for each in arrivals) or connection.execute(_ANY).fetchone() is None:
        return Held(arrivals, [])
    ids = [signal.id for each in arrivals for signal in each.signals]
    seen = dict(connection.execute(_HELD, [ids]).fetchall())
    return Held([_as_seen(each, seen) for each in arrivals] if seen else arrivals, [*seen])


def let_go(
    connection: "duckdb.DuckDBPyConnection", waited: Sequence[str], refused: Mapping[int, Iterable[Unresolved]]
) -> None:
    """Forget as unresolved what has its account, but what the cap on discovered companies turned away."""
    kept = {item.signal.id for items in refused.values() for item in items}
    gone = [name for name in waited if name not in kept]
    if gone:
        connection.execute("DELETE FROM unresolved WHERE id IN (SELECT unnest(?)::UUID)", [gone])


def unstored(connection: "duckdb.DuckDBPyConnection", ids: Sequence[str]) -> set[str]:
    """Those that are no stored signals: what has its account is not unresolved when it is offered again."""
    known = {row[0] for row in connection.execute(_STORED, [list(ids)]).fetchall()} if ids else set()
    return set(ids) - known


def named(connection: "duckdb.DuckDBPyConnection", name: str) -> list[str]:
    """The ids of what waits under this name, however it is spelled."""
    key = name_key(name)
    alike = [row[0] for row in connection.execute(_NAMES).fetchall() if key and name_key(row[0]) == key]
    return [row[0] for row in connection.execute(_NAMED, [alike]).fetchall()] if alike else []


def claimed(signal: Signal, account: str) -> Signal:
    """The signal as it is at an account that a person gave it to."""
    return signal.model_copy(update={"account": account, "resolution": CLAIM})


def _as_seen(arrivals: Arrivals, seen: dict[str, int]) -> Arrivals:
    signals = [
        each.model_copy(update={"observed_at": instant(seen[each.id])}) if each.id in seen else each
        for each in arrivals.signals
    ]
    return replace(arrivals, signals=signals)
