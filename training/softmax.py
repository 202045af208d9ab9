"""Multinomial logistic regression over hashed features: plain Python, so the same weights on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, sqrt

from sources.extraction.model.features import SIZE
from sources.extraction.model.weights import NONE, Weights
from training.examples import Example

KINDS = (
    NONE,
    "funding_round",
    "leadership_hire",
    "leadership_departure",
    "board_appointment",
    "acquisition",
    "public_offering",
    "fund_close",
)
ROUNDS = 6
STEP, DECAY = 0.7, 1e-5
"""Step of AdaGrad, and the part of a weight that one example takes away."""
SOFT = 0.5
"""What an example weighs that readers may differ about."""


@dataclass(slots=True)
class Column:
    """The weights of one kind while they are learned, with the sums of squared gradients."""

    weights: list[float]
    squares: list[float]
    bias: float = 0.0
    bias_square: float = 1e-8

    def step(self, rows: Sequence[int], slope: float, unit: float) -> None:
        """Move the weights of the rows against the slope of the loss."""
        self.bias_square += slope * slope
        self.bias -= 0.1 * STEP * slope / sqrt(self.bias_square)
        change = slope * unit
        square = change * change
        weights, squares = self.weights, self.squares
        for row in rows:
            squares[row] = total = squares[row] + square
            weights[row] -= STEP * (change / sqrt(total) + DECAY * weights[row])


def fit(examples: Sequence[Example]) -> Weights:
    """The weights that the examples teach; hashed keys give the order of learning, so nothing is left to chance."""
    columns = [Column([0.0] * SIZE, [1e-8] * SIZE) for _ in KINDS]
    for number in range(ROUNDS):
        for example in sorted(examples, key=lambda example: _order(example, number)):
            _learn(columns, example)
    return _quantised(columns)


def _order(example: Example, number: int) -> bytes:
    return blake2b(f"{number}{example.key}{example.title}".encode(), digest_size=8).digest()


def _learn(columns: list[Column], example: Example) -> None:
    rows = example.rows
    unit = 1 / sqrt(len(rows))
    sums = [column.bias + unit * sum(map(column.weights.__getitem__, rows)) for column in columns]
    most = max(sums)
    shares = [exp(s - most) for s in sums]
    total = sum(shares)
    weight = SOFT if example.is_soft else 1.0
    for kind, column, share in zip(KINDS, columns, shares, strict=True):
        slope = weight * (share / total - (kind == example.kind))
        if abs(slope) > 1e-2:
            column.step(rows, slope, unit)


def _quantised(columns: list[Column]) -> Weights:
    """The weights in bytes: whole numbers from -127 to 127, and 128 more."""
    scale = max(max(map(abs, column.weights)) for column in columns) / 127
    whole = [bytes(round(weight / scale) + 128 for weight in column.weights) for column in columns]
    return Weights(KINDS, tuple(round(column.bias, 4) for column in columns), scale, tuple(whole))
