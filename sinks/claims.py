"""Claims: a person's word that a name is an account's: another name of it, which outlives every list."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from icp.account import Account
from sinks.desk import Desk
from sinks.overriding import CLAIM, enter, merged
from sinks.store import first
from sinks.waiting import claimed, named
from streams.ports import Arrivals, Claim, Receipt
from streams.signal import Signal

if TYPE_CHECKING:
    import duckdb

_ACCOUNT = "SELECT body, source FROM accounts WHERE domain = ?"
_SIGNALS = "SELECT signal::VARCHAR FROM unresolved WHERE id IN (SELECT unnest(?)::UUID) ORDER BY observed_at, id"


def learn(desk: Desk, name: str, domain: str, now: datetime) -> list[str]:
    """Enter the name as the account's; the ids of what waits under it. Raises KeyError where there is no account.

    Told again, it changes nothing.
    """
    if first(desk.store.connection, _ACCOUNT, [domain]) is None:
        raise KeyError(domain)
    with desk.transaction() as connection:
        enter_claims(desk, connection, [Claim(name, domain)], now)
    return named(desk.store.connection, name)


def enter_claims(desk: Desk, connection: "duckdb.DuckDBPyConnection", claims: Iterable[Claim], now: datetime) -> None:
    """Enter claims in the caller's transaction; one for no account of the list says nothing."""
    for claim in claims:
        row = first(connection, _ACCOUNT, [claim.domain])
        account = Account.model_validate_json(row[0]) if row else None
        if row is None or account is None or account.status == "discovered":
            continue
        taught = merged(account, {CLAIM: (claim.name,)})
        if taught.aliases != account.aliases:
            enter(desk, CLAIM, {"domain": claim.domain, "name": claim.name}, now)
            desk.put_accounts(connection, [(taught, row[1])])
            desk.memory.forget([claim.domain])
            desk.catalog.know(taught)


def release(desk: Desk, ids: list[str], account: str) -> Receipt:
    """Give what waits to the account; what became of it."""
    rows = desk.store.connection.execute(_SIGNALS, [ids]).fetchall()
    signals = [claimed(Signal.model_validate_json(row[0]), account) for row in rows]
    return desk.apply([Arrivals(signals)])[0] if signals else Receipt()
