"""A few steps out of a curve: what a person can read, and hold."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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


def stepped(curve: Floats, weights: Floats, most: int) -> Floats:
    """The curve with `most` distinct heights at most, chosen to change it least."""
    order = np.argsort(curve, kind="stable")
    heights, shares = curve[order], weights[order]
    ends = _breaks(heights, shares, min(most, len(np.unique(heights))))
    made = np.empty_like(curve)
    for begin, end in zip([0, *ends[:-1]], ends, strict=True):
        made[order[begin:end]] = np.average(heights[begin:end], weights=np.maximum(shares[begin:end], 1e-12))
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


def _breaks(heights: Floats, shares: Floats, groups: int) -> list[int]:
    """Where each of the groups of neighbours ends, so that the squared error within them is least."""
    count = len(heights)
    weight, first, second = (np.append(0, np.cumsum(shares * heights**power)) for power in (0, 1, 2))
    error = np.full((groups + 1, count + 1), np.inf)
    came = np.zeros((groups + 1, count + 1), dtype=np.int64)
    error[0, 0] = 0.0
    for group in range(1, groups + 1):
        for end in range(1, count + 1):
            begin = np.arange(end)
            mass = np.maximum(weight[end] - weight[begin], 1e-12)
            cost = (second[end] - second[begin]) - (first[end] - first[begin]) ** 2 / mass
            total = error[group - 1, begin] + cost
            came[group, end] = int(np.argmin(total))
            error[group, end] = total[came[group, end]]
    ends, end = [], count
    for group in range(groups, 0, -1):
        ends.append(end)
        end = int(came[group, end])
    return ends[::-1]
