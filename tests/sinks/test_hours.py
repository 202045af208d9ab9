"""Hours: when people are left alone, in their own zone, also over midnight, weekends and a change of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.hours import day_start, hold_until, working_time
from streams.policy import Quiet

PARIS, NEW_YORK = ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York")
NIGHTS = Quiet(hours="19:00-08:00", days=("sat", "sun"))
CASES = [
    ("a working hour", "2026-11-24T09:12", None),
    ("the last minute", "2026-11-24T18:59", None),
    ("the evening", "2026-11-24T19:00", "2026-11-25T08:00"),
    ("before the morning", "2026-11-25T07:59", "2026-11-25T08:00"),
    ("the morning itself", "2026-11-25T08:00", None),
    ("friday evening", "2026-11-27T20:00", "2026-11-30T08:00"),
    ("saturday noon", "2026-11-28T12:00", "2026-11-30T08:00"),
    ("sunday night", "2026-11-29T23:00", "2026-11-30T08:00"),
]


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(("at", "until"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_quiet_holds_until_the_next_working_hour(at: str, until: str | None) -> None:
    found = hold_until(paris(at), NIGHTS, PARIS)
    assert found == (paris(until) if until else None)


def test_the_same_instant_is_quiet_in_one_zone_and_work_in_another() -> None:
    at = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
    assert hold_until(at, NIGHTS, PARIS) is not None
    assert hold_until(at, NIGHTS, NEW_YORK) is None


def test_over_a_change_of_clocks_the_morning_is_still_at_eight() -> None:
    night = datetime(2026, 3, 28, 23, 30, tzinfo=PARIS)  # clocks go forward on Sunday 29 March
    assert hold_until(night, Quiet(hours="19:00-08:00"), PARIS) == datetime(2026, 3, 29, 8, tzinfo=PARIS)


def test_without_a_table_or_a_working_hour_nothing_is_quiet() -> None:
    at = paris("2026-11-28T03:00")
    assert hold_until(at, None, PARIS) is None
    assert hold_until(at, Quiet(), PARIS) is None
    assert hold_until(at, Quiet(hours="08:00-08:00"), PARIS) is None


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24T09:00", "2026-11-24T13:00", 4),
        ("2026-11-24T18:00", "2026-11-25T09:00", 2),
        ("2026-11-27T18:00", "2026-11-30T10:00", 3),
        ("2026-11-28T00:00", "2026-11-29T23:00", 0),
        ("2026-11-24T09:00", "2026-11-24T08:00", 0),
    ],
)
def test_only_working_hours_count(start: str, end: str, hours: int) -> None:
    assert working_time(paris(start), paris(end), NIGHTS, PARIS) == timedelta(hours=hours)


def test_without_quiet_all_hours_count() -> None:
    assert working_time(paris("2026-11-27T18:00"), paris("2026-11-28T18:00"), None, PARIS) == timedelta(days=1)


def test_a_day_begins_at_its_own_midnight() -> None:
    assert day_start(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), PARIS) == paris("2026-11-25T00:00")


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 30]))
QUIETS = st.builds(
    lambda a, b, days: Quiet(hours=f"{a}-{b}", days=tuple(days)),
    CLOCKS,
    CLOCKS,
    st.sets(st.sampled_from(["mon", "wed", "sat", "sun"])),
)


@given(INSTANTS, QUIETS)
def test_what_is_held_is_held_until_an_hour_that_is_not_quiet(at: datetime, quiet: Quiet) -> None:
    until = hold_until(at, quiet, PARIS)
    if until is not None:
        assert at < until <= at + timedelta(days=8)
        assert hold_until(until, quiet, PARIS) is None


@given(INSTANTS, st.integers(0, 200), st.integers(0, 200), QUIETS)
def test_working_time_adds_up_and_never_exceeds_the_time(at: datetime, one: int, two: int, quiet: Quiet) -> None:
    middle, end = at + timedelta(hours=one), at + timedelta(hours=one + two)
    whole = working_time(at, end, quiet, PARIS)
    assert whole == working_time(at, middle, quiet, PARIS) + working_time(middle, end, quiet, PARIS)
    assert timedelta(0) <= whole <= end - at
