"""Overriding: what people say of an account by hand or by an answer outlives every list; it is an entry of the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from icp.account import Account
from icp.kinship import bare
from sinks.folding import refold
from sinks.kinship import inherit
from sinks.rows import dumped
from sinks.store import first
from sinks.tables import ENTRIES
from streams.times import micros

if TYPE_CHECKING:
    import duckdb

    from sinks.books import Books

CLAIM = "claim"
"""The kind of entry that says that a name is an account's."""
_BY_HAND = "SELECT kind, body FROM entries WHERE kind IN ('account_set', 'claim') ORDER BY seq"


def overrides(connection: "duckdb.DuckDBPyConnection") -> dict[str, dict[str, Any]]:
    """What people set by hand, by domain: it outlives every import of the list."""
    merged: dict[str, dict[str, Any]] = {}
    for kind, body in connection.execute(_BY_HAND).fetchall():
        entry = orjson.loads(body)
        changes = merged.setdefault(entry["domain"], {})
        if kind == CLAIM:
            changes[CLAIM] = (*changes.get(CLAIM, ()), entry["name"])
        else:
            changes.update(entry["changes"])
    return merged


def override(books: "Books", domain: str, changes: Mapping[str, Any], now: datetime) -> Account:
    """Set fields of an account by hand, in a transaction; the gate sees it at once, its signals are folded anew.

    Raises KeyError where there is no such account.
    """
    with books.transaction() as connection:
        return override_in(connection, books, domain, changes, now)


def override_in(
    connection: "duckdb.DuckDBPyConnection", books: "Books", domain: str, changes: Mapping[str, Any], now: datetime
) -> Account:
    """The same in the caller's transaction."""
    row = first(connection, "SELECT body, source FROM accounts WHERE domain = ?", [domain])
    if row is None:
        raise KeyError(domain)
    account = _changed(bare(Account.model_validate_json(row[0])), changes)
    enter(books, "account_set", {"domain": domain, "changes": dict(changes)}, now)
    books.put_accounts(connection, [(account, row[1])])
    books.memory.forget([domain])
    refold(connection, books.catalog.standings, books.rules, [domain], now)
    inherit(books, [domain], now)
    return account


def merged(account: Account, changes: Mapping[str, Any]) -> Account:
    """The account with these fields set; a name that is no known column becomes an attribute.

    What was claimed for it is another of its names, whatever the list or a change by hand says of those.
    """
    changes = dict(changes)
    claimed = changes.pop(CLAIM, ())
    account = _changed(account, changes)
    aliases = tuple(dict.fromkeys((*account.aliases, *claimed)))
    return account if aliases == account.aliases else account.model_copy(update={"aliases": aliases})


def _changed(account: Account, changes: Mapping[str, Any]) -> Account:
    known = {key: value for key, value in changes.items() if key in Account.model_fields and key != "attributes"}
    others = {key: value for key, value in changes.items() if key not in Account.model_fields}
    body = account.model_dump(mode="json", exclude_defaults=True)
    return Account.model_validate({**body, **known, "attributes": {**account.attributes, **others}})


def enter(books: "Books", kind: str, body: Mapping[str, Any], now: datetime) -> int:
    """A numbered entry of the log, in the caller's transaction; its number."""
    seq = books.next_seq()
    ENTRIES.insert(books.store.connection, [(seq, kind, dumped(body), micros(now))])
    return seq
