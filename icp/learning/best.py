"""The best customers by several columns: value, length, speed, satisfaction. Ranks are combined, not sums."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from icp.columns.frame import Frame
from icp.columns.series import Mask
from icp.findings import nearest
from icp.headers import attribute_key, known_column

_COSTS = "cycle|days|duration|time|cac|cost|churn|tickets|complaints|effort|discount|risk"
_LESS_IS_MORE = frozenset(_COSTS.split("|"))
_LONGER = frozenset(("lifetime", "tenure", "customer", "contract", "subscription", "member", "retention"))


class BestError(ValueError):
    """A column that cannot rank customers, as a sentence."""


def best_rows(
    frame: Frame,
    chosen: Mask,
    columns: Sequence[str],
    count: int | None,
    told: Mapping[str, NDArray[np.float64]] | None = None,
) -> Mask:
    """The `count` best of the chosen rows by the mean of their ranks (the better half, if not given).

    More is better, but for columns whose names speak of cost, effort or time to close; "-column" turns a column round.
    `told` are columns beside the list's own, by row of the frame (NaN: unknown), and go before them. A row that a
    column says nothing of ranks in its middle. Raises BestError.
    """
    if not columns:
        return chosen
    rows = np.flatnonzero(chosen)
    ranks = np.mean([_ranks(frame, column, rows, told or {}) for column in columns], axis=0)
    wanted = max(1, len(rows) // 2) if count is None else min(count, len(rows))
    best = rows[np.argsort(-ranks, kind="stable")[:wanted]]
    mask: Mask = np.isin(np.arange(frame.rows), best)
    return mask


def _ranks(
    frame: Frame, column: str, rows: NDArray[np.intp], told: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Ranks from 0 to 1, equal ones shared."""
    turned, name = column.startswith("-"), column.lstrip("-")
    values = told[attribute_key(name)][rows] if attribute_key(name) in told else _given(frame, name, rows)
    known = np.isfinite(values)
    if known.sum() < 2:
        raise BestError(f"--best-by {name}: it has no numbers to rank by")
    ranks = np.full(len(rows), 0.5)
    order = np.unique(values[known], return_inverse=True, return_counts=True)
    upto = np.cumsum(order[2])
    ranks[known] = ((upto - order[2] / 2) / upto[-1])[order[1]]
    return 1 - ranks if turned != _is_cost(name) else ranks


def _given(frame: Frame, name: str, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """The numbers of a column of the list, of ranges the middle."""
    if not {attribute_key(name), known_column(name)} & {attribute_key(each) for each in frame.attributes}:
        near = nearest(attribute_key(name), [attribute_key(each) for each in frame.columns])
        raise BestError(
            f"--best-by {name}: the customers have no such column" + (f"; did you mean {near}?" if near else "")
        )
    low, high = (np.append(end, np.nan)[frame.series(name).codes[rows]] for end in frame.series(name).ends)
    middle: NDArray[np.float64] = (low + high) / 2
    return middle


def _is_cost(name: str) -> bool:
    words = set(attribute_key(name).split("_"))
    return bool(words & _LESS_IS_MORE) and not words & _LONGER
