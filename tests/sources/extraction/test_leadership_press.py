"""How the world's press headlines people who come and go: invented headlines, a file for each kind.

A line of ``headlines/KIND.tsv`` holds company, person and role ("-" where the text does not say), the title and,
where the title alone does not tell it, the lead. ``headlines/none.tsv`` holds titles that state no event.
"""

from pathlib import Path

import pytest

from sources.extraction import extract
from sources.extraction.text.text import fold

_FILES = Path(__file__).parent / "headlines"
_KINDS = {"hires": "leadership_hire", "boards": "board_appointment", "departures": "leadership_departure"}


def _lines(name: str) -> list[str]:
    return (_FILES / f"{name}.tsv").read_text("utf-8").splitlines()


def _cases() -> list[tuple[str, str, str, str, str, str]]:
    rows = ((kind, (*line.split("\t"), "")[:5]) for name, kind in _KINDS.items() for line in _lines(name))
    return [(kind, company, person, role, title, lead) for kind, (company, person, role, title, lead) in rows]


@pytest.mark.parametrize(("kind", "company", "person", "role", "title", "lead"), _cases())
def test_the_press_tells_who_comes_and_goes_in_many_ways(
    kind: str, company: str, person: str, role: str, title: str, lead: str
) -> None:
    event = extract(title, lead)
    assert event is not None
    assert (event.kind, event.company, event.person or "-") == (kind, company, person)
    assert _same_role(event.role or "-", role)


@pytest.mark.parametrize("title", _lines("none"))
def test_titles_about_leaders_that_state_no_change_are_no_event(title: str) -> None:
    assert extract(title) is None


def _same_role(one: str, other: str) -> bool:
    """Equal, or one with an area or a word more than the other."""
    short, long = sorted((fold(one), fold(other)), key=len)
    return f" {short} " in f" {long} "
