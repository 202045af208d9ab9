"""The desk: takes resolved signals, stores all of them, judges those that pass the gate, in one transaction a batch.

Decisions are made one signal at a time in the order of seq, never per batch. What is in memory changes with the commit
or is dropped: the store is the truth. A repeat is a no-op; a crash leaves all of a batch or none of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from icp.account import Account
from sinks.catalog import Catalog, write_accounts
from sinks.drafting import Drafting
from sinks.memory import Memory
from sinks.rows import dead_row, signal_row, unresolved_row
from sinks.store import Store, first
from sinks.tables import ACCOUNT_VERSIONS, DEAD_LETTERS, SIGNALS, UNRESOLVED
from streams.discovery import discovered, learned
from streams.join import Standing
from streams.judgement import Rules, judge
from streams.policy import Policy
from streams.ports import Arrivals, Receipt, Unresolved
from streams.qualified import FOLDED
from streams.signal import Signal
from streams.times import day_of, micros

if TYPE_CHECKING:
    import duckdb

DISCOVERED_MOST = 50_000
"""Discovered accounts over all sources; what comes beyond goes to unresolved."""


class Desk:
    """The only writer of the store. All methods belong to the writer thread."""

    def __init__(
        self, store: Store, catalog: Catalog, policy: Policy, sinks: Sequence[str], clock: Callable[[], datetime]
    ) -> None:
        self.store, self.catalog, self.sinks, self._clock = store, catalog, tuple(sinks), clock
        self.set_policy(policy)
        self._seq, self._batch = _counters(store)
        self._discovered = sum(standing.discovered for standing in catalog.standings.values())
        self.on_alerts: Callable[[], None] = lambda: None

    def set_policy(self, policy: Policy) -> None:
        """Judge by this policy from now on; states in memory are of the old one and are dropped."""
        self.rules = Rules(policy)
        self.memory = Memory(self.rules)

    def next_seq(self, count: int = 1) -> int:
        """The first of `count` numbers for inputs, each used once."""
        first = self._seq + 1
        self._seq += count
        return first

    def apply(self, arrivals: Sequence[Arrivals]) -> list[Receipt]:
        """Store and decide, all in one transaction; a receipt for each."""
        now = self._clock()
        self._batch += 1
        try:
            with self.store.transaction() as connection:
                receipts, touched = self._apply(connection, arrivals, now)
        except Exception:
            self.recover()
            raise
        self.memory.settle(touched)
        if any(receipt.alerted for receipt in receipts):
            self.on_alerts()
        return receipts

    def recover(self) -> None:
        """After a failure: open anew, ask the store what is true, drop what was in memory."""
        self.store.reopen()
        self.memory.forget()
        self.catalog.load(self.store.connection)
        self._seq, self._batch = _counters(self.store)

    def _apply(
        self, connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals], now: datetime
    ) -> tuple[list[Receipt], list[str]]:
        refused = self._discover(connection, arrivals)
        seq = self.next_seq(sum(len(each.signals) for each in arrivals))
        numbered = dict(_numbered(arrivals, seq, refused))
        new = self._store_signals(connection, numbered, now)
        drafting = Drafting(self.rules.policy)
        touched = self._judge(connection, new, drafting)
        drafting.write(connection, self.sinks, now)
        unresolved, dead = _nobodys(connection, arrivals, refused), _dead(connection, arrivals)
        return list(_receipts(arrivals, numbered, new, drafting.alerted, unresolved, dead)), touched

    def _store_signals(
        self, connection: "duckdb.DuckDBPyConnection", numbered: Mapping[str, tuple[int, Signal]], now: datetime
    ) -> dict[int, Signal]:
        standings, stored_at, batch = self.catalog.standings, micros(now), self._batch
        rows = [
            signal_row(signal, seq, standings[signal.account or ""].verdict, batch, stored_at)
            for seq, signal in numbered.values()
        ]
        kept = SIGNALS.insert(connection, rows, tail="ON CONFLICT DO NOTHING RETURNING seq")
        signals = {seq: signal for seq, signal in numbered.values()}
        return {seq: signals[seq] for seq in sorted(row[0] for row in kept)}

    def _judge(
        self, connection: "duckdb.DuckDBPyConnection", new: Mapping[int, Signal], drafting: Drafting
    ) -> list[str]:
        standings = self.catalog.standings
        passing = [
            (seq, signal, standings[signal.account])
            for seq, signal in new.items()
            if signal.account and standings[signal.account].verdict in FOLDED
        ]
        touched = list(dict.fromkeys(standing_key(signal) for _, signal, _ in passing))
        self.memory.load(connection, touched, before=min(new, default=0))
        for seq, signal, standing in passing:
            self._judge_one(seq, signal, standing, drafting)
        return touched

    def _judge_one(self, seq: int, signal: Signal, standing: Standing, drafting: Drafting) -> None:
        account = standing_key(signal)
        state = self.memory.state(account)
        judgement = judge(state, signal, standing, self.rules)
        drafting.take(account, seq, signal, standing, state, judgement)

    def _discover(self, connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals]) -> set[str]:
        """Make or teach the discovered accounts of a batch; the domains that the cap refuses."""
        refused: set[str] = set()
        made: dict[str, tuple[Account, str]] = {}
        for each in arrivals:
            for domain, source, facts, seen in _discoveries(each):
                self._discover_one(connection, domain, source, facts, seen, made, refused)
        self.put_accounts(connection, made.values())
        return refused

    def _discover_one(
        self,
        connection: "duckdb.DuckDBPyConnection",
        domain: str,
        source: str,
        facts: Mapping[str, Any],
        seen: str,
        made: dict[str, tuple[Account, str]],
        refused: set[str],
    ) -> None:
        if domain in made:
            made[domain] = (learned(made[domain][0], facts, source, seen), made[domain][1])
        elif domain not in self.catalog.standings:
            if self._discovered >= DISCOVERED_MOST:
                refused.add(domain)
                return
            self._discovered += 1
            made[domain] = (discovered(domain, facts, source, seen), source)
        elif facts and self.catalog.standings[domain].discovered:
            self._teach(connection, domain, source, facts, seen, made)

    def _teach(
        self,
        connection: "duckdb.DuckDBPyConnection",
        domain: str,
        source: str,
        facts: Mapping[str, Any],
        seen: str,
        made: dict[str, tuple[Account, str]],
    ) -> None:
        row = first(connection, "SELECT body, source FROM accounts WHERE domain = ?", [domain])
        if row is None:
            return
        known = Account.model_validate_json(row[0])
        taught = learned(known, facts, source, seen)
        if taught is not known:
            made[domain] = (taught, row[1])

    def put_accounts(self, connection: "duckdb.DuckDBPyConnection", accounts: Iterable[tuple[Account, str]]) -> None:
        """Store accounts as new versions in the log, score them, and let the gate see them at once."""
        rows = [(account, source, self.catalog.fits_of(account)) for account, source in accounts]
        if not rows:
            return
        seq = self.next_seq(len(rows))
        write_accounts(connection, rows)
        versions = [
            (seq + place, account.domain, account.model_dump_json(exclude_defaults=True))
            for place, (account, _, _) in enumerate(rows)
        ]
        ACCOUNT_VERSIONS.insert(connection, versions)
        for account, _, fits in rows:
            self.catalog.put(account, fits)


def standing_key(signal: Signal) -> str:
    """The account that a resolved signal belongs to."""
    if signal.account is None:
        raise ValueError(f"signal {signal.id} names no account and cannot be judged")
    return signal.account


def _counters(store: Store) -> tuple[int, int]:
    row = first(
        store.connection,
        "SELECT greatest((SELECT coalesce(max(seq), 0) FROM signals), (SELECT coalesce(max(seq), 0) FROM entries),"
        " (SELECT coalesce(max(seq), 0) FROM account_versions)), (SELECT coalesce(max(batch), 0) FROM signals)",
    )
    return (row[0], row[1]) if row else (0, 0)


def _discoveries(arrivals: Arrivals) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    seen: set[str] = set()
    for signal in arrivals.signals:
        domain = signal.account
        if domain and domain in arrivals.discoveries and domain not in seen:
            seen.add(domain)
            day = day_of(signal.observed_at)
            yield domain, signal.source, arrivals.discoveries[domain], f"{day[:4]}-{day[4:6]}-{day[6:]}"


def _numbered(arrivals: Sequence[Arrivals], first: int, refused: set[str]) -> Iterator[tuple[str, tuple[int, Signal]]]:
    seen: set[str] = set()
    seq = first
    for each in arrivals:
        for signal in each.signals:
            if signal.id not in seen and signal.account not in refused:
                seen.add(signal.id)
                yield signal.id, (seq, signal)
            seq += 1


def _nobodys(connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals], refused: set[str]) -> list[int]:
    counts, rows = [], {}
    for each in arrivals:
        over = [
            Unresolved(s, "the cap on discovered accounts is reached") for s in each.signals if s.account in refused
        ]
        nobodys = [*each.unresolved, *over]
        counts.append(len(nobodys))
        rows.update({item.signal.id: unresolved_row(item) for item in nobodys})
    UNRESOLVED.insert(connection, list(rows.values()), tail="ON CONFLICT DO NOTHING")
    return counts


def _dead(connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals]) -> list[int]:
    rows = {row[0]: row for each in arrivals for row in map(dead_row, each.dead)}
    DEAD_LETTERS.insert(connection, list(rows.values()), tail="ON CONFLICT DO NOTHING")
    return [len(each.dead) for each in arrivals]


def _receipts(
    arrivals: Sequence[Arrivals],
    numbered: Mapping[str, tuple[int, Signal]],
    new: Mapping[int, Signal],
    alerted: set[str],
    unresolved: Sequence[int],
    dead: Sequence[int],
) -> Iterator[Receipt]:
    counted: set[str] = set()
    for each, nobodys, letters in zip(arrivals, unresolved, dead, strict=True):
        named = {signal.id for signal in each.signals} - counted
        ids = [name for name in named if name in numbered and numbered[name][0] in new]
        counted.update(ids)
        yield Receipt(
            stored=len(ids),
            repeated=len(each.signals) - len(ids),
            unresolved=nobodys,
            dead=letters,
            alerted=sum(id_ in alerted for id_ in ids),
        )
