"""The accounts most like the best customers, the traits that they share, and the customer each is closest to."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes
from icp.learning.card import Card, card_of, earned
from icp.learning.contrast import Contrast
from icp.learning.features import Feature
from icp.learning.ratios import Floats, Ratios
from icp.learning.survey import survey
from icp.learning.wording import name_of

_TRAITS = 4
_NEAR = 2.0
_NUMBER = 0.5


class Lookalike(NamedTuple):
    """An account, by its row in the market: its points (0 to 100), the closest customer's row, and what they share.

    `likeness` is 0 to 1: how much of what is rare in the market and known of the customer the account has too.
    """

    row: int
    points: float
    customer: int
    likeness: float
    shared: tuple[str, ...]


def lookalikes(
    contrast: Contrast, count: int, trusted: Collection[str] = (), ignored: Collection[str] = ()
) -> list[Lookalike]:
    """The `count` accounts of the market that are most like the customers, the most alike first."""
    features = survey(contrast, trusted, ignored).features
    ratios = [Ratios(feature) for feature in features]
    card = card_of(ratios, np.arange(len(contrast.rows)))
    if not card:
        return []
    used = [features[part.feature] for part in card]
    weights = _weights(card, [ratios[part.feature] for part in card])
    points = earned(card, [feature.market for feature in features])
    first = np.argsort(-points, kind="stable")[: max(4 * count, 200)]
    found = [_closest(used, weights, int(row), float(points[row]), contrast) for row in first]
    return sorted(found, key=lambda each: (-(each.points / 100 + each.likeness), each.row))[:count]


def _weights(card: Card, ratios: Sequence[Ratios]) -> list[Floats]:
    """What it says that two companies share a level: more where it is rare, and where the feature earns points."""
    return [part.points.max() * -np.log(each.share) for part, each in zip(card, ratios, strict=True)]


def _closest(
    features: Sequence[Feature], weights: Sequence[Floats], row: int, points: float, contrast: Contrast
) -> Lookalike:
    likeness = np.zeros(len(contrast.rows))
    whole = np.zeros(len(contrast.rows))
    for feature, weight in zip(features, weights, strict=True):
        level = int(feature.market[row])
        theirs = np.append(weight, 0.0)[feature.customers]
        whole += theirs
        if level >= 0:
            likeness += np.minimum(theirs, weight[level]) * _alike(feature, level, feature.customers)
    ratio = np.divide(likeness, whole, out=np.zeros_like(likeness), where=whole > 0)
    best = int(np.argmax(ratio))
    shared = _shared(features, weights, row, best)
    return Lookalike(int(contrast.market_rows[row]), points, int(contrast.rows[best]), float(ratio[best]), shared)


def _alike(feature: Feature, level: int, others: Codes) -> Floats:
    """1 for the same level, less for a neighbouring range, 0 for another; lacking a tool is no likeness."""
    if feature.member and level == 0:
        return np.zeros(len(others))
    far = np.abs(others - level).astype(np.float64)
    near = np.exp(-_NUMBER * (far / _NEAR) ** 2) if feature.ordered else (far == 0).astype(np.float64)
    return np.where(others >= 0, near, 0.0)


def _shared(features: Sequence[Feature], weights: Sequence[Floats], row: int, customer: int) -> tuple[str, ...]:
    """The traits that both have, the most telling first."""
    traits = []
    for feature, weight in zip(features, weights, strict=True):
        levels = sorted((int(feature.market[row]), int(feature.customers[customer])))
        apart = levels[1] - levels[0]
        if levels[0] < 0 or apart > (2 if feature.ordered else 0) or (feature.member and levels[0] == 0):
            continue
        if feature.words and feature.words[levels[0]] is None:
            continue
        wanted: NDArray[np.bool_] = np.zeros(feature.levels, dtype=bool)
        wanted[levels[0] : levels[1] + 1] = True
        if not wanted.all():
            traits.append((float(weight[levels[0]]), name_of(feature.attribute, feature.condition(wanted))))
    return tuple(name for _, name in sorted(traits, key=lambda trait: -trait[0])[:_TRAITS])
