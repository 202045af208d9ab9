"""Columns that say the same of the market are one witness: what a sum of them would count twice counts once.

Few customers cannot tell which of two columns means it, but the market tells without any label that they go together.
Only what is nearly a copy is taken down: the fourth power of the correlation leaves size beside revenue nearly whole
where they go together loosely (.5: 6 %), and halves both where they are the same.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from icp.learning.ratios import Floats, Ratios

_POWER = 4
_MOST = 128
_SAMPLED = 2_000
_FLAT = 1e-6


def counted_once(ratios: Sequence[Ratios], curves: Sequence[Floats]) -> list[Floats]:
    """The curves, each drawn in by how many others give the companies of the market the same points."""
    made = list(curves)
    strong = _strongest(ratios, curves)
    if len(strong) < 2:
        return made
    said = np.stack([_said(ratios[place], curves[place]) for place in strong])
    strong, said = strong[said.std(axis=1) > _FLAT], said[said.std(axis=1) > _FLAT]
    if len(strong) > 1:
        for place, witnesses in zip(strong.tolist(), _witnesses(said), strict=True):
            made[place] = curves[place] / witnesses
    return made


def _witnesses(said: Floats) -> Floats:
    """For each row, itself and its copies; one that says less counts for what it says."""
    spread = said.std(axis=1)
    alike = np.clip(np.corrcoef(said), 0.0, 1.0) ** _POWER
    total: Floats = (alike * np.minimum(spread / spread[:, None], 1.0)).sum(axis=1)
    return total


def _said(ratios: Ratios, curve: Floats) -> Floats:
    """What a part of the market earns by the curve; the unknown nothing."""
    market = ratios.feature.market
    earned: Floats = np.append(curve, 0.0)[market[:: max(1, -(-len(market) // _SAMPLED))]]
    return earned


def _strongest(ratios: Sequence[Ratios], curves: Sequence[Floats]) -> NDArray[np.intp]:
    """The places of the curves that spread the market most: no others come into a card."""
    spread = [float((each.share * curve**2).sum()) for each, curve in zip(ratios, curves, strict=True)]
    return np.sort(np.argsort(-np.array(spread), kind="stable")[:_MOST])
