"""Weighing the steps of all features together, where there are customers enough to tell what each adds to the others.

Size and revenue say the same twice. A logistic regression of customers against the market, drawn towards the steps as
each feature alone would have them, takes the second word out; no step may turn round.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes
from icp.learning.ratios import Floats

LEAST = 50
"""Customers from which on it is done: with fewer, what each feature says alone is the better guess."""
_DRAWN = 3.0
_ROUNDS = 12
_SAMPLED = 3_000
_CLOSE = 1e-4


def reweighed(steps: Sequence[Floats], customers: Sequence[Codes], market: Sequence[Codes]) -> list[Floats]:
    """The steps of each feature anew, given the levels of both sides by row. They begin at 0 and keep their order."""
    rises = [np.unique(each)[1:] for each in steps]
    sizes = [np.diff(np.unique(each)) for each in steps]
    prior = np.concatenate(sizes) if sizes else np.empty(0)
    if not len(prior):
        return list(steps)
    every = max(1, -(-len(market[0]) // _SAMPLED))
    ours = _met(steps, rises, customers)
    theirs = _met(steps, rises, [rows[::every] for rows in market])
    weights = _fitted(prior, ours, theirs)
    made, begin = [], 0
    for each, heights in zip(steps, rises, strict=True):
        own = weights[begin : begin + len(heights)]
        begin += len(heights)
        above = each[:, None] >= heights - 1e-12
        made.append(above.astype(np.float64) @ own)
    return made


def _met(steps: Sequence[Floats], rises: Sequence[Floats], rows: Sequence[Codes]) -> Floats:
    """A column for each rise: whether the row stands on it."""
    columns = [
        np.append(each[:, None] >= heights - 1e-12, np.zeros((1, len(heights)), bool), axis=0)[levels]
        for each, heights, levels in zip(steps, rises, rows, strict=True)
    ]
    return np.concatenate(columns, axis=1).astype(np.float64)


def _fitted(prior: Floats, ours: Floats, theirs: Floats) -> Floats:
    """The penalised fit in which no step turns round: those that would are taken out, and the rest is fitted again."""
    free = np.ones(len(prior), dtype=bool)
    found = prior
    for _ in range(_ROUNDS):
        found = np.where(free, _newton(prior, free, ours, theirs), 0.0)
        if not (found < 0).any():
            break
        free &= found > 0
    kept: Floats = np.maximum(found, 0.0)
    return kept


def _newton(prior: Floats, free: NDArray[np.bool_], ours: Floats, theirs: Floats) -> Floats:
    """Newton's steps on the penalised likelihood; both sides weigh as much as there are customers."""
    rows = np.concatenate([ours, theirs])[:, free]
    design = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
    is_ours = np.arange(len(rows)) < len(ours)
    share = np.where(is_ours, 1.0, len(ours) / len(theirs))
    penalty = np.append(np.full(int(free.sum()), _DRAWN), 1e-6)
    center = np.append(prior[free], 0.0)
    beta = center.copy()
    beta[-1] = -float(np.average(rows @ prior[free], weights=share))
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        slope = design.T @ (share * (is_ours - chance)) - penalty * (beta - center)
        curve = (design * (share * chance * (1 - chance))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if float(np.abs(step).max()) < _CLOSE:
            break
    whole: Floats = np.zeros(len(prior))
    whole[free] = beta[:-1]
    return whole


def enough(customers: NDArray[np.intp]) -> bool:
    """Whether there are customers enough."""
    return len(customers) >= LEAST
