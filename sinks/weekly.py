"""The weekly sections of a digest: how good alerts were, who found no account, what is unknown, a review due."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sinks.counting import counted
from sinks.plain import shown

if TYPE_CHECKING:
    from collections.abc import Callable

LATELY = timedelta(days=30)
QUARTER = timedelta(days=90)
MOST = 5
LEAST = 0.3
"""Share of the qualifying accounts of which a criterion is unknown before it is told."""
Row = Mapping[str, Any]

_ALERTED = """
    SELECT count(*) AS alerts FROM alerts WHERE decided_at >= $since AND decided_at < $end AND escalates IS NULL
"""
_ANSWERED = """
    SELECT answer, count(DISTINCT account) AS accounts FROM feedback
    WHERE made_at >= $since AND made_at < $end GROUP BY answer
"""
_REASONS = """
    WITH last AS (
        SELECT account, max_by(reason, seq) AS reason FROM feedback
        WHERE made_at >= $since AND made_at < $end AND answer = 'not_a_fit' AND reason IS NOT NULL GROUP BY account
    )
    SELECT reason, count(*) AS accounts FROM last GROUP BY reason ORDER BY accounts DESC, reason LIMIT 3
"""
"""Of each account the last reason: a line of the digest asks for it after the answer."""
_UNRESOLVED = """
    SELECT name, count(*) AS signals FROM unresolved WHERE observed_at >= $since AND observed_at < $end
    AND name IS NOT NULL AND kind <> 'visit' GROUP BY name ORDER BY signals DESC, name LIMIT $most
"""
_UNKNOWN = """
    WITH marks AS (
        SELECT unnest(from_json(reasons -> '$.reasons', '[{"criterion": "VARCHAR", "verdict": "VARCHAR"}]')) AS mark
        FROM fits WHERE best AND verdict <> 'out'
    )
    SELECT mark.criterion AS criterion, avg((mark.verdict = 'unknown')::INT) AS share FROM marks
    GROUP BY ALL HAVING share >= $least ORDER BY share DESC, criterion LIMIT $most
"""
_REVIEWED = """
    SELECT max(made_at) FILTER (kind = 'icp_review') AS last, min(made_at) AS first FROM entries WHERE made_at < $end
"""


class Rows(Protocol):
    """What answers questions to the store."""

    def rows(self, sql: str, parameters: Any) -> Sequence[Row]: ...


def weekly_sections(store: Rows, end: datetime) -> dict[str, tuple[str, ...]]:
    """The sentences of each weekly section as of `end`; none where there is nothing to say."""
    made: dict[str, Callable[[Rows, datetime], Iterator[str]]] = {
        "precision": _precision,
        "unresolved": _unresolved,
        "unknown_attributes": _unknown,
        "icp_review_due": _due,
    }
    return {name: tuple(section(store, end)) for name, section in made.items()}


def _precision(store: Rows, end: datetime) -> Iterator[str]:
    window = {"since": end - LATELY, "end": end}
    alerts = store.rows(_ALERTED, window)[0]["alerts"]
    answers = {row["answer"]: row["accounts"] for row in store.rows(_ANSWERED, window)}
    good, bad = answers.get("good", 0) + answers.get("claim", 0), answers.get("not_a_fit", 0)
    if alerts:
        share = f", {good / (good + bad):.0%} of them good".replace("%", " %") if good + bad else ""
        yield f"{counted(alerts, 'alert')} in 30 days, {good + bad:,} judged{share}"
    if reasons := store.rows(_REASONS, window):
        told = ", ".join(f"{shown(row['reason'].replace('_', ' '), 40)} ({row['accounts']})" for row in reasons)
        yield f"Not a fit because: {told}"


def _unresolved(store: Rows, end: datetime) -> Iterator[str]:
    rows = store.rows(_UNRESOLVED, {"since": end - LATELY, "end": end, "most": MOST})
    if rows:
        yield "Named in news, on no list: " + ", ".join(f"{shown(r['name'], 60)} ({r['signals']})" for r in rows)


def _unknown(store: Rows, end: datetime) -> Iterator[str]:
    rows = store.rows(_UNKNOWN, {"least": LEAST, "most": MOST})
    if rows:
        shares = (f"{shown(row['criterion'], 60)} ({row['share']:.0%})".replace("%", " %") for row in rows)
        yield f"Unknown of accounts that fit or may fit: {', '.join(shares)}"


def _due(store: Rows, end: datetime) -> Iterator[str]:
    row = store.rows(_REVIEWED, {"end": end})[0]
    since = row["last"] or row["first"]
    if since is not None and end - since >= QUARTER:
        told = "The profile was last reviewed" if row["last"] else "The profile was never reviewed; the store began"
        yield f"{told} {(end - since).days} days ago: fitsignal icp review"
