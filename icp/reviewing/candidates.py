"""Changes that could let in good accounts that a profile missed, or keep out bad ones that it let in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import MET, MISSED, judged_by
from icp.columns.series import Mask, Series
from icp.conditions import Between, Contains, OneOf
from icp.learning.kinds import bookkeeping
from icp.learning.wording import title_of
from icp.profile_model import Criterion, Profile
from icp.reviewing.change import Change

ENDS = 3
"""Wider bounds that are tried to either side."""
VALUES = 4
"""Values that are tried, the commonest among missed good accounts first."""
SHARED = 3
"""Bad accounts that share a value before it is tried as a red flag."""


def candidates(profile: Profile, frame: Frame, good: Mask, bad: Mask) -> Iterator[Change]:
    """Every change worth trying."""
    for criterion in profile.criteria:
        yield from _of_criterion(criterion, frame, good)
    known = {criterion.attribute for criterion in profile.criteria}
    for attribute in frame.attributes:
        if attribute not in known and not bookkeeping(attribute):
            yield from _red_flags(attribute, frame.series(attribute), good, bad)


def _of_criterion(criterion: Criterion, frame: Frame, good: Mask) -> Iterator[Change]:
    series = frame.series(criterion.attribute)
    judged = judged_by(criterion, series)
    wrong = good & (judged == (MET if criterion.role == "disqualifier" else MISSED))
    if not wrong.any():
        return
    if criterion.role == "disqualifier":
        yield Change("remove", criterion)
    else:
        yield from _wider(criterion, series, wrong)
        if _share(judged, good) <= _share(judged, ~good):
            yield Change("remove", criterion)


def _wider(criterion: Criterion, series: Series, missed: Mask) -> Iterator[Change]:
    test = criterion.test
    if isinstance(test, Between):
        yield from (Change("change", criterion, wider) for wider in _bounds(test, series, missed))
    elif isinstance(test, OneOf | Contains):
        for value in _commonest(series, missed)[:VALUES]:
            yield Change("change", criterion, test.model_copy(update={"values": (*test.values, value)}))


def _bounds(test: Between, series: Series, missed: Mask) -> Iterator[Between]:
    """Bounds that reach the nearest few numbers of missed accounts, below and above."""
    codes = series.codes[missed]
    low, high = (ends[codes[codes >= 0]] for ends in series.ends)
    below = sorted({float(end) for end in low if test.low is not None and end < test.low}, reverse=True)
    above = sorted({float(end) for end in high if test.high is not None and end > test.high})
    yield from (test.model_copy(update={"low": end}) for end in below[:ENDS])
    yield from (test.model_copy(update={"high": end}) for end in above[:ENDS])


def _commonest(series: Series, rows: Mask) -> list[Any]:
    counted = Counter(value for row in np.flatnonzero(rows) for value in _members(series.at(int(row))))
    return [value for value, _ in sorted(counted.items(), key=lambda item: (-item[1], str(item[0])))]


def _members(value: Any) -> Iterable[Any]:
    members = value if isinstance(value, tuple | list) else (value,)
    return [member for member in members if isinstance(member, str | int | float | bool)]


def _red_flags(attribute: str, series: Series, good: Mask, bad: Mask) -> Iterator[Change]:
    """Texts that several bad accounts share and no good one has."""
    ours, theirs = (Counter(_texts(series, rows)) for rows in (good, bad))
    for text in sorted(text for text, count in theirs.items() if count >= SHARED and not ours[text]):
        several = any(isinstance(value, tuple) for value in series.values)
        test = Contains(values=(text,)) if several else OneOf(values=(text,))
        name = f"{title_of(attribute)}: {text}"
        yield Change("add", Criterion(name=name, role="disqualifier", attribute=attribute, test=test))


def _texts(series: Series, rows: Mask) -> Iterator[str]:
    for row in np.flatnonzero(rows):
        yield from {member for member in _members(series.at(int(row))) if isinstance(member, str)}


def _share(judged: Any, rows: Mask) -> float:
    known = rows & (judged != -1)
    return float((judged[known] == MET).mean()) if known.any() else 0.0
