"""Columns cut into levels that a criterion can ask for: ranges of a number, folded words, members of a list."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes, Series
from icp.conditions import Between, Condition, Contains, OneOf
from icp.folding import asked_as, fold_technology, text_of
from icp.headers import known_column
from icp.learning.binning import Bins, bins_of
from icp.learning.contrast import Pair
from icp.learning.kinds import Kind, is_flag, members_of
from icp.text import fold_text
from icp.values import parse_flag

_NAMED = 15
_LEAST_NAMED, _LEAST_COMPANIES = 0.01, 3
_FEW_WORDS, _COMMON = 3, 0.05
_MEMBERS = 30
_LEAST_MEMBER = 2
_MOST_ASKED = 12


class Feature(NamedTuple):
    """One thing that a criterion can ask for: of each row its level, -1 where nothing is known.

    `bins` are those of a number, `words` the levels of words (None: all others, which no criterion names), `member`
    that of a list, whose levels are 0 (not there) and 1.
    """

    attribute: str
    customers: Codes
    market: Codes
    levels: int
    bins: Bins | None = None
    words: tuple[Any, ...] = ()
    member: str = ""

    @property
    def ordered(self) -> bool:
        """Whether neighbouring levels are alike."""
        return self.bins is not None

    def asked(self, levels: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
        """The levels as tests can ask for them: of a number each run of neighbours by itself, else all at once."""
        if self.bins is None:
            return [levels]
        edges = np.flatnonzero(np.diff(np.concatenate([[False], levels, [False]]).astype(np.int8)))
        places = np.arange(self.levels)
        return [(places >= begin) & (places < end) for begin, end in edges.reshape(-1, 2)]

    def condition(self, levels: NDArray[np.bool_]) -> Condition:
        """The test that the levels meet and no other; of a number they are neighbours."""
        if self.bins is not None:
            return self._between(np.flatnonzero(levels))
        if self.member:
            return Contains(values=(self.member,))
        return OneOf(values=tuple(word for word, on in zip(self.words, levels, strict=True) if on and word is not None))

    def _between(self, levels: NDArray[np.intp]) -> Between:
        assert self.bins is not None
        low = None if levels[0] == 0 else self.bins.lows[levels[0]]
        high = None if levels[-1] == self.levels - 1 else self.bins.highs[levels[-1]]
        if low is None:
            return Between(kind="at_most", high=high)
        return Between(kind="at_least", low=low) if high is None else Between(low=low, high=high)


def features_of(pair: Pair, kind: Kind) -> list[Feature]:
    """The features of a column: one, or one for each member that several customers have."""
    if kind == "number":
        return _of_number(pair)
    return _of_members(pair) if kind == "list" else _of_words(pair)


def _of_number(pair: Pair) -> list[Feature]:
    counts = pair.market.counts + pair.customers.counts
    bins = bins_of(*pair.market.ends, counts)
    if bins is None:
        return []
    customers, market = (_levels(each, bins.of_value) for each in (pair.customers, pair.market))
    return [Feature(pair.attribute, customers, market, len(bins.lows), bins=bins)]


def _of_words(pair: Pair) -> list[Feature]:
    groups = _groups(pair)
    order = sorted(groups.values(), key=lambda group: (-group.customers, -group.market, str(group.text)))
    named = [group for group in order[:_NAMED] if _is_told(group, len(pair.market), many=len(order) > _FEW_WORDS)]
    level_of = {value: level for level, group in enumerate(named) for value in group.values}
    rest = len(order) > len(named)
    of_value = np.array([level_of.get(place, len(named)) for place in range(len(pair.market.values))], np.int32)
    customers, market = (_levels(each, of_value) for each in (pair.customers, pair.market))
    words = tuple(group.text for group in named) + ((None,) if rest else ())
    return [Feature(pair.attribute, customers, market, len(words), words=words)] if len(words) > 1 else []


def _is_told(group: "_Group", market: int, *, many: bool) -> bool:
    """Whether a word may be asked for: of many, not one that a single customer has and hardly a company of the market.

    Else the towns in which each customer happens to sit would make a criterion that all of them meet.
    """
    if group.customers == 1 and many:
        return group.market >= _COMMON * market
    return group.customers > 0 or group.market >= max(_LEAST_NAMED * market, _LEAST_COMPANIES)


class _Group(NamedTuple):
    text: Any
    customers: int
    market: int
    values: tuple[int, ...]


def _groups(pair: Pair) -> dict[Any, _Group]:
    """Values that fold to the same, under their commonest spelling."""
    flags = is_flag(pair.market.values)
    fold = asked_as(pair.attribute)
    found: dict[Any, list[int]] = {}
    for place, value in enumerate(pair.market.values):
        key = _flag(value) if flags else fold(text_of(value))
        found.setdefault(key, []).append(place)
    counts = pair.market.counts + pair.customers.counts
    return {
        key: _Group(
            key if flags else pair.market.values[max(places, key=lambda place: int(counts[place]))],
            int(pair.customers.counts[places].sum()),
            int(pair.market.counts[places].sum()),
            tuple(places),
        )
        for key, places in found.items()
    }


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else parse_flag(str(value))


def _of_members(pair: Pair) -> list[Feature]:
    fold = fold_technology if known_column(pair.attribute) == "technologies" else fold_text
    folded = [frozenset(map(fold, members_of(value))) for value in pair.market.values]
    spelled: dict[str, str] = {}
    for value in pair.market.values:
        for member in members_of(value):
            spelled.setdefault(fold(member), member)
    counts: dict[str, int] = {}
    for place in np.flatnonzero(pair.customers.counts):
        for member in folded[place]:
            counts[member] = counts.get(member, 0) + int(pair.customers.counts[place])
    common = sorted((each for each in counts if counts[each] >= _LEAST_MEMBER and each), key=lambda m: (-counts[m], m))
    return [_of_member(pair, spelled[member], member, folded) for member in common[:_MEMBERS]]


def _of_member(pair: Pair, text: str, member: str, folded: list[frozenset[str]]) -> Feature:
    of_value = np.array([member in members for members in folded], np.int32)
    customers, market = (_levels(each, of_value) for each in (pair.customers, pair.market))
    return Feature(pair.attribute, customers, market, 2, member=text)


def _levels(series: Series, of_value: Codes) -> Codes:
    levels: Codes = np.append(of_value, np.int32(-1))[series.codes]
    return levels
