"""The desk's memory: states of accounts lately touched, read back from the store, bounded. A cache, never the truth."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from streams.answers import PastAnswer
from streams.cooldowns import PastAlert
from streams.folds import Member
from streams.judgement import AccountState, Rules, let_go, times_of
from streams.signal import Signal
from streams.stories import KINDS as STORIES
from streams.visits import VisitFold, VisitGroup

if TYPE_CHECKING:
    import duckdb

MOST = 3_000_000
"""Signals held in memory over all accounts, by weight: one takes some 450 bytes, a trigger of visits or one that is
settled a part of that, an account a thousand bytes."""
SPRING = 16
"""Each time that an account has so many signals more, what is too old to matter goes, or is held in columns."""
FEW = 50
"""Accounts that are read by the index of signals; for more, one scan of their triggers costs less."""

_MEMBERS = """
    SELECT account, kind, id::VARCHAR, epoch_us(least(coalesce(occurred_at, observed_at), observed_at)),
        confidence * match_confidence, details::VARCHAR, evidence ->> '$.url',
        CASE WHEN kind IN ({stories}) THEN evidence ->> '$.title' END
    FROM signals WHERE {where} ORDER BY seq
"""
_STORIES = ", ".join(f"'{kind}'" for kind in sorted(STORIES))
_VISITS = """
    SELECT account, anchor::VARCHAR, epoch_us("at"), confidence, signals, details::VARCHAR
    FROM triggers WHERE kind = 'visit' AND {where}
"""
_LAST = "SELECT account, max(epoch_us(observed_at)) FROM signals WHERE {where} GROUP BY account"
_PAST = """
    SELECT account, id::VARCHAR, epoch_us(decided_at), priority, escalates IS NOT NULL
    FROM alerts WHERE {where} ORDER BY decided_at, id
"""
_ANSWERS = "SELECT account, epoch_us(made_at), answer, days FROM feedback WHERE {where} ORDER BY seq"


class Memory:
    """Account states by domain, the least lately used forgotten first."""

    def __init__(self, rules: Rules, most: int = MOST) -> None:
        self.rules, self._most = rules, most
        self._states: OrderedDict[str, AccountState] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._whole: set[str] = set()
        self._held = 0

    @property
    def held(self) -> int:
        """Signals held, by weight, an account counting for one."""
        return self._held

    def load(self, connection: "duckdb.DuckDBPyConnection", accounts: Iterable[str], before: int) -> None:
        """Make sure that the states of these accounts are held, as of before a seq; the rest is read back in sets."""
        missing = []
        for account in accounts:
            if account in self._states:
                self._states.move_to_end(account)
            else:
                missing.append(account)
        if missing:
            for account, state in read_states(connection, missing, self.rules, before=before).items():
                self._states[account] = state
                self._count(account, 1 + state.weight)
                if len(state) >= SPRING:
                    self._whole.add(account)

    def forget_touched(self, signals: Iterable[Signal]) -> None:
        """Drop the states that have let go of what one of these signals, a late one, may touch."""
        states = self._states
        for signal in signals:
            state = states.get(signal.account or "")
            if state is not None and (floor := state.floor(signal.kind)) and _at(signal) < floor:
                self.forget([signal.account or ""])

    def state(self, account: str) -> AccountState:
        """The state of an account that was loaded."""
        return self._states[account]

    def settle(self, touched: Iterable[str]) -> None:
        """After a commit: count the signals folded, an account for each; forget the least used beyond the bound."""
        sizes, whole = self._sizes, self._whole
        for account in touched:
            if account in sizes:  # what was changed within the batch is dropped already
                self._held += 1
                size = sizes[account] = sizes[account] + 1
                if size % SPRING == 0 or account in whole:
                    self._let_go(account)
        self._whole.clear()
        while self._held > self._most and len(self._states) > 1:
            self._held -= self._sizes.pop(self._states.popitem(last=False)[0])

    def forget(self, accounts: Iterable[str] | None = None) -> None:
        """Drop these states, or all: the store is the truth."""
        for account in [*self._states] if accounts is None else accounts:
            if self._states.pop(account, None) is not None:
                self._held -= self._sizes.pop(account)

    def _let_go(self, account: str) -> None:
        """Drop what cannot matter any more in an account's state."""
        state = self._states[account]
        let_go(state, self.rules)
        self._count(account, 1 + state.weight - self._sizes[account])

    def _count(self, account: str, more: int) -> None:
        self._sizes[account] = self._sizes.get(account, 0) + more
        self._held += more


def read_states(
    connection: "duckdb.DuckDBPyConnection",
    accounts: Sequence[str],
    rules: Rules,
    *,
    before: int = 2**62,
    anew: bool = False,
) -> dict[str, AccountState]:
    """States as stored. `anew`: visits are folded from their signals too, instead of taken as their triggers are."""
    states = {account: AccountState() for account in accounts}
    anew = anew or len(accounts) <= FEW
    where = "account = ?" if len(accounts) == 1 else "account IN (SELECT unnest(?))"
    key: list[Any] = [accounts[0] if len(accounts) == 1 else list(accounts)]
    earlier = f"{where} AND seq < {int(before)}"
    for account, last in connection.execute(_LAST.format(where=earlier), key).fetchall():
        states[account].last = last
    for account, *answer in connection.execute(_ANSWERS.format(where=where), key).fetchall():
        states[account].answers.append(PastAnswer(*answer))
    for account, *alert in connection.execute(_PAST.format(where=where), key).fetchall():  # also before any signal:
        states[account].past.append(PastAlert(*alert))  # a rebuilt store has its alerts first
    if any(state.last for state in states.values()):
        members = earlier if anew else f"kind <> 'visit' AND {earlier}"
        for account, kind, *rest in connection.execute(
            _MEMBERS.format(where=members, stories=_STORIES), key
        ).fetchall():
            rules.fold_of(states[account], kind).add(_member(*rest))
        if not anew:
            _read_visits(connection, states, rules, where, key)
    return states


def _read_visits(
    connection: "duckdb.DuckDBPyConnection",
    states: dict[str, AccountState],
    rules: Rules,
    where: str,
    key: list[Any],
) -> None:
    """Visits as their triggers have them."""
    for account, anchor, at, sure, size, details in connection.execute(_VISITS.format(where=where), key).fetchall():
        fold = rules.fold_of(states[account], "visit")
        if isinstance(fold, VisitFold):
            fold.put(_visits(anchor, at, sure, size, details))


def _at(signal: Signal) -> int:
    """The signal's instant as the fold sees it."""
    observed, occurred = times_of(signal)
    return observed if occurred is None else min(observed, occurred)


def _member(id_: str, at: int, sure: float, details: str, url: str | None, title: str | None) -> Member:
    return Member(at, id_, sure, orjson.loads(details), url, details, title)


def _visits(anchor: str, at: int, sure: float, size: int, details: str) -> VisitGroup:
    said = orjson.loads(details)
    return VisitGroup(at, anchor, said["page_class"], sure, tuple(said.get("visitors", ())), size)
