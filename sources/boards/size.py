"""How many people a company says it has, in a posting's own words. Pure.

Only what is said of the whole company: a team of twelve engineers is a team, companies of 500 people are customers.
"""

import re

from icp.quantities import parse_quantity

LEAST, MOST = 10, 1_000_000
_NUMBER = r"(?P<number>\d{1,3}(?:[,.'\u202f\u00a0]\d{3})+|\d{1,7})\s?\+?"
_OURS = r"employees|colleagues|staff|mitarbeit\w+|kolleg\w+|collaborateurs|salari[eé]s|medewerkers"
_ABOUT = (
    r"(?:(?:now|already|today|currently|over|more than|around|about|some|nearly|almost|a|the|team of|company of|rund|"
    r"über|mehr als|etwa|plus de|environ|près de) ){0,4}"
)
_PART = r"(?!\s+(?:in|on|within|of) (?:our|the|this|your|its) (?:\w+ ){0,2}?(?:team|department|office|group|division))"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\b(?:we are|we['’]re|wir sind|nous sommes) {_ABOUT}{_NUMBER} (?:\w+ ){{0,2}}?(?:people|{_OURS})\b{_PART}",
        rf"\bwe (?:have|employ|count) {_ABOUT}{_NUMBER} (?:\w+ ){{0,1}}?(?:{_OURS})\b{_PART}",
        rf"\bour {_NUMBER} (?:\w+ ){{0,1}}?(?:{_OURS})\b{_PART}",
        rf"\bour (?:\w+ )?(?:company|workforce) of {_ABOUT}{_NUMBER}\b",
    )
)


def company_size(text: str) -> int | None:
    """The people that the company says it has; None where it says none, or several numbers."""
    found = {size for shape in _SHAPES for match in shape.finditer(text) if (size := _size(match["number"]))}
    return found.pop() if len(found) == 1 else None


def _size(text: str) -> int | None:
    number = parse_quantity(text)
    return int(number) if isinstance(number, int | float) and LEAST <= number <= MOST else None
