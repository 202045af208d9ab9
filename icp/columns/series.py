"""One attribute of a whole list: its distinct values, and which of them each row has."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icp.judging import ends_of

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
UNKNOWN = -1


class Series:
    """The values of one attribute. `codes[row]` is the place in `values` of what the row says; -1: it says nothing.

    Values are as `Account.value` gives them, each once; lists are tuples.
    """

    def __init__(self, codes: Codes, values: Sequence[Any]) -> None:
        self.codes = codes
        self.values = tuple(values)

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many rows have each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @property
    def known(self) -> Mask:
        """The rows that say anything."""
        known: Mask = self.codes >= 0
        return known

    @cached_property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the greatest number that each value may be; NaN for what is no number."""
        if all(type(value) in (int, float) for value in self.values):
            low = np.array(self.values, dtype=np.float64)
            return low, low
        nothing = (np.nan, np.nan)
        pairs = np.array([ends_of(value) or nothing for value in self.values], dtype=np.float64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def take(self, rows: NDArray[Any]) -> "Series":
        """The same values, of these rows (places or a mask)."""
        return Series(self.codes[rows], self.values)

    def at(self, row: int) -> Any:
        """What the row says; None for nothing."""
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]


def series_of(values: Iterable[Any], codes: Codes | None = None) -> Series:
    """The series of values by row or, with `codes`, of the values that the codes number; None is nothing."""
    places: dict[Any, int] = {}
    kept: list[Any] = []
    made = np.fromiter((_place(value, places, kept) for value in values), dtype=np.int32)
    return Series(made if codes is None else _through(codes, made), kept)


def joined(first: Series, second: Series) -> tuple[Series, Series]:
    """Both over one tuple of values, so that equal codes are equal values."""
    places: dict[Any, int] = {}
    kept: list[Any] = []
    maps = [np.array([_place(value, places, kept) for value in each.values], np.int32) for each in (first, second)]
    return Series(_through(first.codes, maps[0]), kept), Series(_through(second.codes, maps[1]), kept)


def combined(parts: Sequence[Series], combine: Callable[[list[Any]], Any]) -> Series:
    """One series out of several of the same rows: `combine` is called once for each combination that occurs."""
    if len(parts) == 1:
        values, codes = parts[0].values, parts[0].codes
        silent = np.where(codes < 0, len(values), codes).astype(np.int32)
        return series_of((combine([value]) for value in (*values, None)), silent)
    key = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        key = np.unique(key * (len(part.values) + 1) + part.codes + 1, return_inverse=True)[1].astype(np.int64)
    _, rows, numbers = np.unique(key, return_index=True, return_inverse=True)
    return series_of((combine([part.at(row) for part in parts]) for row in rows.tolist()), numbers.astype(np.int32))


def _place(value: Any, places: dict[Any, int], kept: list[Any]) -> int:
    if value is None or value == ():
        return UNKNOWN
    key = value if type(value) is str else (type(value), value)
    place = places.setdefault(key, len(kept))
    if place == len(kept):
        kept.append(value)
    return place


def _through(codes: Codes, places: NDArray[np.int32]) -> Codes:
    """What codes of codes stand for."""
    return np.append(places, np.int32(UNKNOWN))[codes]
