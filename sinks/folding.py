"""Folding anew: triggers and intents of accounts made again from their stored signals, as a change asks for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from sinks.drafting import Drafting
from sinks.memory import read_states
from streams.join import Standing
from streams.judgement import Rules
from streams.qualified import FOLDED

if TYPE_CHECKING:
    import duckdb

CHUNK = 5_000
_STORED = "SELECT DISTINCT account FROM signals WHERE account IN (SELECT unnest(?))"


def refold(
    connection: "duckdb.DuckDBPyConnection",
    standings: Mapping[str, Standing],
    rules: Rules,
    accounts: Iterable[str],
    now: datetime,
) -> None:
    """Make triggers and intents of these accounts anew; those that do not pass the gate have none. In a transaction."""
    names = iter(accounts)
    while chunk := list(islice(names, CHUNK)):
        drop_derived(connection, chunk)
        folded = [name for name in chunk if standings[name].verdict in FOLDED]
        stored = [row[0] for row in connection.execute(_STORED, [folded]).fetchall()]
        if stored:
            _fold(connection, stored, rules, now)


def drop_derived(connection: "duckdb.DuckDBPyConnection", accounts: Sequence[str]) -> None:
    """Forget triggers and intents of these accounts."""
    if accounts:
        connection.execute("DELETE FROM triggers WHERE account IN (SELECT unnest(?))", [list(accounts)])
        connection.execute("DELETE FROM intents WHERE account IN (SELECT unnest(?))", [list(accounts)])


def _fold(connection: "duckdb.DuckDBPyConnection", accounts: Sequence[str], rules: Rules, now: datetime) -> None:
    drafting = Drafting(rules.policy)
    for account, state in read_states(connection, accounts, rules, anew=True).items():
        for kind, fold in state.folds.items():
            for group in fold.newest_first():
                drafting.put_group(account, kind, state, group)
    drafting.write(connection, (), now)
