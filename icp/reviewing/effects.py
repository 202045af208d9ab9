"""What a change would do: how many accounts, of them good and bad ones, would then qualify."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import VERDICTS, Scores, Verdicts, judged_by, score_frame, verdict_of
from icp.columns.series import Mask
from icp.profile_model import Criterion, Profile
from icp.reviewing.change import Change, changed

_QUALIFIES = VERDICTS.index("qualifies")


class Effect(NamedTuple):
    """Accounts that qualify: of the whole list, of the good, of the bad."""

    accounts: int
    good: int
    bad: int


class Effects:
    """The list under its profiles, and under each change. A criterion that a change leaves alone is judged once.

    An account qualifies where any profile lets it in.
    """

    def __init__(self, profiles: Sequence[Profile], frame: Frame, good: Mask, bad: Mask) -> None:
        self.profiles, self.good, self.bad = tuple(profiles), good, bad
        self.scores: tuple[Scores, ...] = tuple(score_frame(frame, profile) for profile in profiles)
        self._frame = frame

    def before(self) -> Effect:
        """As the profiles stand."""
        return self._of([each.qualifies for each in self.scores])

    def after(self, place: int, change: Change) -> Effect:
        """With the profile at this place changed."""
        profile = changed(self.profiles[place], change)
        judged = tuple(self._judged(place, criterion) for criterion in profile.criteria)
        own: Mask = verdict_of(judged, profile, self._frame.rows) == _QUALIFIES
        return self._of([own, *(each.qualifies for other, each in enumerate(self.scores) if other != place)])

    def inside(self) -> Mask:
        """The accounts that qualify now."""
        mask: Mask = np.logical_or.reduce([each.qualifies for each in self.scores])
        return mask

    def _judged(self, place: int, criterion: Criterion) -> Verdicts:
        before = zip(self.profiles[place].criteria, self.scores[place].judged, strict=True)
        known = next((judged for old, judged in before if old == criterion), None)
        return judged_by(criterion, self._frame.series(criterion.attribute)) if known is None else known

    def _of(self, masks: Sequence[Mask]) -> Effect:
        inside = np.logical_or.reduce(masks)
        return Effect(int(inside.sum()), int((inside & self.good).sum()), int((inside & self.bad).sum()))
