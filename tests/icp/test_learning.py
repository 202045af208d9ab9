"""Learning a profile: what sets the customers apart is found, what does not is left."""

import random
import tomllib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.columns.scoring import score_frame
from icp.conditions import Between, Contains, OneOf
from icp.fit import score
from icp.intake import read_accounts
from icp.learning.contrast import Contrast
from icp.learning.learned import Learned, TooLittle
from icp.learning.learning import learn
from icp.learning.statuses import lost_rows
from icp.learning.writing import blocks_of, text_of
from icp.profile import parse_profile
from tests.icp.learning_lists import Company, companies, company, csv_of, customer, frame_of


def learned(customers: list[Company], market: list[Company], **options: list[str]) -> Learned:
    found = learn(Contrast(frame_of(customers), frame_of(market)), "test", **options)
    assert isinstance(found, Learned), found
    return found


def refused(customers: list[Company], market: list[Company]) -> TooLittle:
    found = learn(Contrast(frame_of(customers), frame_of(market)), "test")
    assert isinstance(found, TooLittle), found
    return found


@pytest.fixture(scope="module")
def market() -> list[Company]:
    return companies(600, seed=1, first=1000)


@pytest.fixture(scope="module")
def best() -> list[Company]:
    return companies(30, seed=2, make=customer)


def test_what_sets_customers_apart_becomes_criteria_and_what_does_not_is_left(
    best: list[Company], market: list[Company]
) -> None:
    found = learned(best, market)
    points: dict[str, float] = {}
    for each in found.criteria:
        points[each.criterion.attribute] = points.get(each.criterion.attribute, 0) + each.criterion.points
    assert {"employees", "industry", "technologies", "growth"} <= points.keys()
    assert points.get("luck", 0) + points.get("remote", 0) <= 15
    assert sum(points.values()) == 100


def test_sizes_become_one_range_words_fold_and_tools_are_asked_for_one_by_one(
    best: list[Company], market: list[Company]
) -> None:
    tests = [(each.criterion.attribute, each.criterion.test) for each in learned(best, market).criteria]
    sizes = [test for attribute, test in tests if attribute == "employees" and isinstance(test, Between)]
    assert all(30 <= (test.low or 0) <= 300 for test in sizes)
    industries = [test.values for attribute, test in tests if attribute == "industry" and isinstance(test, OneOf)]
    assert all(len({"Software", "COMPUTER_SOFTWARE"} & set(map(str, values))) == 1 for values in industries)
    assert Contains(values=("HubSpot",)) in [test for _, test in tests]


def test_the_evidence_is_told_in_words_with_an_interval(best: list[Company], market: list[Company]) -> None:
    found = next(each for each in learned(best, market).criteria if each.criterion.name == "Uses HubSpot")
    met = sum("HubSpot" in each["technologies"] for each in best)
    known = sum(bool(each["technologies"]) for each in best)
    assert found.words.startswith(f"{met} of {known} best customers have HubSpot among technologies")
    assert 1 < found.evidence.lift.low < found.evidence.lift.value < found.evidence.lift.high
    raw = met / known / found.evidence.market_share
    assert found.evidence.lift.value < raw


def test_the_document_reads_back_as_the_profile_that_was_learned(best: list[Company], market: list[Company]) -> None:
    found = learned(best, market)
    profile, problems = parse_profile(tomllib.loads(text_of(blocks_of(found))), "test.toml")
    assert profile == found.profile
    assert problems == ()


def test_learning_is_deterministic_and_the_order_of_rows_does_not_matter(
    best: list[Company], market: list[Company]
) -> None:
    turned = learned(best[::-1], market[::-1])
    assert text_of(blocks_of(learned(best, market))) == text_of(blocks_of(learned(best, market)))
    assert {(each.criterion.attribute, each.criterion.points) for each in turned.criteria} == {
        (each.criterion.attribute, each.criterion.points) for each in learned(best, market).criteria
    }


