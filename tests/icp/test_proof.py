"""Proving a profile: each bar is judged, each useless criterion named, and people's judgement is read without bias."""

from typing import Any

import numpy as np
import pytest

from icp.columns.frame import Frame
from icp.columns.scoring import score_frame
from icp.learning.contrast import Contrast
from icp.learning.lookalikes import lookalikes
from icp.profile import Profile, parse_profile
from icp.proof.criteria import decided
from icp.proof.leads import JUDGEMENT, LEADS, agreement, judgement_of, sheet
from icp.proof.outcomes import area, outcomes_of, separation
from icp.proof.reach import customer_lift, customer_share, market_share
from tests.icp.learning_lists import Company, companies, customer, frame_of


def profile(**options: Any) -> Profile:
    criteria = [
        {"name": "Size", "role": "mandatory", "attribute": "employees", "between": [50, 500], "points": 60},
        {"name": "Software", "role": "preferential", "attribute": "industry", "one_of": ["Software"], "points": 40},
    ]
    rule = {"mandatory": 1, "preferential": 1}
    found, problems = parse_profile({"criteria": [*criteria, *options.pop("more", [])], "rule": rule, **options}, "p")
    assert found is not None, problems
    return found


def sized(*sizes: int, industry: str = "Software") -> Frame:
    return frame_of(
        [{"domain": f"c{place}.example", "employees": size, "industry": industry} for place, size in enumerate(sizes)]
    )


@pytest.mark.parametrize(
    ("inside", "outside", "level", "words"),
    [
        (8, 2, "bad", "too permissive"),
        (1, 39, "bad", "too strict"),
        (25, 75, "good", "70 to 80 % are out"),
        (4, 6, "told", "20 to 30 % is the target"),
    ],
)
def test_the_share_of_the_market_that_qualifies_is_judged(inside: int, outside: int, level: str, words: str) -> None:
    found = market_share(score_frame(sized(*[100] * inside, *[5] * outside), profile()))
    assert found.level == level
    assert words in found.words
    assert found.value == inside / (inside + outside)


def test_a_profile_that_misses_most_customers_fails() -> None:
    found = customer_share(score_frame(sized(100, 5, 5), profile()))
    assert found.level == "bad"
    assert "33 % of the best customers qualify (1 of 3" in found.words
    assert "too few" in found.words


def test_one_customer_who_qualifies_proves_nothing() -> None:
    found = customer_share(score_frame(sized(100), profile()))
    assert found.level == "doubtful"
    assert found.words.endswith("1 is too few to say more")
    lift = customer_lift(score_frame(sized(100), profile()), score_frame(sized(*range(100)), profile()))
    assert lift.interval is not None
    assert lift.value is not None
    assert lift.interval.low <= lift.value <= lift.interval.high


def test_customers_in_the_front_of_the_market_are_a_lift_and_chance_is_none() -> None:
    market = score_frame(sized(*[5] * 80, *[100] * 20), profile())
    assert customer_lift(score_frame(sized(*[100] * 15), profile()), market).value == pytest.approx(5)
    nobody = customer_lift(score_frame(sized(*[5] * 15), profile()), market)
    assert (nobody.value, nobody.level) == (0, "bad")


def test_criteria_that_decide_nothing_or_are_mostly_unknown_are_named() -> None:
    more = [
        {"name": "Everybody", "role": "preferential", "attribute": "domain", "matches": "c", "points": 0},
        {"name": "Nobody", "role": "disqualifier", "attribute": "employees", "at_least": 10_000},
        {"name": "Empty", "role": "preferential", "attribute": "budget", "at_least": 1, "points": 0},
    ]
    rows = {each.criterion: each for each in decided(profile(more=more), sized(100, 5, 70), None)}
    assert rows["Everybody"].words == "decides nothing: 100% of the market meet it"
    assert rows["Nobody"].words == "decides nothing: nobody meets it"
    assert "nobody says anything" in rows["Empty"].words
    assert (rows["Size"].words, rows["Size"].market) == ("", 2 / 3)


def test_the_criterion_that_moves_most_accounts_stands_first() -> None:
    found = decided(profile(), sized(5, 5, 100), None)
    assert [(each.criterion, each.moves) for each in found] == [("Size", 3), ("Software", 1)]


def test_won_and_lost_are_found_in_a_column_and_told_apart() -> None:
    rows: list[Company] = [
        {"domain": f"d{place}.example", "industry": "Software", "employees": 100 if place % 3 else 5, "Stage": stage}
        for place, stage in enumerate(["Closed Won", "closed won", "Closed Lost"] * 20)
    ]
    rows = [{**row, "employees": 100 if "on" in row["Stage"] else 5} for row in rows]
    frame = frame_of(rows)
    outcomes = outcomes_of(frame)
    assert outcomes is not None
    found = separation(score_frame(frame, profile()), outcomes)
    assert [each.level for each in found] == ["good", "good", "good"]
    assert found[0].value == 1.0


def test_a_list_without_outcomes_has_none() -> None:
    assert outcomes_of(frame_of(companies(20))) is None


def test_the_area_counts_pairs_and_a_tie_as_half() -> None:
    won, lost = [3.0, 2.0], [2.0, 1.0]
    assert area(np.array(won), np.array(lost)).value == pytest.approx(3.5 / 4)


def test_fifty_leads_are_half_of_each_kind_in_an_order_that_tells_nothing_and_the_same_each_time() -> None:
    frame = frame_of(companies(400, seed=3))
    scores = score_frame(frame, profile())
    rows = sheet(frame, scores, profile())
    assert len(rows) == LEADS
    assert list(rows[0]) == ["domain", "name", "employees", "industry", JUDGEMENT]
    inside = {str(frame.domains.at(row)) for row in range(frame.rows) if scores.qualifies[row]}
    kinds = [row["domain"] in inside for row in rows]
    assert sum(kinds) == LEADS // 2
    assert len({tuple(kinds[place : place + 4]) for place in range(0, LEADS, 4)}) > 5
    assert rows == sheet(frame, scores, profile())


def test_judgements_are_compared_with_the_profile() -> None:
    frame = sized(*[100] * 20, *[5] * 20)
    scores = score_frame(frame, profile())
    judged = {f"c{place}.example": place < 18 for place in range(40)}
    found = agreement({**judged, "elsewhere.example": True}, frame, scores)
    assert [(each.value, each.companies, each.level) for each in found] == [(0.9, 20, "good"), (0.0, 20, "good")]
    assert agreement({}, frame, scores)[0].level == "told"


@pytest.mark.parametrize(
    ("text", "wanted"), [("yes", True), (" No ", False), ("Good fit", True), ("", None), ("hm", None), ("oui", True)]
)
def test_what_people_write_into_the_sheet_is_understood_or_left_out(text: str, wanted: bool | None) -> None:
    assert judgement_of(text) is wanted


def test_lookalikes_name_the_closest_customer_and_what_is_shared() -> None:
    best = companies(20, seed=4, make=customer)
    twin = {**best[3], "domain": "twin.example", "name": "Twin"}
    contrast = Contrast(frame_of(best), frame_of([*companies(300, seed=5, first=1000), twin]))
    found = lookalikes(contrast, 10)
    assert len(found) == 10
    own = next(each for each in found if contrast.market.domains.at(each.row) == "twin.example")
    assert contrast.customers.names.at(own.customer) == best[3]["name"]
    assert own.likeness == pytest.approx(1)
    assert own.shared
    scores = [each.points / 100 + each.likeness for each in found]
    assert scores == sorted(scores, reverse=True)
