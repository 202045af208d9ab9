"""Which criteria are mandatory, how many must be met, and where the tiers begin."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from icp.columns.scoring import MET, Verdicts
from icp.learning.evidence import Evidence
from icp.learning.learned import Shares
from icp.profile_model import Role, Rule, Tiers

TARGET = 0.25
"""The share of the market that should qualify: 70 to 80 % are excluded."""
_LEEWAY = 0.05
_MOST_MANDATORY = 4
_MOST_CUSTOMERS = 0.6
_LEAST_LIFT = 1.0
_A, _B = 0.07, 0.25


def roles_of(evidence: Sequence[Evidence], points: Sequence[float], broadest: Sequence[bool]) -> list[Role]:
    """Mandatory is what most customers have and the market has not: a column's broadest test, the heaviest four."""
    fit = [
        place
        for place, each in enumerate(evidence)
        if broadest[place] and each.share >= _MOST_CUSTOMERS and each.lift.low >= _LEAST_LIFT
    ]
    chosen = set(sorted(fit, key=lambda place: (-points[place], place))[:_MOST_MANDATORY])
    return ["mandatory" if place in chosen else "preferential" for place in range(len(evidence))]


def rule_of(roles: Sequence[Role], customers: Sequence[Verdicts], market: Sequence[Verdicts]) -> tuple[Rule, Shares]:
    """The rule under which a quarter of the market qualifies and most customers do, and who then qualifies."""
    met = [(_met(each, roles, "mandatory"), _met(each, roles, "preferential")) for each in (customers, market)]
    best, best_value = (Rule(mandatory=0, preferential=0), Shares(1.0, 1.0)), -np.inf
    for mandatory, preferential in product(range(roles.count("mandatory") + 1), range(roles.count("preferential") + 1)):
        ours, theirs = (float(((m >= mandatory) & (p >= preferential)).mean()) for m, p in met)
        value = ours - 4 * max(0.0, abs(theirs - TARGET) - _LEEWAY) + 0.001 * mandatory
        if value > best_value + 1e-12:
            best_value = value
            best = Rule(mandatory=mandatory, preferential=preferential), Shares(ours, theirs)
    return best


def tiers_of(points: NDArray[np.float64]) -> Tiers:
    """Tiers for the market's points: its first 7 % in A, its first quarter in A and B, at limits easy to say."""
    high, middle = (float(np.quantile(points, 1 - part)) for part in (_A, _B))
    least = min(max(_to_five(middle), 5.0), 90.0)
    return Tiers(A=min(max(_to_five(high), least + 5), 95.0), B=least)


def _to_five(points: float) -> float:
    return float(5 * round(points / 5))


def _met(judged: Sequence[Verdicts], roles: Sequence[Role], role: Role) -> NDArray[np.int64]:
    rows = len(judged[0])
    mine = ((each == MET).astype(np.int64) for each, own in zip(judged, roles, strict=True) if own == role)
    return sum(mine, np.zeros(rows, np.int64))
