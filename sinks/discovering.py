"""Discovering: companies on no list, made accounts of before their first signal, taught after each later one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from icp.account import Account
from sinks.catalog import Catalog
from sinks.store import first
from streams.discovery import discovered, learned
from streams.ports import Arrivals, Unresolved
from streams.signal import Signal
from streams.times import day_of

if TYPE_CHECKING:
    import duckdb

MOST = 50_000
"""Discovered accounts over all sources; what comes beyond goes to unresolved."""

HEARD = 20_000
"""Companies whose words are remembered."""


@dataclass(slots=True)
class Segment:
    """Signals of a batch between two changes of accounts: `made` come before them, `taught` after the last."""

    made: dict[str, tuple[Account, str]] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    taught: tuple[Account, str] | None = None


class Heard:
    """What was said of each company lately, so that the same words of a hundred visits are read once. A cache."""

    def __init__(self) -> None:
        self._said: dict[str, set[bytes]] = {}

    def knows(self, domain: str, facts: Mapping[str, Any]) -> bool:
        """Whether this was said of the company before; from now on it was."""
        words = orjson.dumps(facts, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
        if len(self._said) > HEARD:
            self._said.clear()
        said = self._said.setdefault(domain, set())
        old = len(said)
        said.add(words)
        return len(said) == old

    def forget(self, domains: Iterable[str]) -> None:
        """Listen anew: these companies are not what they were."""
        for domain in domains:
            self._said.pop(domain, None)


class Discovering:
    """Cuts a batch into segments, so that what a signal teaches holds after it and never before, in any batch.

    Lazy: each segment is planned on what the ones before it have made of the catalog. `refused` holds what the cap
    turned away, by the number of its arrivals.
    """

    def __init__(self, connection: "duckdb.DuckDBPyConnection", catalog: Catalog, heard: Heard) -> None:
        self._connection, self._catalog, self._heard = connection, catalog, heard
        self.refused: dict[int, list[Unresolved]] = {}

    def segments(self, arrivals: Sequence[Arrivals]) -> Iterator[Segment]:
        """The batch in order; one segment where nothing is taught."""
        segment = Segment()
        for number, each in enumerate(arrivals):
            if not each.facts:
                segment.signals.extend(each.signals)
                continue
            for signal in each.signals:
                if self._take(segment, signal, each.facts.get(signal.id), number):
                    yield segment
                    segment = Segment()
        yield segment

    def _take(self, segment: Segment, signal: Signal, facts: Mapping[str, Any] | None, number: int) -> bool:
        """Put the signal into the segment; True where it ends it by what it teaches."""
        if facts is not None and not self._is_known(segment, signal):
            if not self._has_room(segment):
                late = Unresolved(signal, f"{MOST:,} companies were discovered already: put it on the account list")
                self.refused.setdefault(number, []).append(late)
                return False
            account = discovered(_domain(signal), facts, signal.source, _day(signal))
            segment.made[account.domain] = account, signal.source
        elif facts:
            segment.taught = self._taught(segment, signal, facts)
        segment.signals.append(signal)
        return segment.taught is not None

    def _is_known(self, segment: Segment, signal: Signal) -> bool:
        return signal.account in self._catalog.standings or signal.account in segment.made

    def _has_room(self, segment: Segment) -> bool:
        return self._catalog.discovered + len(segment.made) < MOST

    def _taught(self, segment: Segment, signal: Signal, facts: Mapping[str, Any]) -> tuple[Account, str] | None:
        if self._heard.knows(_domain(signal), facts):
            return None
        held = segment.made.get(_domain(signal)) or self._stored(signal)
        if held is None:
            return None
        account = learned(held[0], facts, signal.source, _day(signal))
        return None if account is held[0] else (account, held[1])

    def _stored(self, signal: Signal) -> tuple[Account, str] | None:
        standing = self._catalog.standings.get(_domain(signal))
        if standing is None or not standing.discovered:
            return None
        row = first(self._connection, "SELECT body, source FROM accounts WHERE domain = ?", [signal.account])
        return (Account.model_validate_json(row[0]), row[1]) if row else None


def _domain(signal: Signal) -> str:
    return signal.account or ""


def _day(signal: Signal) -> str:
    day = day_of(signal.observed_at)
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"
