"""Newcomers: what planning asks of the store, for rows of the outbox that have no destination yet."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from sinks.bursts import MINUTE, Lately
from sinks.hours import day_start
from sinks.routing import Subject
from streams.policy import RANK, Priority
from streams.times import instant

if TYPE_CHECKING:
    import duckdb

_NEW = """
    SELECT o.id::VARCHAR, o.alert::VARCHAR, a.account, a.priority, epoch_us(a.decided_at), a.escalates::VARCHAR, a.kind,
        s.details ->> '$.form', a.profile, c.owner, c.country, c.employees,
        coalesce(c.attributes ->> '$.segment', c.attributes ->> '$.Segment'), c.last_activity, e.priority
    FROM outbox AS o JOIN alerts AS a ON a.id = o.alert LEFT JOIN alerts AS e ON e.id = a.escalates
    LEFT JOIN accounts AS c ON c.domain = a.account LEFT JOIN signals AS s ON s.id = a.signal
    WHERE o.sink = ? AND o.state = 'pending' AND o.destination IS NULL AND o.kind = 'alert'
    ORDER BY a.decided_at, a.escalates IS NOT NULL, a.priority DESC, a.id LIMIT ?
"""
MOST = 1000
_INTO_NEXT = timedelta(hours=36)
"""From the beginning of any day, however clocks change, into the next."""
_ANY = "SELECT count(*) FROM outbox WHERE sink = ? AND state = 'pending' AND destination IS NULL AND kind = 'alert'"
_COUNT = """
    SELECT count(*) FROM outbox
    WHERE sink = ? AND destination = ? AND kind IN ('alert', 'escalation') AND made_at >= ? AND made_at < ?
        AND state NOT IN ('muted', 'failed')
"""
_LATELY = """
    SELECT count(*), epoch_us(min(due_at)) FROM outbox
    WHERE sink = ? AND destination = ? AND kind = 'alert' AND due_at > ? AND due_at <= ?
        AND state NOT IN ('muted', 'failed')
"""
_GATHERING = """
    SELECT g.id::VARCHAR, count(m.id) FROM outbox AS g LEFT JOIN outbox AS m ON m.part_of = g.id
    WHERE g.sink = ? AND g.destination = ? AND g.kind = 'group' AND g.state = 'pending' AND g.due_at > ?
    GROUP BY g.id, g.made_at ORDER BY g.made_at DESC LIMIT 1
"""
_HELD = """
    SELECT o.destination, o.id::VARCHAR FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.sink = ? AND o.state = 'pending' AND o.kind = 'alert' AND o.note = ? AND o.attempts = 0
        AND o.part_of IS NULL AND o.due_at <= ?
    ORDER BY a.decided_at, o.id
"""
_GATHER = "UPDATE outbox SET part_of = ? WHERE id IN (SELECT unnest(?)::UUID)"
_TURNS = """
    SELECT destination, account, epoch_us(max(made_at)) FROM outbox
    WHERE sink = ? AND destination IN (SELECT unnest(?::VARCHAR[])) AND kind IN ('alert', 'escalation') GROUP BY ALL
"""


class Newcomer(NamedTuple):
    """An alert that has no place yet."""

    id: str
    alert: str
    account: str
    priority: Priority
    decided_at: datetime
    escalates: str | None
    name: str
    subject: Subject
    last_activity: str | None
    rises: bool = False

    def worked(self, within: timedelta) -> bool:
        """Whether the CRM knows of activity so lately before it; tomorrow counts: it is today in a zone to the east."""
        then = _day(self.last_activity)
        return then is not None and -timedelta(days=1) <= self.decided_at.date() - then <= within


def newcomers(connection: "duckdb.DuckDBPyConnection", sink: str) -> list[Newcomer]:
    """Alerts without a place, in the order they were decided."""
    found: list[Newcomer] = []
    if connection.execute(_ANY, [sink]).fetchall() == [(0,)]:
        return found
    for row in connection.execute(_NEW, [sink, MOST]).fetchall():
        (
            id_,
            alert,
            account,
            priority,
            at,
            escalates,
            kind,
            form,
            profile,
            owner,
            country,
            staff,
            segment,
            active,
            was,
        ) = row
        subject = Subject(priority, owner, profile or "", country, staff, segment)
        name = f"{kind}:{form}" if form else kind
        rises = was is not None and RANK[priority] > RANK[was]
        found.append(Newcomer(id_, alert, account, priority, instant(at), escalates, name, subject, active, rises))
    return found


def sent_since(connection: "duckdb.DuckDBPyConnection", sink: str, place: str, since: datetime, until: datetime) -> int:
    """How many alerts a place was given between two instants, or is to be given."""
    rows = connection.execute(_COUNT, [sink, place, since, until]).fetchall()
    return int(rows[0][0])


def lately(connection: "duckdb.DuckDBPyConnection", sink: str, place: str, now: datetime) -> Lately:
    """What a place was given within the last minute."""
    count, since = connection.execute(_LATELY, [sink, place, now - MINUTE, now]).fetchall()[0]
    return Lately(count, instant(since) if since else None)


def gathering(connection: "duckdb.DuckDBPyConnection", sink: str, place: str, now: datetime) -> tuple[str, int] | None:
    """The group that still takes alerts for a place, and how many it has."""
    rows = connection.execute(_GATHERING, [sink, place, now]).fetchall()
    return (rows[0][0], rows[0][1]) if rows else None


def held_until(connection: "duckdb.DuckDBPyConnection", sink: str, note: str, now: datetime) -> dict[str, list[str]]:
    """The rows with this note whose time has come, by place, in the order they were decided."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, id_ in connection.execute(_HELD, [sink, note, now]).fetchall():
        places[place].append(id_)
    return places


def gather(connection: "duckdb.DuckDBPyConnection", group: str, ids: Sequence[str]) -> None:
    """Make rows parts of a group."""
    connection.execute(_GATHER, [group, list(ids)])


class SoFar:
    """What places were given before, and what this plan adds to it."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", sink: str) -> None:
        self._connection, self._sink = connection, sink
        self._counts: dict[tuple[str, datetime], int] = {}
        self._turns: dict[tuple[str, ...], dict[str, str]] = {}

    def count(self, place: str, day: datetime, tz: tzinfo) -> int:
        """How many alerts a place was given on a day, or is to be given; `day`: any instant of it."""
        start = day_start(day, tz)
        if (place, start) not in self._counts:
            end = day_start(start + _INTO_NEXT, tz)
            self._counts[place, start] = sent_since(self._connection, self._sink, place, start, end)
        return self._counts[place, start]

    def add(self, place: str, day: datetime, tz: tzinfo) -> None:
        """One more alert."""
        self._counts[place, day_start(day, tz)] = self.count(place, day, tz) + 1

    def turn(self, people: Sequence[str], account: str) -> str:
        """Whose turn it is: whoever had the account, else who has the fewest, the first of them in the list."""
        who = tuple(people)
        if who not in self._turns:
            rows = self._connection.execute(_TURNS, [self._sink, [*who]]).fetchall()
            self._turns[who] = {owned: place for place, owned, _ in sorted(rows, key=lambda row: row[2] or 0)}
        had = self._turns[who]
        if account not in had:
            counts = Counter(had.values())
            had[account] = min(who, key=lambda person: (counts[person], who.index(person)))
        return had[account]


def _day(text: str | None) -> date | None:
    try:
        then = datetime.fromisoformat(text) if text else None
        return then and (then.astimezone(UTC) if then.tzinfo else then).date()
    except (ValueError, OverflowError):
        return None
