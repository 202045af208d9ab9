"""What a column holds, as far as a profile can use it: numbers, words, lists of words, or nothing of use."""

import re
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np

from icp.headers import attribute_key, known_column
from icp.learning.contrast import Pair
from icp.values import parse_flag, parse_list

Kind = Literal["number", "words", "list"]


class NotOfUse(NamedTuple):
    """A column that teaches nothing, and why."""

    reason: str


_BOOKKEEPING = {
    **dict.fromkeys(("domain", "name", "aliases", "domains", "crm_url", "parent"), "it names the company"),
    **dict.fromkeys(("owner", "csm"), "it says who of ours looks after the company, not what the company is"),
    **dict.fromkeys(
        ("status", "deal_stage", "last_activity", "strategic"), "it says what became of the company with us"
    ),
}
_NAMES = "id|uuid|guid|key|url|link|email|phone|fax|number|zip|zipcode|postcode|postal|index|linkedin"
_NAMING = frozenset(_NAMES.split("|"))
_MOSTLY = 0.8
_OWN_VALUE = 0.8
_LEAST_ROWS = 20
_SENTENCE = 5.0
_MANY_WORDS = 12.0
_SAMPLED = 2000
_LISTED = 0.15
_NAME_PART = re.compile(r"[;|\n]")


def bookkeeping(attribute: str) -> str:
    """Why a known column says nothing of what a company is; "" for one that does, and for all other columns."""
    return _BOOKKEEPING.get(known_column(attribute) or "", "")


def kind_of(pair: Pair) -> Kind | NotOfUse:
    """The kind of a column, or why it is of no use."""
    values = pair.market.values
    counts = pair.market.counts + pair.customers.counts
    known = int(counts.sum())
    if not int(pair.customers.counts.sum()) and not known:
        return NotOfUse("left out: it is empty")
    if len(values) == 1 and pair.market.known.all() and pair.customers.known.all():
        return NotOfUse("left out: every company says the same")
    sampled = _sample(values)
    numbers = _is_numeric(pair)
    if _names_rows(pair.attribute, len(values), known, numbers=numbers):
        return NotOfUse("left out: it names or numbers the rows")
    if numbers:
        return "number"
    if _is_list(sampled):
        return "list"
    return _words_or_not(sampled, len(values), known)


def members_of(value: Any) -> tuple[str, ...]:
    """The members of a list, or of a text that separates them."""
    if isinstance(value, tuple):
        return tuple(str(member) for member in value if member is not None)
    return _parsed(str(value))


def is_flag(values: tuple[Any, ...]) -> bool:
    """Whether all values are a yes or a no, in any spelling."""
    return len(values) > 0 and all(isinstance(each, bool) or parse_flag(str(each)) is not None for each in values)


@lru_cache(maxsize=16384)
def _parsed(text: str) -> tuple[str, ...]:
    return parse_list(text)


def _is_numeric(pair: Pair) -> bool:
    """Whether nearly all that is said are numbers, ranges of numbers or dates."""
    if is_flag(pair.market.values):
        return False
    low, _ = pair.market.ends
    counts = pair.market.counts + pair.customers.counts
    return bool(counts[~np.isnan(low)].sum() >= _MOSTLY * counts.sum())


def _names_rows(attribute: str, distinct: int, known: int, *, numbers: bool) -> bool:
    words = set(attribute_key(attribute).split("_"))
    if known_column(attribute):
        return False
    if words & _NAMING and distinct > min(0.5 * known, 200):
        return True
    unnamed = attribute_key(attribute).startswith("unnamed")
    own = known >= _LEAST_ROWS and distinct >= _OWN_VALUE * known
    return own and (unnamed or not numbers) and not _may_be_prose(attribute)


def _may_be_prose(attribute: str) -> bool:
    return bool(
        {"description", "notes", "summary", "about", "text", "comment"} & set(attribute_key(attribute).split("_"))
    )


def _is_list(values: list[Any]) -> bool:
    if any(isinstance(value, tuple) for value in values):
        return True
    listed = [value for value in values if isinstance(value, str) and _NAME_PART.search(value)]
    return (
        len(listed) >= max(2, _LISTED * len(values))
        and _mean_words([member for value in listed for member in members_of(value)]) < _SENTENCE
    )


def _words_or_not(values: list[Any], distinct: int, known: int) -> Kind | NotOfUse:
    words = _mean_words(values)
    if words >= _MANY_WORDS or (words >= _SENTENCE and distinct > 0.3 * known):
        return NotOfUse("left out: it is free text, which no criterion can test")
    if known >= _LEAST_ROWS and distinct >= _OWN_VALUE * known:
        return NotOfUse("left out: nearly every row has its own value")
    return "words"


def _mean_words(values: list[Any]) -> float:
    lengths = [len(str(value).split()) for value in values]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _sample(values: tuple[Any, ...]) -> list[Any]:
    return list(values[:: max(1, len(values) // _SAMPLED)])
