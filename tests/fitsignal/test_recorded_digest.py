"""A recorded clock beside a broker: the digest of its last day is sent once, when nothing more comes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.recorded import look
from fitsignal.service import Service
from sinks.lag import Lag
from sinks.offsets import Place
from sinks.sink import TransientError
from streams.ports import Batch
from tests.fitsignal.fake_sinks import FakeSink
from tests.laws.desks import draft
from tests.laws.workspaces import workspace
from tests.streams.worlds import NOW


class FakeTopics:
    """What waits at a broker, as a test says."""

    def __init__(self) -> None:
        self.ready, self.answers, self.lags = True, True, [Lag("store", Place("t", 0), 0)]

    def look(self) -> bool:
        return self.answers

    def waits(self, records: int) -> None:
        self.lags = [Lag("join", Place("t", 0), 0), Lag("store", Place("t", 0), records)]


class Office:
    """A service with one sink, fed by hand."""

    def __init__(self, service: Service) -> None:
        self.service, self.topics, self.sink = service, FakeTopics(), FakeSink()
        self.seen: dict[str, int] | None = None
        (courier,) = service.couriers
        courier.sink = self.sink

    def hear(self, day: int) -> None:
        self.service.host.accept(Batch("t", "t", [draft("visit", "company1", 24 * day, page="/pricing")])).result()

    def look(self, times: int = 1) -> int:
        """Look so often; how many digests the sink has by now."""
        for _ in range(times):
            self.seen = look(self.service, self.topics, self.seen)  # type: ignore[arg-type]
        return len(self.sink.digests)


@contextmanager
def opened(folder: Path, more: str) -> Iterator[Office]:
    service = Service(load_workspace(workspace(folder, more=more)), lambda: NOW)
    open_sinks(service)
    try:
        yield Office(service)
    finally:
        service.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path / "w", '[digest]\nat = "08:00"') as made:
        yield made


def test_it_is_sent_once_when_nothing_waits_and_nothing_has_come_since_the_look_before(office: Office) -> None:
    assert office.look(3) == 0, "nothing was heard at all"
    office.hear(0)
    assert office.look() == 0
    assert office.look() == 1
    assert office.look(3) == 1
    assert office.sink.digests[0].end.date() == NOW.date()


def busy(topics: FakeTopics) -> None:
    topics.waits(3)


def unready(topics: FakeTopics) -> None:
    topics.ready = False


def silent(topics: FakeTopics) -> None:
    topics.answers = False


@pytest.mark.parametrize("trouble", [busy, unready, silent])
def test_while_something_waits_or_nobody_knows_it_is_not_sent(
    office: Office, trouble: Callable[[FakeTopics], None]
) -> None:
    trouble(office.topics)
    office.hear(0)
    assert office.look(3) == 0
    office.topics.ready, office.topics.answers = True, True
    office.topics.waits(0)
    assert office.look() == 1


def test_a_later_day_gets_its_own_and_a_sink_that_failed_is_tried_again(office: Office) -> None:
    office.hear(0)
    office.sink.failures = [TransientError("down", retry_after=0)]
    assert office.look(2) == 0
    assert office.look() == 1
    office.hear(1)
    assert office.look() == 1
    assert office.look(2) == 2
