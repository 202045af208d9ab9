"""A date of any shape, language and zone is its instant; what tells no one day is no date."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.dates import read_instant
from sources.record import Columns, from_json

DAY = datetime(2026, 11, 23, tzinfo=UTC)
NINE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "20261123",
        "2026/11/23",
        "2026.11.23",
        "2026-W48-1",
        "23 Nov 2026",
        "23.11.2026",
        "23.11.26",
        "23/11/2026",
        "11/23/2026",
        "23-11-2026",
        "November 23, 2026",
        "Monday, November 23rd, 2026",
        "23. November 2026",
        "Mo, 23. Nov. 2026",
        "23 novembre 2026",
        "lun. 23 nov. 2026",
        "23 de noviembre de 2026",
        "23 listopada 2026",
        "23 novembro 2026",
        "23 november 2026",
        "2026年11月23日",
        "２０２６年１１月２３日",
        "2026년 11월 23일",
    ],
)
def test_a_day_is_its_first_moment(text: str) -> None:
    assert read_instant(text) == DAY


@pytest.mark.parametrize(
    "said",
    [
        "Mon, 23 Nov 2026 09:30:00 GMT",
        "Mon, 23 Nov 26 09:30 UT",
        "2026-11-23T09:30:00Z",
        "2026-11-23T09:30:00.000000000Z",
        "20261123T093000Z",
        " 2026-11-23 09:30 ",
        "2026-11-23 09:30:00 UTC",
        "2026-11-23T15:00:00+05:30",
        "2026-11-23 10:30:00 +0100",
        "Mon, 23 Nov 2026 04:30:00 EST",
        "November 23, 2026 1:30 am PST",
        "Nov 23 2026 10:30 CET",
        "Mon Nov 23 10:30:00 CET 2026",
        "Nov 23, 2026 4:30 AM ET",
        "2026-11-23 04:30:00 America/New_York",
        "Mon Nov 23 2026 10:30:00 GMT+0100 (Central European Standard Time)",
        "23 Nov 2026 11:30 UTC+2",
        "Mo, 23. November 2026 um 09:30 Uhr",
        "23 novembre 2026 à 9h30",
        "23.11.2026 09:30",
        "1795426200",
        "1795426200000",
        1795426200,
        1795426200.0,
    ],
)
def test_a_time_is_told_in_utc(said: object) -> None:
    assert read_instant(said) == NINE


def test_a_zone_by_its_name_knows_summer() -> None:
    assert read_instant("Sat, 3 Oct 2026 1:02 PM ET") == datetime(2026, 10, 3, 17, 2, tzinfo=UTC)
    assert read_instant("mar. 24 mars 2026 10:00 +0100") == datetime(2026, 3, 24, 9, tzinfo=UTC)
    assert read_instant("Mar 24 2026") == datetime(2026, 3, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "03/04/2026",
        "yesterday",
        "November 2026",
        "10:30",
        "2026",
        "Mon",
        "0000-00-00",
        "Mon, 32 Nov 2026 09:30:00 GMT",
        "2026-02-30",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
        "2026-11-23 09:30:00 Mars/Phobos",
        "23 Foo 2026",
        "",
        " ",
        "x" * 200,
        "9" * 40,
        "３０",
        "\x00",
        None,
        True,
        [],
        float("nan"),
        float("inf"),
        10**40,
    ],
)
def test_what_tells_no_one_day_is_no_date(said: object) -> None:
    assert read_instant(said) is None


@given(st.text(max_size=120) | st.floats() | st.integers() | st.none())
def test_nothing_raises_and_an_instant_has_its_zone(said: object) -> None:
    found = read_instant(said)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)))
def test_what_programs_write_is_read_back(moment: datetime) -> None:
    exact = moment.replace(microsecond=0, tzinfo=UTC)
    for shape in ("%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT", "%d.%m.%Y %H:%M:%S", "%d %B %Y %H:%M:%S UTC"):
        assert read_instant(exact.strftime(shape)) == exact


def test_a_line_of_a_file_may_write_its_time_in_any_of_these_ways() -> None:
    body = b'{"kind":"visit","company":{"domain":"acme.example"},"occurred_at":"Mon, 23 Nov 2026 09:30:00 GMT"}'
    assert from_json(body).occurred_at == NINE
    row = Columns("kind,domain,occurred_at").draft(["visit", "acme.example", "23.11.2026 09:30"])
    assert row.occurred_at == NINE
    with pytest.raises(ValueError, match="occurred_at"):
        from_json(body.replace(b"Mon, 23 Nov 2026 09:30:00 GMT", b"03/04/2026"))
