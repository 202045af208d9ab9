"""Red flags: what churned and lost accounts have, and customers that stay do not."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.scoring import MET, UNKNOWN, judged_by
from icp.learning.beta import share
from icp.learning.contrast import Contrast
from icp.learning.features import Feature
from icp.learning.statuses import lost_rows
from icp.learning.wording import asked_in_words, name_of
from icp.profile_model import Criterion

LEAST_LOST = 8
_MOST = 3
_LEAST_MET = 4
_OF_CUSTOMERS = 0.05
_OF_MARKET = 0.4
_TIMES = 1.5


class Flag(NamedTuple):
    """A disqualifier, and what speaks for it."""

    criterion: Criterion
    words: str
    strength: float


def red_flags(contrast: Contrast, features: Sequence[Feature]) -> list[Flag]:
    """The disqualifiers that churned and lost accounts of both lists teach, the strongest first; few, or none."""
    ours = np.setdiff1d(np.flatnonzero(lost_rows(contrast.customers)), contrast.rows)
    theirs = np.intersect1d(np.flatnonzero(lost_rows(contrast.market)), contrast.market_rows)
    if len(ours) + len(theirs) < LEAST_LOST:
        return []
    found: dict[str, Flag] = {}
    for feature in features:
        for levels in _candidates(feature):
            flag = _flag(contrast, feature, levels, ours, theirs)
            if flag and flag.strength > found.get(feature.attribute, flag._replace(strength=0.0)).strength:
                found[feature.attribute] = flag
    return sorted(found.values(), key=lambda flag: (-flag.strength, flag.criterion.name))[:_MOST]


def _candidates(feature: Feature) -> Iterator[NDArray[np.bool_]]:
    """Sets of levels that one test can ask for: each word, a member, everything below or above a limit."""
    places = np.arange(feature.levels)
    if feature.member:
        yield places == 1
    elif feature.ordered:
        for limit in range(1, feature.levels):
            yield places < limit
            yield places >= limit
    else:
        yield from (places == level for level in places if feature.words[level] is not None)


def _flag(
    contrast: Contrast,
    feature: Feature,
    levels: NDArray[np.bool_],
    ours: NDArray[np.intp],
    theirs: NDArray[np.intp],
) -> Flag | None:
    customers = levels[feature.customers[feature.customers >= 0]]
    market = levels[feature.market[feature.market >= 0]]
    if len(customers) == 0 or customers.mean() > _OF_CUSTOMERS or market.mean() > _OF_MARKET:
        return None
    test = feature.condition(levels)
    name = f"Red flag: {name_of(feature.attribute, test)}"
    criterion = Criterion(name=name, role="disqualifier", attribute=feature.attribute, test=test)
    judged = np.concatenate(
        [
            judged_by(criterion, contrast.customers.series(feature.attribute))[ours],
            judged_by(criterion, contrast.market.series(feature.attribute))[theirs],
        ]
    )
    met, known = int((judged == MET).sum()), int((judged != UNKNOWN).sum())
    kept = share(int(customers.sum()), int((~customers).sum()))
    lost = share(met, known - met)
    strength = lost.low / kept.high
    if known < LEAST_LOST or met < _LEAST_MET or strength < _TIMES or lost.low < _TIMES * float(market.mean()):
        return None
    words = (
        f"{met} of {known} churned or lost accounts {asked_in_words(feature.attribute, test)}, "
        f"{int(customers.sum())} of {len(customers)} best customers and {100 * market.mean():.0f} % of the market do"
    )
    return Flag(criterion, words, strength)
