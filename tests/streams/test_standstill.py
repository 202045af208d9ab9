"""A standstill is told from a quiet topic, from slow progress, and from records that are gone."""

import pytest

from streams.standstill import Span, Standstill

Look = tuple[float, dict[int, int], dict[int, Span]]
CASES: dict[str, tuple[list[Look], list[int]]] = {
    "records wait and nothing moves": ([(0, {0: 5}, {0: Span(0, 9)}), (20, {0: 5}, {0: Span(0, 9)})], [0]),
    "not long enough": ([(0, {0: 5}, {0: Span(0, 9)}), (19, {0: 5}, {0: Span(0, 99)})], []),
    "nothing waits": ([(0, {0: 9}, {0: Span(0, 9)}), (60, {0: 9}, {0: Span(0, 9)})], []),
    "it moves, if slowly": ([(0, {0: 5}, {0: Span(0, 9)}), (60, {0: 6}, {0: Span(0, 9)})], []),
    "what was not read is gone": ([(0, {0: 0}, {0: Span(9, 9)}), (60, {0: 0}, {0: Span(9, 9)})], []),
    "one of two stands": (
        [(0, {0: 5, 1: 5}, {0: Span(0, 9), 1: Span(0, 9)}), (20, {0: 5, 1: 9}, {0: Span(0, 9), 1: Span(0, 9)})],
        [0],
    ),
    "it was another's meanwhile": (
        [(0, {0: 5}, {0: Span(0, 9)}), (10, {}, {}), (20, {0: 5}, {0: Span(0, 9)})],
        [],
    ),
    "it was quiet, and then something came": (
        [(0, {0: 5}, {0: Span(0, 5)}), (60, {0: 5}, {0: Span(0, 9)})],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_partition_stands_still_where_records_wait_on_it_and_none_is_brought_for_long(case: str) -> None:
    looks, stuck = CASES[case]
    standstill = Standstill[int](patience=20)
    assert [standstill.look(*each) for each in looks][-1] == stuck


def test_after_a_look_in_vain_it_counts_anew() -> None:
    standstill = Standstill[int](patience=20)
    waiting = ({0: 5}, {0: Span(0, 9)})
    standstill.look(0, *waiting)
    standstill.forget()
    assert standstill.look(20, *waiting) == []
    assert standstill.look(40, *waiting) == [0]
