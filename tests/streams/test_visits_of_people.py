"""Visits count by account, page class, UTC day and person: few more people in part, repeats nothing."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from streams.folds import Member
from streams.ids import shaped
from streams.judgement import AccountState, Rules
from streams.times import micros
from tests.streams.worlds import NOW, shipped_policy

POLICY = shipped_policy()
PRICING = POLICY.pages["pricing"].points
EXTRA = POLICY.kinds["visit"].extra_person


def visit(page: str, visitor: str | None = None, at: datetime = NOW, **details: Any) -> Member:
    told = {"page": page, **details} | ({"visitor": visitor} if visitor else {})
    return Member(micros(at), shaped("20261124", [page, visitor, f"{at}", details]), 1.0, told)


def earned(*visits: Member) -> list[tuple[str, int, float]]:
    """Class, people and points of each trigger."""
    fold = Rules(POLICY).fold_of(AccountState(), "visit")
    for each in visits:
        fold.add(each)
    return sorted((group.details["page_class"], group.details["people"], group.points) for group in fold.newest_first())


MORE = NOW + timedelta(hours=1)
CASES = [
    ("one person", [visit("/pricing", "a")], [("pricing", 1, PRICING)]),
    ("the same person again", [visit("/pricing", "a"), visit("/plans", "a", MORE)], [("pricing", 1, PRICING)]),
    ("two people", [visit("/pricing", "a"), visit("/pricing", "b")], [("pricing", 2, PRICING * (1 + EXTRA))]),
    (
        "more people than the policy counts",
        [visit("/pricing", name) for name in "abcdef"],
        [("pricing", 3, PRICING * (1 + 2 * EXTRA))],
    ),
    ("people nobody tells apart", [visit("/pricing"), visit("/pricing", at=MORE)], [("pricing", 1, PRICING)]),
    (
        "another day",
        [visit("/pricing", "a"), visit("/pricing", "a", NOW + timedelta(days=1))],
        [("pricing", 1, PRICING)] * 2,
    ),
    (
        "careers and login",
        [visit(page, name) for page in ("/careers/sdr", "/login") for name in "ab"],
        [("none", 2, 0)],
    ),
    ("too short a look", [visit("/pricing", "a", dwell=1)], [("none", 1, 0)]),
]


@pytest.mark.parametrize(("visits", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_visits_earn(visits: list[Member], expected: list[tuple[str, int, float]]) -> None:
    orders = permutations(visits) if len(visits) <= 4 else [visits, visits[::-1]]
    assert all(earned(*order) == expected for order in orders)
