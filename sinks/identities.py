"""Identities: visitors that turned out to be of a company. What they did unresolved becomes signals of that company.

A visitor's signals are released once, when the identity comes; those that come later are attributed as they come. So
the state is the same in any order. Of two companies that claim the same visitor of a day, the first stands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sinks.rows import dumped
from sinks.tables import ENTRIES, IDENTITIES
from streams.attribution import attributed, visitor_of
from streams.outlet import Resolve
from streams.ports import Arrivals, Identity
from streams.signal import Signal
from streams.times import micros

if TYPE_CHECKING:
    import duckdb

MOST = 10_000
"""Signals released in one transaction; nobody visits so much in the days that an identity names."""

_HELD = f"SELECT signal FROM unresolved WHERE visitor IN (SELECT unnest(?)) ORDER BY observed_at, id LIMIT {MOST}"  # noqa: S608
_KNOWN = "SELECT visitor, domain, method, confidence FROM identities WHERE visitor IN (SELECT unnest(?))"


def identify(
    connection: "duckdb.DuckDBPyConnection",
    arrivals: Sequence[Arrivals],
    resolve: Resolve,
    next_seq: Callable[[int], int],
    now: datetime,
) -> Sequence[Arrivals]:
    """Learn the identities that arrive: the arrivals with what these release, and what known visitors bring, given."""
    new = _learn(connection, arrivals, next_seq, now)
    coming = {name for each in arrivals for item in each.unresolved if (name := visitor_of(item.signal))}
    if not new and not coming:
        return arrivals
    known = _known(connection, coming.union(new))
    held = _held(connection, new)
    return [
        _attribute(each, [held[name] for name in _own(number, new) if name in held], known, resolve)
        for number, each in enumerate(arrivals)
    ]


def _learn(
    connection: "duckdb.DuckDBPyConnection",
    arrivals: Sequence[Arrivals],
    next_seq: Callable[[int], int],
    now: datetime,
) -> dict[str, int]:
    """Store identities; the visitors that were not known before, each with the number of the arrivals it came with."""
    told: dict[str, tuple[int, Identity]] = {}
    for number, each in enumerate(arrivals):
        for identity in each.identities:
            for visitor in identity.visitors:
                told.setdefault(visitor, (number, identity))
    rows = [(name, who.domain, who.method, who.confidence, micros(now)) for name, (_, who) in told.items()]
    kept = IDENTITIES.insert(connection, rows, tail="ON CONFLICT DO NOTHING RETURNING visitor")
    new = {name: told[name] for name in sorted(row[0] for row in kept)}
    _enter(connection, new, next_seq, now)
    return {name: number for name, (number, _) in new.items()}


def _enter(
    connection: "duckdb.DuckDBPyConnection",
    new: Mapping[str, tuple[int, Identity]],
    next_seq: Callable[[int], int],
    now: datetime,
) -> None:
    """An entry of the log for each identity that told something new: hashes and the company, never a person."""
    by_identity: dict[Identity, list[str]] = {}
    for visitor, (_, identity) in new.items():
        by_identity.setdefault(identity, []).append(visitor)
    seq = next_seq(len(by_identity))
    rows = [
        (seq + place, "identity", dumped(_body(identity, visitors)), micros(now))
        for place, (identity, visitors) in enumerate(by_identity.items())
    ]
    ENTRIES.insert(connection, rows)


def _body(identity: Identity, visitors: Sequence[str]) -> dict[str, Any]:
    return {
        "visitors": list(visitors),
        "domain": identity.domain,
        "method": identity.method,
        "confidence": identity.confidence,
    }


def _known(connection: "duckdb.DuckDBPyConnection", visitors: Iterable[str]) -> dict[str, Identity]:
    rows = connection.execute(_KNOWN, [list(visitors)]).fetchall()
    return {visitor: Identity((visitor,), *rest) for visitor, *rest in rows}


def _held(connection: "duckdb.DuckDBPyConnection", visitors: Iterable[str]) -> dict[str, list[Signal]]:
    """Unresolved signals by visitor, the oldest first."""
    found: dict[str, list[Signal]] = {}
    names = list(visitors)
    for (body,) in connection.execute(_HELD, [names]).fetchall() if names else ():
        signal = Signal.model_validate_json(body)
        found.setdefault(visitor_of(signal) or "", []).append(signal)
    return found


def _own(number: int, new: Mapping[str, int]) -> Iterator[str]:
    return (visitor for visitor, told_by in new.items() if told_by == number)


def _attribute(
    each: Arrivals, released: Sequence[Sequence[Signal]], known: Mapping[str, Identity], resolve: Resolve
) -> Arrivals:
    """The arrivals with what is attributed before their own signals: so their decisions see the visits before them."""
    signals = [found for held in released for one in held if (found := _at_company(one, known, resolve))]
    unresolved = []
    for item in each.unresolved:
        found = _at_company(item.signal, known, resolve)
        if found is None:
            unresolved.append(item)
        else:
            signals.append(found)
    if not signals:
        return each
    facts = _facts(each, signals, resolve)
    return replace(each, signals=[*signals, *each.signals], unresolved=unresolved, facts={**facts, **each.facts})


def _at_company(signal: Signal, known: Mapping[str, Identity], resolve: Resolve) -> Signal | None:
    identity = known.get(visitor_of(signal) or "")
    return attributed(signal, identity, resolve(None, identity.domain, None, None)) if identity else None


def _facts(each: Arrivals, signals: Iterable[Signal], resolve: Resolve) -> dict[str, dict[str, object]]:
    """For companies on no list: what the same arrivals say of them, so that they are made of all that is known."""
    said: dict[str | None, dict[str, object]] = {}
    for own in each.signals:
        if own.id in each.facts:
            said.setdefault(own.account, each.facts[own.id])
    return {
        signal.id: said.get(signal.account, {})
        for signal in signals
        if resolve(None, signal.account, None, None).account is None
    }
