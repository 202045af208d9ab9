"""How much more a level is found among customers than in the market: log ratios, shrunk strongly towards none.

Three of three is not a law: each level starts as common among customers as in the market, with the weight of `PRIOR`
customers, and a rare level with that of `RARE` more. Ranges of a number borrow from their neighbours, so that one
customer at 300 people also speaks for 280 and 320.
"""

import math

import numpy as np
from numpy.typing import NDArray

from icp.learning.features import Feature

PRIOR = 80.0
RARE = 2.0
WIDTH, OF = 0.12, 30.0
"""How far a customer's word carries along a number: the standard deviation, as a share of the market. Less far where
there are more customers than `OF`."""
_SMOOTHED = 4
_DOUBT = 6.0
Floats = NDArray[np.float64]


class Ratios:
    """The ratios of one feature for any choice of its customers; what depends on the market alone is made once."""

    def __init__(self, feature: Feature) -> None:
        self.feature = feature
        counts = np.bincount(feature.market[feature.market >= 0], minlength=feature.levels) + 0.5
        self.share: Floats = counts / counts.sum()
        self._widths: dict[float, tuple[Floats | None, Floats]] = {}

    @property
    def along(self) -> bool:
        """Whether it is a number with ranges enough for neighbours to speak for each other."""
        return self.feature.ordered and self.feature.levels >= _SMOOTHED

    def log_ratios(self, counts: Floats) -> Floats:
        """The shrunk log ratio of each level, given how many customers have it."""
        known = counts.sum()
        kernel, spread = self._carrying(known)
        if kernel is not None:
            ratio = (kernel @ counts + PRIOR * self.share) / (known * spread + PRIOR * self.share)
        else:
            ratio = (counts + PRIOR * self.share + RARE) / ((known + PRIOR) * self.share + RARE)
        logs: Floats = np.log(ratio)
        return logs

    def trust(self, counts: Floats) -> float:
        """How sure it is that the feature separates at all: 0.5 (a coin) to 1.

        Each customer is judged by what the others say; the mean of that over its standard error tells.
        """
        known = counts.sum()
        if known < 3:
            return 0.5
        left_out = self._left_out(counts)
        gain = float((counts * left_out).sum() / known)
        spread = math.sqrt(float((counts * (left_out - gain) ** 2).sum()) / known) / math.sqrt(known)
        expected = float((self.share * self.log_ratios(counts)).sum())
        return 0.5 * (1 + math.erf((gain - expected) / max(spread, 1e-6) / _DOUBT / math.sqrt(2)))

    def _left_out(self, counts: Floats) -> Floats:
        """Of each level, the log ratio as those customers see it who are not the one that is judged."""
        others = counts.sum() - 1
        kernel, spread = self._carrying(counts.sum())
        if kernel is not None:
            seen = kernel @ counts - np.diag(kernel)
            ratio = (seen + PRIOR * self.share) / (others * spread + PRIOR * self.share)
        else:
            ratio = (counts - 1 + PRIOR * self.share + RARE) / ((others + PRIOR) * self.share + RARE)
        return np.where(counts > 0, np.log(np.maximum(ratio, 1e-9)), 0.0)

    def _carrying(self, customers: float) -> tuple[Floats | None, Floats]:
        """The share of a customer in one level (column) that speaks for another (row), and of the market's in each."""
        if not self.along:
            return None, self.share
        width = WIDTH * min(1.0, (OF / max(customers, 1.0)) ** 0.3)
        step = round(math.log2(width) * 4) / 4  # a few widths for all counts
        if step not in self._widths:
            middle = np.cumsum(self.share) - self.share / 2
            near = np.exp(-0.5 * ((middle[:, None] - middle) / 2**step) ** 2) * self.share[:, None]
            kernel: Floats = near / near.sum(axis=0)
            self._widths[step] = kernel, kernel @ self.share
        return self._widths[step]


def counted(levels: NDArray[np.int32], count: int) -> Floats:
    """How many rows have each level."""
    return np.bincount(levels[levels >= 0], minlength=count).astype(np.float64)
