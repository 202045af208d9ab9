"""The digest's schedule: every instant is in one digest, none is sent twice, and a missed one is caught up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitsignal import digests
from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.running import run_service
from fitsignal.service import Service
from sinks.digest import Digest
from sinks.sink import AmbiguousError, DestinationError, TransientError
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.fitsignal.fake_sinks import FakeSink
from tests.laws.workspaces import workspace

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Window = tuple[datetime, datetime]


def paris(day: int, hour: float, month: int = 11) -> datetime:
    """An instant of 2026 by the clocks of Paris in winter."""
    return datetime(2026, month, day, tzinfo=UTC) + hour * HOUR - HOUR


MONDAY, TUESDAY, FRIDAY = 23, 24, 27


class Office:
    """A service whose clock is moved by hand; `restart` is a stop and a start."""

    def __init__(self, folder: Path, at: str = "08:00") -> None:
        more = f'[digest]\nat = "{at}"\ndays = "mon-fri"\n' if at else ""
        self.folder, self.now, self.sink = workspace(folder, clock="wall", more=more), paris(MONDAY, 0), FakeSink()
        self.open()

    def open(self) -> None:
        self.service = Service(load_workspace(self.folder), lambda: self.now)
        open_sinks(self.service)

    def restart(self) -> None:
        self.service.close()
        self.open()

    def look(self, now: datetime) -> Window | None:
        """What the running service does every half minute; the window of the digest that it makes."""
        self.now = now
        windows = digests.send_due(self.service, now)
        assert len(windows) < 2, "there is one sink"
        return windows[0] if windows else None


@pytest.fixture
def open_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Callable[..., Office]]":
    made: list[Office] = []
    monkeypatch.setattr("fitsignal.wiring.build_sink", lambda options: made[-1].sink)

    class Made(Office):
        def open(self) -> None:
            made.append(self)
            super().open()

    yield lambda **options: Made(tmp_path / "office", **options)
    for each in {id(office): office for office in made}.values():
        each.service.close()


@pytest.fixture
def office(open_office: "Callable[..., Office]") -> Office:
    return open_office()


def test_it_goes_out_at_its_time_and_once_even_after_a_restart(office: Office) -> None:
    assert office.look(paris(TUESDAY, 7.99)) is None
    assert office.look(paris(TUESDAY, 8)) == (paris(MONDAY, 8), paris(TUESDAY, 8))
    assert office.look(paris(TUESDAY, 8.01)) is None
    office.restart()
    assert office.look(paris(TUESDAY, 9)) is None
    assert len(office.sink.taken) == 1


def test_monday_holds_the_weekend(office: Office) -> None:
    assert office.look(paris(FRIDAY, 8)) is not None
    assert [office.look(paris(FRIDAY, 8 + 24 * days)) for days in (1, 2)] == [None, None]
    assert office.look(paris(FRIDAY, 8 + 72)) == (paris(FRIDAY, 8), paris(FRIDAY, 8 + 72))


def test_the_first_ever_covers_since_the_last_working_days_time(office: Office) -> None:
    assert office.look(paris(MONDAY, 8)) == (paris(MONDAY, 8 - 72), paris(MONDAY, 8))


def test_a_night_that_was_slept_through_is_caught_up(office: Office) -> None:
    office.look(paris(MONDAY, 8))
    assert office.look(paris(TUESDAY, 11.5)) == (paris(MONDAY, 8), paris(TUESDAY, 11.5))
    assert office.look(paris(TUESDAY, 12)) is None
    assert office.look(paris(TUESDAY + 1, 8)) == (paris(TUESDAY, 11.5), paris(TUESDAY + 1, 8))


def test_what_is_half_a_day_late_waits_for_the_next_which_covers_it_too(office: Office) -> None:
    office.look(paris(MONDAY, 8))
    assert office.look(paris(TUESDAY, 20.5)) is None
    assert office.look(paris(TUESDAY + 1, 8)) == (paris(MONDAY, 8), paris(TUESDAY + 1, 8))


def test_a_late_evening_is_caught_up_after_midnight(open_office: "Callable[..., Office]") -> None:
    office = open_office(at="23:30")
    assert office.look(paris(MONDAY, 23.5)) is not None
    assert office.look(paris(TUESDAY, 22)) is None
    assert office.look(paris(TUESDAY + 1, 1)) == (paris(MONDAY, 23.5), paris(TUESDAY + 1, 1))
    assert office.look(paris(TUESDAY + 1, 1.5)) is None
    assert office.look(paris(FRIDAY + 1, 1)) is not None, "Friday's"
    assert office.look(paris(FRIDAY + 2, 1)) is None, "there is none on Saturday"


def test_every_instant_of_two_weeks_is_in_exactly_one_digest(office: Office) -> None:
    start, windows = paris(16, 8), []
    for halves in range(2 * 24 * 14):
        asleep = 3 <= (halves // 2) % 29 <= 14
        if not asleep and (covered := office.look(start + halves * HOUR / 2)):
            windows.append(covered)
        if halves % 97 == 0:
            office.restart()
    assert len(windows) > 7
    assert [later for later, _ in windows[1:]] == [end for _, end in windows[:-1]]
    names = [each.id for each in office.sink.taken]
    assert len(set(names)) == len(windows)


def test_one_that_no_sink_took_is_tried_again_and_one_that_may_be_out_is_not(office: Office) -> None:
    office.sink.failures = [TransientError("down"), AmbiguousError("a part was posted")]
    first = office.look(paris(MONDAY, 8))
    assert office.look(paris(MONDAY, 8.01)) == (first and (first[0], paris(MONDAY, 8.01)))
    assert office.look(paris(MONDAY, 8.02)) is None
    assert office.sink.taken == []


def windows(sink: FakeSink) -> list[Window]:
    found = [delivery.content() for delivery in sink.taken]
    return [(each.start, each.end) for each in found if isinstance(each, Digest)]


class TwoSinks:
    """A service with the sinks `a` and `b`, or those that are named after a restart."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sinks = {"a": FakeSink(), "b": FakeSink()}
        self.now = paris(MONDAY, 0)
        monkeypatch.setattr("fitsignal.wiring.build_sink", lambda options: self.sinks[options.name])
        self.folder = workspace(folder, clock="wall", more='[digest]\nat = "08:00"\ndays = "mon-fri"\n')
        self.config = (self.folder / "fitsignal.toml").read_text()
        self.service: Service | None = None

    def start(self, names: str) -> None:
        self.close()
        more = "".join(f'[[sinks]]\ntype = "console"\nname = "{name}"\n' for name in names)
        (self.folder / "fitsignal.toml").write_text(self.config + more)
        self.service = Service(load_workspace(self.folder), lambda: self.now)
        open_sinks(self.service)

    def look(self, *instants: datetime) -> None:
        for self.now in instants:
            assert self.service
            digests.send_due(self.service, self.now)

    def close(self) -> None:
        if self.service:
            self.service.close()


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoSinks]:
    made = TwoSinks(tmp_path / "office", monkeypatch)
    yield made
    made.close()


