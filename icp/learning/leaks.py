"""Columns that tell the outcome instead of the company: filled for customers alone because they are customers."""

import numpy as np

from icp.headers import attribute_key, known_column
from icp.learning.beta import share
from icp.learning.contrast import Pair
from icp.learning.features import Feature

_OUTCOMES = (
    "won|win|convert|converted|conversion|close|closed|outcome|result|churn|churned|contract|signed|deal|customer|client"
    "|purchase|purchased|paid|paying|invoice|invoiced|subscription|subscribed|mrr|acv|renewal|renewed|onboarded"
    "|lost|target|label|booked|bought|buyer|order|orders|nps|csat|ticket|tickets"
)
_OUTCOME = frozenset(_OUTCOMES.split("|"))
_FILLED = 4.0
_APART = 6.0
_NAMED_APART = 2.5
_NEARLY_ALL = 0.9
_LEAST = 5


def leak_of(pair: Pair, features: list[Feature]) -> str:
    """Why the column is taken for a leak, with its figures; "" for one that is not.

    A known column (size, industry, country, ...) is what a profile is made of, and is a leak only if nobody but
    customers has it filled.
    """
    customers, market = len(pair.customers), len(pair.market)
    if customers < _LEAST or market < _LEAST:
        return ""
    filled, theirs = int(pair.customers.known.sum()), float(pair.market.known.mean())
    if filled >= customers / 2 and _times(filled, customers, theirs) >= _FILLED:
        return f"it is filled for {filled} of {customers} customers and for {theirs:.1%} of the market"
    if known_column(pair.attribute):
        return ""
    named = bool(_OUTCOME & set(attribute_key(pair.attribute).split("_")))
    return next((reason for feature in features if (reason := _apart(feature, named=named))), "")


def _apart(feature: Feature, *, named: bool) -> str:
    """Whether the levels at which customers stand are nearly theirs alone."""
    counts = np.bincount(feature.customers[feature.customers >= 0], minlength=feature.levels)
    customers = len(feature.customers)
    for levels in (np.arange(feature.levels)[counts > 0], np.argsort(-counts, kind="stable")[:1]):
        met, theirs = int(counts[levels].sum()), float(np.isin(feature.market, levels).mean())
        times = _times(met, customers, theirs)
        if met >= _NEARLY_ALL * customers and times >= _APART:
            return f"it sets {met} of {customers} customers apart from all but {theirs:.1%} of the market"
        if named and met >= customers / 2 and times >= _NAMED_APART:
            return (
                f"its name speaks of the outcome, and it has {met} of {customers} customers, {theirs:.1%} of the market"
            )
    return ""


def _times(met: int, customers: int, market: float) -> float:
    """How many times the market's share the customers' is at least."""
    return share(met, customers - met).low / max(market, 1e-6)
