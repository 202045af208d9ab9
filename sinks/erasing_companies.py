"""Erasing a company: all that the store has of its domain, with a count of what was where.

An account of the list itself is the list's to change: it stays, with nothing known of it but what the list says. What
was observed before the erasure is not taken afterwards either, wherever it lay meanwhile.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from icp.account import Account
from sinks.deleting import count, delete, ids_of
from sinks.erasing import enter, never_again
from sinks.folding import refold
from sinks.rewriting import MARK
from sinks.scrubbing import named_dead
from sinks.store import first
from streams.discovery import unlearned
from streams.mentions import Mentions

if TYPE_CHECKING:
    import duckdb

    from sinks.books import Books

_SIGNALS = "SELECT id::VARCHAR FROM signals WHERE account = ? AND observed_at <= ?"
_LATER = "SELECT id FROM signals WHERE account = $account AND observed_at > $at"
_BY_SIGNAL = {
    name: f"FROM {name} WHERE account = $account AND signal NOT IN ({_LATER})" for name in ("decisions", "alerts")
}
_OUTBOX = "SELECT id::VARCHAR FROM outbox WHERE alert IN (SELECT unnest(?)::UUID)"
_HELD = """
    SELECT id::VARCHAR, signal -> '$.company' FROM unresolved
    WHERE contains(lower(signal::VARCHAR), ?) AND observed_at <= ?
"""
_LISTED = """
    SELECT 1 FROM accounts WHERE domain = ? AND source = 'list' UNION ALL SELECT 1 FROM crm_accounts WHERE domain = ?
"""
ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)
_BY_ACCOUNT = ("triggers", "intents", "feedback", "headcounts")


def erase_company(
    books: "Books", connection: "duckdb.DuckDBPyConnection", domain: str, now: datetime, at: datetime | None = None
) -> Counter[str]:
    """Forget a company, in a transaction of the desk; what was removed, by table. It is met anew if it comes again.

    `at`: when it was asked for. What was observed before is not taken afterwards, what was observed later stays, and
    told again it changes nothing. Where nobody says, it is of what the store has.
    """
    asked: dict[str, Any] = {"account": domain, "at": at or ALWAYS}
    mentions = Mentions([domain], hosts=True)
    signals = [row[0] for row in connection.execute(_SIGNALS, [domain, asked["at"]]).fetchall()]
    held = _held(connection, asked, mentions)
    if at and books.forgotten.knows(domain, at) and not (signals or held):
        return Counter()
    connection.execute(MARK)
    removed = _derived(connection, asked)
    removed["signals"] += delete(connection, "signals", "id", signals)
    removed["unresolved"] += delete(connection, "unresolved", "id", held)
    removed["dead_letters"] += delete(connection, "dead_letters", "id", named_dead(connection, mentions))
    removed["identities"] += delete(connection, "identities", "domain", [domain], kind="VARCHAR")
    never_again(books, connection, [*signals, *held])
    removed += _forget_account(books, connection, asked)
    books.catalog.load(connection)
    books.forget([domain])
    refold(connection, books.catalog.standings, books.rules, books.catalog.standings.keys() & {domain}, now)
    enter(books, connection, (), removed := +removed, now, {} if at is None else books.forgotten.put(domain, at))
    return removed


def is_listed(connection: "duckdb.DuckDBPyConnection", domain: str) -> bool:
    """Whether the account list, or a CRM, names the domain."""
    return first(connection, _LISTED, [domain, domain]) is not None


def _derived(connection: "duckdb.DuckDBPyConnection", asked: Mapping[str, Any]) -> Counter[str]:
    """What was made of the company's signals up to then, and what was to be sent of it."""
    removed = Counter[str]()
    alerts = connection.execute(f"SELECT id::VARCHAR {_BY_SIGNAL['alerts']}", dict(asked)).fetchall()
    outbox = ids_of(connection, _OUTBOX, [row[0] for row in alerts])
    removed["deliveries"] += delete(connection, "deliveries", "outbox", outbox)
    removed["outbox"] += delete(connection, "outbox", "id", outbox)
    for table, of_company in _BY_SIGNAL.items():
        removed[table] += count(connection.execute(f"DELETE {of_company}", dict(asked)))
    for table in _BY_ACCOUNT:
        removed[table] += delete(connection, table, "account", [asked["account"]], kind="VARCHAR")
    return removed


def _held(connection: "duckdb.DuckDBPyConnection", asked: Mapping[str, Any], mentions: Mentions) -> list[str]:
    rows = connection.execute(_HELD, [asked["account"].lower(), asked["at"]]).fetchall()
    return [name for name, company in rows if mentions.found(orjson.dumps(orjson.loads(company)))]


def _forget_account(books: "Books", connection: "duckdb.DuckDBPyConnection", asked: Mapping[str, Any]) -> Counter[str]:
    """What is entered of the company, and itself where it is on no list and nothing is left of it."""
    domain, removed = asked["account"], Counter[str]()
    removed["account_versions"] += delete(connection, "account_versions", "domain", [domain], kind="VARCHAR")
    if is_listed(connection, domain):
        sql = "DELETE FROM entries WHERE kind = 'identity' AND body ->> '$.domain' = ?"
    else:
        sql = "DELETE FROM entries WHERE body ->> '$.domain' = ?"
    removed["entries"] += count(connection.execute(sql, [domain]))
    if is_listed(connection, domain) or first(connection, _LATER, dict(asked)):
        kept = connection.execute("SELECT body, source FROM accounts WHERE domain = ?", [domain]).fetchall()
        books.put_accounts(connection, [(unlearned(Account.model_validate_json(body)), by) for body, by in kept])
        return removed
    for table, column in (("accounts", "domain"), ("fits", "account")):
        removed[table] += delete(connection, table, column, [domain], kind="VARCHAR")
    return removed
