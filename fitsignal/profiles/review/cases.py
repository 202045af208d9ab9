"""The accounts whose story is known: won and lost deals, churned customers, answered alerts of the last while."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import orjson

from fitsignal.asking import call
from icp.learning.statuses import lost_rows
from icp.reviewing.review import Case
from streams.times import rfc3339

if TYPE_CHECKING:
    from icp.columns.frame import Frame

NEW_CUSTOMERS = 10
CHURNED = 10
_STORIES = """
    WITH won AS (
        SELECT account, max(amount) AS most FROM deals
        WHERE outcome = 'won' AND account IS NOT NULL AND closed_at >= '{since}' GROUP BY account
    ),
    told AS (
        SELECT account, answer, arg_max(reason, seq) AS reason FROM feedback
        WHERE answer IN ('good', 'claim', 'not_a_fit') AND made_at >= '{since}' GROUP BY account, answer
    )
    SELECT 'told' AS what, account, answer, reason, NULL AS body, NULL AS made,
        row_number() OVER (ORDER BY account, answer) AS place FROM told
    UNION ALL SELECT 'won', account, NULL, NULL, NULL, NULL, place FROM (
        SELECT account, row_number() OVER (ORDER BY most DESC NULLS LAST, account) AS place FROM won
    ) WHERE place <= {most}
    UNION ALL SELECT 'review', NULL, NULL, NULL, body::VARCHAR, made_at::VARCHAR, seq FROM entries
        WHERE kind = 'icp_review'
    ORDER BY what, place
"""
"""All that the store knows of it, in one question: opening the store of a large list takes longer than any answer."""
_UNTOLD = frozenset(("customer", "competitor", "own"))
"""Reasons of "not a fit" that say nothing of the profile: who the company is, not what it is like."""


class Stories(NamedTuple):
    """Accounts whose story is known, each once, and the reviews noted before, the oldest first."""

    cases: list[Case]
    reviews: list[dict[str, Any]]


def known_stories(workspace: Path, frame: "Frame", since: datetime) -> Stories:
    """What people answered counts before what became of an account."""
    query = _STORIES.format(since=rfc3339(since), most=NEW_CUSTOMERS)
    rows = call(workspace, "store.sql", {"query": query})
    won = (Case(row["account"], True, "new customer") for row in rows if row["what"] == "won")
    found = [*_answered(row for row in rows if row["what"] == "told"), *_churned(frame, since.date()), *won]
    cases = list({case.domain: case for case in reversed(found)}.values())[::-1]
    return Stories(cases, [_body(row) for row in rows if row["what"] == "review"])


def _churned(frame: "Frame", since: date) -> Iterator[Case]:
    """Accounts that left since then, the last first, then those of which the list gives no day."""
    from icp.learning.statuses import left_at
    from icp.outcomes.days import days_of

    days = [days_of(series) for series in left_at(frame)]
    rows = np.flatnonzero(lost_rows(frame))
    left = {int(row): next((each[row] for each in days if each[row]), None) for row in rows}
    late = sorted((row for row, day in left.items() if day is None or day >= since), key=lambda row: _latest(left[row]))
    for row in late[:CHURNED]:
        if domain := frame.domains.at(row):
            day = left[row]
            yield Case(str(domain), False, f"churned on {day.isoformat()}" if day else "churned or lost")


def _latest(day: date | None) -> int:
    return -(day.toordinal() if day else 0)


def _answered(rows: Iterable[Mapping[str, Any]]) -> Iterator[Case]:
    for row in rows:
        reason = (row["reason"] or "").replace("_", " ")
        if row["answer"] != "not_a_fit":
            yield Case(row["account"], True, "answered good")
        elif reason not in _UNTOLD:
            yield Case(row["account"], False, f"not a fit: {reason}" if reason else "not a fit")


def _body(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(row["body"])
    return found | {"made": row["made"]}
