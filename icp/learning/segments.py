"""Whether the customers fall into clear groups, each of which wants a profile of its own.

A latent class model: within a group, columns say nothing of each other. Groups are clear where two or three of them
explain the customers so much better than one that it pays for their parameters (the Bayesian information criterion).
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.learning.card import card_of
from icp.learning.contrast import Contrast
from icp.learning.features import Feature
from icp.learning.ratios import Floats, Ratios
from icp.learning.survey import survey
from icp.learning.wording import asked_in_words, name_of
from icp.text import fold_text

LEAST = 10
"""Customers of a group at least: fewer teach no profile."""
_MOST_GROUPS = 3
_ROUNDS = 60
_LEVELS = 3
_SMOOTH = 0.5
_TRAITS = 2
_LONGEST = 48


class Group(NamedTuple):
    """A group of customers: a name for a file, their places among the customers, and what they have in common."""

    name: str
    rows: NDArray[np.intp]
    words: str


class Segments(NamedTuple):
    """The groups (none where there are no clear ones), and the finding in a sentence."""

    groups: tuple[Group, ...]
    words: str


def segments_of(contrast: Contrast, trusted: Collection[str] = (), ignored: Collection[str] = ()) -> Segments:
    """The clear groups among the customers."""
    count = len(contrast.rows)
    if count < 2 * LEAST:
        return Segments((), f"no groups are looked for among {count} customers: {2 * LEAST} at least could make two")
    features = _telling(survey(contrast, trusted, ignored).features, count)
    coded = [_coarse(feature) for feature in features]
    if not coded:
        return Segments((), "the customers do not differ in any column that could make groups")
    fits = {groups: _fitted(coded, groups) for groups in range(1, _MOST_GROUPS + 1)}
    best = min(fits, key=lambda groups: fits[groups][0])
    members = fits[best][1]
    sizes = np.bincount(members, minlength=best)
    if best == 1 or sizes.min() < LEAST:
        return Segments((), "the customers are one group: no division explains them better")
    groups = _named(features, members, best)
    told = "; ".join(f"{len(group.rows)} that {group.words}" for group in groups)
    return Segments(groups, f"the customers fall into {best} clear groups: {told}")


def _telling(features: Sequence[Feature], count: int) -> list[Feature]:
    """The features of the card, and whatever else customers differ in and mostly say."""
    ratios = [Ratios(feature) for feature in features]
    places = {part.feature for part in card_of(ratios, np.arange(count))}
    return [feature for place, feature in enumerate(features) if place in places or not feature.member][:20]


def _coarse(feature: Feature) -> NDArray[np.int64]:
    """Levels of the customers, few enough to count in a group; -1 where unknown."""
    levels = feature.customers.astype(np.int64)
    if feature.ordered and feature.levels > _LEVELS:
        known = levels[levels >= 0]
        cuts = np.unique(np.quantile(known, [1 / 3, 2 / 3])) if len(known) else np.array([])
        return np.where(levels < 0, -1, np.searchsorted(cuts, levels, side="left"))
    common = np.argsort(-np.bincount(levels[levels >= 0], minlength=feature.levels), kind="stable")[:_LEVELS]
    place = np.full(feature.levels + 1, _LEVELS)
    place[common], place[-1] = np.arange(len(common)), -1
    return place[levels]


def _fitted(coded: list[NDArray[np.int64]], groups: int) -> tuple[float, NDArray[np.intp]]:
    """The criterion (less is better) and the group of each customer, the best of a few beginnings."""
    starts = [_start(coded, groups, first) for first in range(min(5, len(coded)))]
    return min((_settled(coded, start, groups) for start in starts), key=lambda fit: fit[0])


def _start(coded: list[NDArray[np.int64]], groups: int, first: int) -> Floats:
    """Groups by one column, to begin with."""
    rows = len(coded[0])
    member = np.where(coded[first] < 0, np.arange(rows), coded[first]) % groups
    return np.where(member[:, None] == np.arange(groups), 0.8, 0.2 / max(groups - 1, 1))


def _settled(coded: list[NDArray[np.int64]], belongs: Floats, groups: int) -> tuple[float, NDArray[np.intp]]:
    rows, free = len(coded[0]), groups - 1
    belongs = belongs / belongs.sum(axis=1, keepdims=True)
    likely: Floats = np.zeros((rows, groups))
    for _ in range(_ROUNDS):
        likely = np.log((belongs.sum(axis=0) + _SMOOTH) / (rows + groups * _SMOOTH)) + np.zeros((rows, groups))
        free = groups - 1
        for codes in coded:
            levels = int(codes.max()) + 1
            there = np.array([belongs[codes == level].sum(axis=0) for level in range(levels)]) + _SMOOTH
            logs = np.log(there / there.sum(axis=0))
            likely += np.vstack([logs, np.zeros(groups)])[codes]
            free += groups * (levels - 1)
        top = likely.max(axis=1, keepdims=True)
        belongs = np.exp(likely - top)
        belongs /= belongs.sum(axis=1, keepdims=True)
    top = likely.max(axis=1)
    total = float((top + np.log(np.exp(likely - top[:, None]).sum(axis=1))).sum())
    return free * float(np.log(rows)) - 2 * total, np.argmax(belongs, axis=1)


def _named(features: Sequence[Feature], members: NDArray[np.intp], groups: int) -> tuple[Group, ...]:
    made = []
    for group in range(groups):
        inside = members == group
        traits = sorted(
            (trait for feature in features if (trait := _trait(feature, inside))), key=lambda trait: -trait.ahead
        )[:_TRAITS]
        name = squeezed("-".join(trait.short for trait in traits)) or "others"
        words = " and ".join(trait.words for trait in traits) or "have nothing else in common"
        made.append(Group(f"{group + 1}-{name}"[:_LONGEST].strip("-"), np.flatnonzero(inside), words))
    return tuple(made)


class _Trait(NamedTuple):
    ahead: float
    words: str
    short: str


def _trait(feature: Feature, inside: NDArray[np.bool_]) -> _Trait | None:
    """What the group has more often than the other customers, and by how much."""
    wanted = np.zeros(feature.levels + 1, dtype=bool)
    known = feature.customers[inside & (feature.customers >= 0)]
    if len(known) == 0:
        return None
    if feature.ordered:
        low, high = np.quantile(known, (0.1, 0.9), method="nearest")
        wanted[int(low) : int(high) + 1] = True
    elif feature.member:
        wanted[1] = True
    else:
        wanted[int(np.argmax(np.bincount(known, minlength=feature.levels)))] = True
    if wanted[:-1].all() or (feature.words and None in feature.words and wanted[len(feature.words) - 1]):
        return None
    has = wanted[feature.customers]
    test = feature.condition(wanted[:-1])
    ahead = float(has[inside].mean() - (has[~inside].mean() if (~inside).any() else 0))
    return (
        _Trait(ahead, asked_in_words(feature.attribute, test), name_of(feature.attribute, test)) if ahead > 0 else None
    )


def squeezed(text: str) -> str:
    """A text as a part of a file's name: "Industry: Retail" is "industry-retail"."""
    return fold_text(text).replace(" ", "-")
