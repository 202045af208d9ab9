"""Role family and seniority of titles in English, French and German, measured on titles that tuned nothing."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.roles import folded
from tests.streams.worlds import shipped_policy

MATCHER = shipped_policy().roles.matcher
FAMILIES = shipped_policy().roles.families


class Labelled(NamedTuple):
    language: str
    title: str
    family: str
    seniority: str


def labelled(file: str) -> Iterator[Labelled]:
    for line in (Path(__file__).parent / file).read_text("utf-8").splitlines():
        label, _, titles = line.partition(": ")
        if not line.startswith("#"):
            language, family, seniority = label.split()
            yield from (Labelled(language, title.strip(), family, seniority) for title in titles.split(";"))


ALL = [*labelled("titles.txt")]
HELD_OUT = [each for each in ALL if blake2b(each.title.encode(), digest_size=1).digest()[0] % 3 == 0]
LATER = [*labelled("titles_later.txt")]


def f1(titles: Sequence[Labelled], field: str) -> float:
    """Micro F1; to say nothing where nothing is to be said is no answer."""
    right = given_ = wanted = 0
    for each in titles:
        role = MATCHER.classify(each.title)
        found = (role.families[0] if role.families else "-") if field == "family" else role.seniority or "-"
        truth = getattr(each, field)
        right += found == truth != "-"
        given_ += found != "-"
        wanted += truth != "-"
    return 2 * right / (given_ + wanted)


def test_there_are_titles_enough_of_each_language() -> None:
    count = {language: sum(each.language == language for each in ALL) for language in ("en", "de", "fr")}
    assert len({each.title for each in ALL}) == len(ALL) >= 300
    assert min(count.values()) >= 60
    assert {each.family for each in (*ALL, *LATER)} <= {*FAMILIES, "-"}
    assert not {each.title for each in ALL} & {each.title for each in LATER}


@pytest.mark.parametrize("field", ["family", "seniority"])
@pytest.mark.parametrize("titles", [HELD_OUT, LATER], ids=["held-out", "later"])
def test_titles_that_were_held_out_are_read_right(titles: list[Labelled], field: str) -> None:
    assert f1(titles, field) >= 0.95


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_each_language_is_read(language: str) -> None:
    own = [each for each in (*ALL, *LATER) if each.language == language]
    assert min(f1(own, "family"), f1(own, "seniority")) >= 0.95


@given(st.text(max_size=2000))
def test_no_title_raises_and_spelling_of_case_says_nothing(title: str) -> None:
    role = MATCHER.classify(title)
    assert role == MATCHER.classify(folded(title))
    assert set(role.families) <= set(FAMILIES)
