"""Days as lists write them. Whether 3/4/2026 is in March or in April, the whole list tells."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from dateutil import parser

from icp.columns.series import Series
from icp.dates import year_of_date

Order = Literal["day first", "month first", "unclear"]
_NUMBERS = re.compile(r"\s*(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4}|\d{2})\b")
_DOTTED = re.compile(r"\s*\d{1,2}\.\d{1,2}\.\d")
_MONTHS = 12
_FIRST_DAY = datetime(2000, 1, 1)
_LONGEST = 60


def order_of(texts: Iterable[str]) -> Order:
    """What the first number of dates such as 3/4/2026 is, by all of a list: a number over 12 is a day.

    Dates with points are written day first. "unclear" where nothing decides, or some say the one and some the other.
    """
    given = {text for text in texts if _NUMBERS.match(text)}
    pairs = [(int(match[1]), int(match[2])) for text in given if (match := _NUMBERS.match(text))]
    day_first = any(first > _MONTHS for first, _ in pairs) or (bool(given) and all(map(_DOTTED.match, given)))
    month_first = any(second > _MONTHS for _, second in pairs)
    if day_first == month_first:
        return "unclear"
    return "day first" if day_first else "month first"


def is_ambiguous(text: str) -> bool:
    """Whether it is another day in another order."""
    match = _NUMBERS.match(text)
    if match is None or match[1] == match[2]:
        return False
    return max(int(match[1]), int(match[2])) <= _MONTHS


def day_of(text: str, order: Order) -> date | None:
    """The day of a text; None where it is none. Without an order the month is first, as Americans write it."""
    try:
        return parser.parse(
            text[:_LONGEST], default=_FIRST_DAY, dayfirst=order == "day first" and _numbers(text)
        ).date()
    except (ValueError, OverflowError):
        return None


def days_of(series: Series) -> list[date | None]:
    """By row the day that a column of a list gives, its order of day and month told by all of it."""
    texts = [str(value) for value in series.values]
    order = order_of(texts)
    days = [day_of(text, order) if year_of_date(text) is not None else None for text in texts]
    return [days[code] if code >= 0 else None for code in series.codes.tolist()]


def _numbers(text: str) -> bool:
    return _NUMBERS.match(text) is not None