def test_the_rule_lets_about_a_quarter_of_the_market_qualify_and_most_customers(
    best: list[Company], market: list[Company]
) -> None:
    found = learned(best, market)
    assert 0.15 <= found.qualifying.market <= 0.35
    assert found.qualifying.customers >= 0.7
    accounts = read_accounts(csv_of(market), "csv").accounts
    fits = [score(account, found.profile) for account in accounts]
    assert sum(fit.qualifies for fit in fits) / len(fits) == pytest.approx(found.qualifying.market)
    assert [fit.fit for fit in fits] == score_frame(frame_of(market), found.profile).points.tolist()


@pytest.mark.parametrize("count", [0, 1, 5, 9])
def test_too_few_customers_teach_nothing_and_it_says_what_would_help(count: int, market: list[Company]) -> None:
    found = refused(companies(max(count, 1), seed=3, make=customer)[:count] or [{"domain": "", "name": ""}], market)
    assert "too few" in found.reason
    assert "20" in found.help


def test_a_hundred_identical_customers_count_as_one(market: list[Company]) -> None:
    one = customer(random.Random(4), 1)
    copies = [{**one, "domain": f"x{number}.example", "name": f"X {number}"} for number in range(100)]
    assert "count as one" in refused(copies, market).reason
    assert "1 customer is too few" in refused([one] * 100, market).reason


def test_a_market_that_contains_the_customers_is_told_from_them(best: list[Company], market: list[Company]) -> None:
    inside = learned(best, [*market, *best])
    assert inside.criteria == learned(best, market).criteria
    assert any("30 rows of the market are customers" in doubt for doubt in inside.doubts)


@pytest.mark.parametrize(
    ("column", "ours", "theirs", "words"),
    [
        ("contract_start", "2024-05-01", "", "filled for 30 of 30 customers"),
        ("converted", "yes", "no", "sets 30 of 30 customers apart"),
        ("account_value", "90000", "0", "sets 30 of 30 customers apart"),
        ("segment code", "K7", "P1", "sets 30 of 30 customers apart"),
    ],
)
def test_a_column_that_tells_the_outcome_is_found_named_and_left_out(
    column: str, ours: str, theirs: str, words: str, best: list[Company], market: list[Company]
) -> None:
    found = learned([{**each, column: ours} for each in best], [{**each, column: theirs} for each in market])
    leak = next(each for each in found.left_out if each.attribute.replace("_", " ") == column.replace("_", " "))
    assert leak.leak
    assert words in leak.reason
    assert leak.attribute in text_of(blocks_of(found))
    assert leak.attribute not in [each.criterion.attribute for each in found.criteria]


def test_a_leak_that_a_person_trusts_is_taken_in(best: list[Company], market: list[Company]) -> None:
    ours = [{**each, "plan": "pro"} for each in best]
    theirs = [{**each, "plan": "free"} for each in market]
    assert "plan" in [each.criterion.attribute for each in learned(ours, theirs, trusted=["Plan"]).criteria]


def test_names_numbers_of_rows_prose_and_what_all_say_are_left_out_with_a_reason(
    best: list[Company], market: list[Company]
) -> None:
    rng = random.Random(5)
    words = ("our", "quick", "product", "team", "ships", "many", "fine", "things", "to", "people", "who", "like")

    def with_more(each: Company) -> Company:
        prose = " ".join(rng.choice(words) for _ in range(20))
        return {**each, "record id": rng.randrange(10**9), "about us": prose, "source": "fair", "nothing": "n/a"}

    found = learned([*map(with_more, best)], [*map(with_more, market)])
    reasons = {each.attribute: each.reason for each in found.left_out}
    assert "names or numbers the rows" in reasons["record_id"]
    assert "free text" in reasons["about_us"]
    assert "every company says the same" in reasons["source"]
    assert "empty" in reasons["nothing"]
    assert "names the company" in reasons["domain"]


def test_customers_who_are_like_the_market_get_a_profile_that_says_it_is_not_shown_to_be_better() -> None:
    market, same = companies(500, seed=6, first=1000), companies(20, seed=7)
    found = learn(Contrast(frame_of(same), frame_of(market)), "test")
    assert isinstance(found, TooLittle) or any("better than chance" in doubt for doubt in found.doubts)


