"""The card: which features count, how much each of their levels earns, in whole points that add up to 100."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes
from icp.learning.groups import balance
from icp.learning.ratios import Floats, Ratios, counted
from icp.learning.refit import enough, reweighed
from icp.learning.steps import single_peaked, stepped

MOST_FEATURES = 12
MOST_OF_COLUMN = 4
MANY, MOST_FEATURES_OF_MANY = 100, 18
TOTAL = 100
_SEEN = 1e-9


class Part(NamedTuple):
    """A feature of the card, by its place, and what each of its levels earns, the least of them nothing."""

    feature: int
    points: Floats


Card = tuple[Part, ...]


def card_of(ratios: Sequence[Ratios], customers: NDArray[np.intp]) -> Card:
    """The card that these customers (places in the lists of the features) teach."""
    heights, most = _steps_for(len(customers)), _features_for(len(customers))
    curves = [Part(place, _curve(each, customers)) for place, each in enumerate(ratios)]
    likely = _chosen(ratios, curves, 2 * most, 2 * MOST_OF_COLUMN)
    parts = [Part(place, _steps(ratios[place], curve, heights)) for place, curve in likely]
    chosen = _chosen(ratios, parts, most, MOST_OF_COLUMN)
    if enough(customers):
        features = [ratios[part.feature].feature for part in chosen]
        ours, theirs = [each.customers[customers] for each in features], [each.market for each in features]
        steps = reweighed([part.points for part in chosen], ours, theirs)
        chosen = [part._replace(points=points) for part, points in zip(chosen, steps, strict=True)]
    return _whole(balance(ratios, chosen, len(customers)))


def earned(card: Card, rows: Sequence[Codes]) -> Floats:
    """The points of rows, given the levels of every feature by row; what is unknown earns nothing."""
    total: Floats = np.zeros(len(rows[0]) if rows else 0)
    for part in card:
        total = total + np.append(part.points, 0.0)[rows[part.feature]]
    return total


def _features_for(customers: int) -> int:
    return MOST_FEATURES if customers < MANY else MOST_FEATURES_OF_MANY


def _steps_for(customers: int) -> int:
    return 3 if customers < 50 else 4 if customers < 300 else 5


def _curve(ratios: Ratios, customers: NDArray[np.intp]) -> Floats:
    feature = ratios.feature
    counts = counted(feature.customers[customers], feature.levels)
    curve: Floats = ratios.trust(counts) * ratios.log_ratios(counts)
    if feature.member and curve[1] <= curve[0]:
        return np.zeros(2)  # no test asks that a list lacks a member
    return curve


def _steps(ratios: Ratios, curve: Floats, heights: int) -> Floats:
    feature = ratios.feature
    if feature.ordered:
        curve = single_peaked(curve, ratios.share)
    elif None in feature.words:
        curve = np.append(curve[:-1], curve.min())  # what has no name cannot be asked for
    made: Floats = stepped(curve, ratios.share, heights)
    made -= made.min()
    return made


def _chosen(ratios: Sequence[Ratios], parts: Sequence[Part], most: int, of_column: int) -> list[Part]:
    """The features that spread the market most, few of any one column."""
    kept: list[Part] = []
    columns: dict[str, int] = {}
    for part in sorted(parts, key=lambda part: (-_spread(ratios[part.feature], part.points), part.feature)):
        column = ratios[part.feature].feature.attribute
        if len(kept) < most and columns.get(column, 0) < of_column and part.points.max() > _SEEN:
            kept.append(part)
            columns[column] = columns.get(column, 0) + 1
    return sorted(kept, key=lambda part: part.feature)


def _spread(ratios: Ratios, points: Floats) -> float:
    mean = float((ratios.share * points).sum())
    return float((ratios.share * (points - mean) ** 2).sum())


def _whole(parts: Sequence[Part]) -> Card:
    """The same in whole points, the best of each feature adding up to 100: what is over goes to the largest rests."""
    rises = [(place, height, rise) for place, part in enumerate(parts) for height, rise in _rises(part.points)]
    total = sum(rise for _, _, rise in rises)
    if total <= _SEEN:
        return ()
    exact = [rise / total * TOTAL for _, _, rise in rises]
    whole = [int(each) for each in exact]
    order = sorted(range(len(rises)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: TOTAL - sum(whole)]:
        whole[place] += 1
    made = [np.zeros(len(part.points)) for part in parts]
    for (place, height, _), points in zip(rises, whole, strict=True):
        made[place] += np.where(parts[place].points >= height - _SEEN, points, 0)
    return tuple(Part(part.feature, points) for part, points in zip(parts, made, strict=True) if points.max() > 0)


def _rises(points: Floats) -> list[tuple[float, float]]:
    """Each height above the lowest, and by how much it is above the one before."""
    heights = np.unique(points)
    return [(float(height), float(height - before)) for before, height in pairwise(heights)]
