"""Retry-After as servers write it, and as they should not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.retry_after import DOUBTED, MOST, retry_after

AT = 1_795_420_800.0  # Mon, 23 Nov 2026 08:00:00 GMT
CASES: list[tuple[str | None, float | None]] = [
    ("7", 7),
    (" 30 ", 30),
    ("1.5", 1.5),
    ("0", 0),
    ("7200", 7200),
    ("9999999999999", DOUBTED),
    ("Mon, 23 Nov 2026 08:02:00 GMT", 120),
    ("Mon, 23 Nov 2026 07:00:00 GMT", 0),
    ("Wed, 23 Nov 2033 07:00:00 GMT", DOUBTED),
    ("-5", None),
    ("soon", None),
    ("٣", None),
    ("1.", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "seconds"), CASES)
def test_a_pause_is_told_in_seconds_or_as_a_date(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, AT) == seconds


@given(st.text(max_size=60))
def test_whatever_is_asked_is_a_pause_of_a_day_at_most_or_none(text: str) -> None:
    pause = retry_after(text, AT)
    assert pause is None or 0 <= pause <= MOST
