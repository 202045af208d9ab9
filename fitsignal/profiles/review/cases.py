"""The accounts whose story is known: won and lost deals, churned customers, answered alerts of the last while."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fitsignal.owner import call
from icp.learning.statuses import lost_rows
from icp.reviewing.review import Case
from streams.times import rfc3339

if TYPE_CHECKING:
    from icp.columns.frame import Frame

NEW_CUSTOMERS = 10
CHURNED = 10
_WON = """
    SELECT account FROM deals WHERE outcome = 'won' AND account IS NOT NULL AND closed_at >= '{since}'
    GROUP BY account ORDER BY max(amount) DESC NULLS LAST, account LIMIT {most}
"""
_ANSWERED = """
    SELECT account, answer, arg_max(reason, seq) AS reason FROM feedback
    WHERE answer IN ('good', 'claim', 'not_a_fit') AND made_at >= '{since}'
    GROUP BY account, answer ORDER BY account, answer
"""
_UNTOLD = frozenset(("customer", "competitor", "own"))
"""Reasons of "not a fit" that say nothing of the profile: who the company is, not what it is like."""


def known_cases(workspace: Path, frame: "Frame", since: datetime) -> list[Case]:
    """Each account once; what people answered counts before what became of it."""
    found = [*_answered(workspace, since), *_churned(frame), *_won(workspace, since)]
    return list({case.domain: case for case in reversed(found)}.values())[::-1]


def _won(workspace: Path, since: datetime) -> Iterator[Case]:
    for row in _asked(workspace, _WON, since):
        yield Case(row["account"], True, "new customer")


def _churned(frame: "Frame") -> Iterator[Case]:
    for row in np.flatnonzero(lost_rows(frame))[:CHURNED]:
        if domain := frame.domains.at(int(row)):
            yield Case(str(domain), False, "churned or lost")


def _answered(workspace: Path, since: datetime) -> Iterator[Case]:
    for row in _asked(workspace, _ANSWERED, since):
        reason = (row["reason"] or "").replace("_", " ")
        if row["answer"] != "not_a_fit":
            yield Case(row["account"], True, "answered good")
        elif reason not in _UNTOLD:
            yield Case(row["account"], False, f"not a fit: {reason}" if reason else "not a fit")


def _asked(workspace: Path, query: str, since: datetime) -> list[Mapping[str, Any]]:
    text = query.format(since=rfc3339(since), most=NEW_CUSTOMERS)
    return [*call(workspace, "store.sql", {"query": text})]
