"""The few steps that a card can afford: each criterion goes where it tells most of what the columns say."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from icp.learning.ratios import Floats, Ratios
from icp.learning.steps import staircases

MOST_HEIGHTS = 6
MOST_OF_COLUMN = 4
_CONSIDERED = 3
_SEEN = 1e-9


def criteria_for(customers: int) -> int:
    """How many criteria a card may have: more where more customers stand behind each."""
    return 28 if customers < 50 else 36 if customers < 100 else 48 if customers < 300 else 60


def afforded(ratios: Sequence[Ratios], curves: Sequence[Floats], most: int) -> dict[int, Floats]:
    """By the place of its feature, the steps of each curve that is worth any, `most` steps in all.

    The next step goes to the curve that it brings nearest to what it was (least squares over the market).
    """
    stairs = {
        place: staircases(curves[place], ratios[place].share, MOST_HEIGHTS) for place in _far(ratios, curves, most)
    }
    gains = {place: _gains(curves[place], ratios[place].share, own) for place, own in stairs.items()}
    taken = dict.fromkeys(stairs, 0)
    of_column: Counter[str] = Counter()
    for _ in range(most):
        open_ = [place for place in stairs if taken[place] or of_column[_column(ratios, place)] < MOST_OF_COLUMN]
        best = max(open_, key=lambda place: (gains[place][taken[place]], -place), default=None)
        if best is None or gains[best][taken[best]] <= _SEEN:
            break
        of_column[_column(ratios, best)] += not taken[best]
        taken[best] += 1
    return {place: stairs[place][count] - stairs[place][count].min() for place, count in taken.items() if count}


def _column(ratios: Sequence[Ratios], place: int) -> str:
    return ratios[place].feature.attribute


def _far(ratios: Sequence[Ratios], curves: Sequence[Floats], most: int) -> list[int]:
    """The curves that are farthest from flat: no others can be worth a step. In the order of their places."""
    away = [_away(curve, each.share, _flat(curve, each)) for curve, each in zip(curves, ratios, strict=True)]
    order = sorted(range(len(curves)), key=lambda place: (-away[place], place))
    return sorted(order[: _CONSIDERED * most])


def _flat(curve: Floats, ratios: Ratios) -> Floats:
    return np.full(len(curve), float((ratios.share * curve).sum()))


def _gains(curve: Floats, share: Floats, stairs: Sequence[Floats]) -> list[float]:
    """By how much each further step brings the stairs nearer to the curve, and at their end nothing."""
    errors = [_away(curve, share, made) for made in stairs]
    return [*(before - after for before, after in pairwise(errors)), 0.0]


def _away(curve: Floats, share: Floats, made: Floats) -> float:
    return float(np.sum(share * (curve - made) ** 2))
