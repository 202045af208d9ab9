"""Scrubbing: finding rows of the store that name a person, and taking the name out of rows that stay."""

from collections import Counter
from typing import TYPE_CHECKING

from sinks.store import streamed
from streams.mentions import Mentions

if TYPE_CHECKING:
    import duckdb

_TEXTS = {
    "signals": ("company", "evidence", "details"),
    "unresolved": ("name", "signal"),
}
"""Where a signal can name a person."""
_KEPT = {
    "outbox": ("note",),
    "deliveries": ("note",),
    "feedback": ("person", "reason"),
    "alerts": ("fit_reasons", "intent_reasons"),
    "fits": ("reasons",),
    "entries": ("body",),
    "account_versions": ("body",),
    "accounts": ("name", "attributes", "body"),
}
"""Texts that lose the name, and stay."""
_OURS = {
    "accounts": "source <> 'list'",
    "fits": "account NOT IN (SELECT domain FROM accounts WHERE source = 'list')",
    "account_versions": "domain NOT IN (SELECT domain FROM accounts WHERE source = 'list')",
}
"""What the account list says is taken out of the list by whoever keeps it."""


def named(connection: "duckdb.DuckDBPyConnection", table: str, mentions: Mentions) -> list[str]:
    """Ids of the signals, or unresolved ones, that name one of them anywhere."""
    if not mentions.names:
        return []
    texts = " || ' ' || ".join(f"coalesce({column}::VARCHAR, '')" for column in _TEXTS[table])
    sql = f"SELECT id::VARCHAR, {texts} FROM {table} WHERE regexp_matches({texts}, ?, 'i')"  # noqa: S608
    rows = connection.execute(sql, [mentions.pattern]).fetchall()
    return [name for name, text in rows if mentions.found(text)]


def named_dead(connection: "duckdb.DuckDBPyConnection", mentions: Mentions) -> list[str]:
    """Ids of the dead letters that name one of them, also where the bytes are no text."""
    if not mentions.names:
        return []
    rows = streamed(connection, "SELECT id::VARCHAR, place, cause, raw FROM dead_letters")
    return [name for name, place, cause, raw in rows if any(map(mentions.found, (place, cause, bytes(raw))))]


def scrub(connection: "duckdb.DuckDBPyConnection", mentions: Mentions) -> Counter[str]:
    """Take the names out of every text that stays; the rows that were changed, by table."""
    changed = Counter[str]()
    if mentions.names:
        for table, columns in _KEPT.items():
            for column in columns:
                changed[table] += _scrub(connection, table, column, mentions)
    return changed


def on_the_list(connection: "duckdb.DuckDBPyConnection", mentions: Mentions) -> int:
    """Accounts of the account list that name one of them: these are the list's to change."""
    if not mentions.names:
        return 0
    rows = connection.execute(
        "SELECT body::VARCHAR FROM accounts WHERE source = 'list' AND regexp_matches(body::VARCHAR, ?, 'i')",
        [mentions.pattern],
    ).fetchall()
    return sum(mentions.found(row[0]) for row in rows)


def _scrub(connection: "duckdb.DuckDBPyConnection", table: str, column: str, mentions: Mentions) -> int:
    where = f"regexp_matches({column}::VARCHAR, ?, 'i') AND {_OURS.get(table, 'true')}"
    sql = f"SELECT rowid, {column}::VARCHAR FROM {table} WHERE {where}"  # noqa: S608  the names are our own
    rows = connection.execute(sql, [mentions.pattern]).fetchall()
    found = [(clear, place) for place, text in rows if (clear := mentions.erased(text)) != text]
    if found:
        connection.executemany(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", found)  # noqa: S608
    return len(found)
