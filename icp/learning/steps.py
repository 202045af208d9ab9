"""A few steps out of a curve: what a person can read, and hold."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


_SURE = 12.0
"""From this on two valleys are believed: so much more likely (twice the log) than one peak are what customers are."""


def peaked(curve: Floats, weights: Floats, customers: int) -> Floats:
    """The nearest curve with one peak, or the curve itself where the customers are too many to be so by chance."""
    one = single_peaked(curve, weights)
    unlikely = customers / 2 * float((weights * (curve - one) ** 2).sum())
    return curve if unlikely > _SURE else one


def single_peaked(curve: Floats, weights: Floats) -> Floats:
    """The nearest curve (least squares) that rises to one peak and then falls: all above a bar is one range."""
    best, least = curve, np.inf
    for peak in range(len(curve)):
        rising = _rising(curve[: peak + 1], weights[: peak + 1])
        falling = _rising(curve[peak:][::-1], weights[peak:][::-1])[::-1]
        whole = np.concatenate([rising[:-1], [max(rising[-1], falling[0])], falling[1:]])
        error = float((weights * (whole - curve) ** 2).sum())
        if error < least - 1e-12:
            best, least = whole, error
    return best


def staircases(curve: Floats, weights: Floats, most: int) -> list[Floats]:
    """The curve with one height, with two, and so on up to `most`, each chosen to change it least."""
    order = np.argsort(curve, kind="stable")
    heights, shares = curve[order], np.maximum(weights[order], 1e-12)
    groups = min(most, len(np.unique(heights)))
    return [_pooled(order, heights, shares, ends) for ends in _breaks(heights, shares, groups)]


def _pooled(order: NDArray[np.intp], heights: Floats, shares: Floats, ends: list[int]) -> Floats:
    made = np.empty_like(heights)
    for begin, end in zip([0, *ends[:-1]], ends, strict=True):
        made[order[begin:end]] = np.average(heights[begin:end], weights=shares[begin:end])
    return made


def _rising(curve: Floats, weights: Floats) -> Floats:
    """The nearest curve that never falls: neighbours that do are pooled."""
    pools: list[list[float]] = []
    for height, weight in zip(curve.tolist(), weights.tolist(), strict=True):
        pools.append([height, max(weight, 1e-12), 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, before = pools.pop(), pools.pop()
            weight = last[1] + before[1]
            pools.append([(last[0] * last[1] + before[0] * before[1]) / weight, weight, last[2] + before[2]])
    return np.concatenate([np.full(int(count), height) for height, _, count in pools])


def _breaks(heights: Floats, shares: Floats, groups: int) -> list[list[int]]:
    """For one group of neighbours, two, and so on: where each ends, so that the squared error within them is least."""
    weight, first, second = (np.append(0, np.cumsum(shares * heights**power)) for power in (0, 1, 2))
    mass = np.maximum(weight[None, :] - weight[:, None], 1e-12)
    cost = (second[None, :] - second[:, None]) - (first[None, :] - first[:, None]) ** 2 / mass
    cost[np.tri(len(cost), dtype=bool)] = np.inf  # a group ends after it begins
    error, came, found = np.append(0.0, np.full(len(heights), np.inf)), [], []
    for _ in range(groups):
        total = error[:, None] + cost
        came.append(np.argmin(total, axis=0))
        error = total.min(axis=0)
        found.append(_ends(came, len(heights)))
    return found


def _ends(came: list[NDArray[np.intp]], end: int) -> list[int]:
    ends = []
    for each in reversed(came):
        ends.append(end)
        end = int(each[end])
    return ends[::-1]
