"""Rows as JSON Lines: whatever a store can hold, in one process the same as over HTTP."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.jsonl import dumps, plain_rows

VALUES: list[tuple[Any, Any]] = [
    (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "2026-11-24T09:30:00Z"),
    (date(2026, 11, 24), "2026-11-24"),
    (time(9, 30), "09:30:00"),
    (timedelta(minutes=90), 5400.0),
    (Decimal("1.10"), "1.10"),
    (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    (b"text", "text"),
    (b"\xff\x00", "/wA="),
    (float("nan"), None),
    (float("inf"), None),
    (2**70, 2**70),
    ({"inner": [2**70, datetime(2026, 1, 1, tzinfo=UTC)]}, {"inner": [2**70, "2026-01-01T00:00:00Z"]}),
    ((1, 2), [1, 2]),
    ("half \ud800 a sign", "half \ud800 a sign"),
]


@pytest.mark.parametrize(("value", "plain"), VALUES, ids=[type(value).__name__ for value, _ in VALUES])
def test_a_value_of_a_store_becomes_json(value: Any, plain: Any) -> None:
    assert plain_rows([{"x": value}]) == [{"x": plain}]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), json_values))
def test_json_values_come_back_as_they_were_on_one_line(row: dict[str, Any]) -> None:
    line = dumps(row)
    assert b"\n" not in line
    assert json.loads(line) == row
