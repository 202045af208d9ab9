"""Each outlet read with weights that never saw it: what may be believed of confidence, and how far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sources.extraction.model.weights import Weights
from training import scale, softmax
from training.examples import Example
from training.readings import Reading, readings

SMALL = 60
"""Outlets with fewer headlines are held out together."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A reading of an outlet that nothing was learned from, and how sure it was said to be."""

    reading: Reading
    confidence: float


def folds(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """The examples by outlet; small outlets are one."""
    sizes = Counter(example.outlet for example in examples)
    found: dict[str, list[Example]] = {}
    for example in examples:
        found.setdefault(example.outlet if sizes[example.outlet] >= SMALL else "others", []).append(example)
    return found


def readings_by_fold(real: Sequence[Example], invented: Sequence[Example]) -> dict[str, list[Reading]]:
    """What is read in each outlet, with weights from the other outlets and the invented headlines."""
    found: dict[str, list[Reading]] = {}
    for outlet, held in folds(real).items():
        found[outlet] = readings(held, _without(held, real, invented))
    return found


def predictions(found: dict[str, list[Reading]]) -> list[Prediction]:
    """Each reading with the confidence that a scale from the other outlets gives it."""
    said: list[Prediction] = []
    for outlet, held in found.items():
        judge = scale.fit([r for other, rs in found.items() if other != outlet for r in rs])
        said += [Prediction(r, judge.confidence(r.event, r.signs)) for r in held]
    return said


def calibration_error(predictions: Sequence[Prediction], bins: int = 10) -> float:
    """The expected calibration error: the mean distance of confidence from the share that is right, over equal bins."""
    binned: dict[int, list[Prediction]] = {}
    for p in predictions:
        binned.setdefault(min(int(p.confidence * bins), bins - 1), []).append(p)
    return sum(abs(sum(p.confidence - p.reading.is_right for p in held)) for held in binned.values()) / len(predictions)


def _without(held: Sequence[Example], real: Sequence[Example], invented: Sequence[Example]) -> Weights:
    keys = {example.key for example in held}
    return softmax.fit([*(example for example in real if example.key not in keys), *invented])
