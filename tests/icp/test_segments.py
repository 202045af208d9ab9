"""Groups of customers: found where they are clear, and never made up."""

import random

from icp.learning.contrast import Contrast
from icp.learning.segments import segments_of
from tests.icp.learning_lists import Company, companies, customer, frame_of


def shop(rng: random.Random, number: int) -> Company:
    made = customer(rng, number)
    size, growth = rng.randint(2000, 9000), rng.gauss(1, 2)
    return {**made, "industry": "Retail", "employees": size, "technologies": "SAP;Zendesk", "growth": round(growth, 1)}


def maker(rng: random.Random, number: int) -> Company:
    made = customer(rng, number)
    size, growth = rng.randint(20, 90), rng.gauss(30, 3)
    return {**made, "industry": "Software", "employees": size, "technologies": "HubSpot", "growth": round(growth, 1)}


def contrast(customers: list[Company]) -> Contrast:
    return Contrast(frame_of(customers), frame_of(companies(300, seed=1, first=1000)))


def test_two_kinds_of_customers_are_two_groups_each_described() -> None:
    customers = [*companies(18, seed=2, make=shop), *companies(15, seed=3, make=maker, first=100)]
    found = segments_of(contrast(customers))
    assert sorted(len(group.rows) for group in found.groups) == [15, 18]
    assert {frozenset(group.rows.tolist()) for group in found.groups} == {
        frozenset(range(18)),
        frozenset(range(18, 33)),
    }
    assert "2 clear groups" in found.words


def test_customers_of_one_kind_are_one_group() -> None:
    found = segments_of(contrast(companies(40, seed=4, make=maker)))
    assert found.groups == ()
    assert "one group" in found.words


def test_few_customers_are_not_divided() -> None:
    found = segments_of(contrast(companies(12, seed=5, make=maker)))
    assert found.groups == ()
    assert "20 at least" in found.words
