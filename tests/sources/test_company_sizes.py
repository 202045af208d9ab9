"""The size that a company tells of itself in a posting, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.boards.size import company_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("We are a team of 120 people in four countries.", 120),
        ("Today we're over 1,200 employees worldwide", 1200),
        ("We employ more than 350 colleagues across Europe.", 350),
        ("we have 85 employees and", 85),
        ("Join our 240 colleagues in Lyon", 240),
        ("Wir sind rund 60 Mitarbeitende in Hamburg", 60),
        ("Wir sind ein Team. Wir sind über 1.500 Mitarbeiter", 1500),
        ("Nous sommes plus de 90 collaborateurs", 90),
        ("with our global workforce of over 4,000", 4000),
        ("We are 120 people. As I said: we're 120 people.", 120),
        ("You will lead a team of 12 engineers", None),
        ("We are a team of 6 people", None),
        ("We have 45 employees in our sales team", None),
        ("We are 30 people in the Berlin office", None),
        ("We sell to companies with 500 employees", None),
        ("We have 2 million users and 300 people signed up", None),
        ("our customers have 50 to 500 employees", None),
        ("We are 120 people in Paris. We employ 300 colleagues in all.", None),
        ("We are 24/7", None),
        ("", None),
    ],
)
def test_a_size_is_what_is_said_of_the_whole_company(text: str, size: int | None) -> None:
    assert company_size(text) == size


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    company_size(text)
