"""Erasing: what the store knows of a person or a company, taken out of every table, with a count of what was where.

Signals and unresolved ones go whole, and are not taken again where they are offered again; what was made of them is
folded anew. An alert stands as what was decided of a company, with no word of the person. Dead letters go whole. All in
the caller's transaction; the bytes leave the file when it is rewritten, see `sinks.rewriting`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sinks.deleting import count, delete, ids_of
from sinks.folding import refold
from sinks.rewriting import MARK
from sinks.rows import dumped
from sinks.scrubbing import named, named_dead, scrub
from sinks.tables import ENTRIES, ERASED
from streams.mentions import Mentions
from streams.ports import Erasure
from streams.times import micros

if TYPE_CHECKING:
    import duckdb

    from sinks.books import Books

_OF_VISITORS = "SELECT id::VARCHAR FROM signals WHERE details ->> '$.visitor' IN (SELECT unnest(?))"
_HELD_OF_VISITORS = "SELECT id::VARCHAR FROM unresolved WHERE visitor IN (SELECT unnest(?))"
_ENTRIES_OF_VISITORS = """
    DELETE FROM entries WHERE kind = 'identity'
        AND list_has_any((body -> '$.visitors')::VARCHAR[], ?::VARCHAR[])
"""


@dataclass(frozen=True, slots=True)
class People:
    """Whom to forget: keyed hashes, daily visitor hashes, and the texts that name them, which are never stored."""

    persons: Sequence[str] = ()
    visitors: Sequence[str] = ()
    names: Sequence[str] = field(default=(), repr=False)

    @classmethod
    def of(cls, erasures: Iterable[Erasure]) -> "People":
        """All that these erasures name."""
        told = list(erasures)
        return cls(
            [each.person for each in told if each.person],
            [visitor for each in told for visitor in each.visitors],
            [each.email for each in told if each.email],
        )


def erase_people(
    books: "Books", connection: "duckdb.DuckDBPyConnection", people: People, now: datetime
) -> Counter[str]:
    """Forget people, in a transaction of the desk; what was removed, by table; the log tells it too."""
    mentions, removed = Mentions(people.names), Counter[str]()
    if not (people.persons or people.visitors or mentions.names):
        return removed
    connection.execute(MARK)
    signals = [*ids_of(connection, _OF_VISITORS, people.visitors), *named(connection, "signals", mentions)]
    held = [*ids_of(connection, _HELD_OF_VISITORS, people.visitors), *named(connection, "unresolved", mentions)]
    removed += erase_signals(books, connection, signals, now)
    removed["unresolved"] += delete(connection, "unresolved", "id", held)
    removed["dead_letters"] += delete(connection, "dead_letters", "id", named_dead(connection, mentions))
    removed["identities"] += delete(connection, "identities", "visitor", people.visitors, kind="VARCHAR")
    removed["entries"] += count(connection.execute(_ENTRIES_OF_VISITORS, [list(people.visitors)]))
    never_again(books, connection, [*signals, *held])
    removed = +(removed + scrub(connection, mentions))
    enter(books, connection, people.persons, removed, now)
    return removed


def erase_signals(
    books: "Books", connection: "duckdb.DuckDBPyConnection", ids: Sequence[str], now: datetime
) -> Counter[str]:
    """Remove signals and the decisions on them, mute what of it was still to be sent, and fold their accounts anew."""
    if not ids:
        return Counter()
    removed = Counter[str]()
    rows = connection.execute("SELECT DISTINCT account FROM signals WHERE id IN (SELECT unnest(?)::UUID)", [[*ids]])
    accounts = [row[0] for row in rows.fetchall()]
    removed["outbox"] += _mute(connection, ids, now)
    removed["decisions"] += delete(connection, "decisions", "signal", ids)
    removed["signals"] += delete(connection, "signals", "id", ids)
    books.memory.forget(accounts)
    known = [name for name in accounts if name in books.catalog.standings]
    refold(connection, books.catalog.standings, books.rules, known, now)
    return removed


def enter(
    books: "Books",
    connection: "duckdb.DuckDBPyConnection",
    persons: Sequence[str],
    removed: Counter[str],
    now: datetime,
    company: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """The log's word on an erasure: keyed hashes, and how much was removed where."""
    body = {"persons": list(dict.fromkeys(persons)), **company, "removed": dict(removed)}
    ENTRIES.insert(connection, [(books.next_seq(), "erasure", dumped(body), micros(now))])


def never_again(books: "Books", connection: "duckdb.DuckDBPyConnection", ids: Sequence[str]) -> None:
    """Take these signals no more, whoever offers them again."""
    ERASED.insert(connection, [(name,) for name in dict.fromkeys(ids)], tail="ON CONFLICT DO NOTHING")
    books.forgotten.signals.update(ids)


def _mute(connection: "duckdb.DuckDBPyConnection", ids: Sequence[str], now: datetime) -> int:
    """What was not sent yet is not sent: its evidence is gone."""
    sql = """
        UPDATE outbox SET state = 'muted', changed_at = ?, note = 'what it told of was erased'
        WHERE state = 'pending' AND alert IN (SELECT id FROM alerts WHERE signal IN (SELECT unnest(?)::UUID))
    """
    return count(connection.execute(sql, [now, list(ids)]))
