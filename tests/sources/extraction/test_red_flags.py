"""Red flags: who was bought, lays off or cannot pay; and headlines that only look like it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction import extract
from sources.extraction.flags import flags
from sources.extraction.flags.flag import LEAST

FOLDER = Path(__file__).parent / "headlines"


def lines(name: str) -> list[str]:
    told = (FOLDER / name).read_text("utf-8").splitlines()
    return [line for line in told if line.strip() and not line.startswith("#")]


def fields(said: str) -> dict[str, Any]:
    pairs = dict(pair.partition("=")[::2] for pair in said.split(" ") if "=" in pair)
    if set(pairs) & {"buyer", "proceeding"}:
        pairs = {next(iter(pairs)): said.partition("=")[2]}
    numbers = {"people": int, "percent": float}
    return {key: numbers.get(key, str)(value) for key, value in pairs.items()}


def found(title: str, lead: str = "") -> list[dict[str, Any]]:
    told = [asdict(flag) for flag in flags(title, lead, extract(title, lead))]
    return [{k: v for k, v in flag.items() if v is not None and k != "confidence"} for flag in told]


@pytest.mark.parametrize("line", lines("flags.tsv"))
def test_a_headline_that_states_a_red_flag_raises_it_with_what_it_tells(line: str) -> None:
    kind, company, said, title, *lead = line.split("\t")
    assert found(title, *lead) == [{"kind": kind, "company": company, **fields(said)}]


@pytest.mark.parametrize("title", lines("no_flags.txt"))
def test_a_headline_that_only_looks_like_a_red_flag_raises_none(title: str) -> None:
    assert found(title) == []


def test_a_headline_may_state_a_deal_of_one_and_a_flag_of_the_other() -> None:
    event = extract("Quillmar acquires Tillfern Software")
    assert event
    assert (event.kind, event.company) == ("acquisition", "Quillmar")
    assert found("Quillmar acquires Tillfern Software") == [
        {"kind": "acquired", "company": "Tillfern Software", "buyer": "Quillmar"}
    ]


def test_a_part_that_only_the_lead_tells_of_raises_no_flag() -> None:
    lead = "Quillmar has acquired Tillfern's packaging business for $30 million."
    assert found("Quillmar acquires Tillfern", lead) == []


PIECES = (
    *("Norrvik", "Halden", "files", "for", "to", "cut", "lays", "off", "200", "10%", "of", "jobs", "at", "Chapter 11"),
    *("bankruptcy", "acquired", "by", "stake", "in", "its", "workforce", "administration", "enters", ",", "'s", "-"),
)
WORDS = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)


@given(WORDS | st.text(max_size=200), st.text(max_size=200))
def test_any_text_gives_flags_that_are_sure_and_name_words_of_the_title(title: str, lead: str) -> None:
    for flag in flags(title, lead):
        assert LEAST <= flag.confidence <= 1
        assert flag.company
        assert flag.percent is None or 0 <= flag.percent < 100


def test_a_long_hostile_title_is_read_in_bounded_time() -> None:
    for piece in ("cuts 10% of ", "jobs to go at ", "files for ", "acquired by ", "more ", "to cut 1 jobs "):
        assert flags(piece * 10_000) == flags(piece * 10_000)
