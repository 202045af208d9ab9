"""The small words of rendering: counts, instants, windows, and lines that fit a terminal."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sinks.counting import counted
from sinks.moments import lately, moment, window_text
from sinks.wrapping import wrapped
from tests.sinks.view_makers import NOW

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(("number", "told"), [(0, "0 competitors"), (1, "1 competitor"), (1204, "1,204 competitors")])
def test_a_count_has_its_noun_in_the_right_number(number: int, told: str) -> None:
    assert counted(number, "competitor") == told


@pytest.mark.parametrize(("number", "told"), [(1, "1 company"), (2, "2 companies")])
def test_an_odd_plural_is_given(number: int, told: str) -> None:
    assert counted(number, "company", "companies") == told


def test_an_instant_is_told_in_the_workspaces_zone_with_a_year_that_is_not_this_one() -> None:
    assert moment(NOW, NOW, PARIS) == "Tue 24 Nov 09:12 CET"
    assert moment(NOW, NOW.replace(year=2027), ZoneInfo("America/New_York")) == "Tue 24 Nov 2026 03:12 EST"


def test_within_the_week_the_day_of_the_week_is_enough() -> None:
    told = [lately(NOW - timedelta(days=days), NOW, UTC) for days in (0, 5, 6)]
    assert told == ["Tue 08:12", "Thu 08:12", "18 Nov"]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2026-11-24 00:00", "2026-11-25 00:00", "Tue 24 Nov"),
        ("2026-11-20 00:00", "2026-11-23 00:00", "Fri 20 Nov to Sun 22 Nov"),
        ("2026-11-25 08:00", "2026-11-26 08:00", "Wed 08:00 to Thu 08:00"),
        ("2026-11-18 08:00", "2026-11-26 08:00", "Wed 18 Nov 08:00 to Thu 26 Nov 08:00"),
        ("2026-03-29 00:00", "2026-03-30 00:00", "Sun 29 Mar"),
        ("2026-10-25 00:00", "2026-10-26 00:00", "Sun 25 Oct"),
        ("2026-11-25 00:00", "2026-11-25 00:00", "Wed 00:00 to Wed 00:00"),
    ],
)  # fmt: skip
def test_a_window_is_told_in_words(start: str, end: str, told: str) -> None:
    first, last = (datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC) for text in (start, end))
    assert window_text(first, last, PARIS) == told


def test_a_long_line_is_wrapped_by_cells_and_carried_over_indented() -> None:
    assert wrapped("one two three\nfour 宽宽宽宽 five six seven eight", 24) == (
        "one two three\nfour 宽宽宽宽 five six\n    seven eight"
    )


@given(st.lists(st.text(alphabet="ab宽", min_size=1, max_size=9), max_size=30), st.integers(0, 90))
def test_wrapping_loses_no_word_and_keeps_the_width(words: list[str], width: int) -> None:
    lines = wrapped(" ".join(words), width).split("\n")
    assert " ".join(lines).split() == words
    assert all(cell_len(line) <= max(width, 24) for line in lines)
