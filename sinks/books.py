"""The books: the store with what memory and the catalog hold of it, and the numbers of the log. The desk keeps them.

What is in memory changes with the commit or is dropped: the store is the truth.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from icp.account import Account
from sinks.account_rows import Entered, body_of, write_accounts
from sinks.catalog import Catalog
from sinks.columns import Table
from sinks.discovering import Heard
from sinks.folding import refold
from sinks.forgotten import Forgotten
from sinks.memory import Memory
from sinks.store import Store, first
from sinks.tables import ACCOUNT_VERSIONS
from streams.judgement import Rules
from streams.policy import Policy

if TYPE_CHECKING:
    import duckdb


class Books:
    """What whoever writes to the store writes by. All methods belong to the writer thread.

    `batch`: the number of the batch that is being stored; `heard`: what signals have taught already.
    """

    def __init__(self, store: Store, catalog: Catalog, policy: Policy, clock: Callable[[], datetime]) -> None:
        self.store, self.catalog, self._clock = store, catalog, clock
        self.set_policy(policy)
        self._seq, self.batch = _counters(store)
        self.heard = Heard()
        self.forgotten = Forgotten.load(store.connection)

    def now(self) -> datetime:
        """The instant at which something is entered."""
        return self._clock()

    def set_policy(self, policy: Policy) -> None:
        """Judge by this policy from now on; states in memory are of the old one and are dropped."""
        self.rules = Rules(policy)
        self.memory = Memory(self.rules)

    def next_seq(self, count: int = 1) -> int:
        """The first of `count` numbers for inputs, each used once."""
        first_seq = self._seq + 1
        self._seq += count
        return first_seq

    def begin_batch(self) -> None:
        """What is stored from now on is of one more batch."""
        self.batch += 1

    @contextmanager
    def transaction(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        """All of it or none, in the store and in memory."""
        try:
            Table.make_ready(self.store.connection)
            with self.store.transaction() as connection:
                yield connection
        except Exception:
            self.recover()
            raise

    def forget(self, domains: Iterable[str]) -> None:
        """Drop what is in memory of these companies: the store has changed."""
        gone = list(domains)
        self.memory.forget(gone)
        self.heard.forget(gone)

    def recover(self) -> None:
        """After a failure: open anew, ask the store what is true, drop what was in memory."""
        self.store.reopen()
        self.memory.forget()
        self.heard = Heard()
        self.catalog.load(self.store.connection)
        self.forgotten = Forgotten.load(self.store.connection)
        self._seq, self.batch = _counters(self.store)

    def put_accounts(
        self,
        connection: "duckdb.DuckDBPyConnection",
        accounts: Iterable[tuple[Account, str]],
        refitted: Set[str] | None = None,
        relisted: Set[str] | None = None,
    ) -> None:
        """Store accounts as new versions in the log, score them, and let the gate see them at once.

        Of several versions of one account the last counts; the log keeps all. `refitted`: the only ones that need be
        scored; `relisted`: the only ones that are new, or whose lists have changed.
        """
        fits_of = self.catalog.fits_of
        rows = []
        for each, source in accounts:
            fits = fits_of(each) if refitted is None or each.domain in refitted else ()
            rows.append(Entered(each, source, body_of(each), fits, relisted is None or each.domain in relisted))
        if not rows:
            return
        seq = self.next_seq(len(rows))
        write_accounts(connection, {row.account.domain: row for row in rows}.values())
        versions = [(seq + place, row.account.domain, row.body) for place, row in enumerate(rows)]
        ACCOUNT_VERSIONS.insert(connection, versions)
        self.heard.forget(row.account.domain for row in rows)
        for row in rows:
            if row.fits:
                self.catalog.put(row.account, row.fits)
            else:
                self.catalog.mark(row.account.domain)

    def change_accounts(
        self,
        connection: "duckdb.DuckDBPyConnection",
        versions: Sequence[tuple[Account, str]],
        now: datetime,
        refitted: Set[str] | None = None,
        relisted: Set[str] | None = None,
    ) -> None:
        """New versions of accounts; those that fit now, or no longer, have their signals folded anew."""
        before = {account.domain: self.catalog.is_folded(account.domain) for account, _ in versions}
        self.put_accounts(connection, versions, refitted, relisted)
        flipped = [domain for domain, folded in before.items() if self.catalog.is_folded(domain) != folded]
        if flipped:
            self.memory.forget(flipped)
            refold(connection, self.catalog.standings, self.rules, flipped, now)


def _counters(store: Store) -> tuple[int, int]:
    row = first(
        store.connection,
        "SELECT greatest((SELECT coalesce(max(seq), 0) FROM signals), (SELECT coalesce(max(seq), 0) FROM entries),"
        " (SELECT coalesce(max(seq), 0) FROM account_versions)), (SELECT coalesce(max(batch), 0) FROM signals)",
    )
    return (row[0], row[1]) if row else (0, 0)
