"""Cleaning, sums and confidence: what stands around the words, which number counts, how sure a reading is."""

import pytest

from sources.extraction import extract, extract_line
from sources.extraction.money.money import event_sums
from sources.extraction.text.item import Item
from sources.extraction.text.text import tidy

SUMS = [
    ("raises $3.2M", 3.2e6, "USD"),
    ("raises US$ 12 million", 12e6, "USD"),
    ("raises €3,2 million", 3.2e6, "EUR"),
    ("raises EUR 1.2bn", 1.2e9, "EUR"),
    ("raises £1,250,000", 1.25e6, "GBP"),
    ("raises Rs. 40 crore", 4e8, "INR"),
    ("raises ₹1,50,000", 150000.0, "INR"),
    ("raises 50 lakh rupees", 5e6, "INR"),
    ("raises CHF 4m", 4e6, "CHF"),
    ("raises HK$2 billion", 2e9, "HKD"),
    ("raises NZ$2m", 2e6, "NZD"),
    ("raises S$7.5 million", 7.5e6, "SGD"),
    ("the Danish firm raises 30 mio kr", 30e6, "DKK"),
    ("the Swedish firm raises kr 1.5 bn", 1.5e9, "SEK"),
    ("raises 14 million euros", 14e6, "EUR"),
    ("raises up to $30m", 30e6, "USD"),
    ("raises $12-15 million", 12e6, "USD"),
    ("raises €3m to €5m", 3e6, "EUR"),
    ("valued at $1bn, raises $9m", 9e6, "USD"),
    ("raises $9m at a $1bn valuation", 9e6, "USD"),
    ("with $40 million in revenue raises $9m", 9e6, "USD"),
]


@pytest.mark.parametrize(("text", "amount", "currency"), SUMS)
def test_the_sum_of_the_event_is_read_in_units_of_its_currency(text: str, amount: float, currency: str) -> None:
    first = next(event_sums(text))
    assert (first.amount, first.currency) == (amount, currency)


@pytest.mark.parametrize(
    "text",
    [
        "total funding to date of $9m",
        "bringing the total to $19m",
        "$5 price target",
        "at $2.50 per share",
        "5 million users",
    ],
)
def test_totals_prices_and_counts_are_no_sums_of_the_event(text: str) -> None:
    assert list(event_sums(text)) == []


def test_crowns_without_a_country_have_no_currency() -> None:
    assert next(event_sums("raises kr 30 mio")).currency is None


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Quillmar &amp;amp; Sons", "Quillmar & Sons"),
        ("Quill\u200bmar\u202e \u0000raises", "Quillmar raises"),
        ("Quillmar™ and <b>Norrvik®</b>", "Quillmar and Norrvik"),
        ("[Quillmar](https://quillmar.example) “pumps” ‘on’", "Quillmar \"pumps\" 'on'"),
        ("Indiaâ\x80\x99s Quillmar", "India's Quillmar"),
    ],
)
def test_text_is_freed_of_markup_and_unseen_signs(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@pytest.mark.parametrize(
    "dateline",
    [
        "BOSTON, MA, January 15, 2025 /24-7PressRelease/ -- ",
        "NEW YORK–(BUSINESS WIRE)–",
        "--News Direct-- ",
        "Scottsdale, AZ (Newsworthy.ai) Wednesday Dec 6, 2023 @ 4:30 PM America/Dawson_Creek — ",
        "HOUSTON, TX - April 1, 2025 (NEWMEDIAWIRE) - ",
        "Paris, March 31, 2025 – ",
        "London, UK, 24 June 2024 - ",
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str) -> None:
    assert Item("", f"{dateline}Norrvik, a maker of pumps, has raised $5m.").sentences[0].startswith("Norrvik,")


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"id": 1, "title": None, "lead": None},
        {"id": "a", "title": "", "lead": ""},
        {"id": 2, "title": "<html><body>", "lead": 7},
        {"id": 3, "title": "Norrvik names Ann Doe " * 3000, "lead": "CEO of " * 8000},
    ],
)
def test_a_record_without_a_readable_event_is_none_with_nulls(record: dict[str, object]) -> None:
    line = extract_line(record)
    assert line.pop("id") == record.get("id")
    assert line.pop("kind") == "none"
    assert set(line.values()) == {None}


def test_clear_sentences_may_interrupt_and_doubtful_ones_may_not() -> None:
    clear = extract("Norrvik Appoints Ann Doe as CFO", "Norrvik today announced the appointment of Ann Doe as CFO.")
    rumour = extract("Norrvik raises $40m, people familiar say")
    letter = extract("Norrvik signs letter of intent to acquire Quillmar")
    assert clear is not None
    assert rumour is not None
    assert letter is not None
    assert clear.confidence >= 0.95
    assert max(rumour.confidence, letter.confidence) < 0.8
