"""The learned half: probabilities for any text, that know grammar and no names, and a confidence that is one."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction import Event, extract
from sources.extraction.event import OPEN
from sources.extraction.model.features import common, masked, rows
from sources.extraction.model.judge import Judge, signs
from sources.extraction.model.weights import NONE, Weights, likelihoods
from sources.extraction.text.item import Item

texts = st.text(max_size=300)
names = st.text(alphabet=string.ascii_lowercase, min_size=5, max_size=9).map(lambda word: f"Zq{word}")

PLAIN = [
    ("Norrvik raises $5 million Series A", "funding_round"),
    ("Norrvik names Ann Doe as chief executive officer", "leadership_hire"),
    ("Norrvik CEO Ann Doe resigns", "leadership_departure"),
    ("Ann Doe appointed to Norrvik board of directors", "board_appointment"),
    ("Norrvik acquires Quillmar", "acquisition"),
    ("Norrvik prices initial public offering", "public_offering"),
    ("Halden Ventures closes $150M Fund III", "fund_close"),
    ("Norrvik opens a museum of pumps in Oslo", NONE),
    ("Five tips for a better garden", NONE),
]


@pytest.mark.parametrize(("title", "kind"), PLAIN)
def test_a_plain_headline_speaks_for_its_kind(title: str, kind: str) -> None:
    shares = likelihoods(Item(title, ""))
    assert max(shares, key=lambda k: shares[k]) == kind


@given(texts, texts)
def test_the_probabilities_of_any_text_are_those_of_one_choice(title: str, lead: str) -> None:
    shares = likelihoods(Item(title, lead))
    assert all(0 <= share <= 1 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1)
    assert shares == likelihoods(Item(title, lead))


@given(names, names)
def test_who_acts_does_not_move_the_model(one: str, other: str) -> None:
    assert rows(Item(f"{one} raises $5 million", "")) == rows(Item(f"{other} raises $5 million", ""))


def test_names_sums_and_numbers_are_masked_and_common_words_are_not() -> None:
    assert {"raises", "chief", "acquires", "board"} <= common()
    assert masked("Zqnorrvik Zqhalden raises $5.2 million for 3 labs", 40) == [
        "·X",
        "raises",
        "·$",
        "for",
        "·0",
        "labs",
    ]


@given(texts, texts)
def test_a_confidence_is_a_probability(title: str, lead: str) -> None:
    event = extract(title, lead)
    assert event is None or 0 <= event.confidence <= 1


@pytest.mark.parametrize(
    "title",
    ["Norrvik signs letter of intent to acquire Quillmar", "Norrvik raises $5 million Series A, sources say"],
)
def test_what_is_open_to_argument_stays_below_the_bar(title: str) -> None:
    event = extract(title)
    assert event is not None
    assert event.confidence <= OPEN


def test_the_lead_is_heard_where_the_titles_words_speak_for_its_event() -> None:
    title = "Ann Doe is Promoted to Senior Vice President, Director of Client Experience"
    lead = (
        "Norrvik Bank is pleased to announce the promotion of Ann Doe to Senior Vice President, Director of Experience."
    )
    event = extract(title, lead)
    assert event is not None
    assert (event.kind, event.company, event.person) == ("leadership_hire", "Norrvik Bank", "Ann Doe")


def test_a_title_that_speaks_of_nothing_leaves_the_lead_unheard() -> None:
    assert extract("How pumps are made in the north", "Norrvik appointed Ann Doe as CEO in 2016.") is None


def test_weights_are_read_from_their_file_as_they_were_written() -> None:
    body = bytes(128 + (row % 3 == 0) for row in range(1 << 16)) + bytes([128]) * (1 << 16)
    weights = Weights.load(b'{"kinds": ["none", "acquisition"], "bias": [0.0, 0.0], "scale": 0.5}\n' + body)
    assert weights.likelihoods([1, 2]) == {"none": 0.5, "acquisition": 0.5}
    assert weights.likelihoods([3, 6])["none"] > 0.5


def test_a_scale_gives_more_where_the_rules_and_the_words_are_surer() -> None:
    judge = Judge((1.0, 0.0, 1.0, 0.0, 0.0), {"acquisition": -2.0})
    event = Event("acquisition", "Norrvik", 0.9)
    item = Item("Norrvik acquires Quillmar", "")
    doubted = judge.confidence(event, signs(event, item, {NONE: 0.9, "acquisition": 0.05, "fund_close": 0.05}))
    believed = judge.confidence(event, signs(event, item, {NONE: 0.1, "acquisition": 0.85, "fund_close": 0.05}))
    assert doubted < believed
    less = replace(event, confidence=0.75)
    assert judge.confidence(less, signs(less, item, {NONE: 0.1, "acquisition": 0.85, "fund_close": 0.05})) < believed


def test_an_intent_that_the_title_tells_is_no_deal_in_the_lead() -> None:
    lead = "Norrvik has agreed to acquire the Halden Inn, a running hotel, from its owners."
    assert extract("Norrvik Signs LOI to Acquire Halden Inn Near Cotino Project", lead) is None


def test_a_company_with_a_legal_form_is_not_two_that_merge() -> None:
    event = extract("Norrvik Solutions, Inc. Signs Letter of Intent to Merge with Quillmar Consolidator Corporation")
    assert event is not None
    assert event.confidence <= OPEN
