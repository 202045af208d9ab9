"""A list under several profiles: each row takes its best, as `icp.fit.best_fit` does for one account."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from icp.columns.scoring import Scores

_ABOVE_ALL_POINTS = 1000.0


def best_places(scores: Sequence[Scores]) -> NDArray[np.intp]:
    """By row, the place of the best of its scores (one at least): the verdict first, then points, then the order."""
    worth = np.stack([each.verdict * _ABOVE_ALL_POINTS + each.points for each in scores])
    places: NDArray[np.intp] = np.argmax(worth, axis=0)
    return places
