"""Claims: a person's word that a name is an account's: another name of it, which outlives every list."""

from datetime import datetime

from icp.account import Account
from sinks.desk import Desk
from sinks.store import first
from sinks.sync import CLAIM, enter, merged
from sinks.waiting import claimed, named
from streams.ports import Arrivals, Receipt
from streams.signal import Signal

_ACCOUNT = "SELECT body, source FROM accounts WHERE domain = ?"
_SIGNALS = "SELECT signal::VARCHAR FROM unresolved WHERE id IN (SELECT unnest(?)::UUID) ORDER BY observed_at, id"


def learn(desk: Desk, name: str, domain: str, now: datetime) -> list[str]:
    """Enter the name as the account's; the ids of what waits under it. Raises KeyError where there is no account.

    Told again, it changes nothing.
    """
    connection = desk.store.connection
    row = first(connection, _ACCOUNT, [domain])
    if row is None:
        raise KeyError(domain)
    account = Account.model_validate_json(row[0])
    taught = merged(account, {CLAIM: (name,)})
    if taught.aliases != account.aliases:
        with desk.transaction() as connection:
            enter(desk, CLAIM, {"domain": domain, "name": name}, now)
            desk.put_accounts(connection, [(taught, row[1])])
            desk.memory.forget([domain])
        desk.catalog.know(taught)
    return named(desk.store.connection, name)


def release(desk: Desk, ids: list[str], account: str) -> Receipt:
    """Give what waits to the account; what became of it."""
    rows = desk.store.connection.execute(_SIGNALS, [ids]).fetchall()
    signals = [claimed(Signal.model_validate_json(row[0]), account) for row in rows]
    return desk.apply([Arrivals(signals)])[0] if signals else Receipt()
