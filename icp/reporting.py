"""What a report on a profile says: how the list scores, what each criterion tells, what a change would do. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import MET, UNKNOWN, VERDICTS, Scores, score_frame, tiers_of
from icp.learning.contrast import Contrast
from icp.learning.evidence import Evidence, evidence_of, in_words
from icp.learning.statuses import customer_rows
from icp.outcomes.comparison import Measure, compare
from icp.outcomes.deal import Deal
from icp.profile_model import Criterion, Profile

STEP = 5
"""Points of one bar."""
TIERS = ("A", "B", "C", "out")
NAMED = 25
"""Companies that are named where some enter or leave."""


class Bar(NamedTuple):
    """Accounts of `low` to `low + STEP` points by tier, in the order of TIERS."""

    low: int
    counts: tuple[int, ...]


class Told(NamedTuple):
    """A criterion on a list: shares of the accounts that meet it and of which it is known, and what customers say."""

    criterion: Criterion
    met: float
    known: float
    evidence: Evidence | None
    words: str


class Moves(NamedTuple):
    """What another profile would do to the list: who comes to qualify and who no longer does, the first few by name."""

    enter: int
    leave: int
    entering: tuple[str, ...]
    leaving: tuple[str, ...]


class Report(NamedTuple):
    """All figures of the page."""

    profile: Profile
    accounts: int
    customers: int
    verdicts: dict[str, int]
    customers_qualify: int
    bars: tuple[Bar, ...]
    criteria: tuple[Told, ...]
    moves: Moves | None
    measures: tuple[Measure, ...]


def report_on(
    profile: Profile, frame: Frame, *, against: Profile | None = None, deals: Sequence[Deal] | None = None
) -> Report:
    """The report of a profile on an account list; customers are those whose status says so."""
    scores, customers = score_frame(frame, profile), customer_rows(frame)
    contrast = Contrast(frame.take(np.flatnonzero(customers)), frame) if customers.any() else None
    told = [_told(criterion, scores.judged[place], contrast) for place, criterion in enumerate(profile.criteria)]
    return Report(
        profile,
        frame.rows,
        int(customers.sum()),
        {name: int((scores.verdict == place).sum()) for place, name in enumerate(VERDICTS)},
        int((scores.qualifies & customers).sum()),
        _bars(scores, tiers_of(scores, profile)),
        tuple(told),
        _moves(frame, scores, score_frame(frame, against)) if against else None,
        compare(deals, fitting(frame, scores)) if deals is not None else (),
    )


def fitting(frame: Frame, scores: Scores) -> frozenset[str]:
    """The domains of the accounts that qualify."""
    rows = np.flatnonzero(scores.qualifies)
    return frozenset(domain for row in rows if (domain := frame.domains.at(int(row))))


def _told(criterion: Criterion, judged: "np.ndarray[tuple[int], np.dtype[np.int8]]", contrast: Contrast | None) -> Told:
    met, known = (float(np.mean(each)) if len(judged) else 0.0 for each in (judged == MET, judged != UNKNOWN))
    if contrast is None:
        return Told(criterion, met, known, None, "")
    evidence = evidence_of(criterion, contrast.pair(criterion.attribute))
    return Told(criterion, met, known, evidence, in_words(criterion, evidence))


def _bars(scores: Scores, tiers: Sequence[str]) -> tuple[Bar, ...]:
    places = np.minimum(scores.points.astype(int) // STEP, 100 // STEP - 1)
    named = np.array(tiers)
    return tuple(
        Bar(place * STEP, tuple(int(((places == place) & (named == tier)).sum()) for tier in TIERS))
        for place in range(100 // STEP)
    )


def _moves(frame: Frame, now: Scores, then: Scores) -> Moves:
    entering, leaving = ~now.qualifies & then.qualifies, now.qualifies & ~then.qualifies
    return Moves(int(entering.sum()), int(leaving.sum()), _names(frame, entering), _names(frame, leaving))


def _names(frame: Frame, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[str, ...]:
    chosen = np.flatnonzero(rows)[:NAMED]
    return tuple(str(frame.names.at(int(row)) or frame.domains.at(int(row)) or f"row {row + 1}") for row in chosen)
