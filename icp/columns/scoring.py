"""The fits of a whole list at once: the same points, tiers and verdicts as `icp.fit.score`, account for account.

Each distinct value is judged once, and a criterion is then an addition of two arrays.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.frame import Frame
from icp.columns.series import Mask, Series
from icp.conditions import Between
from icp.judging import judge_of
from icp.profile_model import Criterion, Profile

_MILLIONTHS = 1_000_000
MET, MISSED, UNKNOWN = 1, 0, -1
_VERDICTS = {"met": MET, "missed": MISSED, "unknown": UNKNOWN}
Verdicts = NDArray[np.int8]
VERDICTS = ("out", "possible", "qualifies")


class Scores(NamedTuple):
    """By row: points, verdict (a place in VERDICTS), share of criteria that are known, met criteria by criterion."""

    points: NDArray[np.float64]
    verdict: NDArray[np.int8]
    known: NDArray[np.float64]
    judged: tuple[Verdicts, ...]

    @property
    def qualifies(self) -> Mask:
        """The rows that qualify."""
        mask: Mask = self.verdict == VERDICTS.index("qualifies")
        return mask


def score_frame(frame: Frame, profile: Profile) -> Scores:
    """The fits of every row."""
    judged = tuple(judged_by(criterion, frame.series(criterion.attribute)) for criterion in profile.criteria)
    unknown = sum(((verdicts == UNKNOWN).astype(np.int64) for verdicts in judged), np.zeros(frame.rows, np.int64))
    known = 1 - unknown / len(judged) if judged else np.ones(frame.rows)
    return Scores(_points(judged, profile, frame.rows), verdict_of(judged, profile, frame.rows), known, judged)


def tiers_of(scores: Scores, profile: Profile) -> list[str]:
    """The tier of each row."""
    places = (scores.points >= profile.tiers.A).astype(np.int8) + (scores.points >= profile.tiers.B)
    names = np.where(scores.verdict == 0, "out", np.array(["C", "B", "A"])[places])
    tiers: list[str] = names.tolist()
    return tiers


def judged_by(criterion: Criterion, series: Series) -> Verdicts:
    """What the criterion says of each row: MET, MISSED or UNKNOWN."""
    test = criterion.test
    judged = _within(test, series) if isinstance(test, Between) else _one_by_one(criterion, series)
    verdicts: Verdicts = np.append(judged, np.int8(UNKNOWN))[series.codes]
    return verdicts


def _within(test: Between, series: Series) -> Verdicts:
    low = -math.inf if test.low is None else test.low
    high = math.inf if test.high is None else test.high
    least, greatest = series.ends
    inside = (low <= least) & (greatest <= high)
    outside = (greatest < low) | (least > high)
    return np.where(inside, MET, np.where(outside, MISSED, UNKNOWN)).astype(np.int8)


def _one_by_one(criterion: Criterion, series: Series) -> Verdicts:
    judge = judge_of(criterion.test, criterion.attribute)
    return np.array([_VERDICTS[judge(value)[0]] for value in series.values], dtype=np.int8)


def _points(judged: tuple[Verdicts, ...], profile: Profile, rows: int) -> NDArray[np.float64]:
    """The sums, exact to the sixth decimal as `score` rounds them: whole millionths add up without an error."""
    offered = [0.0 if criterion.role == "disqualifier" else criterion.points for criterion in profile.criteria]
    millionths = [round(points * _MILLIONTHS) for points in offered]
    if any(points != whole / _MILLIONTHS for points, whole in zip(offered, millionths, strict=True)):
        return _summed_one_by_one(judged, offered, rows)
    total = np.zeros(rows, dtype=np.int64)
    for verdicts, points in zip(judged, millionths, strict=True):
        total += (verdicts == MET) * points
    return total / _MILLIONTHS


def _summed_one_by_one(judged: tuple[Verdicts, ...], offered: list[float], rows: int) -> NDArray[np.float64]:
    if not rows or not judged:
        return np.zeros(rows)
    met = np.stack([verdicts == MET for verdicts in judged], axis=1)
    sums, places = np.unique(met, axis=0, return_inverse=True)
    exact = [round(math.fsum(points for points, is_met in zip(offered, row, strict=True) if is_met), 6) for row in sums]
    return np.array(exact, dtype=np.float64)[places.reshape(-1)]


def verdict_of(judged: tuple[Verdicts, ...], profile: Profile, rows: int) -> NDArray[np.int8]:
    """By row a place in VERDICTS, given what each criterion of the profile says."""
    verdict = np.full(rows, 2, dtype=np.int8)
    needs: dict[Any, int] = {"mandatory": profile.rule.mandatory, "preferential": profile.rule.preferential}
    for role, need in needs.items():
        mine = [each for each, criterion in zip(judged, profile.criteria, strict=True) if criterion.role == role]
        met = sum(((each == MET).astype(np.int64) for each in mine), np.zeros(rows, np.int64))
        open_ = sum(((each == UNKNOWN).astype(np.int64) for each in mine), np.zeros(rows, np.int64))
        verdict = np.minimum(verdict, np.where(met + open_ < need, 0, np.where(met < need, 1, 2))).astype(np.int8)
    for each, criterion in zip(judged, profile.criteria, strict=True):
        if criterion.role == "disqualifier":
            verdict[each == MET] = 0
    return verdict
