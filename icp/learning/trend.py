"""What few customers say along a number: whether more or less of it is better, and whether the middle is.

Twenty customers cannot tell sixteen ranges apart, but they can tell a slope and, half as surely, a bend. Two figures
need less of a prior than the curve does that many customers are asked for.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PRIOR = 55.0
"""The slope and the bend start at none, with the weight of so many customers."""
BEND = 0.5
FEW, MANY = 20, 50
MOST = 0.8
"""What the trend counts for against the curve of all ranges with `FEW` customers or less; with `MANY`, nothing."""
_FLAT = 1e-9


def believed(customers: int) -> float:
    """How much the trend counts for against the curve, 0 to `MOST`."""
    return MOST * min(max((MANY - customers) / (MANY - FEW), 0.0), 1.0)


def trend(counts: Floats, share: Floats) -> Floats:
    """The log ratio of each range in rising order, given how many customers have it and its share of the market.

    The market's mean of it is 0.
    """
    known = max(float(counts.sum()), 1.0)
    place = np.cumsum(share) - share / 2
    slope = _unit(place, share)
    bend = _unit(place**2 - slope * float((share * slope * place**2).sum()), share)
    curve: Floats = slope * float(counts @ slope) + BEND * bend * float(counts @ bend)
    return curve / (known + PRIOR)


def _unit(shape: Floats, share: Floats) -> Floats:
    """The shape with a mean of 0 and a spread of 1 over the market; nothing where it is flat."""
    away = shape - float((share * shape).sum())
    spread = float(np.sqrt((share * away**2).sum()))
    return away / spread if spread > _FLAT else np.zeros(len(shape))
