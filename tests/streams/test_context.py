"""Of companies of one name the one is meant whose domain stands beside it; where none or several do, nobody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.context import SURE, told_apart
from streams.directory import Directory, Entry
from streams.match import Query
from streams.outlet import arrive
from streams.ports import Batch
from streams.resolution import resolve
from streams.signal import Company, Evidence, SignalDraft
from tests.streams.worlds import NOW

DIRECTORY = Directory.build([Entry(f"twin.{end}", "Twinleaf", f"twin.{end}") for end in ("example", "test")])
NAMESAKES = resolve(DIRECTORY, Query(name="Twinleaf"))


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("https://www.twin.example/news/round", "twin.example"),
        ("Twinleaf (twin.test) raises $5m", "twin.test"),
        ("Write to press@twin.test.", "twin.test"),
        ("TWIN.TEST raises", "twin.test"),
        ("twin.example and twin.test merge", None),
        ("my-twin.test raises", None),
        ("a.twin.test.other.example", None),
        ("Twinleaf raises $5m", None),
        ("", None),
    ],
)
def test_a_domain_beside_the_name_tells(text: str, account: str | None) -> None:
    found = told_apart(NAMESAKES, None, text)
    assert found.account == account
    assert found.confidence == (SURE if account else 0.0)


def test_one_candidate_or_an_account_found_is_left_as_it_is() -> None:
    for query in (Query(name="Nobody"), Query(domain="twin.test")):
        match = resolve(DIRECTORY, query)
        assert told_apart(match, "twin.example") is match


@given(st.text(max_size=300))
def test_nothing_raises(text: str) -> None:
    assert told_apart(NAMESAKES, text).account in (None, *NAMESAKES.candidates)


def test_the_outlet_looks_at_the_evidence() -> None:
    evidence = Evidence(
        url="https://wire.example/1", title="Twinleaf raises", excerpt="Twinleaf (twin.test) raised $5m."
    )
    draft = SignalDraft(kind="funding_round", company=Company(name="Twinleaf"), evidence=evidence)
    batch = Batch("wires", "feed", [draft, draft.model_copy(update={"evidence": Evidence(title="Twinleaf raises")})])
    made = arrive(batch, lambda n, d, e, c: resolve(DIRECTORY, Query(n, d, e, None, c)), NOW, recorded=False)
    assert [signal.account for signal in made.signals] == ["twin.test"]
    assert [item.candidates for item in made.unresolved] == [NAMESAKES.candidates]


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "\x00", "\u202e\u202d", "Notion raises", "Square names", "RAISES", "the", "x" * 300, "x" * 2_000_000,
        "Twinleaf" * 5_000, "((((((", "\\/\\/\\/", "𝕿𝖜𝖎𝖓", "ﷺ", "\ud800", "null", "None", "- - -", "🚀" * 200,
        "a" * 299 + " Inc",
    ],
)  # fmt: skip
def test_a_name_that_is_none_finds_nobody_and_never_raises(name: str) -> None:
    directory = Directory.build([Entry("notion.test", "Notion"), Entry("square.test", "Square Machines")])
    assert resolve(directory, Query(name=name)).account is None
    assert (
        resolve(directory, Query(name=name, domain=name, email=name, country=name, tracker_name=name)).account is None
    )
