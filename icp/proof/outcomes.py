"""Deals that were won and lost: whether the profile tells them apart."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.frame import Frame
from icp.columns.scoring import Scores
from icp.headers import attribute_key
from icp.learning.beta import Interval, share
from icp.learning.honest import TOP
from icp.proof.finding import Finding, Level, percent
from icp.text import fold_text

_WINS = "won|closed won|deal won|win|customer|yes|y|true|1|1 0|converted|signed|bought|success|gewonnen|gagne"
_LOSSES = "lost|closed lost|deal lost|loss|no|n|false|0|0 0|not converted|rejected|churned|failed|verloren|perdu"
_WON, _LOST = frozenset(_WINS.split("|")), frozenset(_LOSSES.split("|"))
_COLUMNS = ("outcome", "won", "result", "converted", "deal_stage", "stage", "status", "is_won", "closed_won", "label")
_FEW = 20
_Z = 1.645


class Outcomes(NamedTuple):
    """The column that tells the outcomes, and of each row whether it was won (1), lost (0) or neither (-1)."""

    column: str
    won: NDArray[np.int8]


def outcomes_of(frame: Frame) -> Outcomes | None:
    """The outcomes that a list tells; None where no column has both won and lost."""
    keys = {attribute_key(attribute): attribute for attribute in frame.attributes}
    for name in (*(name for name in _COLUMNS if name in keys), *(key for key in keys if key not in _COLUMNS)):
        series = frame.as_given(name) if name == "status" else frame.series(keys[name])
        told = np.array([*(_told(value, name) for value in series.values), -1], dtype=np.int8)[series.codes]
        if (told == 1).any() and (told == 0).any() and (told >= 0).sum() >= 0.5 * series.known.sum():
            return Outcomes(name, told)
    return None


def outcomes_in(market: Frame, deals: Frame, outcomes: Outcomes) -> tuple[Frame, Outcomes]:
    """What the market says of the companies of a list of deals, a row for each deal, and how each ended.

    For lists that name companies by their domains and say nothing else of them.
    """
    places = {market.domains.at(int(row)): int(row) for row in np.flatnonzero(market.accounts)}
    domains = [deals.domains.at(row) for row in range(deals.rows)]
    known = np.array([domain in places for domain in domains], dtype=bool)
    rows = np.array([places[domain] for domain in domains if domain in places], dtype=np.intp)
    return market.take(rows), outcomes._replace(won=outcomes.won[known])


def separation(scores: Scores, outcomes: Outcomes) -> list[Finding]:
    """How well points and verdict tell won from lost."""
    won, lost = outcomes.won == 1, outcomes.won == 0
    return [
        _area(scores.points[won], scores.points[lost]),
        _rates(scores.qualifies, won, lost),
        _top_fifth(scores.points, won, lost),
    ]


def area(won: NDArray[np.float64], lost: NDArray[np.float64]) -> Interval:
    """The chance that a won deal has more points than a lost one (a tie: half), with Hanley and McNeil's error."""
    both = np.concatenate([won, lost])
    _, places, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    found = float((ranks[: len(won)].sum() - len(won) * (len(won) + 1) / 2) / (len(won) * len(lost)))
    q1, q2 = found / (2 - found), 2 * found**2 / (1 + found)
    spread = found * (1 - found) + (len(won) - 1) * (q1 - found**2) + (len(lost) - 1) * (q2 - found**2)
    error = math.sqrt(max(spread, 0.0) / (len(won) * len(lost)) + 0.25 / (len(won) + len(lost)) ** 2)
    return Interval(found, max(found - _Z * error, 0.0), min(found + _Z * error, 1.0))


def _area(won: NDArray[np.float64], lost: NDArray[np.float64]) -> Finding:
    found = area(won, lost)
    level: Level = "good" if found.low > 0.5 else "bad" if found.high < 0.5 else "doubtful"
    meaning = {"good": "it tells them apart", "bad": "it has them the wrong way round", "doubtful": "it may be chance"}
    words = (
        f"a won deal has more points than a lost one in {percent(found.value)} of pairs ({percent(found.low)} to "
        f"{percent(found.high)}; a coin has 50 %): {meaning[level]}{_few(len(won), len(lost))}"
    )
    return Finding("won above lost", found.value, found, len(won) + len(lost), level, words)


def _rates(qualifies: NDArray[np.bool_], won: NDArray[np.bool_], lost: NDArray[np.bool_]) -> Finding:
    inside = share(int((won & qualifies).sum()), int((lost & qualifies).sum()))
    outside = share(int((won & ~qualifies).sum()), int((lost & ~qualifies).sum()))
    ratio = inside.value / max(outside.value, 1e-9)
    level: Level = "good" if inside.low > outside.high else "bad" if inside.high < outside.low else "doubtful"
    words = (
        f"of those that qualify {percent(inside.value)} were won ({percent(inside.low)} to {percent(inside.high)}), of "
        f"the others {percent(outside.value)} ({percent(outside.low)} to {percent(outside.high)}): {ratio:.1f} times"
    )
    return Finding("win rate, qualified to others", ratio, None, int((won | lost).sum()), level, words)


def _top_fifth(points: NDArray[np.float64], won: NDArray[np.bool_], lost: NDArray[np.bool_]) -> Finding:
    known = won | lost
    bar = float(np.quantile(points[known], 1 - TOP))
    top = known & (points >= bar)
    rate = float(won[known].mean())
    found = share(int(won[top].sum()), int(lost[top].sum()), prior=rate).times(1 / max(rate, 1e-9))
    level: Level = "good" if found.low > 1 else "doubtful" if found.high > 1 else "bad"
    often = f"{found.value:.1f} times as often as all ({found.low:.1f} to {found.high:.1f})"
    words = f"the fifth with the most points was won {often}"
    return Finding("lift of wins in the top fifth", found.value, found, int(top.sum()), level, words)


def _told(value: object, column: str) -> int:
    """1 for won, 0 for lost; a plain yes or no tells only in a column whose name asks for the outcome."""
    text = fold_text("true" if value is True else "false" if value is False else str(value))
    if column not in _COLUMNS and not {"won", "lost"} & set(text.split()):
        return -1
    return 1 if text in _WON else 0 if text in _LOST else -1


def _few(won: int, lost: int) -> str:
    return "" if min(won, lost) >= _FEW else f"; {min(won, lost)} of one kind are too few to be sure"
