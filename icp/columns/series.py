"""One attribute of a whole list: its distinct values, and which of them each row has."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icp.judging import ends_of

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]
UNKNOWN = -1
_DIGITS = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)


class Series:
    """The values of one attribute. `codes[row]` is the place in `values` of what the row says; -1: it says nothing.

    Values are as `Account.value` gives them, each once; lists are tuples.
    """

    def __init__(self, codes: Codes, values: Sequence[Any], like: "Series | None" = None) -> None:
        self.codes = codes
        self.values = values if isinstance(values, tuple) else tuple(values)
        self._like = like

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
        if self._like is not None:
            return self._like.ends
        if all(type(value) in (int, float) for value in self.values):
            low = np.array(self.values, dtype=np.float64)
            return low, low
        nothing = (np.nan, np.nan)
        pairs = [_plain_number(value) or ends_of(value) or nothing for value in self.values]
        both = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def take(self, rows: NDArray[Any]) -> "Series":
        """The same values, of these rows (places or a mask)."""
        return Series(self.codes[rows], self.values, like=self)

    def at(self, row: int) -> Any:
        """What the row says; None for nothing."""
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]


def series_of(values: Iterable[Any], codes: Codes | None = None) -> Series:
    """The series of values by row or, with `codes`, of the values that the codes number; None is nothing."""
    given = list(values)
    if codes is not None and set(map(type, given)) == {str} and len(set(given)) == len(given):
        return Series(codes, given)
    places: dict[Any, int] = {}
    kept: list[Any] = []
    made = np.fromiter((_place(value, places, kept) for value in given), dtype=np.int32)
    return Series(made if codes is None else _through(codes, made), kept)


def joined(first: Series, second: Series) -> tuple[Series, Series]:
    """Both over one tuple of values, so that equal codes are equal values."""
    places = {_key(value): place for place, value in enumerate(second.values)}
    kept = list(second.values)
    own = np.array([_place(value, places, kept) for value in first.values], np.int32)
    both = Series(second.codes, kept, like=second if len(kept) == len(second.values) else None)
    return Series(_through(first.codes, own), both.values, like=both), both


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
    place = places.setdefault(_key(value), len(kept))
    if place == len(kept):
        kept.append(value)
    return place


def _key(value: Any) -> Any:
    """What tells values apart where Python takes 1, 1.0 and true for one."""
    return value if type(value) is str else (type(value), value)


def _plain_number(value: Any) -> tuple[float, float] | None:
    """Of digits with a point, what `ends_of` says of them, sooner."""
    if type(value) is not str or not _DIGITS.fullmatch(value):
        return None
    number = round(float(value), 6)
    return number, number


def _through(codes: Codes, places: NDArray[np.int32]) -> Codes:
    """What codes of codes stand for."""
    return np.append(places, np.int32(UNKNOWN))[codes]
