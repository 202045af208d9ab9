"""How sure a reading of the rules is, once the model has looked at the same words: a calibrated probability."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

from sources.extraction.event import OPEN, Event
from sources.extraction.text.item import Item
from sources.extraction.text.text import fold

from .weights import NONE

LIKELY = 0.3
"""The least probability of its kind with which an event counts that only the lead states."""
_LEAST = 1e-3
_MOST = 0.99


@dataclass(frozen=True, slots=True)
class Judge:
    """A logistic scale: a slope a sign (see :func:`signs`), and where each kind begins."""

    slopes: tuple[float, ...]
    starts: Mapping[str, float]

    @classmethod
    def load(cls, text: str) -> "Judge":
        """From the shipped JSON."""
        told = json.loads(text)
        return cls(tuple(told["slopes"]), told["starts"])

    def confidence(self, event: Event, seen: tuple[float, ...]) -> float:
        """The share of such readings that are right in kind and company; one that the rules hold open to argument is
        never surer than they were."""
        total = self.starts[event.kind] + sum(slope * sign for slope, sign in zip(self.slopes, seen, strict=True))
        sure = min(1 / (1 + exp(-total)), _MOST)
        return round(min(sure, event.confidence) if event.confidence <= OPEN else sure, 2)


def judged(event: Event, item: Item, shares: Mapping[str, float]) -> float:
    """The probability that kind and company of the event are right; ``shares``: what the model says of the item."""
    return _shipped().confidence(event, signs(event, item, shares))


def signs(event: Event, item: Item, shares: Mapping[str, float]) -> tuple[float, ...]:
    """What is weighed of a reading: kind against none and against the other kinds, the rules' own confidence,
    whether there is a lead that could have shown the name, and whether it shows it."""
    own = shares[event.kind]
    other = max(share for kind, share in shares.items() if kind not in (NONE, event.kind))
    sure = min(max(event.confidence, 0.05), _MOST)
    return (
        _log(own) - _log(shares[NONE]),
        _log(own) - _log(other),
        log(sure / (1 - sure)),
        float(bool(item.sentences)),
        float(f" {fold(event.company)} " in f" {fold(item.opening)} "),
    )


def _log(share: float) -> float:
    return log(share + _LEAST)


@cache
def _shipped() -> Judge:
    return Judge.load(files(__package__).joinpath("judge.json").read_text("utf-8"))
