"""Stems that are sought anywhere in a text at once: the same as asking for each."""

from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.text.tables import anywhere

stems = st.lists(st.text("abc.+ ", min_size=1, max_size=4), min_size=1, max_size=8)


@given(stems, st.text("abc.+ ", max_size=20))
def test_a_stem_is_found_where_it_stands_and_nowhere_else(sought: list[str], text: str) -> None:
    assert (anywhere(sought).search(text) is not None) == any(stem in text for stem in sought)
