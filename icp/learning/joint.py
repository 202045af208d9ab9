"""What each column adds to the others, where there are customers enough to tell.

Size and revenue say the same twice, and five copies of one trait five times. A logistic regression of customers
against the market over all levels of all features at once takes the second word out. It is drawn towards half of what
each feature says alone, and neighbouring ranges of a number towards each other.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes
from icp.learning.features import Feature
from icp.learning.logistic import fitted
from icp.learning.ratios import Floats, Ratios

LEAST = 50
"""Customers from which on it is done: with fewer, what each feature says alone is the better guess."""
_BELIEVED = 0.5
_NEIGHBOURS, _EACH, _LOOSELY = 20.0, 6.0, 0.4
_MOST_LEVELS = 256
_SAMPLED = 2_000
_SMOOTHED = 4


def enough(customers: NDArray[np.intp]) -> bool:
    """Whether there are customers enough."""
    return len(customers) >= LEAST


def together(ratios: Sequence[Ratios], alone: Sequence[Floats], customers: NDArray[np.intp]) -> list[Floats]:
    """The curves of all features anew, given what each says alone; of features that say too little, nothing."""
    likely = _likely(ratios, alone)
    made = [np.zeros(each.feature.levels) for each in ratios]
    if not likely:
        return made
    features = [ratios[place].feature for place in likely]
    design, ours, share = rows_of([_levels_met(each) for each in features], features, customers)
    center = _BELIEVED * np.concatenate([alone[place] for place in likely])
    weights = fitted(design, ours, share, _pull(features), center)
    ends = np.cumsum([each.levels for each in features])
    for place, end, feature in zip(likely, ends, features, strict=True):
        made[place] = weights[end - feature.levels : end]
    return made


def rows_of(
    met: Sequence[Floats], features: Sequence[Feature], customers: NDArray[np.intp]
) -> tuple[Floats, Floats, Floats]:
    """The rows of customers, then of a part of the market: what their levels meet, which are ours, what each counts.

    `met` has a row for each level of each feature. Both sides weigh as much as there are customers.
    """
    every = max(1, -(-len(features[0].market) // _SAMPLED))
    parts = [[each.customers[customers], each.market[::every]] for each in features]
    design = np.concatenate([_looked_up(each, np.concatenate(rows)) for each, rows in zip(met, parts, strict=True)], 1)
    ours = (np.arange(len(design)) < len(customers)).astype(np.float64)
    return design, ours, np.where(ours > 0, 1.0, len(customers) / max(len(design) - len(customers), 1))


def _looked_up(met: Floats, levels: Codes) -> Floats:
    """What is unknown meets nothing."""
    found: Floats = np.append(met, np.zeros((1, met.shape[1])), axis=0)[levels]
    return found


def _levels_met(feature: Feature) -> Floats:
    return np.eye(feature.levels)


def _likely(ratios: Sequence[Ratios], alone: Sequence[Floats]) -> list[int]:
    """The features that spread the market most, as many as the regression can hold."""
    spread = [float((each.share * curve**2).sum()) for each, curve in zip(ratios, alone, strict=True)]
    kept, levels = [], 0
    for place in sorted(range(len(ratios)), key=lambda place: (-spread[place], place)):
        if spread[place] > 0 and levels + ratios[place].feature.levels <= _MOST_LEVELS:
            kept.append(place)
            levels += ratios[place].feature.levels
    return sorted(kept)


def _pull(features: Sequence[Feature]) -> Floats:
    """The penalty: each level by itself, but of a number the step from one range to the next."""
    pull = np.zeros((sum(each.levels for each in features),) * 2)
    begin = 0
    for feature in features:
        end = begin + feature.levels
        own = np.eye(feature.levels) * _EACH
        if feature.ordered and feature.levels >= _SMOOTHED:
            apart = np.diff(np.eye(feature.levels), axis=0)
            own = _NEIGHBOURS * apart.T @ apart + _LOOSELY * np.eye(feature.levels)
        pull[begin:end, begin:end] = own
        begin = end
    return pull
