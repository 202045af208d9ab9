"""The table of weights: how much each feature speaks for each kind, and what they say together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, sqrt
from operator import itemgetter

from sources.extraction.text.item import Item

from .features import SIZE, rows

NONE = "none"
"""The kind of an item that states no event."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One column of ``SIZE`` bytes a kind: 128 is no weight, ``scale`` what one more or less weighs."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    columns: tuple[bytes, ...]

    @classmethod
    def load(cls, data: bytes) -> "Weights":
        """From the shipped file: a line of JSON, then the columns one behind the other, a byte a number."""
        head, _, body = data.partition(b"\n")
        told = json.loads(head)
        columns = tuple(body[i * SIZE : (i + 1) * SIZE] for i in range(len(told["kinds"])))
        return cls(tuple(told["kinds"]), tuple(told["bias"]), told["scale"], columns)

    def likelihoods(self, seen: list[int]) -> dict[str, float]:
        """The probability of each kind for an item with these rows, in sum 1."""
        unit = self.scale / sqrt(len(seen))
        pick = itemgetter(*seen, 0, 0)
        spare = -128 * len(seen)
        sums = [
            bias + unit * (sum(pick(column)) - 2 * column[0] + spare)
            for bias, column in zip(self.bias, self.columns, strict=True)
        ]
        most = max(sums)
        shares = [exp(s - most) for s in sums]
        total = sum(shares)
        return {kind: share / total for kind, share in zip(self.kinds, shares, strict=True)}


def likelihoods(item: Item) -> Mapping[str, float]:
    """What the words of title and lead alone say: the probability of each kind and of "none", in sum 1."""
    return _shipped().likelihoods(rows(item))


@cache
def _shipped() -> Weights:
    return Weights.load(files(__package__).joinpath("weights.bin").read_bytes())
