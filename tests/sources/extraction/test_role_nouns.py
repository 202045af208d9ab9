"""The quick search for a role's noun finds what its pattern finds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.people.role_nouns import HEAD, first_head

_FILES = sorted((Path(__file__).parent / "headlines").glob("*.tsv"))
_WORDS = (
    "Norrvik",
    "co-CEO",
    "vice-chancellor",
    "cochair",
    "VPs",
    "finance chief",
    "top job",
    "of",
    "board",
    "MD/CEO",
    "it's",
)


def _span(text: str, quick: bool) -> tuple[int, int] | None:
    head = first_head(text) if quick else HEAD.search(text)
    return head.span() if head else None


@pytest.mark.parametrize("name", [file.name for file in _FILES])
def test_every_headline_has_the_same_first_noun_by_both_searches(name: str) -> None:
    lines = (Path(__file__).parent / "headlines" / name).read_text("utf-8").splitlines()
    assert lines
    assert all(_span(line, quick=True) == _span(line, quick=False) for line in lines)


@given(st.lists(st.sampled_from(_WORDS), max_size=8), st.sampled_from((" ", ", ", " - ", "/")))
def test_any_words_have_the_same_first_noun_by_both_searches(chosen: list[str], between: str) -> None:
    text = between.join(chosen)
    assert _span(text, quick=True) == _span(text, quick=False)
