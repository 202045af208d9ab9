"""Numbers and ranges as lists hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Range
from icp.quantities import parse_quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("140", 140),
        ("1,200", 1200),
        ("1.200", 1200),
        ("1 200", 1200),
        ("1'200", 1200),
        ("10k", 10000),
        ("1.5M", 1500000),
        ("$1,500M", 1500000000.0),
        ("1.2B", 1200000000.0),
        ("2,5 Mio. €", 2500000.0),
        ("€ 1.200.000,50", 1200000.5),
        ("5,00,000", 500000),
        ("140.0", 140),
        ("200 employees", 200),
        ("-5", -5),
        ("about 30", 30),
        ("0.125", 0.125),
        ("1.2e7", 12000000.0),
        ("USD 5 million", 5000000.0),
        ("25 %", 25),
    ],
)
def test_a_number_is_read_in_any_of_its_usual_spellings(text: str, number: float) -> None:
    assert parse_quantity(text) == number


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("51-200", 51, 200),
        ("501–1,000", 501, 1000),
        ("10 to 20", 10, 20),
        ("between 50 and 100", 50, 100),
        ("1001+", 1001, None),
        ("10,000+ employees", 10000, None),
        ("> 1000", 1000, None),
        ("over 50", 50, None),
        ("<50", None, 50),
        ("up to 50", None, 50),
        ("$5M - $10M", 5000000.0, 10000000.0),
        ("5-10M", 5000000.0, 10000000.0),
        ("500K - 1M", 500000.0, 1000000.0),
        ("c_00051_00100", 51, 100),
        ("c_10001_max", 10001, None),
        ("51 - 200 (est.)", 51, 200),
        ("10-Jan", 1, 10),
        ("Nov-50", 11, 50),
    ],
)
def test_a_range_is_read_with_its_open_ends(text: str, low: float | None, high: float | None) -> None:
    assert parse_quantity(text) == Range(low=low, high=high)


@pytest.mark.parametrize(
    "text",
    ["", "a few", "12 apples", "50 - 10", "2019-05-01", "1.2.3", "+44 20 7946 0958", "self-employed", "²", "1..5", "k"],
)
def test_other_text_is_no_number(text: str) -> None:
    assert parse_quantity(text) is None


def test_a_point_before_three_digits_groups_in_counts_and_is_decimal_elsewhere() -> None:
    assert (parse_quantity("12.345"), parse_quantity("12.345", grouped=False)) == (12345, 12.345)


@given(st.text(alphabet="0123456789.,-+kKmMbB $€<>%etoandplus ") | st.text())
def test_no_text_raises_and_a_range_has_its_lower_end_first(text: str) -> None:
    found = parse_quantity(text)
    if isinstance(found, Range) and found.low is not None and found.high is not None:
        assert found.low <= found.high


@given(st.integers(0, 10**9))
def test_a_count_survives_grouping_by_any_sign(count: int) -> None:
    for sign in (",", "'", " ", "\u202f"):
        text = f"{count:,}".replace(",", sign)
        assert parse_quantity(text) == count
