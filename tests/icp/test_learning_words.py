"""Words that customers happen to have: which of them a criterion may ask for."""

import random

import pytest

from icp.learning.contrast import Contrast
from icp.learning.learned import Learned
from icp.learning.learning import learn
from tests.icp.learning_lists import Company, companies, customer, frame_of


def learned(ours: list[Company], theirs: list[Company]) -> Learned:
    found = learn(Contrast(frame_of(ours), frame_of(theirs)), "profile")
    assert isinstance(found, Learned)
    return found


def with_towns(rows: list[Company], towns: int, seed: int) -> list[Company]:
    rng = random.Random(seed)
    return [{**row, "town": f"Town {rng.randrange(towns)}"} for row in rows]


def towns_of(found: Learned) -> set[str]:
    tests = [each.criterion.test for each in found.criteria if each.criterion.attribute == "town"]
    return {str(word) for test in tests for word in getattr(test, "values", ())}


@pytest.fixture(scope="module")
def market() -> list[Company]:
    return with_towns(companies(600, seed=11, first=1000), 300, seed=1)


def test_towns_in_which_single_customers_happen_to_sit_make_no_criterion(market: list[Company]) -> None:
    ours = [{**row, "town": f"Town {number}"} for number, row in enumerate(companies(20, seed=12, make=customer))]
    assert towns_of(learned(ours, market)) == set()


def test_a_town_in_which_several_customers_sit_may_be_asked_for(market: list[Company]) -> None:
    ours = [
        {**row, "town": "Town 7" if number < 8 else f"Town {number}"}
        for number, row in enumerate(companies(20, seed=12, make=customer))
    ]
    assert towns_of(learned(ours, market)) == {"Town 7"}


def test_a_word_of_a_single_customer_that_much_of_the_market_has_keeps_its_own_level() -> None:
    market = with_towns(companies(600, seed=11, first=1000), 4, seed=1)
    ours = [
        {**row, "town": "Town 0" if number else "Town 1"}
        for number, row in enumerate(companies(20, seed=12, make=customer))
    ]
    assert towns_of(learned(ours, market)) == {"Town 0", "Town 1"}
