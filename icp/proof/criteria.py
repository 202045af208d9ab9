"""What each criterion decides: how many it sorts out, how many it knows nothing of, and who moves without it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import MET, UNKNOWN, Scores, score_frame, tiers_of
from icp.profile_model import Profile, Rule

_MOSTLY = 0.5
_NEARLY = 0.97


class Decides(NamedTuple):
    """Of one criterion: the shares of the known market and of the customers that meet it, and of the market unknown.

    `moves` accounts change verdict or tier without it. `words` says what is wrong with it, if anything.
    """

    criterion: str
    role: str
    market: float
    customers: float | None
    unknown: float
    moves: int
    words: str


def decided(profile: Profile, market: Frame, customers: Frame | None) -> list[Decides]:
    """What each criterion decides, the one that moves most accounts first."""
    scores = score_frame(market, profile)
    ours = score_frame(customers, profile) if customers is not None and customers.rows else None
    found = [
        _of(profile, place, market, scores, None if ours is None else float(np.mean(ours.judged[place] == MET)))
        for place in range(len(profile.criteria))
    ]
    return sorted(found, key=lambda each: (-each.moves, each.criterion))


def _of(profile: Profile, place: int, market: Frame, scores: Scores, customers: float | None) -> Decides:
    criterion, judged = profile.criteria[place], scores.judged[place]
    known = int((judged != UNKNOWN).sum())
    met = float((judged == MET).sum()) / known if known else 0.0
    unknown = 1 - known / len(judged) if len(judged) else 0.0
    moves = _moves(profile, place, market, scores)
    words = _fault(met, unknown, moves)
    return Decides(criterion.name, criterion.role, met, customers, unknown, moves, words)


def _moves(profile: Profile, place: int, market: Frame, scores: Scores) -> int:
    """How many accounts would stand elsewhere without the criterion."""
    less = _lacking(profile, place)
    if not less.criteria:
        return int((scores.verdict != 2).sum())
    other = score_frame(market, less)
    moved = np.array(tiers_of(scores, profile)) != np.array(tiers_of(other, less))
    return int((moved | (scores.verdict != other.verdict)).sum())


def _lacking(profile: Profile, place: int) -> Profile:
    """The profile without a criterion, its rule asking for no more than is left."""
    criteria = (*profile.criteria[:place], *profile.criteria[place + 1 :])
    roles: Sequence[str] = [criterion.role for criterion in criteria]
    rule = Rule(
        mandatory=min(profile.rule.mandatory, roles.count("mandatory")),
        preferential=min(profile.rule.preferential, roles.count("preferential")),
    )
    return Profile(name=profile.name, rule=rule, tiers=profile.tiers, criteria=criteria, document=profile.document)


def _fault(met: float, unknown: float, moves: int) -> str:
    if unknown >= 1:
        return "nobody says anything in its column: fill it, or drop the criterion"
    if unknown > _MOSTLY:
        return f"unknown for {unknown:.0%} of the market: fill the column, or drop the criterion"
    if met > _NEARLY:
        return f"decides nothing: {met:.0%} of the market meet it"
    if not met:
        return "decides nothing: nobody meets it"
    return "decides nothing: nobody's verdict or tier would change without it" if not moves else ""
