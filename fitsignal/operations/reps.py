"""Reps: what became of the alerts that each received in the last 30 days."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fitsignal.service import Service

LATELY = timedelta(days=30)
_REPS = """
    WITH received AS (
        SELECT a.id, a.account, a.decided_at FROM alerts AS a
        WHERE a.decided_at > $since AND a.id IN (
            SELECT alert FROM outbox
            WHERE state = 'sent' AND kind IN ('alert', 'escalation', 'reply') AND sink <> $topic
        )
    ),
    answers AS (
        SELECT r.id, bool_or(f.answer IN ('good', 'claim')) AS good FROM received AS r
        JOIN feedback AS f ON f.account = r.account AND f.made_at >= r.decided_at
            AND f.made_at < r.decided_at + INTERVAL 30 DAY
        GROUP BY r.id
    )
    SELECT c.owner AS rep, count(*) AS received, count(n.id) AS answered, count(*) FILTER (n.good) AS good,
        count(*) FILTER (TRY_CAST(c.last_activity AS TIMESTAMPTZ) > r.decided_at) AS touched
    FROM received AS r JOIN accounts AS c ON c.domain = r.account LEFT JOIN answers AS n ON n.id = r.id
    WHERE c.owner <> '' GROUP BY c.owner ORDER BY received DESC, rep
"""


def reps(service: "Service") -> list[dict[str, Any]]:
    """A row for each owner of accounts that were alerted: received, answered, good, and touched in the CRM since."""
    from fitsignal.wiring import ALERTS_SINK

    return service.store.rows(_REPS, {"since": service.now() - LATELY, "topic": ALERTS_SINK})
