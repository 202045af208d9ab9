"""The summary of the way: words that a person reads, and lines that a terminal holds."""

import re
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.way import WORDS, way_text
from streams.decision import CAUSES
from streams.qualified import Verdict

FOUND: dict[str, Any] = {
    "seen": 190, "resolved": 166, "unresolved": 23, "dead": 1, "accounts": 62, "fitting": 77, "fitting_accounts": 26,
    "triggers": 74, "qualified": 17, "alerted": 10, "alerts": {"P1": 2, "P2": 8},
    "silent": {"below_bar": 51, "out": 39, "customer": 25, "cooldown": 5, "opted_out": 1},
}  # fmt: skip


def test_a_long_list_of_silences_goes_on_under_itself() -> None:
    assert way_text(FOUND, 80) == (
        "  seen       190 signals\n"
        "  resolved   166 at 62 accounts · 23 unresolved · 1 dead letter\n"
        "  fitting    77 at 26 accounts · 74 triggers\n"
        "  qualified  17 accounts with fit and intent above the bar\n"
        "  alerted    10 times (P1 2, P2 8)\n"
        "  silent     51 while intent was below the bar · 39 at companies that do not fit\n"
        "             25 at customers · 5 soon after another alert\n"
        "             1 at companies that opted out"
    )


def test_one_is_told_as_one_and_nothing_as_none() -> None:
    one = dict.fromkeys(FOUND, 1) | {"alerts": {"P1": 1}, "silent": {}}
    assert way_text(one, 100) == (
        "  seen       1 signal\n"
        "  resolved   1 at 1 account · 1 unresolved · 1 dead letter\n"
        "  fitting    1 at 1 account · 1 trigger\n"
        "  qualified  1 account with fit and intent above the bar\n"
        "  alerted    1 time (P1 1)\n"
        "  silent     none"
    )


def test_the_terminals_width_is_taken_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    assert way_text(FOUND) == way_text(FOUND, 70)


def test_every_cause_of_silence_has_its_words() -> None:
    verdicts = set(get_args(Verdict)) - {"pass"}
    assert {*CAUSES, *verdicts, "below_bar"} - set(WORDS) == set()


def test_every_cause_fits_a_narrow_terminal_beside_the_largest_count() -> None:
    widest = [way_text(FOUND | {"silent": {cause: 10**6}}, 60).splitlines() for cause in WORDS]
    assert [line for lines in widest for line in lines if len(line) > 60] == []


@given(st.dictionaries(st.sampled_from(sorted(WORDS)), st.integers(1, 10**6), max_size=12), st.integers(60, 160))
def test_no_silence_is_lost_and_no_line_is_wider(silent: dict[str, int], width: int) -> None:
    lines = way_text(FOUND | {"silent": silent}, width).splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("  silent"))
    told = re.split(r" · |\n", "\n".join(line[13:] for line in lines[first:]))
    assert told == [f"{n:,} {WORDS[cause]}" for cause, n in silent.items()] or told == ["none"]
    assert all(len(line) <= width for line in lines)
