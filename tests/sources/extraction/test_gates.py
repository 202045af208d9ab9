"""Gates: every group of stems at once answers as asking for each stem does."""

from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.text.gates import Gates

stems = st.lists(st.text("ab$ ", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=5)
groups = st.dictionaries(st.sampled_from(("hires", "funding", "told")), stems, min_size=1)


@given(groups, st.lists(st.text("ab$ ", max_size=20), max_size=3))
def test_a_text_passes_the_gates_of_which_it_has_a_stem(named: dict[str, list[str]], texts: list[str]) -> None:
    gates = Gates(named)
    for text in (*texts, *texts):
        wanted = {name for name, stems in named.items() if any(stem in text for stem in stems)}
        assert {name for name, bit in gates.bits.items() if gates.passed(text) & bit} == wanted
