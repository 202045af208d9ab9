"""Discovering: companies on no list, made accounts of before their first signal; any account, taught after one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from icp.account import Account
from sinks.account_rows import same_lists
from sinks.catalog import Catalog
from streams.discovery import discovered, learned, told_of
from streams.policy import Policy
from streams.ports import Arrivals, Lesson, Unresolved
from streams.signal import Signal
from streams.teaching import TEACHING, Facts, is_sure, taught_by
from streams.times import day_of

if TYPE_CHECKING:
    import duckdb

MOST = 50_000
"""Discovered accounts over all sources; what comes beyond goes to unresolved."""

FEW = 300
"""Accounts that are read by their index: 100 of 100,000 so take 3 ms instead of 10, 500 as long either way."""

HEARD = 20_000
"""Companies whose words are remembered."""


@dataclass(slots=True)
class Segment:
    """Signals of a batch between two changes of accounts: `made` come before them, `taught` after the last.

    `taught`: new versions in their order; `refitted`: those of them whose fit may be another now. Nothing of such an
    account stands behind what taught it. `relisted`: those whose row holds other lists now.
    """

    made: dict[str, tuple[Account, str]] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    taught: list[tuple[Account, str]] = field(default_factory=list)
    refitted: set[str] = field(default_factory=set)
    relisted: set[str] = field(default_factory=set)


class Heard:
    """What was said of each company lately, so that the same words of a hundred visits are read once. A cache."""

    def __init__(self) -> None:
        self._said: dict[str, set[bytes]] = {}

    def knows(self, domain: str, facts: Mapping[str, Any], source: str, day: str) -> bool:
        """Whether this source said this of the company on that day before; from now on it did."""
        told = [source, day, facts]
        words = orjson.dumps(told, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
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

    def __init__(self, connection: "duckdb.DuckDBPyConnection", catalog: Catalog, heard: Heard, policy: Policy) -> None:
        self._connection, self._catalog, self._heard, self._policy = connection, catalog, heard, policy
        self._accounts: dict[str, tuple[Account, str]] = {}
        self._said: dict[str, Facts] = {}
        self._asked = {each.attribute for profile in catalog.profiles for each in profile.criteria} | {"name"}
        self.refused: dict[int, list[Unresolved]] = {}

    def segments(self, arrivals: Sequence[Arrivals]) -> Iterator[Segment]:
        """The batch in order; one segment where nothing is taught that a later signal of the batch needs."""
        self._accounts = stored_accounts(self._connection, list(self._teaching(arrivals)))
        segment = Segment()
        for number, each in enumerate(arrivals):
            for signal in each.signals:
                if signal.account in segment.refitted:
                    yield segment
                    segment = Segment()
                if signal.id in self._said:
                    self._take(segment, signal, each.facts.get(signal.id), number)
                else:
                    segment.signals.append(signal)
        yield segment

    def _teaching(self, arrivals: Sequence[Arrivals]) -> Iterator[str]:
        """Domains of which something may be taught; what the signals say of them is noted."""
        for each in arrivals:
            for signal in each.signals:
                told = taught_by(signal, self._policy) if signal.kind in TEACHING else {}
                if told or signal.id in each.facts:
                    self._said[signal.id] = told
                    yield _domain(signal)

    def _take(self, segment: Segment, signal: Signal, facts: Mapping[str, Any] | None, number: int) -> None:
        """Put the signal into the segment, with what it makes or teaches."""
        if facts is not None and not self._is_known(segment, signal):
            if not self._has_room(segment):
                late = Unresolved(signal, f"{MOST:,} companies were discovered already: put it on the account list")
                self.refused.setdefault(number, []).append(late)
                return
            account = discovered(_domain(signal), facts, signal.source, _day(signal))
            self._accounts[account.domain] = segment.made[account.domain] = account, signal.source
            facts = None
        self._teach(segment, signal, facts or {})
        segment.signals.append(signal)

    def _is_known(self, segment: Segment, signal: Signal) -> bool:
        return signal.account in self._catalog.standings or signal.account in segment.made

    def _has_room(self, segment: Segment) -> bool:
        return self._catalog.discovered + len(segment.made) < MOST

    def _teach(self, segment: Segment, signal: Signal, facts: Mapping[str, Any]) -> None:
        domain = _domain(signal)
        held = self._accounts.get(domain)
        if held is None:
            return
        if held[0].status != "discovered" and not is_sure(signal, self._policy):
            return
        facts = {**self._said[signal.id], **facts}
        day = _day(signal)
        if not facts or self._heard.knows(domain, facts, signal.source, day):
            return
        account = learned(held[0], facts, signal.source, day)
        if account is held[0]:
            return
        self._accounts[domain] = account, held[1]
        self._heard.forget([domain])
        segment.taught.append((account, held[1]))
        if not same_lists(account, held[0]):
            segment.relisted.add(domain)
        if told_of(account, self._asked) != told_of(held[0], self._asked):
            segment.refitted.add(domain)


def taught(connection: "duckdb.DuckDBPyConnection", lessons: Sequence[Lesson]) -> list[tuple[Account, str]]:
    """The accounts that lessons change, as they are then; of a company that nobody knows there is nothing to fill."""
    before = stored_accounts(connection, (lesson.domain for lesson in lessons))
    after = dict(before)
    for lesson in lessons:
        if lesson.domain in after:
            account, source = after[lesson.domain]
            after[lesson.domain] = learned(account, lesson.facts, lesson.source, lesson.day), source
    return [held for domain, held in after.items() if held[0] is not before[domain][0]]


def stored_accounts(connection: "duckdb.DuckDBPyConnection", domains: Iterable[str]) -> dict[str, tuple[Account, str]]:
    """Accounts as they are stored, with their sources, all in one question."""
    wanted = list(dict.fromkeys(domains))
    rows = _rows(connection, wanted) if wanted else ()
    return {domain: (Account.model_validate_json(body), source) for domain, body, source in rows}


def _rows(connection: "duckdb.DuckDBPyConnection", domains: Sequence[str]) -> list[tuple[str, str, str]]:
    """Few are found by the index, which DuckDB asks for values alone; many by one reading of all."""
    if len(domains) > FEW:
        return connection.execute(_ACCOUNTS.format("SELECT unnest(?)"), [domains]).fetchall()
    return connection.execute(_ACCOUNTS.format(", ".join("?" * len(domains))), domains).fetchall()


_ACCOUNTS = "SELECT domain, body, source FROM accounts WHERE domain IN ({})"


def _domain(signal: Signal) -> str:
    return signal.account or ""


def _day(signal: Signal) -> str:
    """The day of which the signal tells: by its source, never ahead of when it was seen."""
    day = day_of(min(signal.occurred_at or signal.observed_at, signal.observed_at))
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"
