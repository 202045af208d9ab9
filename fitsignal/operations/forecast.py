"""forecast: how many alerts a rep and day the stored signals would have made under the policy in force."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from sinks.forecasting import Foreseen, foreseen
from sinks.history import read_signals
from streams.qualified import FOLDED

if TYPE_CHECKING:
    from fitsignal.service import Service

DAYS = 30
NOBODY = "nobody's accounts"
_ACCOUNTS = """
    SELECT s.account, nullif(any_value(a.owner), '') AS owner FROM signals AS s
    LEFT JOIN accounts AS a ON a.domain = s.account
    WHERE s.verdict IN (SELECT unnest(?)) GROUP BY s.account ORDER BY s.account
"""


def forecast(service: "Service", params: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each rep, the one with the most alerts first, of the last days (30): alerts, by priority, a day."""
    days = params.get("days") or DAYS
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= 3650:
        raise OperatorError("days: expected a whole number from 1 to 3650")
    since = service.now() - timedelta(days=days)
    reps: dict[str, list[Foreseen]] = defaultdict(list)
    for owner, found in _found(service):
        reps[owner or NOBODY] += [each for each in found if each.at > since]
    zone = service.reader.tz
    rows = [_row(rep, [each.at.astimezone(zone).date() for each in found], found, days) for rep, found in reps.items()]
    return sorted(rows, key=lambda row: (-row["alerts"], row["rep"]))


def _found(service: "Service") -> Iterator[tuple[str | None, list[Foreseen]]]:
    for row in service.store.rows(_ACCOUNTS, [sorted(FOLDED)]):
        standing = service.catalog.standings.get(row["account"])
        if standing is not None:
            with service.store.read() as cursor:
                signals = [each.signal for each in read_signals(cursor, row["account"])]
            yield row["owner"], foreseen(signals, standing, service.desk.rules)


def _row(rep: str, dates: list[date], found: list[Foreseen], days: int) -> dict[str, Any]:
    counts, busy = Counter(each.priority for each in found), Counter(dates)
    by_priority = {name: counts[name] for name in ("P1", "P2", "P3")}
    most = max(busy.values(), default=0)
    return {"rep": rep, "alerts": len(found), **by_priority, "a_day": round(len(found) / days, 2), "busiest_day": most}
