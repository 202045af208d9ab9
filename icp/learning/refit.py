"""Weighing the steps of a card anew, once it is known which they are and that the unknown meets none of them.

What a column's curve says of the unknown is lost when it becomes steps: who has none of them earns nothing. The
regression over the steps themselves makes the best of that. No step may turn round.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from icp.learning.features import Feature
from icp.learning.joint import rows_of
from icp.learning.logistic import fitted
from icp.learning.ratios import Floats

_DRAWN = 20.0
_ROUNDS = 6
_SAME = 1e-12


def reweighed(steps: Sequence[Floats], features: Sequence[Feature], customers: NDArray[np.intp]) -> list[Floats]:
    """The steps of each feature anew. They begin at 0 and keep their order."""
    rises = [np.unique(each)[1:] for each in steps]
    if not rises:
        return []
    met = [(each[:, None] >= heights - _SAME).astype(np.float64) for each, heights in zip(steps, rises, strict=True)]
    prior = np.concatenate([np.diff(np.unique(each)) for each in steps])
    weights = _none_turned(prior, *rows_of(met, features, customers))
    ends = np.cumsum([len(heights) for heights in rises])
    return [each @ weights[end - each.shape[1] : end] for each, end in zip(met, ends, strict=True)]


def _none_turned(prior: Floats, design: Floats, ours: Floats, share: Floats) -> Floats:
    """The fit in which no step turns round: those that would are taken out, and the rest is fitted again."""
    found: Floats = np.zeros(len(prior))
    free = np.ones(len(prior), dtype=bool)
    for _ in range(_ROUNDS):
        found = np.zeros(len(prior))
        found[free] = fitted(design[:, free], ours, share, _DRAWN * np.eye(int(free.sum())), prior[free])
        if not (found < 0).any():
            break
        free &= found > 0
    kept: Floats = np.maximum(found, 0.0)
    return kept
