"""The scale of confidence: logistic regression of "right in kind and company" on a reading's signs (Platt's way)."""

from collections.abc import Sequence
from math import exp, sqrt

from sources.extraction.model.judge import Judge
from training.readings import Reading
from training.softmax import KINDS

ROUNDS, STEP = 600, 0.3
RIDGE = 2.0
"""Readings' worth of pull towards no slope, and of each kind's beginning towards that of all."""


def fit(readings: Sequence[Reading]) -> Judge:
    """The scale that these readings teach; those open to argument teach nothing."""
    plain = [reading for reading in readings if not reading.example.is_soft]
    width = len(plain[0].signs)
    numbers = {kind: width + 1 + i for i, kind in enumerate(KINDS[1:])}
    rows = [([*r.signs, 1.0], numbers[r.event.kind], float(r.is_right)) for r in plain]
    values = _descend(rows, width + 1 + len(numbers))
    starts = {kind: round(values[width] + values[number], 4) for kind, number in numbers.items()}
    return Judge(tuple(round(value, 4) for value in values[:width]), starts)


def _descend(rows: list[tuple[list[float], int, float]], width: int) -> list[float]:
    """Values that make the rows' logistic loss least: AdaGrad over all rows at once."""
    values, squares = [0.0] * width, [1e-8] * width
    for _ in range(ROUNDS):
        slopes = [RIDGE * value / len(rows) for value in values]
        for seen, number, right in rows:
            total = values[number] + sum(value * sign for value, sign in zip(values, seen, strict=False))
            slope = (1 / (1 + exp(-total)) - right) / len(rows)
            slopes[number] += slope
            for i, sign in enumerate(seen):
                slopes[i] += slope * sign
        for i, slope in enumerate(slopes):
            squares[i] += slope * slope
            values[i] -= STEP * slope / sqrt(squares[i])
    return values
