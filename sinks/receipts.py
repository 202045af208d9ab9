"""Receipts: what became of each of the arrivals that one transaction took in. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from streams.ports import Arrivals, Receipt
from streams.signal import Signal


class Outcome(NamedTuple):
    """What one transaction did: the signals stored, in their order; ids of those that alerted; accounts touched."""

    stored: list[Signal]
    alerted: set[str]
    touched: list[str]


def receipts(arrivals: Sequence[Arrivals], outcome: Outcome, nobodys: Sequence[int]) -> Iterator[Receipt]:
    """A receipt for each: what was stored came in the same order, so that it is found by going along."""
    stored = iter(outcome.stored)
    coming = next(stored, None)
    for each, unresolved in zip(arrivals, nobodys, strict=True):
        own = alerted = 0
        for signal in each.signals:
            if signal is coming:
                own += 1
                alerted += signal.id in outcome.alerted
                coming = next(stored, None)
        yield Receipt(
            stored=own,
            repeated=len(each.signals) + len(each.unresolved) - own - unresolved,
            unresolved=unresolved,
            dead=len(each.dead),
            alerted=alerted,
        )
