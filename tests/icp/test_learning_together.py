"""Learning from many customers: columns are weighed at once, and a number may have two ranges."""

import random
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.columns.scoring import score_frame
from icp.conditions import Between
from icp.learning.contrast import Contrast
from icp.learning.learned import Learned
from icp.learning.learning import learn
from icp.learning.steps import Floats, staircases
from tests.icp.learning_lists import Company, frame_of


def learned(customers: list[Company], market: list[Company]) -> Learned:
    found = learn(Contrast(frame_of(customers), frame_of(market)), "many")
    assert isinstance(found, Learned), found
    return found


def drawn(count: int, seed: int, chosen: bool) -> list[Company]:
    """Companies; those that are `chosen` are larger and mostly French."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        size = rng.gauss(5.5 if chosen else 4.5, 1.0)
        france = rng.random() < (0.75 if chosen else 0.35)
        made.append(
            {"domain": f"d{seed}-{number}.example", "volume": round(size, 3), "france": "yes" if france else "no"}
        )
    return made


def copied(rows: list[Company], times: int, seed: int) -> list[Company]:
    rng = random.Random(seed)
    names = [f"volume_{number}" for number in range(times)]
    return [{**row, **{name: round(row["volume"] + rng.gauss(0, 0.05), 3) for name in names}} for row in rows]


def array_of(values: list[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def points_of(found: Learned, start: str) -> float:
    return sum(each.criterion.points for each in found.criteria if each.criterion.attribute.startswith(start))


def test_five_copies_of_a_trait_do_not_count_five_times() -> None:
    best, market = drawn(150, 1, chosen=True), drawn(1500, 2, chosen=False)
    once = learned(best, market)
    often = learned(copied(best, 5, 3), copied(market, 5, 4))
    ratio = points_of(once, "volume") / points_of(once, "france")
    assert 0.4 * ratio < points_of(often, "volume") / points_of(often, "france") < 2.5 * ratio


@pytest.mark.parametrize("copies", [0, 3, 8])
def test_columns_that_say_the_same_never_leave_a_profile_empty(copies: int) -> None:
    best, market = copied(drawn(320, 5, True), copies, 6), copied(drawn(900, 7, False), copies, 8)
    found = learned(best, market)
    assert sum(each.criterion.points for each in found.criteria) == 100
    assert found.lift.low > 1


def test_customers_at_both_ends_of_a_number_get_a_range_at_each() -> None:
    rng = random.Random(9)
    ends = [
        {"domain": f"e{n}.example", "age": rng.choice((rng.randint(1, 8), rng.randint(60, 80)))} for n in range(200)
    ]
    market = [{"domain": f"m{n}.example", "age": rng.randint(1, 80)} for n in range(2000)]
    found = learned(ends, market)
    tests = [each.criterion.test for each in found.criteria]
    assert all(isinstance(test, Between) for test in tests)
    sides = {"low" if test.low is None else "high" for test in tests if isinstance(test, Between)}
    assert sides == {"low", "high"}
    points = score_frame(
        frame_of([{"domain": f"p{age}.example", "age": age} for age in (4, 35, 70)]), found.profile
    ).points
    assert points[1] == 0 < min(points[0], points[2])
    assert sum(each.criterion.points for each in found.criteria) == 100


def test_ranges_of_a_column_lie_within_or_beside_each_other() -> None:
    rng = random.Random(10)
    ends = [
        {"domain": f"e{n}.example", "age": rng.choice((rng.randint(1, 8), rng.randint(60, 80)))} for n in range(120)
    ]
    market = [{"domain": f"m{n}.example", "age": rng.randint(1, 80)} for n in range(1000)]
    ranges = [
        (-1e9 if test.low is None else test.low, 1e9 if test.high is None else test.high)
        for test in (each.criterion.test for each in learned(ends, market).criteria)
        if isinstance(test, Between)
    ]
    for one, other in combinations(ranges, 2):
        inside = one[0] <= other[0] <= other[1] <= one[1] or other[0] <= one[0] <= one[1] <= other[1]
        assert inside or one[1] < other[0] or other[1] < one[0]


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=16), st.integers(1, 6))
def test_each_further_step_brings_the_stairs_nearer_to_the_curve(heights: list[float], most: int) -> None:
    curve = array_of(heights)
    weights = array_of([1.0] * len(heights))
    stairs = staircases(curve, weights, most)
    errors = [float(((made - curve) ** 2).sum()) for made in stairs]
    assert all(after <= before + 1e-9 for before, after in pairwise(errors))
    assert len(stairs) == min(most, len(set(heights)))
