"""Finding: signals that waited for a company go to the account that the directory finds for it now.

What is found keeps its id and the instant it was first seen, and is marked as seeded: it counts and shows, and never
alerts by itself.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from sinks.desk import Desk
from streams.match import Match
from streams.outlet import Resolve
from streams.ports import Arrivals
from streams.signal import Resolution, Signal

if TYPE_CHECKING:
    import duckdb

MOST = 5_000
"""Signals found in one transaction, about."""
_COMPANIES = "SELECT DISTINCT signal ->> '$.company.name', signal ->> '$.company.domain' FROM unresolved"
_OF = """
    SELECT signal::VARCHAR FROM unresolved JOIN (SELECT unnest(?) AS name, unnest(?) AS domain) AS asked
    ON signal ->> '$.company.name' IS NOT DISTINCT FROM asked.name
    AND signal ->> '$.company.domain' IS NOT DISTINCT FROM asked.domain ORDER BY observed_at, id
"""
Company = tuple[str | None, str | None]


def release_found(desk: Desk) -> int:
    """Give what waits to the accounts that the directory finds for it now; how many signals."""
    resolve, released = desk.catalog.resolver(), 0
    found = _found(desk.store.connection, resolve)
    while some := dict(islice(found, MOST)):
        signals = [_given(signal, some[_company(signal)]) for signal in _waiting(desk.store.connection, [*some])]
        for place in range(0, len(signals), MOST):
            desk.apply([Arrivals(signals[place : place + MOST])])
        released += len(signals)
    return released


def _company(signal: Signal) -> Company:
    return signal.company.name, signal.company.domain


def _found(connection: "duckdb.DuckDBPyConnection", resolve: Resolve) -> Iterator[tuple[Company, Match]]:
    for name, domain in connection.execute(_COMPANIES).fetchall():
        match = resolve(name, domain, None, None)
        if match.account is not None:
            yield (name, domain), match


def _waiting(connection: "duckdb.DuckDBPyConnection", companies: Iterable[Company]) -> Iterator[Signal]:
    names, domains = zip(*companies, strict=True)
    rows = connection.execute(_OF, [list(names), list(domains)]).fetchall()
    return (Signal.model_validate_json(row[0]) for row in rows)


def _given(signal: Signal, match: Match) -> Signal:
    told = Resolution(method=match.method, confidence=match.confidence)
    return signal.model_copy(update={"account": match.account, "seeded": True, "resolution": told})
