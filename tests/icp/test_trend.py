"""What few customers say along a number: a slope and a bend, sure of neither."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.learning.trend import FEW, MANY, MOST, believed, trend

EVEN = np.full(8, 1 / 8)


def test_customers_at_the_top_make_it_rise_all_the_way() -> None:
    curve = trend(np.array([0.0, 0, 0, 0, 0, 2, 4, 14]), EVEN)
    assert (np.diff(curve)[1:] > 0).all()
    assert curve[0] < 0 < curve[-1]


def test_customers_in_the_middle_make_it_bend() -> None:
    curve = trend(np.array([0.0, 0, 2, 8, 8, 2, 0, 0]), EVEN)
    assert curve[3] == curve[4] == curve.max() > 0
    assert curve[0] == pytest.approx(curve[-1])
    assert curve[0] < 0


def test_customers_that_are_like_the_market_say_nothing() -> None:
    share = np.array([0.4, 0.3, 0.2, 0.1])
    assert trend(20 * share, share) == pytest.approx(np.zeros(4))


def test_nobody_and_a_market_of_one_range_say_nothing() -> None:
    assert trend(np.zeros(8), EVEN) == pytest.approx(np.zeros(8))
    assert trend(np.array([5.0, 0]), np.array([1.0, 0.0])) == pytest.approx(np.zeros(2))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 500)), min_size=4, max_size=16))
def test_the_market_itself_has_a_mean_of_nothing(ranges: list[tuple[int, int]]) -> None:
    counts, market = (np.array(each, dtype=np.float64) for each in zip(*ranges, strict=True))
    share = market / market.sum()
    assert float((share * trend(counts, share)).sum()) == pytest.approx(0, abs=1e-9)


@given(st.integers(1, 20), st.integers(2, 10))
def test_more_customers_of_the_same_kind_are_surer(count: int, times: int) -> None:
    few, many = (trend(np.array([0.0] * 7 + [float(number)]), EVEN) for number in (count, count * times))
    assert float(np.abs(many).max()) > float(np.abs(few).max())


@pytest.mark.parametrize(
    ("customers", "part"), [(10, MOST), (FEW, MOST), ((FEW + MANY) // 2, MOST / 2), (MANY, 0), (900, 0)]
)
def test_it_counts_for_less_the_more_customers_there_are(customers: int, part: float) -> None:
    assert believed(customers) == pytest.approx(part)
