"""Shares with a credible interval: the beta distribution, on a grid."""

from typing import NamedTuple

import numpy as np

_GRID = 4000


class Interval(NamedTuple):
    """A value and the bounds within which the truth lies with nine chances in ten."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Interval":
        """All three, so many times."""
        return Interval(self.value * factor, self.low * factor, self.high * factor)


def share(met: float, missed: float, prior: float = 0.5, weight: float = 1.0, chance: float = 0.9) -> Interval:
    """The share behind `met` of `met + missed`, believed beforehand to be `prior` with the weight of `weight` cases."""
    a, b = met + prior * weight, missed + (1 - prior) * weight
    low, high = quantiles(a, b, ((1 - chance) / 2, (1 + chance) / 2))
    return Interval(a / (a + b), low, high)


def quantiles(a: float, b: float, chances: tuple[float, float]) -> tuple[float, float]:
    """The values of a beta distribution below which it lies with these chances."""
    grid = (np.arange(_GRID) + 0.5) / _GRID
    logs = (a - 1) * np.log(grid) + (b - 1) * np.log1p(-grid)
    mass = np.cumsum(np.exp(logs - logs.max()))
    low, high = np.searchsorted(mass / mass[-1], chances)
    return float(grid[min(low, _GRID - 1)]), float(grid[min(high, _GRID - 1)])
