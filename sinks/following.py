"""Following up: a reminder of what nobody answered, and later news of an account in its alert's thread.

On the writer thread, in the transaction that then takes what is due.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sinks.hours import hold_until, working_time
from sinks.planned import Planned, Rules
from streams.ids import outbox_id
from streams.policy import Sla
from streams.times import instant

if TYPE_CHECKING:
    import duckdb

DAY = timedelta(days=1)
LONG = timedelta(days=14)
"""How long after an alert somebody may be reminded of it."""
_UNANSWERED = """
    SELECT o.alert::VARCHAR, any_value(o.account), min(o.destination), epoch_us(min(o.changed_at))
    FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.sink = $sink AND o.kind IN ('alert', 'escalation') AND o.state = 'sent' AND o.ts IS NOT NULL
        AND o.changed_at > $since AND a.priority = 'P1'
        AND NOT EXISTS (SELECT 1 FROM feedback AS f WHERE f.account = a.account AND f.made_at >= a.decided_at)
        AND NOT EXISTS (
            SELECT 1 FROM outbox AS r
            WHERE r.sink = o.sink AND r.kind = 'reminder' AND r.account = a.account AND r.made_at >= a.decided_at
        )
    GROUP BY o.alert ORDER BY max(a.decided_at) DESC, o.alert
"""
"""The account's latest first: one reminder tells of all."""
_NEWS = """
    WITH roots AS (
        SELECT account, destination, max_by(alert, made_at) AS alert, max(made_at) AS made_at FROM outbox
        WHERE sink = $sink AND ts IS NOT NULL AND thread IS NULL AND kind IN ('alert', 'escalation')
            AND made_at > $since
        GROUP BY ALL
    )
    SELECT d.signal::VARCHAR, d.account, epoch_us(d.decided_at), r.destination, r.alert::VARCHAR
    FROM decisions AS d JOIN roots AS r ON r.account = d.account
    JOIN triggers AS t ON t.account = d.account AND t.anchor = d.signal
    WHERE d.decided_at > $lately AND d.decided_at >= r.made_at AND d.verdict = 'silent' AND d.cause = 'cooldown'
        AND t.points * t.confidence >= $least
        AND NOT EXISTS (
            SELECT 1 FROM outbox AS o
            WHERE o.sink = $sink AND o.kind = 'reply' AND o.signal = d.signal AND o.destination = r.destination
        )
    ORDER BY d.decided_at, d.signal
"""
_TOLD = """
    SELECT account, destination, count(*) FROM outbox
    WHERE sink = ? AND kind = 'reply' AND signal IS NOT NULL AND made_at > ? AND state NOT IN ('muted', 'failed')
    GROUP BY ALL
"""


def follow(connection: "duckdb.DuckDBPyConnection", sink: str, rules: Rules, now: datetime) -> list[Planned]:
    """Rows that follow from what was sent; a sink without threads has none, the digest tells it."""
    if not rules.threads:
        return []
    return [*_reminders(connection, sink, rules, now), *_replies(connection, sink, rules, now)]


def _reminders(connection: "duckdb.DuckDBPyConnection", sink: str, rules: Rules, now: datetime) -> Iterator[Planned]:
    """One for each account whose P1 nobody answered within its working hours."""
    span = (rules.policy.sla or Sla()).P1
    rows = connection.execute(_UNANSWERED, {"sink": sink, "since": now - LONG}).fetchall() if span else []
    reminded = set[str]()
    for alert, account, place, sent in rows:
        zone, quiet = rules.zone(place), rules.policy.quiet
        worked = working_time(instant(sent), now, quiet, zone)
        over = span is not None and worked >= span and hold_until(now, quiet, zone) is None
        if over and account not in reminded:
            reminded.add(account)
            name = outbox_id(alert, f"{sink} {place} reminder")
            yield Planned(name, alert, "pending", now, None, "reminder", place, account, now)


def _replies(connection: "duckdb.DuckDBPyConnection", sink: str, rules: Rules, now: datetime) -> Iterator[Planned]:
    """Later triggers of accounts that cool down, so many a day and account as the policy allows."""
    rule = rules.policy.escalation.thread
    given = {"sink": sink, "since": now - LONG, "lately": now - DAY, "least": rule.min_points}
    rows = connection.execute(_NEWS, given).fetchall() if rule.per_account_and_day else []
    counts = connection.execute(_TOLD, [sink, now - DAY]).fetchall() if rows else []
    told = {(account, place): count for account, place, count in counts}
    for signal, account, decided, place, alert in rows:
        count = told.get((account, place), 0)
        if count >= rule.per_account_and_day or hold_until(now, rules.policy.quiet, rules.zone(place)):
            continue
        told[account, place] = count + 1
        name, made = outbox_id(signal, f"{sink} {place} reply"), instant(decided)
        yield Planned(name, alert, "pending", now, None, "reply", place, account, made, signal=signal)
