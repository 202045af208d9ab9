"""Sums of money in text: signs, codes, words and units of thirty currencies, and which sums are the event's own."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.money import money

SUMS = [
    ("$3.2M", 3.2e6, "USD"),
    ("US$ 3.2 million", 3.2e6, "USD"),
    ("US $3.2m", 3.2e6, "USD"),
    ("U.S.$40 million", 40e6, "USD"),
    ("USD 7 mn", 7e6, "USD"),
    ("7 mln dollars", 7e6, "USD"),
    ("$5.5 mln", 5.5e6, "USD"),
    ("half a million dollars", 5e5, "USD"),
    ("two billion U.S. dollars", 2e9, "USD"),
    ("EUR 1.2bn", 1.2e9, "EUR"),
    ("€1,5 Mio.", 1.5e6, "EUR"),
    ("1,5 Mio. €", 1.5e6, "EUR"),
    ("1.200.000 €", 1.2e6, "EUR"),
    ("€ 500 000", 5e5, "EUR"),
    ("2.1 MEUR", 2.1e6, "EUR"),
    ("EUR 2.1 MEUR", 2.1e6, "EUR"),
    ("800 TEUR", 8e5, "EUR"),
    ("half a million euros", 5e5, "EUR"),
    ("£400k", 4e5, "GBP"),
    ("£1.25m", 1.25e6, "GBP"),
    ("12 million pounds", 12e6, "GBP"),
    ("one and a half million pounds", 1.5e6, "GBP"),
    ("₹50 crore", 500e6, "INR"),
    ("Rs 40 lakh", 4e6, "INR"),
    ("Rs.15.5 crore", 155e6, "INR"),
    ("Rs 1,200 crore", 12e9, "INR"),
    ("Rs 2 lakh crore", 2e12, "INR"),
    ("INR 75 Cr", 750e6, "INR"),
    ("₹1,20,00,000", 12e6, "INR"),
    ("12 crore rupees", 120e6, "INR"),
    ("SEK 55 million", 55e6, "SEK"),
    ("45 MSEK", 45e6, "SEK"),
    ("MSEK 45", 45e6, "SEK"),
    ("30 million kronor", 30e6, "SEK"),
    ("NOK 120 mill", 120e6, "NOK"),
    ("DKK 85m", 85e6, "DKK"),
    ("kr 30 mio", 30e6, None),
    ("CHF 4m", 4e6, "CHF"),
    ("CHF 1'200'000", 1.2e6, "CHF"),
    ("C$12M", 12e6, "CAD"),
    ("CAD $600,000", 6e5, "CAD"),
    ("$4m CAD", 4e6, "CAD"),
    ("$4 million (AUD)", 4e6, "AUD"),
    ("A$8 million", 8e6, "AUD"),
    ("$6 million Australian dollars", 6e6, "AUD"),
    ("NZ$6.5m", 6.5e6, "NZD"),
    ("S$12m", 12e6, "SGD"),
    ("HK$1.1 billion", 1.1e9, "HKD"),
    ("NT$300 million", 300e6, "TWD"),
    ("¥2.4 billion", 2.4e9, "JPY"),
    ("2.4 billion yen", 2.4e9, "JPY"),
    ("RMB 200 million", 200e6, "CNY"),
    ("nearly 1 billion yuan", 1e9, "CNY"),
    ("5 billion won", 5e9, "KRW"),
    ("KRW 12 billion", 12e9, "KRW"),
    ("NIS 40 million", 40e6, "ILS"),
    ("AED 20 mln", 20e6, "AED"),
    ("SAR 37.5 million", 37.5e6, "SAR"),
    ("R120 million", 120e6, "ZAR"),
    ("R1.5bn", 1.5e9, "ZAR"),
    ("N500 million", 500e6, "NGN"),
    ("₦1.5 billion", 1.5e9, "NGN"),
    ("KSh 90 million", 90e6, "KES"),
    ("GHS 4m", 4e6, "GHS"),
    ("EGP 150 million", 150e6, "EGP"),
    ("R$ 10 milhões", 10e6, "BRL"),
    ("MXN 400 million", 400e6, "MXN"),
    ("PLN 18 million", 18e6, "PLN"),
    ("18 million zlotys", 18e6, "PLN"),
    ("5 mln zł", 5e6, "PLN"),
    ("CZK 60m", 60e6, "CZK"),
    ("HUF 2 billion", 2e9, "HUF"),
    ("TRY 80 million", 80e6, "TRY"),
    ("300 million baht", 300e6, "THB"),
    ("RM5 million", 5e6, "MYR"),
    ("Rp 50 billion", 50e9, "IDR"),
    ("Rp50 miliar", 50e9, "IDR"),
    ("₱100 million", 100e6, "PHP"),
    ("VND 90 billion", 90e9, "VND"),
    ("a $5.5 million", 5.5e6, "USD"),
    ("$12-15 million", 12e6, "USD"),
    ("$5m to $7m", 5e6, "USD"),
    ("€3–4m", 3e6, "EUR"),
]
NO_SUMS = ["seven-figure", "a multi-million raise", "Series A", "up 12%", "try 5 things", "N95 masks", "5 cars"]
"""Words that name no sum of money."""
OWN = [
    ("raises $4m, bringing the total to $19m", [4e6]),
    ("raises $17M at a $90M valuation", [17e6]),
    ("valued at $2B after $200M raise", [200e6]),
    ("sells 2 million shares at $4.50 per share for $9 million", [9e6]),
    ("posts revenue of $80 million", []),
    ("with $55 billion in assets", []),
    ("net proceeds of $975 million", []),
    ("total funding of $3 million to date", []),
]
# fmt: off
CODES = [
    "USD", "EUR", "GBP", "INR", "SEK", "NOK", "DKK", "CHF", "CAD", "AUD", "NZD", "SGD",
    "HKD", "JPY", "CNY", "KRW", "ILS", "AED", "SAR", "ZAR", "BRL", "MXN", "PLN", "CZK",
    "HUF", "RON", "TRY", "THB", "MYR", "IDR", "PHP", "VND", "TWD", "NGN", "KES", "EGP",
]
# fmt: on
SCALES = {
    "k": 1e3,
    "m": 1e6,
    " million": 1e6,
    "mn": 1e6,
    " mln": 1e6,
    "bn": 1e9,
    " billion": 1e9,
    " crore": 1e7,
    " lakh": 1e5,
}


@pytest.mark.parametrize(("written", "amount", "currency"), SUMS, ids=[written for written, _, _ in SUMS])
def test_a_sum_is_read_in_units_of_its_currency(written: str, amount: float, currency: str | None) -> None:
    read = money.sums(f"Quillmar raises {written} in funding")
    assert [(s.amount, s.currency) for s in read] == [(amount, currency)]


@pytest.mark.parametrize("words", NO_SUMS)
def test_words_without_a_sum_give_none(words: str) -> None:
    assert money.sums(f"Quillmar and {words} of it") == []


@pytest.mark.parametrize(("sentence", "amounts"), OWN)
def test_valuations_prices_and_totals_are_not_the_sums_of_the_event(sentence: str, amounts: list[float]) -> None:
    assert [s.amount for s in money.event_sums(sentence) if s.scaled] == amounts


@pytest.mark.parametrize(
    ("place", "currency"), [("Bergen", "NOK"), ("Malmö", "SEK"), ("Aarhus", "DKK"), ("Lyon", None)]
)
def test_crowns_are_those_of_the_country_that_the_text_names(place: str, currency: str | None) -> None:
    assert [s.currency for s in money.sums("raises kr 30 mio", f"{place}-based Quillmar")] == [currency]


def test_a_plain_dollar_takes_the_currency_that_the_lead_gives_to_the_same_sum() -> None:
    stated = money.sums("raises $52 million")[0]
    assert money.finer(stated, "announced a A$52.4 million placement").currency == "AUD"
    assert money.finer(stated, "announced a €52.4 million round").currency == "USD"


@given(
    st.integers(1, 9999),
    st.sampled_from(CODES),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(["{code} {number}{scale}", "{number}{scale} {code}", "{code}{number}{scale}"]),
)
def test_a_sum_that_was_written_is_read_back(tenths: int, code: str, scale: str, shape: str) -> None:
    number = tenths / 10
    text = shape.format(code=code, number=f"{number:g}", scale=scale)
    assert [(s.amount, s.currency) for s in money.sums(text)] == [(round(number * SCALES[scale], 2), code)]


@given(st.integers(1000, 10**12), st.sampled_from("$€£"))
def test_grouped_digits_are_read_back(amount: int, sign: str) -> None:
    assert [s.amount for s in money.sums(f"{sign}{amount:,}")] == [amount]


@given(st.text(st.sampled_from(string.ascii_letters[:14] + string.digits + " .,-$€£₹'RNkr"), max_size=60))
def test_sums_of_any_text_are_apart_in_order_and_those_of_events_positive(text: str) -> None:
    read = money.sums(text)
    assert all(s.start < s.end <= len(text) and s.amount >= 0 for s in read)
    assert all(one.end <= other.start for one, other in pairwise(read))
    assert all(s.amount > 0 for s in money.event_sums(text))
