"""The words of rendering: sentences, sums of money, ages, pages, reasons, each for whatever it is given."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.ages import age, span
from sinks.methods import method_text
from sinks.money import article, money
from sinks.plain import plain
from sinks.reasons import reason_text
from sinks.sentences import page_path, sentence
from sinks.sums import headline, share_text
from streams.kinds import KINDS, RED_FLAGS
from tests.sinks.view_makers import NOW, reason

EVERY_KIND = (*KINDS, *RED_FLAGS, "custom:webinar_seen")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    "amount",
    "currency",
    "round",
    "person",
    "role",
    "title",
    "location",
    "family",
    "new",
    "count",
    "target",
    "form",
    "page",
    "page_class",
    "people",
    "visits",
    "topic",
    "product",
    "technology",
    "change",
    "percent",
    "place",
    "buyer",
    "proceeding",
    "name",
]


@pytest.mark.parametrize(
    ("kind", "details", "told"),
    [
        ("funding_round", {"amount": 14e6, "currency": "EUR", "round": "series_a"}, "raised a €14M Series A"),
        ("funding_round", {"amount": 8e6, "currency": "USD", "round": "seed"}, "raised an $8M seed round"),
        ("funding_round", {"amount": 5e6, "currency": "USD", "round": "debt"}, "took on $5M in debt"),
        ("funding_round", {"round": "angel"}, "raised an angel round"),
        ("funding_round", {"amount": 3e6, "round": "venture_unspecified"}, "raised 3M"),
        ("funding_round", {"amount": "n/a", "round": 7}, "raised a funding round"),
        ("leadership_hire", {"person": "Ann Doe", "role": "VP Sales"}, "hired Ann Doe as VP Sales"),
        ("leadership_hire", {"role": "CFO"}, "hired a new CFO"),
        ("leadership_departure", {"person": "Bo Roe", "role": "CRO"}, "is losing Bo Roe, CRO"),
        ("leadership_departure", {"role": "CRO"}, "is losing its CRO"),
        ("board_appointment", {"role": "Advisory Board"}, "appointed its Advisory Board"),
        ("board_appointment", {"role": "Independent Director"}, "appointed a new Independent Director"),
        ("board_appointment", {}, "appointed its board"),
        (
            "board_appointment",
            {"person": "Bo Roe", "role": "Board of Directors"},
            "appointed Bo Roe to its Board of Directors",
        ),
        ("board_appointment", {"person": "Bo Roe", "role": "Board Member"}, "appointed Bo Roe as Board Member"),
        ("board_appointment", {"person": "Bo Roe"}, "appointed Bo Roe to its board"),
        ("board_appointment", {"person": "Bo Roe", "role": "Chair"}, "appointed Bo Roe to its board as Chair"),
        ("job_posting", {"title": "Head of Sales Development"}, "is hiring: Head of Sales Development"),
        ("hiring_surge", {"family": "sales", "new": 4}, "is hiring fast: 4 new sales postings"),
        ("hiring_surge", {"family": "_"}, "is hiring fast: new postings"),
        ("visit", {"page_class": "pricing", "people": 2}, "visited /pricing (2 people)"),
        ("visit", {"page_class": "other", "people": 1}, "visited the website"),
        ("funding_round", {"amount": 18e6, "currency": "USD", "round": "series_a"}, "raised an $18M Series A"),
        ("form_submitted", {"form": "demo"}, "submitted the demo form"),
        ("acquisition", {"target": "Orrinfeld", "amount": 2e9, "currency": "SEK"}, "is buying Orrinfeld for 2B SEK"),
        ("layoffs", {"people": 1200}, "is laying off 1,200 people"),
        ("acquired", {"buyer": "Halden"}, "was acquired by Halden"),
        ("insolvency", {}, "is insolvent"),
        ("custom:webinar_seen", {"title": "Outbound 101"}, "webinar seen: Outbound 101"),
    ],
)
def test_each_kind_is_told_in_a_sentence(kind: str, details: dict[str, Any], told: str) -> None:
    assert sentence(kind, details) == told


@given(st.sampled_from(EVERY_KIND), st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
def test_a_sentence_is_one_short_visible_line_whatever_the_details_hold(kind: str, details: dict[str, Any]) -> None:
    told = sentence(kind, details)
    assert told == plain(told)
    assert 0 < len(told) <= 200


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        (14_000_000, "EUR", "€14M"), (3_250_000, "usd", "$3.25M"), (999_999, "GBP", "£1M"), (400_000, "INR", "₹400K"),
        (12_500_000, "SEK", "12.5M SEK"), (950, None, "950"), (1.5e12, "JPY", "¥1.5T"), ("2000000", "EUR", "€2M"),
        (0, "EUR", None), (-1, "EUR", None), (float("nan"), "EUR", None), (float("inf"), "EUR", None),
        (True, "EUR", None), ("much", "EUR", None), (None, "EUR", None), (5e6, "<!here>", "5M"),
    ],
)  # fmt: skip
def test_sums_of_money_are_told_compactly(amount: object, currency: object, told: str | None) -> None:
    assert money(amount, currency) == told


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("€14M round", "a"), ("€8M round", "an"), ("$11M", "an"), ("$110M", "a"), ("angel round", "an"),
        ("$18M Series A", "an"), ("$18.5M seed round", "an"), ("C$80M Series B", "an"), ("11M SEK seed round", "an"),
        ("$1.8M seed round", "a"), ("HK$180M Series C", "a"), ("Series A", "a"), ("late round", "a"),
    ],
)  # fmt: skip
def test_the_article_follows_the_spoken_word(noun: str, told: str) -> None:
    assert article(noun) == told


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=20), "just now"), (timedelta(minutes=59), "59 min ago"), (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=47), "1 d ago"), (timedelta(days=41), "41 d ago"), (timedelta(hours=8, minutes=12), "today"),
        (timedelta(minutes=-5), "just now"),
    ],
)  # fmt: skip
def test_ages_are_cut_to_whole_units_and_a_bare_date_is_told_in_days(ago: timedelta, told: str) -> None:
    assert age(NOW - ago, NOW) == told


def test_a_length_under_a_minute_is_now() -> None:
    assert span(timedelta(seconds=59)) == "now"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://northwind.example/", "/"), ("https://northwind.example", "/"), ("/", "/"), (None, None), ("", None),
        ("https://northwind.example/pricing/?a=1#x", "/pricing"), ("https://[bad", None), ("?a=1", None),
    ],
)  # fmt: skip
def test_a_page_is_told_by_its_path(url: str | None, told: str | None) -> None:
    assert page_path(url) == told


@pytest.mark.parametrize(("method", "told"), [("exact", "name"), ("domain", "domain"), ("network", "network")])
def test_the_way_of_matching_is_told_in_words(method: str, told: str) -> None:
    assert method_text(method) == told


@pytest.mark.parametrize(
    ("given_reason", "told"),
    [
        (reason("Size", "met", 25, 25, {"low": 51.0, "high": 200.0}, "employees"), "51 to 200 employees"),
        (reason("Size", "unknown", 0, 25, {"low": 1001.0, "high": None}, "employees"),
         "Size not clear from 1,001 or more employees"),
        (reason("Revenue", "met", 5, 5, 12_500_000.0, "revenue"), "Revenue: 12.5M"),
        (reason("Uses a CRM", "met", 5, 5, True, "has_crm"), "Uses a CRM"),
        (reason("Stack", "met", 5, 5, ["Salesforce", "Outreach"], "technologies"), "Salesforce, Outreach"),
        (reason("Industry", "missed", 0, 5, "Retail", "industry"), "Retail"),
        (reason("Plan", "missed", 0, 5, "free", "plan"), "Plan: free"),
        (reason("Founded", "met", 5, 5, 2015, "founded"), "Founded: 2015"),
        (reason("Nothing", "missed", 0, 5, [], "x"), "Nothing"),
        (reason("VP Sales in place", "missed", 0, 5, "no", "vp_sales"), "VP Sales in place"),
        (reason("Has a CRM", "met", 5, 5, "Yes", "has_crm"), "Has a CRM"),
        (reason("CRM we connect to", "missed", 0, 5, ["SAP CRM"], "technologies"), "CRM we connect to: SAP CRM"),
        (reason("Raised a Series A", "missed", 0, 5, "Seed", "funding_stage"), "Raised a Series A: Seed"),
    ],
)  # fmt: skip
def test_a_fit_reason_is_told_by_what_was_seen(given_reason: Any, told: str) -> None:
    assert reason_text(given_reason) == told


def test_rounding_never_shows_a_level_that_was_not_reached() -> None:
    assert headline(59.97, (30.0, 60.0)) == "59.97"
    assert headline(29.5, (30.0, 60.0)) == "29.5"
    assert headline(38.76, (30.0, 60.0)) == "39"


@pytest.mark.parametrize(("value", "told"), [(1.0, "1.00"), (0.999, ".99"), (0.72, ".72"), (0.0, ".00")])
def test_a_share_is_never_shown_as_whole_when_it_is_not(value: float, told: str) -> None:
    assert share_text(value) == told
