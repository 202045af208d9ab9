"""Companies that fit against the others, by what became of deals: each figure with its interval, count and mark.

Marks are the usual ones of the trade: conversion 2, 3 and 5 times, cycles 20, 30 and 50 % shorter, lifetime value 30,
50 and 100 % higher, acquisition cost 25, 40 and 60 % lower, retention 15 points higher.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, variance
from typing import Literal, NamedTuple, TypeVar

from icp.learning.beta import Interval
from icp.outcomes.deal import Deal

FEW = 10
"""Deals of a group below which a figure says little."""
NINE_IN_TEN = 1.6449
"""Standard deviations to either side."""
Direction = Literal["higher", "lower"]
Value = TypeVar("Value")


class Group(NamedTuple):
    """What a figure is of one group, and of how many `deals` (or customers); None where nothing is known."""

    value: float | None
    deals: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of both groups. `effect` is the first over the second, or for `points` their difference.

    `marks` are reached where the effect is so good; `sure` ones where its whole interval is. `of`: what is counted.
    """

    name: str
    unit: str
    icp: Group
    other: Group
    effect: Interval | None
    marks: tuple[float, ...]
    better: Direction
    points: bool = False
    of: str = "deals"

    @property
    def reached(self) -> float | None:
        """The best mark that the effect itself reaches."""
        return self._best(self.effect.value) if self.effect else None

    @property
    def sure(self) -> float | None:
        """The best mark that the whole interval reaches."""
        if self.effect is None:
            return None
        return self._best(self.effect.low if self.better == "higher" else self.effect.high)

    @property
    def warning(self) -> str | None:
        """Why it says little, where it does."""
        least = min(self.icp.deals, self.other.deals)
        if self.effect is None:
            return "nothing can be compared: neither group has one, or one of them no figure"
        return f"only {least} in one group: too few to say" if least < FEW else None

    def _best(self, effect: float) -> float | None:
        good = [mark for mark in self.marks if (effect >= mark if self.better == "higher" else effect <= mark)]
        return good[-1] if good else None


def compare(deals: Iterable[Deal], fitting: Collection[str]) -> tuple[Measure, ...]:
    """All figures of deals with companies that fit (domains) against those with others.

    What is said of a customer counts once, whatever it bought since: as its last deal says.
    """
    ours: list[Deal] = []
    others: list[Deal] = []
    for deal in deals:
        (ours if deal.domain in fitting else others).append(deal)
    won = [deal for deal in ours if deal.won], [deal for deal in others if deal.won]
    return (
        _conversion(ours, others),
        _means("Days to close", "days", won, lambda deal: deal.days, (0.8, 0.7, 0.5), "lower"),
        _means("Lifetime value", "", won, lambda deal: deal.lifetime_value, (1.3, 1.5, 2.0), "higher", "customers"),
        _means("Acquisition cost", "", won, lambda deal: deal.acquisition_cost, (0.75, 0.6, 0.4), "lower", "customers"),
        _retention(won),
        _means("Deal size", "", won, lambda deal: deal.amount, (), "higher"),
    )


def _conversion(ours: Sequence[Deal], others: Sequence[Deal]) -> Measure:
    """Won of those that came to an end; the ratio of two shares, by its logarithm, half a deal added to each cell."""
    (a, n), (b, m) = (_ended(deals) for deals in (ours, others))
    groups = Group(a / n if n else None, n), Group(b / m if m else None, m)
    effect = None
    if n and m and a + b:
        middle = math.log((a + 0.5) / (n + 0.5)) - math.log((b + 0.5) / (m + 0.5))
        spread = math.sqrt(max(1 / (a + 0.5) - 1 / (n + 0.5) + 1 / (b + 0.5) - 1 / (m + 0.5), 0.0))
        effect = _of_logs(middle, spread)
    return Measure("Conversion", "share", *groups, effect, (2.0, 3.0, 5.0), "higher")


def _ended(deals: Sequence[Deal]) -> tuple[int, int]:
    return sum(deal.won is True for deal in deals), sum(deal.won is not None for deal in deals)


def _means(
    name: str,
    unit: str,
    won: tuple[Sequence[Deal], Sequence[Deal]],
    value: Callable[[Deal], float | None],
    marks: tuple[float, ...],
    better: Direction,
    of: str = "deals",
) -> Measure:
    """The ratio of two means, by its logarithm, the delta method and Welch's degrees of freedom."""
    ours, others = (_values(deals, value, once=of == "customers") for deals in won)
    groups = Group(fmean(ours) if ours else None, len(ours)), Group(fmean(others) if others else None, len(others))
    effect = None
    if len(ours) > 1 and len(others) > 1 and fmean(ours) > 0 and fmean(others) > 0:
        effect = _ratio(ours, others)
    return Measure(name, unit, *groups, effect, marks, better, of=of)


def _ratio(ours: Sequence[float], others: Sequence[float]) -> Interval:
    parts = [variance(group) / (len(group) * fmean(group) ** 2) for group in (ours, others)]
    freedom = sum(part**2 / (len(group) - 1) for part, group in zip(parts, (ours, others), strict=True))
    wider = _student(sum(parts) ** 2 / freedom) / NINE_IN_TEN if freedom else 1.0
    return _of_logs(math.log(fmean(ours) / fmean(others)), math.sqrt(sum(parts)) * wider)


def _student(freedom: float) -> float:
    """Student's t for nine chances in ten, by the expansion of Cornish and Fisher."""
    z = NINE_IN_TEN
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def _values(deals: Iterable[Deal], value: Callable[[Deal], Value | None], *, once: bool) -> list[Value]:
    """What the deals say, or `once` for each customer: as its last deal with anything to say."""
    told = [(deal, found) for deal in deals if (found := value(deal)) is not None]
    last = sorted(told, key=lambda each: each[0].closed or date.min)
    return list({deal.domain: found for deal, found in last}.values()) if once else [found for _, found in told]


def _retention(won: tuple[Sequence[Deal], Sequence[Deal]]) -> Measure:
    """The difference of two shares after Agresti and Caffo: a success and a failure added to each group."""
    (a, n), (b, m) = map(_kept, won)
    groups = Group(a / n if n else None, n), Group(b / m if m else None, m)
    effect = None
    if n and m:
        p, q = (a + 1) / (n + 2), (b + 1) / (m + 2)
        spread = NINE_IN_TEN * math.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
        value = a / n - b / m
        effect = Interval(value, max(min(p - q - spread, value), -1.0), min(max(p - q + spread, value), 1.0))
    return Measure("Retention", "share", *groups, effect, (0.15,), "higher", points=True, of="customers")


def _kept(deals: Sequence[Deal]) -> tuple[int, int]:
    told = _values(deals, lambda deal: deal.retained, once=True)
    return sum(told), len(told)


def _of_logs(middle: float, spread: float) -> Interval:
    ends = (math.exp(middle + sign * NINE_IN_TEN * spread) for sign in (0, -1, 1))
    return Interval(*ends)
