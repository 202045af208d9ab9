"""Cutting a number into ranges at round limits, each with a fair share of the companies."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes

MOST = 16
_LEEWAY = 0.2
_RANGES = 0.3
_STEPS = (5.0, 2.5, 2.0, 1.0)
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Bins(NamedTuple):
    """Neighbouring ranges in rising order: `lows` and `highs` are limits to write, both included.

    `of_value` is the range of each distinct value, -1 for one that is no number.
    """

    lows: tuple[float, ...]
    highs: tuple[float, ...]
    of_value: Codes


def bins_of(low: Floats, high: Floats, counts: Counts) -> Bins | None:
    """The ranges of values given by their least and greatest; None where there are not two of them."""
    number = _number(low, high)
    places = np.flatnonzero(~np.isnan(number) & (counts > 0))
    order = places[np.argsort(number[places], kind="stable")]
    if len(order) == 0:
        return None
    begins = _begins(number[order], low[order], high[order], counts[order])
    if len(begins) < 2:
        return None
    of_value = np.full(len(number), -1, np.int32)
    of_value[order] = np.searchsorted(begins, number[order], side="right") - 1
    return _limits(begins, number[order], low[order], high[order], of_value)


def _number(low: Floats, high: Floats) -> Floats:
    """One number for a range: its middle, or its only end."""
    middle = (low + high) / 2
    only = np.where(np.isinf(low), high, low)
    return np.where(np.isinf(middle) | (np.isinf(low) & np.isinf(high)), only, middle)


def _begins(number: Floats, low: Floats, high: Floats, counts: Counts) -> Floats:
    """The numbers at which ranges begin, the first of all included."""
    distinct, first = np.unique(number, return_index=True)
    weights = np.add.reduceat(counts, first)
    if len(distinct) <= MOST:
        return distinct
    if counts[low < high].sum() > _RANGES * counts.sum():
        return _between_ranges(number, low, high, counts)
    cuts = _round_cuts(distinct, np.cumsum(weights) / weights.sum())
    return np.array([distinct[0], *cuts])


def _round_cuts(distinct: Floats, upto: Floats) -> list[float]:
    """The roundest number near each quantile; `upto` is the share of companies up to and with each number."""
    cuts: list[float] = []
    for place in range(1, MOST):
        share, leeway = place / MOST, _LEEWAY / MOST
        start = int(np.searchsorted(upto, share - leeway))
        end = min(int(np.searchsorted(upto, share + leeway)), len(distinct) - 1)
        cut = roundest(distinct[start], distinct[min(end + 1, len(distinct) - 1)])
        if cut > distinct[0] and (not cuts or cut > cuts[-1]):
            cuts.append(cut)
    return cuts


def _between_ranges(number: Floats, low: Floats, high: Floats, counts: Counts) -> Floats:
    """Cuts where hardly any range is cut in two, so that a criterion can tell on which side a company is."""
    starts = np.unique(low[np.isfinite(low) & (low < high)])
    spans = (low < high) & (counts > 0)
    cut = [counts[spans & (low < start) & (high >= start)].sum() for start in starts]
    good = starts[np.array(cut) <= 0.02 * counts.sum()]
    begins = [float(number[0]), *good[good > number[0]].tolist()]
    while len(begins) > MOST:
        share = np.histogram(number, [*begins, math.inf], weights=counts)[0]
        del begins[1 + int(np.argmin(share[:-1] + share[1:]))]
    return np.array(begins)


def _limits(begins: Floats, number: Floats, low: Floats, high: Floats, of_value: Codes) -> Bins:
    """Limits in the gaps between what the neighbouring ranges hold, as round as the gaps allow."""
    edges = np.searchsorted(number, begins)
    lows, highs, keep = [], [], []
    whole = bool(np.all(np.mod(number, 1) == 0))
    for place, edge in enumerate(edges):
        until = edges[place + 1] if place + 1 < len(edges) else len(number)
        if edge == until:
            continue
        keep.append(place)
        finite_low = low[edge:until][np.isfinite(low[edge:until])]
        finite_high = high[edge:until][np.isfinite(high[edge:until])]
        least = float(finite_low.min()) if len(finite_low) else float(number[edge])
        greatest = float(finite_high.max()) if len(finite_high) else float(number[until - 1])
        lows.append(_first_after(float(begins[place]), least, whole=whole))
        following = float(low[until]) if until < len(number) and np.isfinite(low[until]) else math.inf
        cut = float(begins[place + 1]) if until < len(number) else greatest
        highs.append(_last_before(greatest, math.floor(cut) if whole else cut, following))
    places = np.cumsum(np.isin(np.arange(len(begins)), keep)) - 1
    moved = np.append(places, -1)[of_value].astype(np.int32)
    return Bins(tuple(map(_plain, lows)), tuple(map(_plain, highs)), moved)


def _last_before(greatest: float, cut: float, following: float) -> float:
    """The limit to write for a range that ends at `greatest`, where the next begins with `following`."""
    if greatest < cut < following:
        return cut
    if float(cut).is_integer() and cut - 1 >= greatest:
        return cut - 1
    return greatest


def _first_after(cut: float, least: float, *, whole: bool) -> float:
    """The limit to write for a range that begins with `least`; a list of whole numbers gets whole limits."""
    begin = min(cut, least)
    return min(math.ceil(begin), least) if whole else begin


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() and abs(number) < 1e15 else number


def roundest(low: float, high: float) -> float:
    """The number of the fewest digits within [low, high]: 500 of 437 to 562; `low` where the two are equal."""
    if not low < high:
        return low
    if low <= 0 <= high:
        return 0.0
    power = 10.0 ** math.ceil(math.log10(high - low) + 1)
    for _ in range(6):
        for step in _STEPS:
            found = math.ceil(low / (step * power) - 1e-9) * step * power
            if low <= found <= high:
                return float(f"{found:.12g}")
        power /= 10
    return low
