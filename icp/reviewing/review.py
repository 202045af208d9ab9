"""The review: how profiles judge accounts whose story is known, and the changes that would judge them better."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import MISSED, UNKNOWN, VERDICTS, Scores
from icp.columns.series import Mask
from icp.columns.several import best_places
from icp.profile_model import Profile
from icp.reviewing.candidates import candidates
from icp.reviewing.change import Change, is_whole
from icp.reviewing.effects import Effect, Effects

MOST = 6
"""Changes that are proposed."""


class Case(NamedTuple):
    """An account whose story is known: `why` in words ("new customer", "not a fit: too small")."""

    domain: str
    good: bool
    why: str


class Judged(NamedTuple):
    """How its best profile judges a case; `missed`: criteria it does not meet, `unknown`: those nothing is known of."""

    case: Case
    profile: str
    verdict: str
    points: float
    missed: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a good one qualifies, or a bad one does not."""
        return (self.verdict == "qualifies") is self.case.good


class Proposal(NamedTuple):
    """A change of a profile (by its place) with what it would do."""

    place: int
    change: Change
    before: Effect
    after: Effect


class Review(NamedTuple):
    """What a review found. `strangers`: cases that the list does not have."""

    judged: tuple[Judged, ...]
    strangers: tuple[Case, ...]
    proposals: tuple[Proposal, ...]
    accounts: int


def review(profiles: Sequence[Profile], frame: Frame, cases: Sequence[Case]) -> Review:
    """Judge the cases, each by its best profile, and propose changes of any of them, the best first."""
    rows = {frame.domains.at(row): row for row in range(frame.rows - 1, -1, -1)}
    found = {case: rows[case.domain] for case in cases if case.domain in rows}
    good, bad = (_mask(found, frame.rows, good=which) for which in (True, False))
    effects = Effects(profiles, frame, good, bad & ~good)
    best = best_places(effects.scores)
    judged = tuple(_judged(case, row, profiles[best[row]], effects.scores[best[row]]) for case, row in found.items())
    strangers = tuple(case for case in cases if case.domain not in rows)
    return Review(judged, strangers, _proposals(effects, frame, best), frame.rows)


def _judged(case: Case, row: int, profile: Profile, scores: Scores) -> Judged:
    verdicts = [int(each[row]) for each in scores.judged]
    of = list(zip(profile.criteria, verdicts, strict=True))
    return Judged(
        case,
        profile.name,
        VERDICTS[int(scores.verdict[row])],
        float(scores.points[row]),
        tuple(each.name for each, said in of if each.role != "disqualifier" and said == MISSED),
        tuple(each.name for each, said in of if said == UNKNOWN),
    )


def _mask(found: Mapping[Case, int], rows: int, *, good: bool) -> Mask:
    mask = np.zeros(rows, dtype=bool)
    mask[[row for case, row in found.items() if case.good is good]] = True
    return mask


def _proposals(
    effects: Effects, frame: Frame, best: "np.ndarray[tuple[int], np.dtype[np.intp]]"
) -> tuple[Proposal, ...]:
    before = effects.before()
    made = [
        Proposal(place, change, before, effects.after(place, change))
        for place, change in _changes(effects, frame, best)
        if is_whole(effects.profiles[place], change)
    ]
    worth = [(gain, each) for each in made if (gain := _gain(each, effects, frame.rows)) > 0]
    order = sorted(worth, key=lambda item: (-item[0], item[1].place, str(item[1].change)))
    return tuple(each for _, each in order[:MOST])


def _changes(
    effects: Effects, frame: Frame, best: "np.ndarray[tuple[int], np.dtype[np.intp]]"
) -> Iterator[tuple[int, Change]]:
    """Of each profile those that its own accounts ask for, and accounts that none lets in."""
    for place, profile in enumerate(effects.profiles):
        own: Mask = (best == place) | ~effects.inside()
        for change in candidates(profile, frame, effects.good & own, effects.bad & own):
            yield place, change


def _gain(proposal: Proposal, effects: Effects, rows: int) -> float:
    """Share of the good let in and of the bad kept out, less the share of the list that comes with them."""
    before, after = proposal.before, proposal.after
    good, bad = (max(int(mask.sum()), 1) for mask in (effects.good, effects.bad))
    won = (after.good - before.good) / good + (before.bad - after.bad) / bad
    return won - max(after.accounts - before.accounts, 0) / max(rows, 1)
