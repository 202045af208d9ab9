"""The review: how a profile judges accounts whose story is known, and the changes that would judge them better."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import MISSED, UNKNOWN, VERDICTS, Scores, score_frame
from icp.columns.series import Mask
from icp.profile_model import Profile
from icp.reviewing.candidates import candidates
from icp.reviewing.change import Change, changed, is_whole

MOST = 6
"""Changes that are proposed."""


class Case(NamedTuple):
    """An account whose story is known: `why` in words ("new customer", "not a fit: too small")."""

    domain: str
    good: bool
    why: str


class Judged(NamedTuple):
    """How the profile judges a case; `missed`: criteria it does not meet, `unknown`: those nothing is known of."""

    case: Case
    verdict: str
    points: float
    missed: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a good one qualifies, or a bad one does not."""
        return (self.verdict == "qualifies") is self.case.good


class Effect(NamedTuple):
    """Accounts that qualify: of the whole list, of the good, of the bad."""

    accounts: int
    good: int
    bad: int


class Proposal(NamedTuple):
    """A change with what it would do."""

    change: Change
    before: Effect
    after: Effect


class Review(NamedTuple):
    """What a review found. `strangers`: cases that the list does not have."""

    judged: tuple[Judged, ...]
    strangers: tuple[Case, ...]
    proposals: tuple[Proposal, ...]
    accounts: int


def review(profile: Profile, frame: Frame, cases: Sequence[Case]) -> Review:
    """Judge the cases and propose changes, the best first."""
    rows = {frame.domains.at(row): row for row in range(frame.rows - 1, -1, -1)}
    found = {case: rows[case.domain] for case in cases if case.domain in rows}
    scores = score_frame(frame, profile)
    judged = tuple(_judged(case, row, profile, scores) for case, row in found.items())
    strangers = tuple(case for case in cases if case.domain not in rows)
    good, bad = (_mask(found, frame.rows, good=which) for which in (True, False))
    return Review(judged, strangers, _proposals(profile, frame, good, bad & ~good), frame.rows)


def _judged(case: Case, row: int, profile: Profile, scores: Scores) -> Judged:
    verdicts = [int(each[row]) for each in scores.judged]
    of = list(zip(profile.criteria, verdicts, strict=True))
    return Judged(
        case,
        VERDICTS[int(scores.verdict[row])],
        float(scores.points[row]),
        tuple(each.name for each, said in of if each.role != "disqualifier" and said == MISSED),
        tuple(each.name for each, said in of if said == UNKNOWN),
    )


def _mask(found: Mapping[Case, int], rows: int, *, good: bool) -> Mask:
    mask = np.zeros(rows, dtype=bool)
    mask[[row for case, row in found.items() if case.good is good]] = True
    return mask


def _proposals(profile: Profile, frame: Frame, good: Mask, bad: Mask) -> tuple[Proposal, ...]:
    before = _effect(profile, frame, good, bad)
    made = [
        Proposal(change, before, _effect(changed(profile, change), frame, good, bad))
        for change in candidates(profile, frame, good, bad)
        if is_whole(profile, change)
    ]
    worth = [each for each in made if _gain(each, good, bad, frame.rows) > 0]
    return tuple(sorted(worth, key=lambda each: (-_gain(each, good, bad, frame.rows), str(each.change)))[:MOST])


def _effect(profile: Profile, frame: Frame, good: Mask, bad: Mask) -> Effect:
    qualifies = score_frame(frame, profile).qualifies
    return Effect(int(qualifies.sum()), int((qualifies & good).sum()), int((qualifies & bad).sum()))


def _gain(proposal: Proposal, good: Mask, bad: Mask, rows: int) -> float:
    """Share of the good let in and of the bad kept out, less the share of the list that comes with them."""
    before, after = proposal.before, proposal.after
    won = (after.good - before.good) / max(int(good.sum()), 1) + (before.bad - after.bad) / max(int(bad.sum()), 1)
    return won - max(after.accounts - before.accounts, 0) / max(rows, 1)
