"""Logistic regression drawn towards what was believed before: Newton's steps, halved where they would go too far."""

import numpy as np

from icp.learning.ratios import Floats

_ROUNDS = 25
_HALVINGS = 12
_CLOSE = 1e-5
_FREE = 1e-6


def fitted(design: Floats, ours: Floats, share: Floats, pull: Floats, center: Floats) -> Floats:
    """The weights of the columns of `design` that tell the rows of `ours` (1, else 0) from the others.

    `share` is how much each row counts, `pull` the matrix of the penalty for being away from `center`. A constant is
    fitted beside them, and left out of the answer.
    """
    rows = np.concatenate([design, np.ones((len(design), 1))], axis=1)
    penalty, middle = _FREE * np.eye(rows.shape[1]), np.append(center, 0.0)
    penalty[:-1, :-1] = pull
    beta = np.append(center / 2, 0.0)
    beta[-1] = -float(np.average(design @ beta[:-1], weights=share))
    loss = _loss(rows, ours, share, penalty, beta, middle)
    for _ in range(_ROUNDS):
        beta, before = _nearer(rows, ours, share, penalty, beta, middle, loss), loss
        loss = _loss(rows, ours, share, penalty, beta, middle)
        if before - loss <= _CLOSE * abs(before):
            break
    found: Floats = beta[:-1]
    return found


def _nearer(
    rows: Floats, ours: Floats, share: Floats, penalty: Floats, beta: Floats, middle: Floats, loss: float
) -> Floats:
    """A step towards the least loss; columns that say the same make whole steps overshoot."""
    chance = 1 / (1 + np.exp(-np.clip(rows @ beta, -30, 30)))
    slope = rows.T @ (share * (ours - chance)) - penalty @ (beta - middle)
    curve = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + penalty
    step = np.asarray(np.linalg.solve(curve, slope), dtype=np.float64)
    for _ in range(_HALVINGS):
        if _loss(rows, ours, share, penalty, beta + step, middle) <= loss:
            break
        step /= 2
    else:
        return beta
    found: Floats = beta + step
    return found


def _loss(rows: Floats, ours: Floats, share: Floats, penalty: Floats, beta: Floats, middle: Floats) -> float:
    score = rows @ beta
    away = beta - middle
    return float((share * (np.logaddexp(0, score) - ours * score)).sum() + away @ penalty @ away / 2)
