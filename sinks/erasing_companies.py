"""Erasing a company: all that the store has of its domain, with a count of what was where.

An account of the list itself is the list's to change: it stays, with nothing known of it but what the list says.
"""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from sinks.deleting import count, delete, ids_of
from sinks.erasing import enter, never_again
from sinks.rewriting import MARK
from sinks.scrubbing import named_dead
from sinks.store import first
from streams.mentions import Mentions

if TYPE_CHECKING:
    import duckdb

    from sinks.books import Books

_SIGNALS = "SELECT id::VARCHAR FROM signals WHERE account IN (SELECT unnest(?))"
_ALERTS = "SELECT id::VARCHAR FROM alerts WHERE account IN (SELECT unnest(?))"
_OUTBOX = "SELECT id::VARCHAR FROM outbox WHERE alert IN (SELECT unnest(?)::UUID)"
_HELD = "SELECT id::VARCHAR, signal -> '$.company' FROM unresolved WHERE contains(lower(signal::VARCHAR), ?)"
_LISTED = """
    SELECT 1 FROM accounts WHERE domain = ? AND source = 'list' UNION ALL SELECT 1 FROM crm_accounts WHERE domain = ?
"""
_BY_ACCOUNT = ("signals", "decisions", "alerts", "triggers", "intents", "feedback", "headcounts")


def erase_company(books: "Books", connection: "duckdb.DuckDBPyConnection", domain: str, now: datetime) -> Counter[str]:
    """Forget a company, in a transaction of the desk; what was removed, by table. It is met anew if it comes again."""
    connection.execute(MARK)
    removed, mentions = Counter[str](), Mentions([domain], hosts=True)
    signals = ids_of(connection, _SIGNALS, [domain])
    held = _held(connection, domain, mentions)
    outbox = ids_of(connection, _OUTBOX, ids_of(connection, _ALERTS, [domain]))
    removed["deliveries"] += delete(connection, "deliveries", "outbox", outbox)
    removed["outbox"] += delete(connection, "outbox", "id", outbox)
    for table in _BY_ACCOUNT:
        removed[table] += delete(connection, table, "account", [domain], kind="VARCHAR")
    removed["unresolved"] += delete(connection, "unresolved", "id", held)
    removed["dead_letters"] += delete(connection, "dead_letters", "id", named_dead(connection, mentions))
    removed["identities"] += delete(connection, "identities", "domain", [domain], kind="VARCHAR")
    never_again(books, connection, [*signals, *held])
    removed += _forget_account(connection, domain)
    books.catalog.load(connection)
    books.forget([domain])
    enter(books, connection, (), removed := +removed, now)
    return removed


def is_listed(connection: "duckdb.DuckDBPyConnection", domain: str) -> bool:
    """Whether the account list, or a CRM, names the domain."""
    return first(connection, _LISTED, [domain, domain]) is not None


def _held(connection: "duckdb.DuckDBPyConnection", domain: str, mentions: Mentions) -> list[str]:
    rows = connection.execute(_HELD, [domain.lower()]).fetchall()
    return [name for name, company in rows if mentions.found(orjson.dumps(orjson.loads(company)))]


def _forget_account(connection: "duckdb.DuckDBPyConnection", domain: str) -> Counter[str]:
    """What is entered of the company, and itself where it is on no list."""
    removed = Counter[str]()
    if is_listed(connection, domain):
        sql = "DELETE FROM entries WHERE kind = 'identity' AND body ->> '$.domain' = ?"
    else:
        sql = "DELETE FROM entries WHERE body ->> '$.domain' = ?"
        for table, column in (("accounts", "domain"), ("fits", "account"), ("account_versions", "domain")):
            removed[table] += delete(connection, table, column, [domain], kind="VARCHAR")
    removed["entries"] += count(connection.execute(sql, [domain]))
    return removed