@pytest.mark.parametrize("error", [TransientError("down"), DestinationError("revoked"), ZeroDivisionError()])
def test_a_sink_that_fails_is_tried_again_alone_and_misses_nothing(two: TwoSinks, error: Exception) -> None:
    two.start("ab")
    two.sinks["b"].failures = [error]
    two.look(paris(MONDAY, 8), paris(MONDAY, 8.01), paris(MONDAY, 8.5), paris(MONDAY, 9), paris(TUESDAY, 8))
    first = paris(MONDAY, 8 - 72)
    late = paris(MONDAY, 8.01 if isinstance(error, TransientError) else 8.5)
    assert windows(two.sinks["a"]) == [(first, paris(MONDAY, 8)), (paris(MONDAY, 8), paris(TUESDAY, 8))]
    assert windows(two.sinks["b"]) == [(first, late), (late, paris(TUESDAY, 8))]


def test_a_sink_whose_repeat_shows_is_not_sent_twice_what_may_be_out(two: TwoSinks) -> None:
    two.start("ab")
    two.sinks["b"].repeat = "visible"  # type: ignore[misc]
    two.sinks["b"].failures = [ZeroDivisionError()]
    two.look(paris(MONDAY, 8), paris(MONDAY, 9))
    assert (len(two.sinks["a"].taken), two.sinks["b"].taken) == (1, [])


