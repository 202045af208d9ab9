"""The year of a date as people and vendors write it, for criteria on columns of dates."""

import re
from functools import lru_cache

_YEAR = r"(?:1[89]\d\d|20\d\d|21\d\d)"
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zé]*\.?"
_DATES = (
    rf"(?P<iso>{_YEAR})[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01])(?:[ t].*)?)?",
    rf"(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?P<last>{_YEAR})(?:[ ,].*)?",
    rf"(?:(?:0?[1-9]|[12]\d|3[01])\.?[ -])?{_MONTH}[ -](?P<named>{_YEAR})",
    rf"{_MONTH} (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? (?P<american>{_YEAR})(?:[ ,].*)?",
)
_DATE = re.compile("|".join(_DATES), re.DOTALL)
_LONGEST = 40


@lru_cache(maxsize=65536)
def year_of_date(text: str) -> int | None:
    """The year of a text that is a date and nothing else ("2015-03-01", "1/3/2015", "Mar 2015"); None for any other.

    A bare year is a number, not a date. The order of day and month does not matter.
    """
    if len(text) > _LONGEST:
        return None
    match = _DATE.fullmatch(text.strip().casefold())
    return int(next(filter(None, match.groupdict().values()))) if match else None
