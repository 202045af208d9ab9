"""What holds for every text: no error, bounded fields, nothing invented, nothing that depends on chance."""

import string

from hypothesis import given
from hypothesis import strategies as st

from sources.extraction import Event, extract, extract_line
from sources.extraction.text.text import fold, tidy

KINDS = {
    "funding_round",
    "leadership_hire",
    "leadership_departure",
    "board_appointment",
    "acquisition",
    "public_offering",
    "fund_close",
}
FIELDS = {
    "funding_round": {"amount", "currency", "round"},
    "leadership_hire": {"person", "role"},
    "leadership_departure": {"person", "role"},
    "board_appointment": {"person", "role"},
    "acquisition": {"amount", "currency", "target"},
    "public_offering": {"amount", "currency"},
    "fund_close": {"amount", "currency"},
}
NOISE = [
    *[
        "Norrvik",
        "Quillmar",
        "Halden",
        "Ann",
        "Doe",
        "Bo",
        "Roe",
        "raises",
        "raised",
        "secures",
        "names",
        "named",
        "appoints",
        "joins",
        "acquires",
        "closes",
    ],
    *[
        "CEO",
        "CFO",
        "president",
        "director",
        "partner",
        "board",
        "chair",
        "Series",
        "A",
        "B",
        "seed",
        "round",
        "funding",
        "fund",
        "IPO",
        "offering",
        "steps",
        "down",
    ],
    *[
        "$5M",
        "€3.2",
        "million",
        "Rs",
        "40",
        "crore",
        "kr",
        "30",
        "mio",
        "as",
        "to",
        "of",
        "at",
        "the",
        "and",
        ",",
        ":",
        "–",
        "(",
        ")",
        "'",
        "§",
        "(NASDAQ:",
        "NRVK)",
        "&amp;",
        "new",
        "first",
    ],
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(NOISE), max_size=25).map(" ".join))
names = st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=9).map(lambda word: f"Zq{word}")


@given(texts, texts)
def test_any_text_gives_no_event_or_one_with_the_fields_of_its_kind(title: str, lead: str) -> None:
    event = extract(title, lead)
    if event is None:
        return
    assert event.kind in KINDS
    assert 0 <= event.confidence <= 1
    stated = {field for field in ("amount", "currency", "round", "person", "role") if getattr(event, field) is not None}
    assert stated <= FIELDS[event.kind]
    assert event.amount is None or event.amount > 0
    assert event.amount is not None or event.currency is None
    assert (event.round is not None) == (event.kind == "funding_round")


@given(texts, texts)
def test_company_and_person_are_words_of_the_text(title: str, lead: str) -> None:
    event = extract(title, lead)
    if event is not None:
        text = fold(tidy(f"{title} {lead}"))
        assert fold(event.company) in text
        assert event.person is None or all(fold(word) in text for word in event.person.split())


@given(texts, texts)
def test_the_same_text_always_gives_the_same_event(title: str, lead: str) -> None:
    assert extract(title, lead) == extract(title, lead)


@given(names, st.integers(min_value=1, max_value=999), st.sampled_from(["", " Series B", " seed round", " in funding"]))
def test_a_plain_round_is_read_whatever_the_name_and_the_sum(name: str, millions: int, what: str) -> None:
    event = extract(f"{name} raises ${millions} million{what}")
    assert event is not None
    assert (event.kind, event.company, event.amount, event.currency) == ("funding_round", name, millions * 1e6, "USD")


@given(names, names, names, st.sampled_from(["CEO", "Chief Revenue Officer", "Head of Legal", "VP of Sales"]))
def test_a_plain_hire_is_read_whatever_the_names(company: str, first: str, last: str, role: str) -> None:
    event = extract(f"{company} appoints {first} {last} as {role}")
    assert event == Event(
        "leadership_hire", company, event.confidence if event else 0, person=f"{first} {last}", role=role
    )


@given(
    names, st.sampled_from(["plans to raise", "seeks to raise", "is in talks to raise", "could raise", "aims to raise"])
)
def test_a_wish_is_never_an_event(name: str, wish: str) -> None:
    assert extract(f"{name} {wish} $5 million") is None


@given(st.dictionaries(st.sampled_from(["id", "title", "lead"]), st.one_of(st.none(), st.integers(), texts)))
def test_a_line_answers_every_record_with_its_id_and_all_fields(record: dict[str, object]) -> None:
    line = extract_line(record)
    assert list(line) == ["id", "kind", "company", "amount", "currency", "round", "person", "role"]
    assert line["id"] == record.get("id")
    assert line["kind"] in KINDS | {"none"}
    assert line["kind"] != "none" or all(line[field] is None for field in list(line)[2:])