def test_a_sink_that_is_down_for_days_is_told_of_them_when_it_is_back(two: TwoSinks) -> None:
    two.start("ab")
    two.look(paris(MONDAY, 8))
    two.sinks["b"].failures = [TransientError("down")] * 2
    two.look(paris(TUESDAY, 8), paris(TUESDAY + 1, 8), paris(TUESDAY + 2, 8))
    assert windows(two.sinks["b"])[1:] == [(paris(MONDAY, 8), paris(TUESDAY + 2, 8))]
    assert len(two.sinks["a"].taken) == 4


def test_a_sink_that_is_added_later_gets_its_own_and_no_other_a_second_one(two: TwoSinks) -> None:
    two.start("a")
    two.look(paris(MONDAY, 8))
    two.start("ab")
    two.look(paris(MONDAY, 9), paris(MONDAY, 10), paris(TUESDAY, 8))
    assert [end for _, end in windows(two.sinks["a"])] == [paris(MONDAY, 8), paris(TUESDAY, 8)]
    assert windows(two.sinks["b"]) == [(paris(MONDAY, 8 - 72), paris(MONDAY, 9)), (paris(MONDAY, 9), paris(TUESDAY, 8))]


def test_what_an_older_version_noted_for_the_team_went_to_every_sink(two: TwoSinks) -> None:
    two.start("ab")
    assert two.service
    with two.service.store.transaction() as connection:
        row = [digests.TEAM, paris(MONDAY, 8 - 72), paris(MONDAY, 8), paris(MONDAY, 8)]
        connection.execute("INSERT INTO digests VALUES (?, ?, ?, ?)", row)
    two.look(paris(MONDAY, 8.5), paris(TUESDAY, 8))
    assert windows(two.sinks["a"]) == windows(two.sinks["b"]) == [(paris(MONDAY, 8), paris(TUESDAY, 8))]


def test_without_a_digest_table_none_is_sent(open_office: "Callable[..., Office]") -> None:
    office = open_office(at="")
    assert office.look(paris(TUESDAY, 8)) is None


def test_the_time_follows_the_clocks_of_the_zone_when_they_change(office: Office) -> None:
    winter_begins = datetime(2026, 10, 25, tzinfo=UTC)
    assert office.look(winter_begins - 2 * DAY + 6 * HOUR) is not None, "Friday, 08:00 in summer"
    assert office.look(winter_begins + DAY + 6.5 * HOUR) is None
    assert office.look(winter_begins + DAY + 7 * HOUR) is not None, "Monday, 08:00 in winter"


@contextmanager
def recorded(folder: Path) -> Iterator[Service]:
    service = Service(load_workspace(workspace(folder)), lambda: paris(1, 12, month=12))
    try:
        yield service
    finally:
        service.close()


def test_by_a_recorded_clock_the_day_is_the_last_recorded_one(tmp_path: Path) -> None:
    with recorded(tmp_path) as service:
        late = SignalDraft(kind="visit", company=Company(domain="company1.example"), occurred_at=paris(TUESDAY, 24.5))
        service.host.accept(Batch("a", "file", [late])).result()
        assert digests.last_day(service).isoformat() == "2026-11-25", "half past midnight in Paris"
        made = digests.digest_of_day(service, digests.last_day(service))
        assert (made.start, made.end) == (paris(25, 0), paris(26, 0))


def test_a_run_at_a_given_instant_tells_in_its_digest_what_it_took_in_at_that_instant(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = workspace(tmp_path / "law", clock="wall", more='[digest]\nat = "08:00"\ndays = "mon-fri"\n')
    line = b'{"kind":"visit","company":{"domain":"company1.example"},"occurred_at":"2026-11-22T10:00:00Z"}\n'
    (folder / "inbox" / "day.jsonl").write_bytes(line)
    assert run_service(load_workspace(folder), once=True, now=paris(MONDAY, 8.1), json=False) == 0
    assert "1 visit ·" in capfd.readouterr().out
