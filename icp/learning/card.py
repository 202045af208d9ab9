"""The card: which features count, how much each of their levels earns, in whole points that add up to 100."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes
from icp.learning.budget import afforded, criteria_for
from icp.learning.features import Feature
from icp.learning.groups import balance
from icp.learning.joint import enough, together
from icp.learning.part import Part
from icp.learning.ratios import Floats, Ratios, counted
from icp.learning.refit import reweighed
from icp.learning.steps import peaked
from icp.learning.trend import believed, trend
from icp.learning.twins import counted_once

TOTAL = 100
_SEEN = 1e-9


Card = tuple[Part, ...]


def card_of(ratios: Sequence[Ratios], customers: NDArray[np.intp]) -> Card:
    """The card that these customers (places in the lists of the features) teach."""
    alone = [_alone(each, customers) for each in ratios]
    if enough(customers):
        shaped = _all_askable(ratios, together(ratios, alone, customers), len(customers))
    else:
        shaped = counted_once(ratios, _all_askable(ratios, alone, len(customers)))
    steps = afforded(ratios, shaped, criteria_for(len(customers)))
    if enough(customers):
        features = [ratios[place].feature for place in steps]
        steps = dict(zip(steps, reweighed(list(steps.values()), features, customers), strict=True))
    parts = [Part(place, points) for place, points in steps.items()]
    return _whole(ratios, balance(ratios, parts, len(customers)))


def earned(card: Card, rows: Sequence[Codes]) -> Floats:
    """The points of rows, given the levels of every feature by row; what is unknown earns nothing."""
    total: Floats = np.zeros(len(rows[0]) if rows else 0)
    for part in card:
        total = total + np.append(part.points, 0.0)[rows[part.feature]]
    return total


def _alone(ratios: Ratios, customers: NDArray[np.intp]) -> Floats:
    """What the feature says by itself."""
    counts = counted(ratios.feature.customers[customers], ratios.feature.levels)
    curve, part = ratios.log_ratios(counts), believed(len(customers)) if ratios.along else 0.0
    if part:
        curve = part * trend(counts, ratios.share) + (1 - part) * curve
    said: Floats = ratios.trust(counts) * curve
    return said


def _all_askable(ratios: Sequence[Ratios], curves: Sequence[Floats], customers: int) -> list[Floats]:
    return [_askable(each, curve, customers) for each, curve in zip(ratios, curves, strict=True)]


def _askable(ratios: Ratios, curve: Floats, customers: int) -> Floats:
    """The nearest curve that tests can ask for."""
    feature = ratios.feature
    if feature.member and curve[1] <= curve[0]:
        return np.zeros(2)  # no test asks that a list lacks a member
    if None in feature.words:
        return np.append(curve[:-1], curve.min())  # what has no name cannot be asked for
    return peaked(curve, ratios.share, customers) if feature.ordered else curve


def _whole(ratios: Sequence[Ratios], parts: Sequence[Part]) -> Card:
    """The same in whole points, those of all tests adding up to 100: what is over goes to the largest rests."""
    rises = [
        (place, levels, rise)
        for place, part in enumerate(parts)
        for levels, rise in rises_of(ratios[part.feature].feature, part.points)
    ]
    total = sum(rise for _, _, rise in rises)
    if total <= _SEEN:
        return ()
    exact = [rise / total * TOTAL for _, _, rise in rises]
    whole = [int(each) for each in exact]
    order = sorted(range(len(rises)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: TOTAL - sum(whole)]:
        whole[place] += 1
    made = [np.zeros(len(part.points)) for part in parts]
    for (place, levels, _), points in zip(rises, whole, strict=True):
        made[place] += levels * points
    return tuple(Part(part.feature, points) for part, points in zip(parts, made, strict=True) if points.max() > 0)


def rises_of(feature: Feature, points: Floats) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Each test of the feature, the broadest first: the levels that meet it, and what it earns."""
    for before, height in pairwise(np.unique(np.append(points, 0.0))):
        for levels in feature.asked(points >= height - _SEEN):
            yield levels, float(height - before)
