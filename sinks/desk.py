"""The desk: takes resolved signals, stores all of them, judges those that pass the gate, in one transaction a batch.

Decisions are made one signal at a time in the order of seq, never per batch. What is in memory changes with the commit
or is dropped: the store is the truth. A repeat is a no-op; a crash leaves all of a batch or none of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from icp.account import Account
from sinks.answering import apply_answers
from sinks.beside import store_dead, store_unresolved
from sinks.books import Books
from sinks.catalog import Catalog
from sinks.discovering import Discovering, taught
from sinks.drafting import Drafting
from sinks.erasing import People, erase_people, never_again
from sinks.erasing_companies import erase_company
from sinks.folding import refold
from sinks.heap import give_back
from sinks.identities import identify
from sinks.receipts import Outcome, receipts
from sinks.rows import signal_row
from sinks.store import Store
from sinks.tables import SIGNALS
from sinks.waiting import held, let_go
from streams.join import Standing
from streams.judgement import Judge, Times, judge, times_of
from streams.policy import Policy
from streams.ports import Arrivals, Erasure, Receipt
from streams.qualified import FOLDED
from streams.signal import Signal
from streams.times import micros

if TYPE_CHECKING:
    import duckdb


BREATH = 50_000
"""Signals after which memory is given back."""


class Numbered(NamedTuple):
    """A new signal with its number in the log, its instants, and its account's standing when it came."""

    seq: int
    signal: Signal
    times: Times
    standing: Standing


class Desk(Books):
    """The only writer of the store. All methods belong to the writer thread."""

    def __init__(
        self, store: Store, catalog: Catalog, policy: Policy, sinks: Sequence[str], clock: Callable[[], datetime]
    ) -> None:
        super().__init__(store, catalog, policy, clock)
        self.sinks = tuple(sinks)
        self._unbreathed = 0
        self.on_alerts: Callable[[], None] = lambda: None

    def apply(
        self,
        arrivals: Sequence[Arrivals],
        *,
        judging: Judge = judge,
        also: "Callable[[duckdb.DuckDBPyConnection], object] | None" = None,
    ) -> list[Receipt]:
        """Store and decide, all in one transaction; a receipt for each. `also`: what else the transaction writes.

        `judging`: `fold_only` takes in what was decided before.
        """
        now = self.now()
        self.begin_batch()
        with self.transaction() as connection:
            arrivals = identify(
                connection, self.forgotten.without(arrivals), self.catalog.resolver(), self.next_seq, now
            )
            arrivals, waited = held(connection, arrivals)
            answered = apply_answers(self, connection, (said for each in arrivals for said in each.answers), now)
            self._learn(connection, arrivals, now)
            discovering = Discovering(connection, self.catalog, self.heard, self.rules.policy)
            outcome = self._apply(connection, discovering, arrivals, now, judging)
            let_go(connection, waited, discovering.refused)
            nobodys = store_unresolved(connection, arrivals, discovering.refused)
            store_dead(connection, arrivals)
            self._erase(connection, [asked for each in arrivals for asked in each.erasures], now)
            if also is not None:
                also(connection)
        self.memory.settle(outcome.touched)
        self._breathe(len(outcome.stored))
        if outcome.alerted or answered:
            self.on_alerts()
        return list(receipts(arrivals, outcome, nobodys))

    def _breathe(self, stored: int) -> None:
        """Give memory back now and then: what batches used lies scattered between what is held."""
        self._unbreathed += stored
        if self._unbreathed >= BREATH:
            self._unbreathed = 0
            give_back(collect=False)

    def _apply(
        self,
        connection: "duckdb.DuckDBPyConnection",
        discovering: Discovering,
        arrivals: Sequence[Arrivals],
        now: datetime,
        judging: Judge,
    ) -> Outcome:
        outcome, seen = Outcome([], set(), []), set[str]()
        for segment in discovering.segments(arrivals):
            self._make(connection, segment.made, now)
            new = self._store_signals(connection, segment.signals, seen, now)
            drafting = Drafting(self.rules.policy)
            outcome.touched.extend(self._judge(connection, new, drafting, judging))
            drafting.write(connection, self.sinks, now)
            outcome.stored.extend([each.signal for each in new])
            outcome.alerted.update(drafting.alerted)
            if segment.taught:
                self.change_accounts(connection, segment.taught, now, segment.refitted, segment.relisted)
        return outcome

    def _erase(self, connection: "duckdb.DuckDBPyConnection", asked: Sequence[Erasure], now: datetime) -> None:
        """Forget whom a batch names, with what the batch itself brought of them."""
        erase_people(self, connection, People.of(asked), now)
        for each in dict.fromkeys(each for each in asked if each.company):
            erase_company(self, connection, each.company or "", now, each.at)
        if self.forgotten.dropped:
            never_again(self, connection, self.forgotten.dropped)

    def _make(
        self, connection: "duckdb.DuckDBPyConnection", made: Mapping[str, tuple[Account, str]], now: datetime
    ) -> None:
        """New accounts; a company that was on the list once brings the signals of that time along."""
        self.put_accounts(connection, made.values())
        if known := self.catalog.left.intersection(made):
            refold(connection, self.catalog.standings, self.rules, known, now)

    def _learn(self, connection: "duckdb.DuckDBPyConnection", arrivals: Sequence[Arrivals], now: datetime) -> None:
        """What was found out about accounts, before the signals that came with it."""
        lessons = [lesson for each in arrivals for lesson in each.lessons]
        if lessons:
            self.change_accounts(connection, taught(connection, lessons), now)

    def _store_signals(
        self, connection: "duckdb.DuckDBPyConnection", signals: Sequence[Signal], seen: set[str], now: datetime
    ) -> list[Numbered]:
        """Number and store signals; those that were not there before, in their order."""
        standings, stored_at, batch = self.catalog.standings, micros(now), self.batch
        seq = self.next_seq(len(signals))
        rows, numbered = [], []
        for place, signal in enumerate(signals, start=seq):
            if signal.id not in seen:
                seen.add(signal.id)
                standing, times = standings[signal.account or ""], times_of(signal)
                numbered.append(Numbered(place, signal, times, standing))
                rows.append(signal_row(signal, times, place, standing.verdict, batch, stored_at))
        kept = SIGNALS.insert(connection, rows, tail="ON CONFLICT DO NOTHING RETURNING seq")
        if len(kept) == len(numbered):
            return numbered
        new = {row[0] for row in kept}
        return [each for each in numbered if each.seq in new]

    def _judge(
        self, connection: "duckdb.DuckDBPyConnection", new: Sequence[Numbered], drafting: Drafting, judging: Judge
    ) -> list[str]:
        """Judge the signals that pass the gate; the account of each."""
        passing = [each for each in new if each.standing.verdict in FOLDED]
        touched = [each.signal.account or "" for each in passing]
        self.memory.forget_touched(each.signal for each in passing)
        self.memory.load(connection, dict.fromkeys(touched), before=new[0].seq if new else 0)
        rules, state_of = self.rules, self.memory.state
        for account, (seq, signal, times, standing) in zip(touched, passing, strict=True):
            state = state_of(account)
            judgement = judging(state, signal, standing, rules, times)
            drafting.take(account, seq, signal, standing, state, judgement)
        return touched
