"""Headcounts: how many people an account had, and when, as lists and CRMs gave it; what a year's growth says.

A number is kept with the first and the last day on which it was given. Where the number of today meets one of about a
year ago (300 to 430 days), the growth is a signal `headcount_growth`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from icp.account import Account

if TYPE_CHECKING:
    import duckdb

LEAST_DAYS, MOST_DAYS, YEAR = 300, 430, 365
LEAST_PERCENT, LEAST_PEOPLE = 10, 5
"""Growth below this, or of a company that had fewer people, is none that anybody would call so."""
OFTEN = 30
"""Days after which a number that is given again is noted again."""

_SAME_DAY = """
    DELETE FROM headcounts AS h USING counted AS c
    WHERE h.account = c.account AND h.first_day = $day AND h.employees <> c.employees
"""
_AGAIN = """
    UPDATE headcounts AS h SET last_day = $day, weighed = false FROM counted AS c
    WHERE h.account = c.account AND h.employees = c.employees AND h.last_day < $day - $often::INTEGER
        AND h.first_day = (SELECT max(o.first_day) FROM headcounts AS o WHERE o.account = h.account)
"""
_NEW = """
    INSERT INTO headcounts
    SELECT c.account, c.employees, $day, $day, false FROM counted AS c
    LEFT JOIN (SELECT account, arg_max(employees, first_day) AS employees FROM headcounts GROUP BY account) AS last
        ON last.account = c.account
    WHERE last.employees IS DISTINCT FROM c.employees
"""
_GROWTHS = """
    WITH pairs AS (
        SELECT h.account, h.employees, h.first_day, h.last_day, b.employees AS before,
            least(greatest(b.first_day, h.last_day - $year::INTEGER), b.last_day) AS then_day
        FROM headcounts AS h JOIN headcounts AS b ON b.account = h.account AND b.first_day < h.first_day
        WHERE NOT h.weighed
    )
    SELECT account, arg_min(before, abs(last_day - then_day - $year::INTEGER)), employees,
        arg_min(then_day, abs(last_day - then_day - $year::INTEGER)), last_day, first_day
    FROM pairs WHERE last_day - then_day BETWEEN $least AND $most
    GROUP BY account, employees, last_day, first_day ORDER BY account, first_day
"""


class Growth(NamedTuple):
    """An account's headcount about a year ago and now; `since` is the day from which it had so many."""

    account: str
    before: int
    employees: int
    then: date
    now: date
    since: date

    @property
    def percent(self) -> int:
        """By how much of what it was it grew."""
        return round((self.employees - self.before) / self.before * 100) if self.before else 0

    @property
    def counts(self) -> bool:
        """Whether it is worth a signal."""
        return self.before >= LEAST_PEOPLE and self.percent >= LEAST_PERCENT


def observe(connection: "duckdb.DuckDBPyConnection", accounts: Iterable[Account], now: datetime) -> None:
    """Note the headcounts of accounts as of this day, in a transaction; a range of people is no number."""
    counted = {each.domain: each.employees for each in accounts if isinstance(each.employees, int)}
    if not counted:
        return
    import pyarrow as pa

    connection.register("counted", pa.table({"account": list(counted), "employees": list(counted.values())}))
    day = {"day": now.date()}
    try:
        connection.execute(_SAME_DAY, day)
        connection.execute(_AGAIN, {**day, "often": OFTEN})
        connection.execute(_NEW, day)
    finally:
        connection.unregister("counted")


def growths(connection: "duckdb.DuckDBPyConnection") -> list[Growth]:
    """Growth over about a year at numbers that were not weighed yet."""
    asked = {"year": YEAR, "least": LEAST_DAYS, "most": MOST_DAYS}
    rows = connection.execute(_GROWTHS, asked).fetchall()
    return [found for row in rows if (found := Growth(*row)).counts]


def weighed(connection: "duckdb.DuckDBPyConnection") -> None:
    """Note that all numbers were weighed."""
    connection.execute("UPDATE headcounts SET weighed = true WHERE NOT weighed")
