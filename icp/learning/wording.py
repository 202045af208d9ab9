"""Criteria in words: names that a person would give them, and what they ask for."""

from icp.conditions import Between, Condition, Contains, Exists, OneOf
from icp.headers import attribute_key

_TITLES = {
    "employees": "Company size",
    "revenue": "Revenue",
    "industry": "Industry",
    "country": "Country",
    "region": "Region",
    "technologies": "Uses",
    "founded": "Founded",
    "funding_stage": "Funding stage",
}
_MOST = 3
_YEARS = frozenset(("founded", "year", "at", "date", "on", "since"))


def title_of(attribute: str) -> str:
    """A column as a person would call it: "Sales people" for `sales_people`."""
    key = attribute_key(attribute)
    return _TITLES.get(key) or key.replace("_", " ").capitalize()


def name_of(attribute: str, test: Condition) -> str:
    """The name of a criterion: "Company size 50 to 499", "Industry: Software, FinTech +2", "Uses HubSpot"."""
    title = title_of(attribute)
    if isinstance(test, Between):
        return f"{title} {range_in_words(attribute, test)}"
    if isinstance(test, Contains):
        return f"{title} {_listed(test.values)}" if attribute == "technologies" else f"{title}: {_listed(test.values)}"
    if isinstance(test, OneOf):
        return f"{title}: {_listed(test.values)}"
    return f"{title} known" if isinstance(test, Exists) else f"{title} as {test.pattern}"


def asked_in_words(attribute: str, test: Condition) -> str:
    """What a company that meets it does: "have 50 to 499 employees", "have Media as industry", "say yes to remote"."""
    words = attribute_key(attribute).replace("_", " ")
    if isinstance(test, Between):
        asked = range_in_words(attribute, test)
        return f"have {asked} employees" if attribute == "employees" else f"have {words} {asked}"
    if isinstance(test, Contains):
        return f"have {_either(test.values)} among {words}"
    if isinstance(test, OneOf):
        plain = len(test.values) == 1 and isinstance(test.values[0], bool)
        return f"say {_word(test.values[0])} to {words}" if plain else f"have {_either(test.values)} as {words}"
    return f"have {words}" if isinstance(test, Exists) else f"have {words} that match {test.pattern}"


def range_in_words(attribute: str, test: Between) -> str:
    """ "50 to 499", "from 2015 on", "up to 10"."""
    low, high = (None if end is None else number(end, attribute) for end in (test.low, test.high))
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"from {low} on" if _is_year(attribute) else f"{low} or more"
    return low if low == high else f"{low} to {high}"


def number(value: float, attribute: str = "") -> str:
    """A number to read: 1,200, 2.5 million, 2015."""
    if _is_year(attribute) and float(value).is_integer() and 1500 <= value <= 2200:
        return f"{value:.0f}"
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:.4g} {word}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


def _is_year(attribute: str) -> bool:
    return bool(_YEARS & set(attribute_key(attribute).split("_")))


def _listed(values: tuple[object, ...]) -> str:
    shown = ", ".join(map(_word, values[:_MOST]))
    return f"{shown} +{len(values) - _MOST}" if len(values) > _MOST else shown


def _either(values: tuple[object, ...]) -> str:
    shown = [_word(value) for value in values[:_MOST]]
    more = [f"one of {len(values) - _MOST} more"] if len(values) > _MOST else []
    *first, last = [*shown, *more]
    return f"{', '.join(first)} or {last}" if first else last


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
