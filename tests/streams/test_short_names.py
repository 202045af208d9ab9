"""Short forms: the beginning of a name, or its initials, stand for one company where nothing else could be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.directory import Directory, Entry
from streams.many import LISTED, Many
from streams.match import Query
from streams.resolution import resolve

NAMES = [
    "Qorvexa Diagnostics, Inc.",
    "Tilmarra Hearing Technologies, Inc.",
    "Zunderlo Group International",
    "Blue Harrow Metals Corp",
    "Great Lantern Water Works Company, Inc.",
    "Harbour Robotics",
    "Sophia Genetics SA",
    "Vestrin Labs",
    "Vestrin Energy",
    "Aldermonk Sachs Group Inc",
    "Aldermonk Sachs BDC, Inc.",
    "Aldermonk Sachs Physical Gold ETF",
    "NQX Industries Inc",
    "Northern Dairy Machines Limited",
    "Pelloria Nordisk A/S",
    "Ketterby Technologies Ltd",
    "Ostravin Biomedical Ltd.",
]
DIRECTORY = Directory.build(Entry(name, name) for name in NAMES)


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("Qorvexa", "Qorvexa Diagnostics, Inc."),
        ("QORVEXA", "Qorvexa Diagnostics, Inc."),
        ("Qorvexa's", "Qorvexa Diagnostics, Inc."),
        ("Tilmarra", "Tilmarra Hearing Technologies, Inc."),
        ("Tilmarra Hearing", "Tilmarra Hearing Technologies, Inc."),
        ("Zunderlo", "Zunderlo Group International"),
        ("Blue Harrow", "Blue Harrow Metals Corp"),
        ("BlueHarrow", "Blue Harrow Metals Corp"),
        ("Great Lantern", "Great Lantern Water Works Company, Inc."),
        ("Aldermonk", "Aldermonk Sachs Group Inc"),
        ("Aldermonk Sachs", "Aldermonk Sachs Group Inc"),
        ("NQX", "NQX Industries Inc"),
        ("NDM", "Northern Dairy Machines Limited"),
        ("Ketterby Tech", "Ketterby Technologies Ltd"),
        ("Ostravin Biomed", "Ostravin Biomedical Ltd."),
    ],
)
def test_a_short_form_that_one_account_has_is_that_account(text: str, account: str) -> None:
    assert resolve(DIRECTORY, Query(name=text)).account == account


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a legal form stands with a whole name", "Qorvexa Inc."),
        ("a word of prose is some other company", "Harbour"),
        ("a given name is some other company", "Sophia"),
        ("two begin so", "Vestrin"),
        ("what follows is a name and no description", "Pelloria"),
        ("another description is another company", "Qorvexa Therapeutics"),
        ("more than the name is another company", "Qorvexa Diagnostics Mining"),
        ("initials in small letters are a word", "ndm"),
        ("initials that nobody has", "NDQ"),
        ("the end of a name", "Diagnostics"),
        ("a verb", "Blue"),
    ],
)
def test_a_short_form_that_could_mean_another_is_nobody(what: str, text: str) -> None:
    assert resolve(DIRECTORY, Query(name=text)).account is None, what


def test_what_may_be_meant_is_told_to_a_person() -> None:
    match = resolve(DIRECTORY, Query(name="Harbour"))
    assert match.candidates == ("Harbour Robotics",)
    assert match.reason == "“Harbour” may be short for Harbour Robotics."


def test_initials_of_three_letters_say_little_where_there_are_thousands() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    more = [Entry(f"m{a}{b}{c}", f"{a}x {b}x {c}x") for a in letters for b in letters for c in "bcd"]
    directory = Directory.build(more)
    found = resolve(directory, Query(name="QRB"))
    assert (found.account, found.candidates) == (None, ("mqrb",))


def test_initials_that_the_company_has_for_its_domain_are_its_name() -> None:
    entries = [Entry("qdb.example", "Quiet Dairy Bikes Corporation", "qdb.example"), Entry("b", "Quick Dust Bins Inc")]
    assert resolve(Directory.build(entries), Query(name="QDB")).account == "qdb.example"


CHANGES = st.lists(st.tuples(st.booleans(), st.sampled_from("ab"), st.integers(0, 40).map(str)), max_size=60)


@given(CHANGES)
def test_an_index_of_many_answers_as_sets_do(changes: list[tuple[bool, str, str]]) -> None:
    index, truth = Many(), {"a": set[str](), "b": set[str]()}
    for adding, key, text in changes:
        (index.add if adding else index.drop)(key, text)
        (truth[key].add if adding else truth[key].discard)(text)
    assert {key: index.count(key) for key in truth} == {key: len(held) for key, held in truth.items()}
    assert {key: index.first(key) for key in truth} == {
        key: tuple(sorted(held)[:LISTED]) for key, held in truth.items()
    }
    assert len(index) == sum(bool(held) for held in truth.values())