def test_a_thousand_columns_of_noise_do_not_make_a_profile_look_sure() -> None:
    rng = random.Random(8)

    def noisy(number: int) -> Company:
        return {"domain": f"n{number}.example", **{f"col {column}": rng.randint(0, 9) for column in range(1000)}}

    found = learned([noisy(number) for number in range(15)], [noisy(number) for number in range(100, 300)])
    assert found.lift.low < 1
    assert any("better than chance" in doubt for doubt in found.doubts)


def test_sums_with_currencies_and_thousands_separators_are_numbers_and_empty_words_are_nothing() -> None:
    rng = random.Random(9)
    spelled = ["€ 1.200.000,50", "$1,300,000", "1 400 000", "1.5M", "1,250k EUR"]
    nothing = ["", "-", "n/a", "NULL", "None", "unknown", "#N/A", "nan", "TBD", "?", "--", "not available", "(blank)"]

    def made(number: int, sums: list[str]) -> Company:
        text = rng.choice(nothing) if rng.random() < 0.2 else rng.choice(sums)
        return {"domain": f"s{number}.example", "budget": text, "luck": rng.randint(0, 9)}

    ours = [made(number, spelled) for number in range(25)]
    theirs = [
        made(number, [*spelled[:1], "10k", "20,000", "$30k", "40 000", "€ 5.000,00"]) for number in range(100, 400)
    ]
    found = learned(ours, theirs, trusted=["budget"])
    test = next(each.criterion.test for each in found.criteria if each.criterion.attribute == "budget")
    assert isinstance(test, Between)
    assert 20_000 < (test.low or 0) <= 1_200_000.5


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(10, 40),
    blanks=st.floats(0, 0.6),
)
def test_points_are_whole_and_add_up_to_a_hundred_and_ranges_of_one_column_lie_within_each_other(
    seed: int, count: int, blanks: float
) -> None:
    rng = random.Random(seed)

    def holed(row: Company) -> Company:
        return {key: None if rng.random() < blanks and key != "domain" else value for key, value in row.items()}

    ours = [holed(row) for row in companies(count, seed=seed, make=customer)]
    theirs = [holed(row) for row in companies(200, seed=seed + 1, make=company, first=1000)]
    found = learn(Contrast(frame_of(ours), frame_of(theirs)), "law")
    if isinstance(found, TooLittle):
        return
    points = [each.criterion.points for each in found.criteria]
    assert sum(points) == 100
    assert all(each == int(each) and each > 0 for each in points)
    ranges: dict[str, list[tuple[float, float]]] = {}
    for each in found.criteria:
        if isinstance(each.criterion.test, Between):
            low, high = each.criterion.test.low, each.criterion.test.high
            ends = (-1e18 if low is None else low, 1e18 if high is None else high)
            ranges.setdefault(each.criterion.attribute, []).append(ends)
    for ends_of_column in ranges.values():
        widest = sorted(ends_of_column, key=lambda ends: ends[0] - ends[1])
        assert all(a[0] <= b[0] and b[1] <= a[1] for a, b in pairwise(widest))


def test_churned_and_lost_accounts_raise_red_flags_and_put_out_what_customers_never_are(market: list[Company]) -> None:
    rng = random.Random(11)
    best = [{**each, "model": "Product"} for each in companies(25, seed=2, make=customer)]
    gone = [
        {**each, "model": "Agency" if rng.random() < 0.8 else "Product", "status": "churned"}
        for each in companies(15, seed=12, make=customer, first=5000)
    ]
    others = [{**each, "model": "Agency" if rng.random() < 0.15 else "Product"} for each in market]
    frame = frame_of([*best, *gone])
    found = learn(Contrast(frame, frame_of(others), ~lost_rows(frame)), "test")
    assert isinstance(found, Learned)
    flags = [each for each in found.criteria if each.criterion.role == "disqualifier"]
    assert [each.criterion.test for each in flags] == [OneOf(values=("Agency",))]
    assert "churned or lost accounts have Agency as model" in flags[0].words
    assert parse_profile(tomllib.loads(text_of(blocks_of(found))), "x.toml")[0] == found.profile
