"""Lists that say too little, or say it in several currencies: a sentence each."""

import pytest

from icp.learning.contrast import Contrast
from icp.learning.learned import Learned, TooLittle
from icp.learning.learning import learn
from tests.icp.learning_lists import Company, companies, customer, frame_of


@pytest.fixture(scope="module")
def market() -> list[Company]:
    return companies(500, seed=6, first=1000)


def test_a_list_of_domains_alone_is_told_from_twenty_times_the_same_customer(market: list[Company]) -> None:
    ours: list[Company] = [{"domain": f"d{number}.example"} for number in range(20)]
    found = learn(Contrast(frame_of(ours), frame_of(market)), "test")
    assert isinstance(found, TooLittle)
    assert "names them and says nothing else" in found.reason


def test_a_list_of_sizes_alone_all_different_is_learned_from(market: list[Company]) -> None:
    ours: list[Company] = [{"employees": 50 + number} for number in range(20)]
    found = learn(Contrast(frame_of(ours), frame_of(market)), "test")
    assert isinstance(found, Learned)
    assert {each.criterion.attribute for each in found.criteria} == {"employees"}


@pytest.mark.parametrize("signs", [("€", "$"), ("EUR ", "USD ")])
def test_sums_in_two_currencies_are_doubted_and_named(signs: tuple[str, str], market: list[Company]) -> None:
    def told(rows: list[Company]) -> list[Company]:
        return [{**row, "revenue": f"{signs[n % 2]}{row['employees'] * 90_000:,}"} for n, row in enumerate(rows)]

    ours = told(companies(20, seed=2, make=customer))
    found = learn(Contrast(frame_of(ours), frame_of(told(market))), "test")
    assert isinstance(found, Learned)
    assert any(doubt.startswith("revenue is told in EUR, USD") for doubt in found.doubts)


def test_sums_in_one_currency_are_not_doubted(market: list[Company]) -> None:
    ours = [{**row, "revenue": f"€{row['employees'] * 90_000}"} for row in companies(20, seed=2, make=customer)]
    theirs = [{**row, "revenue": row["employees"] * 90_000} for row in market]
    found = learn(Contrast(frame_of(ours), frame_of(theirs)), "test")
    assert isinstance(found, Learned)
    assert not any("is told in" in doubt for doubt in found.doubts)


def test_lists_that_share_no_column_are_told_so_with_what_each_has(market: list[Company]) -> None:
    ours: list[Company] = [{"domain": f"d{number}.example", "seats": number} for number in range(20)]
    found = learn(Contrast(frame_of(ours), frame_of(market)), "test")
    assert isinstance(found, TooLittle)
    assert "what the customers' list tells (seats) the market's (industry, employees" in found.reason
    assert "first line" in found.help


def test_a_customer_named_a_hundred_times_is_one(market: list[Company]) -> None:
    found = learn(Contrast(frame_of(companies(1, make=customer) * 100), frame_of(market)), "test")
    assert isinstance(found, TooLittle)
    assert found.reason.startswith("1 customer is too few")
    assert "99 more rows name one of them again" in found.reason
