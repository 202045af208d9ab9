"""The lift that a profile may promise: each customer is scored by a card that was learned without it."""

import numpy as np
from numpy.typing import NDArray

from icp.columns.series import Codes
from icp.learning.beta import Interval, share
from icp.learning.card import card_of, earned
from icp.learning.ratios import Floats, Ratios

TOP = 0.2
"""The part of the market in whose front customers are looked for."""
_MOST_FOLDS, _FOLDS_OF_MANY = 40, 5
_SAMPLED = 10_000
_CHANCE = 0.95
_COUNTS_FOR = 0.6
"""Of a customer that was left out: the cards of the others are nearly the same card, so all of them err together."""


def promised_lift(ratios: list[Ratios], customers: int) -> Interval:
    """How many times more customers than by chance stand in the top fifth of the market, with its interval."""
    found = held_out(ratios, customers)
    inside, count = _COUNTS_FOR * float(found.sum()), _COUNTS_FOR * customers
    believed = share(inside, count - inside, prior=TOP, weight=1.0, chance=_CHANCE).times(1 / TOP)
    return believed._replace(value=min(max(float(found.mean()) / TOP, believed.low), believed.high))


def held_out(ratios: list[Ratios], customers: int) -> Floats:
    """Of each customer, whether it stands in the top fifth for a card that never saw it; a tie counts in part."""
    found: Floats = np.zeros(customers)
    market = [_sampled(each.feature.market) for each in ratios]
    everyone = np.arange(customers)
    folds = _FOLDS_OF_MANY if customers > _MOST_FOLDS else customers
    for fold in range(folds):
        out = everyone[fold::folds]
        card = card_of(ratios, np.setdiff1d(everyone, out))
        own = earned(card, [each.feature.customers[out] for each in ratios])
        found[out] = in_front(own, earned(card, market))
    return found


def in_front(own: Floats, market: Floats, top: float = TOP) -> Floats:
    """For each score of `own`, whether it is in the top of the market: 1, 0, or a part where it ties at the bar."""
    places = int(np.ceil(top * len(market)))
    if places == 0:
        return np.zeros(len(own))
    bar = np.partition(market, len(market) - places)[len(market) - places]
    above, tied = int((market > bar).sum()), int((market == bar).sum())
    return np.where(own > bar, 1.0, np.where(own == bar, (places - above) / tied, 0.0))


def _sampled(rows: Codes) -> Codes:
    step: int = max(1, -(-len(rows) // _SAMPLED))
    taken: NDArray[np.int32] = rows[::step]
    return taken
