"""Folding a value by the attribute it belongs to, so that words of different systems for one thing compare equal."""

from collections.abc import Callable
from functools import lru_cache

from icp.countries import fold_country
from icp.headers import known_column
from icp.industries import fold_industry, industry_named
from icp.stages import fold_funding_stage
from icp.statuses import parse_status
from icp.text import fold_text, squeeze
from icp.values import parse_flag

Folding = Callable[[str], frozenset[str]]


@lru_cache(maxsize=4096)
def fold_technology(text: str) -> str:
    """A technology's letters and digits, lower case ("HubSpot CRM" is "hubspot-crm"); `+` and `#` tell the Cs apart."""
    marked = text.replace("++", "plusplus").replace("#", "sharp")
    return squeeze(marked) or fold_text(text)


def _one(fold: Callable[[str], str]) -> Folding:
    return lambda text: frozenset((fold(text),))


def _status(text: str) -> str:
    return parse_status(text) or fold_text(text)


_SEEN: dict[str, Folding] = {
    "industry": fold_industry,
    "country": _one(fold_country),
    "funding_stage": _one(fold_funding_stage),
    "technologies": _one(fold_technology),
    "status": _one(_status),
}
_ASKED = _SEEN | {"industry": industry_named}


def seen_as(attribute: str) -> Folding:
    """How an account's text in the attribute is folded: to all that it counts as."""
    return _SEEN.get(known_column(attribute) or "", _one(fold_text))


def asked_as(attribute: str) -> Folding:
    """How a criterion's text for the attribute is folded: to what it names, no broader."""
    return _ASKED.get(known_column(attribute) or "", _one(fold_text))


def text_of(value: object) -> str:
    """A single value as text to compare: yes and no in every spelling agree, so do 50 and 50.0."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def flag_text(text: str) -> str:
    """A yes or no written in words as `true` or `false`; other text as it is."""
    flag = parse_flag(text)
    return text if flag is None else text_of(flag)
