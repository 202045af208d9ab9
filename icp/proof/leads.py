"""The 50-lead test: a fair sample for people to judge blind, and how they agree with the profile."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from icp.columns.frame import Frame
from icp.columns.scoring import Scores
from icp.learning.beta import share
from icp.profile_model import Profile
from icp.proof.finding import Finding, Level, percent
from icp.text import fold_text
from icp.values import parse_flag

LEADS = 50
JUDGEMENT = "would you want them (yes or no)"
_AGREES = 0.7
_YES = frozenset(("fit", "good", "want", "ideal", "good fit", "a fit"))
_NO = frozenset(("not a fit", "bad", "bad fit", "unfit", "no fit", "never", "poor"))


def sheet(frame: Frame, scores: Scores, profile: Profile) -> list[dict[str, Any]]:
    """Fifty accounts, half of them such that qualify as far as there are, in an order that tells nothing.

    Which accounts and which order follow from their domains alone, so that the same list gives the same sheet.
    """
    rows = np.flatnonzero(frame.accounts)
    inside = _spread(frame, rows[scores.qualifies[rows]])
    outside = _spread(frame, rows[~scores.qualifies[rows]])
    half = min(LEADS // 2, len(inside), max(len(outside), LEADS // 2))
    taken = [*inside[: max(half, LEADS - len(outside))], *outside[: LEADS - half]][:LEADS]
    columns = list(dict.fromkeys(criterion.attribute for criterion in profile.criteria))
    return [_row(frame, row, columns) for row in _spread(frame, np.array(sorted(taken), dtype=np.intp))]


def agreement(judged: Mapping[str, bool], frame: Frame, scores: Scores) -> list[Finding]:
    """How the judgements, by domain, agree with the profile."""
    places = {str(frame.domains.at(int(row))): int(row) for row in np.flatnonzero(frame.accounts)}
    known = [(wanted, bool(scores.qualifies[places[domain]])) for domain, wanted in judged.items() if domain in places]
    inside = [wanted for wanted, qualifies in known if qualifies]
    outside = [wanted for wanted, qualifies in known if not qualifies]
    return [
        _share("judged good of those that qualify", inside, "of the leads that qualify {} are wanted", better=True),
        _share("judged good of the others", outside, "of the leads that do not qualify {} are wanted", better=False),
    ]


def judgement_of(text: str) -> bool | None:
    """What a person wrote into the sheet: wanted, not wanted, or nothing that could be understood."""
    flag = parse_flag(text)
    folded = fold_text(text)
    return flag if flag is not None else True if folded in _YES else False if folded in _NO else None


def _share(what: str, judged: Sequence[bool], words: str, *, better: bool) -> Finding:
    wanted, count = sum(judged), len(judged)
    found = share(wanted, count - wanted)
    value = wanted / count if count else None
    right = found.low >= 0.5 if better else found.high <= 0.5
    wrong = found.high < _AGREES if better else found.low > 1 - _AGREES
    level: Level = "told" if not count else "good" if right else "bad" if wrong else "doubtful"
    told = (
        f"{wanted} of {count} ({percent(found.low)} to {percent(found.high)})" if count else "none was judged, so none"
    )
    return Finding(what, value, found if count else None, count, level, words.format(told))


def _spread(frame: Frame, rows: NDArray[np.intp]) -> list[int]:
    """Rows in an order that has nothing to do with what they say."""
    keyed = [
        (hashlib.blake2b(str(frame.domains.at(int(row))).encode(), digest_size=8).digest(), int(row)) for row in rows
    ]
    return [row for _, row in sorted(keyed)]


def _row(frame: Frame, row: int, columns: Sequence[str]) -> dict[str, Any]:
    shown = {column: _plain(frame.series(column).at(row)) for column in columns}
    return {"domain": frame.domains.at(row), "name": frame.names.at(row), **shown, JUDGEMENT: ""}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    low, high = getattr(value, "low", None), getattr(value, "high", None)
    if low is None and high is None:
        return "" if value is None or not isinstance(value, str | int | float | bool) else value
    return f"{'' if low is None else f'{low:g}'}-{'' if high is None else f'{high:g}'}"
