"""What a report on a profile says: how the list scores, what each criterion tells, what a change would do. Pure."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import MET, UNKNOWN, VERDICTS, Scores, Verdicts, score_frame, tiers_of
from icp.columns.series import Mask
from icp.learning.contrast import Contrast
from icp.learning.evidence import Evidence, evidence_of, in_words
from icp.learning.statuses import customer_rows
from icp.outcomes.comparison import Measure, compare
from icp.outcomes.deal import Deal
from icp.profile_model import Criterion, Profile
from icp.proof.finding import Finding
from icp.proof.reach import customer_lift

STEP = 5
"""Points of one bar."""
TIERS = ("A", "B", "C", "out")
NAMED = 25
"""Companies that are named where some enter or leave, those with the most points first."""
EXAMPLES = 6
"""Customers that are named as those the profile is made of."""


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
    """All figures of the page. `front`: how many times more customers than by chance the top fifth of the others holds.

    `examples`: the customers that fit best, by name. `strangers`: deals with companies that the list does not have,
    which are compared with nothing. `learned`: from customers, so that what the list's customers say of it flatters.
    """

    profile: Profile
    accounts: int
    customers: int
    verdicts: dict[str, int]
    customers_qualify: int
    bars: tuple[Bar, ...]
    criteria: tuple[Told, ...]
    moves: Moves | None
    measures: tuple[Measure, ...]
    strangers: int
    front: Finding | None
    examples: tuple[str, ...]
    learned: bool


def report_on(
    profile: Profile,
    frame: Frame,
    *,
    against: Profile | None = None,
    deals: Sequence[Deal] | None = None,
    learned: bool = False,
) -> Report:
    """The report of a profile on an account list; customers are those whose status says so.

    `learned`: the profile was, so its evidence is told without what it owes to having been chosen by it.
    """
    scores, customers = score_frame(frame, profile), customer_rows(frame)
    contrast = Contrast(frame.take(np.flatnonzero(customers)), frame) if customers.any() else None
    homes = homes_of(frame) if deals else {}
    known = [deal for deal in deals or () if deal.domain in homes]
    fitting = {domain for domain, row in homes.items() if scores.qualifies[row]}
    told = [
        _told(criterion, scores.judged[place], contrast, learned) for place, criterion in enumerate(profile.criteria)
    ]
    return Report(
        profile,
        frame.rows,
        int(customers.sum()),
        {name: int((scores.verdict == place).sum()) for place, name in enumerate(VERDICTS)},
        int((scores.qualifies & customers).sum()),
        _bars(scores, tiers_of(scores, profile)),
        tuple(told),
        _moves(frame, scores, score_frame(frame, against)) if against else None,
        compare(known, fitting) if deals is not None else (),
        len(deals or ()) - len(known),
        customer_lift(_only(scores, customers), _only(scores, ~customers))
        if 0 < customers.sum() < frame.rows
        else None,
        _best(frame, scores, customers & scores.qualifies, EXAMPLES),
        learned,
    )


def homes_of(frame: Frame) -> dict[str, int]:
    """The row of each domain that an account has: its own first, then the further ones that the list names."""
    rows = [int(row) for row in np.flatnonzero(frame.accounts)]
    own = {str(frame.domains.at(row)): row for row in rows}
    further = frame.series("domains")
    others = {str(domain): row for row in reversed(rows) for domain in further.at(row) or ()}
    return others | own


def _only(scores: Scores, rows: Mask) -> Scores:
    judged = tuple(each[rows] for each in scores.judged)
    return Scores(scores.points[rows], scores.verdict[rows], scores.known[rows], judged)


def _told(criterion: Criterion, judged: Verdicts, contrast: Contrast | None, learned: bool) -> Told:
    met, known = (float(np.mean(each)) if len(judged) else 0.0 for each in (judged == MET, judged != UNKNOWN))
    if contrast is None:
        return Told(criterion, met, known, None, "")
    evidence = evidence_of(criterion, contrast.pair(criterion.attribute), chosen=learned)
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
    named = _best(frame, then, entering, NAMED), _best(frame, now, leaving, NAMED)
    return Moves(int(entering.sum()), int(leaving.sum()), *named)


def _best(frame: Frame, scores: Scores, rows: Mask, most: int) -> tuple[str, ...]:
    """Names of these rows, those with the most points first."""
    found = np.flatnonzero(rows)
    chosen = found[np.argsort(-scores.points[found], kind="stable")]
    named = (str(frame.names.at(int(row)) or frame.domains.at(int(row)) or f"row {row + 1}") for row in chosen)
    return tuple(islice(dict.fromkeys(named), most))
