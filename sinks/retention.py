"""Letting go: rows older than their kind is kept. Once a day, in the desk's own transactions.

An alert stays as what was decided; visits go by whole days, so that no trigger is cut in two.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sinks.deleting import count
from sinks.erasing import erase_signals
from streams.retention import TABLES
from streams.times import DAY, micros

if TYPE_CHECKING:
    from sinks.desk import Desk

PIECE = 20_000
"""Signals that go in one transaction: batches wait so long."""
_OLD = f"""
    SELECT id::VARCHAR FROM signals
    WHERE kind = ? AND epoch_us(least(coalesce(occurred_at, observed_at), observed_at)) < ?
    ORDER BY account LIMIT {PIECE}
"""  # noqa: S608  the names are our own
_IDENTITIES = {
    "identities": "DELETE FROM identities WHERE made_at < ?",
    "entries": "DELETE FROM entries WHERE kind = 'identity' AND made_at < ?",
}


def expire(desk: "Desk", kept: Mapping[str, timedelta], now: datetime) -> Iterator[Counter[str]]:
    """Let go of what is older than it is kept, by kind of signal or table: what was removed, by table, at each step.

    A step is a transaction; between two of them batches may go. Identities go with what they could release: a visit
    that was unresolved for so long is of nobody.
    """
    for name, span in kept.items():
        if name in TABLES:
            yield _rows(desk, name, now - span)
        else:
            yield from _signals(desk, name, now - span, now)
    if "unresolved" in kept:
        yield _identities(desk, now - kept["unresolved"])


def _rows(desk: "Desk", table: str, before: datetime) -> Counter[str]:
    with desk.transaction() as connection:
        sql = f"DELETE FROM {table} WHERE observed_at < ?"  # noqa: S608
        return Counter({table: count(connection.execute(sql, [before]))})


def _identities(desk: "Desk", before: datetime) -> Counter[str]:
    with desk.transaction() as connection:
        return Counter({name: count(connection.execute(sql, [before])) for name, sql in _IDENTITIES.items()})


def _signals(desk: "Desk", kind: str, before: datetime, now: datetime) -> Iterator[Counter[str]]:
    """Signals of a kind from before a day, in pieces."""
    day = micros(before) // DAY * DAY
    while ids := [row[0] for row in desk.store.connection.execute(_OLD, [kind, day]).fetchall()]:
        with desk.transaction() as connection:
            removed = erase_signals(desk, connection, ids, now)
        yield removed
