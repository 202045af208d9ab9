"""Deals read from lists as CRMs export them, and companies that fit compared with the others."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.outcomes.comparison import Measure, compare
from icp.outcomes.currencies import currency_of, in_one_currency
from icp.outcomes.deal import Deal
from icp.outcomes.reading import read_deals

CSV = """Company Domain Name;Deal Stage;Create Date;Close Date;Amount;LTV;CAC;Churned
https://www.veltrane.example/;Closed Won;2026-01-05;2026-02-04;€ 12.000;90,000;3k;no
orveld.example;closed lost;05 Jan 2026;;;;;
quillmar.example;Proposal;2026-01-05;;8000;;;
,Closed Won;;;;;;
halden.example;Closed, wants a call;soon;;;;;
""".encode()


def test_a_crm_export_is_read_with_every_doubt_told() -> None:
    found = read_deals(CSV, "csv", "deals.csv")
    assert found.deals[0] == Deal(
        "veltrane.example", True, date(2026, 1, 5), date(2026, 2, 4), 12000.0, 90000.0, 3000.0, True, "EUR"
    )
    assert [(deal.domain, deal.won) for deal in found.deals[1:]] == [
        ("orveld.example", False),
        ("quillmar.example", None),
        ("halden.example", None),
    ]
    assert [(each.field, each.level) for each in found.problems] == [
        ("domain", "error"),
        ("outcome", "warning"),
        ("opened", "warning"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"name,amount\nVeltrane,3\n", "deals has no column for the domain"),
        (b"domain,amount\nveltrane.example,3\n", "deals has no column for the outcome"),
        (b"", "deals has no column"),
    ],
)
def test_a_list_without_what_is_needed_names_it(text: bytes, sentence: str) -> None:
    found = read_deals(text, "csv", "deals")
    assert found.deals == ()
    assert any(sentence in problem.message for problem in found.problems)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    read_deals(data, "csv")
    read_deals(data, "jsonl")


def deals(name: str, won: int, lost: int, **fields: object) -> list[Deal]:
    days = fields.pop("days", 30)
    assert isinstance(days, int)
    first = date(2026, 1, 1)
    return [
        Deal(f"{name}{n}.example", n < won, first, first + timedelta(days=days + n % 5), **fields)  # type: ignore[arg-type]
        for n in range(won + lost)
    ]


def measured(ours: list[Deal], others: list[Deal]) -> dict[str, Measure]:
    fitting = {deal.domain for deal in ours}
    return {each.name: each for each in compare([*ours, *others], fitting)}


def test_a_clear_difference_reaches_its_marks_for_sure() -> None:
    found = measured(
        deals("a", 60, 40, days=30, lifetime_value=20_000.0, acquisition_cost=3_000.0, retained=True),
        deals("b", 10, 90, days=80, lifetime_value=10_000.0, acquisition_cost=9_000.0, retained=False),
    )
    assert (found["Conversion"].reached, found["Conversion"].sure) == (5.0, 3.0)
    assert found["Days to close"].sure == 0.5
    assert found["Lifetime value"].reached == 2.0
    assert found["Acquisition cost"].sure == 0.4
    assert (found["Retention"].reached, found["Retention"].sure) == (0.15, 0.15)
    assert [each.warning for each in found.values() if each.name != "Deal size"] == [None] * 5


def test_few_deals_say_so_and_none_compare_nothing() -> None:
    few = measured(deals("a", 3, 1), deals("b", 1, 5))
    assert few["Conversion"].warning == "only 4 in one group: too few to say"
    none = measured([], deals("b", 4, 4))
    assert none["Conversion"].effect is None
    assert none["Conversion"].warning == "nothing can be compared: neither group has one, or one of them no figure"


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_an_effect_lies_in_its_interval(won: int, lost: int, other_won: int, other_lost: int) -> None:
    found = measured(deals("a", won, lost, retained=True), deals("b", other_won, other_lost, retained=False))
    effects = [each.effect for each in found.values() if each.effect is not None and not each.points]
    assert all(effect.low <= effect.value <= effect.high for effect in effects)


def test_the_interval_of_conversion_holds_the_truth_about_nine_times_in_ten() -> None:
    from random import Random

    dice, held, runs = Random(7), 0, 300
    for _ in range(runs):
        ours = [Deal(f"a{n}.example", dice.random() < 0.4) for n in range(60)]
        others = [Deal(f"b{n}.example", dice.random() < 0.2) for n in range(120)]
        effect = measured(ours, others)["Conversion"].effect
        assert effect is not None
        held += effect.low <= 2.0 <= effect.high
    assert 0.85 <= held / runs <= 0.96


def test_where_nobody_won_nothing_is_compared() -> None:
    found = measured(deals("a", 0, 15), deals("b", 0, 900))["Conversion"]
    assert (found.effect, found.reached) == (None, None)
    assert found.warning is not None


def test_what_is_said_of_a_customer_counts_once_however_often_it_bought() -> None:
    again = [
        Deal("a.example", True, closed=date(2026, month, 1), lifetime_value=100.0 * month, retained=True)
        for month in (3, 1, 2)
    ]
    found = measured(again, deals("b", 5, 5, lifetime_value=50.0, retained=True))
    assert (found["Lifetime value"].icp.value, found["Lifetime value"].icp.deals) == (300.0, 1)
    assert (found["Retention"].icp.deals, found["Retention"].of) == (1, "customers")
    assert found["Conversion"].icp.deals == 3


@given(st.integers(1, 12), st.integers(1, 12))
def test_a_difference_of_retention_lies_in_its_interval(kept: int, gone: int) -> None:
    found = measured(deals("a", kept, 0, retained=True), deals("b", gone, 0, retained=False))["Retention"].effect
    assert found is not None
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_the_interval_of_few_sums_holds_the_truth_about_nine_times_in_ten() -> None:
    from random import Random

    dice, held, runs = Random(11), 0, 400
    for _ in range(runs):
        ours = [Deal(f"a{n}.example", True, amount=dice.gauss(200, 60)) for n in range(5)]
        others = [Deal(f"b{n}.example", True, amount=dice.gauss(100, 30)) for n in range(5)]
        effect = measured(ours, others)["Deal size"].effect
        assert effect is not None
        held += effect.low <= 2.0 <= effect.high
    assert 0.87 <= held / runs <= 0.96


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["3/4/2026", "25/4/2026"], date(2026, 4, 3)),
        (["3/4/2026", "4/25/2026"], date(2026, 3, 4)),
        (["3/4/2026", "5/6/2026"], date(2026, 3, 4)),
        (["3.4.2026", "5.6.2026"], date(2026, 4, 3)),
        (["2026-04-03", "25/4/2026"], date(2026, 4, 3)),
    ],
)
def test_the_whole_list_decides_whether_the_day_or_the_month_is_first(days: list[str], expected: date) -> None:
    rows = "\n".join(f"a{number}.example,won,{day}" for number, day in enumerate(days))
    found = read_deals(f"domain,outcome,created\n{rows}".encode(), "csv", "deals.csv")
    assert found.deals[0].opened == expected
    doubted = [each.message for each in found.problems if each.field == "dates"]
    assert len(doubted) == (days == ["3/4/2026", "5/6/2026"])
    assert all("nothing in the list decides" in each for each in doubted)


@pytest.mark.parametrize(
    ("text", "code"),
    [("€ 12.000", "EUR"), ("12,000 usd", "USD"), ("CA$ 5k", "CAD"), ("$5k", "USD"), ("SEK", "SEK"), ("8000", None)],
)
def test_a_sum_names_its_currency(text: str, code: str | None) -> None:
    assert currency_of(text) == code


def test_sums_of_several_currencies_are_never_averaged() -> None:
    text = "domain,outcome,amount,currency\na.example,won,100,EUR\nb.example,won,900,SEK\nc.example,won,50,EUR\n"
    deals, sentence = in_one_currency(read_deals(text.encode(), "csv").deals)
    assert [deal.amount for deal in deals] == [100, None, 50]
    assert sentence is not None
    assert "EUR (2), SEK (1): only those in EUR are compared" in sentence
    assert in_one_currency(deals) == (deals, None)


CHURN = """domain,outcome,closed_at,churned_at
a.example,won,2024-01-10,
b.example,won,2024-01-10,2024-06-01
c.example,won,2024-01-10,2025-06-01
d.example,won,2026-05-01,
e.example,won,2026-05-01,2026-07-01
f.example,won,2024-01-10,2023-07-01
g.example,won,,2025-07-01
h.example,won,,
"""


def test_with_days_of_churn_a_customer_stayed_when_it_did_not_leave_within_a_year() -> None:
    found = read_deals(CHURN.encode(), "csv").deals
    stayed = {deal.domain[0]: deal.retained for deal in found}
    assert stayed == {
        "a": True,
        "b": False,
        "c": True,
        "d": None,
        "e": None,
        "f": None,
        "g": False,
        "h": True,
    }


def test_a_yes_or_no_of_churn_is_taken_at_its_word_and_an_empty_one_says_nothing() -> None:
    rows = "domain,outcome,churned\na.example,won,yes\nb.example,won,no\nc.example,won,\n"
    assert [deal.retained for deal in read_deals(rows.encode(), "csv").deals] == [False, True, None]
