"""What the two lists say about one criterion, in numbers and in words."""

import math
from typing import NamedTuple

import numpy as np

from icp.columns.scoring import MET, UNKNOWN, Verdicts, judged_by
from icp.conditions import OneOf
from icp.learning.beta import Interval, share
from icp.learning.contrast import Pair
from icp.learning.wording import asked_in_words
from icp.profile_model import Criterion

SHRUNK = 5.0
"""The market's own share counts as so many customers when the lift of a criterion is told."""
_COUNTS_FOR = 0.8
"""Of a customer by whom a criterion was chosen: it is heard twice, once to choose and once to prove."""
_EXCESS = 0.6
"""Of a standard deviation, for each word. A normal's mean excess is .4 over all and .8 over those that exceed."""


class Evidence(NamedTuple):
    """How often a criterion is met: by `met` of the `known` among `customers`, and in the market.

    `lift` is the share among customers over that of the market, shrunk towards 1, with a 90 % credible interval.
    """

    met: int
    known: int
    customers: int
    market_share: float
    market_known: float
    lift: Interval

    @property
    def share(self) -> float:
        """The share of all customers that meet it."""
        return self.met / self.customers if self.customers else 0.0


def evidence_of(criterion: Criterion, pair: Pair, *, chosen: bool = False) -> Evidence:
    """The evidence for a criterion, judged as the profile will judge it.

    `chosen`: by these very customers. Its lift is then told without what its words or limits owe to chance.
    """
    ours, theirs = judged_by(criterion, pair.customers), judged_by(criterion, pair.market)
    met, known = int((ours == MET).sum()), int((ours != UNKNOWN).sum())
    market_share = _share(theirs)
    lift = _believed(criterion, met, known, market_share, chosen).times(
        1 / max(market_share, 0.5 / max(len(theirs), 1))
    )
    return Evidence(
        met, known, len(ours), market_share, float((theirs != UNKNOWN).mean()) if len(theirs) else 0.0, lift
    )


def _believed(criterion: Criterion, met: int, known: int, market: float, chosen: bool) -> Interval:
    """The share of all such customers that meet it."""
    if not chosen:
        return share(met, known - met, prior=market, weight=SHRUNK)
    words = len(criterion.test.values) if isinstance(criterion.test, OneOf) else 1
    proved = max(met - _by_chance(words, known, market), min(float(met), known * market))
    return share(_COUNTS_FOR * proved, _COUNTS_FOR * (known - proved), prior=market, weight=SHRUNK)


def _by_chance(words: int, known: int, market: float) -> float:
    """How many more customers than expected meet it where chance alone chose its words, or on which side of a limit."""
    return _EXCESS * math.sqrt(words * known * market * (1 - market))


def in_words(criterion: Criterion, evidence: Evidence) -> str:
    """ "13 of 18 best customers have 50 to 500 employees, 22 % of the market does: 2.8 times (1.9 to 3.7)"."""
    asked = asked_in_words(criterion.attribute, criterion.test)
    plural = "customer" if evidence.known == 1 else "customers"
    unknown = evidence.customers - evidence.known
    silent = f", {unknown} not known" if unknown else ""
    lift = evidence.lift
    return (
        f"{evidence.met} of {evidence.known} best {plural} {asked}{silent}, {_percent(evidence.market_share)} of the "
        f"market does: {lift.value:.1f} times ({lift.low:.1f} to {lift.high:.1f})"
    )


def _share(judged: Verdicts) -> float:
    known = int((judged != UNKNOWN).sum())
    return float((judged == MET).sum()) / known if known else 0.0


def _percent(part: float) -> str:
    return f"{part:.0%}".replace("%", " %") if part >= 0.01 or not part else "under 1 %"


def shares(judged: Verdicts) -> tuple[float, float]:
    """The shares of rows that meet, and of those about which anything is known."""
    return float(np.mean(judged == MET)), float(np.mean(judged != UNKNOWN))
