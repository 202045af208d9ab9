"""Drift: whether accounts look as they did at the last review, by the population stability index of each attribute.

PSI = sum over buckets of (now - then) x ln(now / then). Below .10 nothing changed, from .25 on a profile of then is of
another population (the usual marks of credit scoring).
"""

import math
from collections.abc import Mapping
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
"""Share that an empty bucket counts as, so that its logarithm exists."""
_EDGES = (0, 1, 10, 50, 200, 500, 1_000, 5_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
_IDENTITY = frozenset(("name", "aliases", "domains", "owner", "csm", "crm_url", "parent", "status"))

Shape = Mapping[str, Mapping[str, float]]
"""Shares of each attribute's buckets; JSON can hold it."""


class Drift(NamedTuple):
    """How far an attribute moved (its stability index), and the bucket that moved most: its shares then and now."""

    attribute: str
    psi: float
    bucket: str
    then: float
    now: float

    @property
    def mark(self) -> str:
        """ "stable", "shifted" or "changed"."""
        return "changed" if self.psi >= CHANGED else "shifted" if self.psi >= SHIFTED else "stable"


def shape_of(frame: Frame, rows: Mask | None = None) -> dict[str, dict[str, float]]:
    """The shares of buckets, for every attribute with some that are shared."""
    chosen = np.flatnonzero(rows) if rows is not None else np.arange(frame.rows)
    wanted = [name for name in frame.attributes if name not in _IDENTITY and not bookkeeping(name)]
    shapes = {name: _shares(frame.series(name).take(chosen)) for name in wanted} if len(chosen) else {}
    return {name: shares for name, shares in shapes.items() if shares}


def drifts(then: Shape, now: Shape) -> tuple[Drift, ...]:
    """The attributes that both have, the one that moved most first."""
    found = [_drift(name, then[name], now[name]) for name in now if name in then]
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


def _drift(attribute: str, then: Mapping[str, float], now: Mapping[str, float]) -> Drift:
    moved = {name: _moved(then.get(name, 0.0), now.get(name, 0.0)) for name in {*then, *now}}
    most = max(moved, key=lambda name: (moved[name], name))
    return Drift(attribute, round(math.fsum(moved.values()), 4), most, then.get(most, 0.0), now.get(most, 0.0))


def _moved(then: float, now: float) -> float:
    before, after = max(then, _LEAST), max(now, _LEAST)
    return (after - before) * math.log(after / before)
