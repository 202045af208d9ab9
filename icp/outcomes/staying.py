"""Whether customers stayed, where a list gives the day on which they left.

Who bought last month cannot have left within a year: such a customer says nothing yet, or every young customer would
count as loyal. The day that the list was made is the last one that it tells of.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from icp.dates import year_of_date
from icp.outcomes.days import Order, day_of

YEAR = timedelta(days=365)


class Staying(NamedTuple):
    """How a list tells of churn: `dated` where by days, `made` the last day that it tells of."""

    dated: bool
    made: date | None

    def stayed(self, closed: date | None, left: date | None) -> bool | None:
        """Whether a customer stayed for a year from `closed` on (whatever the time, where that is unknown).

        None where the year is not over yet, or it left before it bought.
        """
        if closed is None or self.made is None:
            return left is None
        if self.made - closed < YEAR or (left is not None and left < closed):
            return None
        return left is None or left - closed >= YEAR


def staying_in(rows: Iterable[Mapping[str, str]], order: Order) -> Staying:
    """How the rows of a list tell of churn, by their cells `churned` and `closed`."""
    given = list(rows)
    dated = any(year_of_date(row["churned"]) is not None for row in given if "churned" in row)
    texts = {row[field] for row in given for field in ("closed", "churned") if field in row} if dated else set()
    days = [day for text in texts if year_of_date(text) is not None and (day := day_of(text, order))]
    return Staying(dated, max(days, default=None))
