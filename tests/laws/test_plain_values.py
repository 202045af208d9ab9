"""Law: what a signal says reads back as it was, so that a decision sees the same before a restart and after it."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.plain import plain

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=5)
    | st.dates()
    | st.datetimes()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(codec=None), max_size=5), VALUES, max_size=4))
def test_a_plain_table_reads_back_as_it_is_and_is_plain_already(table: dict[str, Any]) -> None:
    made = plain(table)
    assert orjson.loads(orjson.dumps(made)) == made
    assert plain(made) == made


CASES: list[tuple[Any, Any]] = [
    (2**63, 2**63),
    (2**64, "18446744073709551616"),
    (-(2**63) - 1, "-9223372036854775809"),
    (float("nan"), None),
    (float("inf"), None),
    ("\ud800é", "?é"),
    (date(2026, 11, 24), "2026-11-24"),
    (datetime(2026, 11, 24, 9, tzinfo=UTC), "2026-11-24T09:00:00+00:00"),
    ((1, {2: (3,)}), [1, {"2": [3]}]),
    (True, True),
    (b"x", "b'x'"),
]


@pytest.mark.parametrize(("given_", "kept"), CASES)
def test_what_json_does_not_hold_becomes_text(given_: Any, kept: Any) -> None:
    assert plain({"value": given_}) == {"value": kept}


def test_plain_tables_are_handed_on_as_they_are() -> None:
    table = {"page": "/pricing", "dwell": 12, "score": 0.5, "new": True, "ü": None}
    assert plain(table) is table
