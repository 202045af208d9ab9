"""Drift: whether accounts look as they did at the last review, by the population stability index of each attribute.

PSI = sum over buckets of (now - then) x ln(now / then). Below .10 nothing changed, from .25 on a profile of then is of
another population (the usual marks of credit scoring). Of few companies the index is large by chance alone: about
chi squared with buckets - 1 degrees of freedom, times 1/n + 1/m for n and m companies (Yurdakul 2018).
"""

import math
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.series import Mask, Series
from icp.learning.kinds import bookkeeping

SHIFTED, CHANGED = 0.10, 0.25
_NOTHING, _OTHERS = "(unknown)", "(others)"
_LARGEST = 12
_MOSTLY = 0.2
"""Share of texts among the values of a column that is one of numbers still."""
_LEAST = 0.0005
"""Share that an empty bucket counts as at least, so that its logarithm exists: half a company where that is more."""
_NINETY_FIVE = 1.6449
"""Standard deviations below which 95 of 100 draws stay."""
_EDGES = (0, 1, 10, 50, 200, 500, 1_000, 5_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
_IDENTITY = frozenset(("name", "aliases", "domains", "owner", "csm", "crm_url", "parent", "status"))

Shape = Mapping[str, Mapping[str, float]]
"""Shares of each attribute's buckets; JSON can hold it."""


class Drift(NamedTuple):
    """How far an attribute moved (its stability index), and the bucket that moved most: its shares then and now.

    `chance`: the index that 5 of 100 pairs of lists from one population exceed; 0 where their sizes are not known.
    """

    attribute: str
    psi: float
    bucket: str
    then: float
    now: float
    chance: float = 0.0

    @property
    def mark(self) -> str:
        """ "stable", "shifted", "changed", or "may be chance" where so few companies move as far without a cause."""
        if self.psi >= SHIFTED and self.psi <= self.chance:
            return "may be chance"
        return "changed" if self.psi >= CHANGED else "shifted" if self.psi >= SHIFTED else "stable"


def shape_of(frame: Frame, rows: Mask | None = None) -> dict[str, dict[str, float]]:
    """The shares of buckets, for every attribute with some that are shared."""
    chosen = np.flatnonzero(rows) if rows is not None else np.arange(frame.rows)
    wanted = [name for name in frame.attributes if name not in _IDENTITY and not bookkeeping(name)]
    shapes = {name: _shares(frame.series(name).take(chosen)) for name in wanted} if len(chosen) else {}
    return {name: shares for name, shares in shapes.items() if shares}


def drifts(then: Shape, now: Shape, sizes: tuple[int, int] | None = None) -> tuple[Drift, ...]:
    """The attributes that both have, the one that moved most first. `sizes`: companies of which each tells."""
    found = [_drift(name, *_alike(then[name], now[name]), sizes) for name in now if name in then]
    return tuple(sorted(found, key=lambda each: (-each.psi, each.attribute)))


def _shares(series: Series) -> dict[str, float]:
    buckets: dict[str, int] = {}
    names = _bucket_names(series)
    for code, count in zip(*np.unique(series.codes, return_counts=True), strict=True):
        name = _NOTHING if code < 0 else names[int(code)]
        buckets[name] = buckets.get(name, 0) + int(count)
    if len(buckets) > _LARGEST:
        buckets = _largest(buckets)
    total = sum(buckets.values())
    of_use = total and buckets.get(_OTHERS, 0) < 0.8 * total
    return {name: round(count / total, 6) for name, count in sorted(buckets.items())} if of_use else {}


def _bucket_names(series: Series) -> list[str]:
    low, _ = series.ends
    if len(low) and np.isnan(low).mean() < _MOSTLY:
        return [_NOTHING if math.isnan(end) else _bucket(float(end)) for end in low]
    return [", ".join(sorted(map(str, value))) if isinstance(value, tuple) else str(value) for value in series.values]


def _bucket(number: float) -> str:
    """Where a number falls: five years together, else from one edge to the next."""
    if 1900 <= number <= 2100 and number.is_integer():
        return f"{int(number) // 5 * 5} to {int(number) // 5 * 5 + 4}"
    place = max(int(np.searchsorted(_EDGES, number, side="right")) - 1, 0)
    return f"{_EDGES[place]:,} or more"


def _largest(buckets: Mapping[str, int]) -> dict[str, int]:
    kept = sorted(buckets, key=lambda name: (-buckets[name], name))[:_LARGEST]
    return {
        **{name: buckets[name] for name in kept},
        _OTHERS: sum(n for name, n in buckets.items() if name not in kept),
    }


def _alike(then: Mapping[str, float], now: Mapping[str, float]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Both by the same buckets: what only one of them names is among the others where either has such."""
    if _OTHERS not in then and _OTHERS not in now:
        return then, now
    both = then.keys() & now.keys() - {_OTHERS}
    return _folded(then, both), _folded(now, both)


def _folded(shares: Mapping[str, float], kept: Collection[str]) -> dict[str, float]:
    found = {name: share for name, share in shares.items() if name in kept}
    return {**found, _OTHERS: math.fsum(share for name, share in shares.items() if name not in kept)}


def _drift(attribute: str, then: Mapping[str, float], now: Mapping[str, float], sizes: tuple[int, int] | None) -> Drift:
    least = max(_LEAST, *(0.5 / max(size, 1) for size in sizes)) if sizes else _LEAST
    moved = {name: _moved(then.get(name, 0.0), now.get(name, 0.0), least) for name in {*then, *now}}
    most = max(moved, key=lambda name: (moved[name], name))
    psi = round(math.fsum(moved.values()), 4)
    return Drift(attribute, psi, most, then.get(most, 0.0), now.get(most, 0.0), _by_chance(len(moved), sizes))


def _by_chance(buckets: int, sizes: tuple[int, int] | None) -> float:
    """What chance alone exceeds 5 times in 100, chi squared after Wilson and Hilferty."""
    if sizes is None or not all(sizes) or buckets < 2:
        return 0.0
    freedom = buckets - 1
    part = 2 / (9 * freedom)
    return freedom * (1 - part + _NINETY_FIVE * math.sqrt(part)) ** 3 * (1 / sizes[0] + 1 / sizes[1])


def _moved(then: float, now: float, least: float) -> float:
    before, after = max(then, least), max(now, least)
    return (after - before) * math.log(after / before)
