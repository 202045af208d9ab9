"""Columns that are copies of each other: one witness, whatever the number of copies."""

import numpy as np
import pytest

from icp.learning.card import card_of, earned
from icp.learning.contrast import Contrast
from icp.learning.ratios import Ratios
from icp.learning.survey import survey
from icp.learning.twins import counted_once
from tests.icp.learning_lists import Company, companies, customer, frame_of


def ratios_of(copies: int) -> list[Ratios]:
    """Invented lists whose column `employees` stands there so many times more."""

    def told(rows: list[Company]) -> list[Company]:
        return [{**row, **{f"twin {number}": row["employees"] for number in range(copies)}} for row in rows]

    ours, theirs = companies(20, seed=2, make=customer), companies(600, seed=1, first=1000)
    return [Ratios(each) for each in survey(Contrast(frame_of(told(ours)), frame_of(told(theirs)))).features]


def curves_of(ratios: list[Ratios]) -> list[np.ndarray]:  # a slope over the levels of each
    return [np.linspace(0.0, 1.0, each.feature.levels) for each in ratios]


def named(ratios: list[Ratios], *starts: str) -> list[int]:
    return [place for place, each in enumerate(ratios) if each.feature.attribute.startswith(starts)]


@pytest.mark.parametrize("copies", [1, 3])
def test_copies_together_say_what_one_of_them_says(copies: int) -> None:
    ratios = ratios_of(copies)
    before, after = curves_of(ratios), counted_once(ratios, curves_of(ratios))
    twins = named(ratios, "employees", "twin")
    assert len(twins) == copies + 1
    for place in twins:
        assert after[place] == pytest.approx(before[place] / (copies + 1), rel=0.02)


def test_what_goes_its_own_way_stays_as_it_is() -> None:
    ratios = ratios_of(0)
    before, after = curves_of(ratios), counted_once(ratios, curves_of(ratios))
    for place in named(ratios, "growth", "country", "luck"):
        assert after[place] == pytest.approx(before[place], rel=0.02)


def test_a_column_alone_and_flat_columns_are_let_be() -> None:
    ratios = ratios_of(0)
    one = counted_once(ratios[:1], curves_of(ratios)[:1])
    assert one[0].tolist() == curves_of(ratios)[0].tolist()
    flat = [np.zeros(each.feature.levels) for each in ratios]
    assert [each.tolist() for each in counted_once(ratios, flat)] == [each.tolist() for each in flat]


def test_a_card_of_few_customers_earns_no_more_by_size_where_size_is_told_four_times() -> None:
    def share_of_size(copies: int) -> float:
        ratios = ratios_of(copies)
        card = card_of(ratios, np.arange(20))
        sized = set(named(ratios, "employees", "twin"))
        return sum(float(part.points.max()) for part in card if part.feature in sized) / 100

    assert share_of_size(3) <= share_of_size(0) + 0.1
    card = card_of(ratios_of(3), np.arange(20))
    assert earned(card, [each.feature.market for each in ratios_of(3)]).max() <= 100
