"""An alert reaches Slack exactly once, and what a person answers changes the next decision, on both hosts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fitsignal.contents import Contents
from fitsignal.lane_delivery import LaneCourier
from sinks.planned import Rules
from sinks.planning import Planner
from sinks.reader import Reader
from sinks.slack_options import SlackOptions
from streams.answers import Answer, answer_id
from streams.embedded import EmbeddedHost
from streams.ports import Batch
from tests.fitsignal.fake_slack import FakeSlack
from tests.fitsignal.fake_slack import World as Channels
from tests.fitsignal.offices import CALM, QuickSlack, demo, round_
from tests.kafka.owners import PATIENCE, arrived, caught_up, consuming, joined, make_topics, put
from tests.laws.desks import World, draft, hosted, world
from tests.streams.worlds import NOW


@dataclass
class Place:
    """A desk fed by one of the hosts, the courier of its Slack, and what came there."""

    desk: World
    take: Callable[[Batch], None]
    courier: LaneCourier
    slack: FakeSlack

    def texts(self) -> list[str]:
        """What the channel was told, first words of each message."""
        self.courier.drain()
        return [str(each.body["text"]).split(" ")[1].lower() for each in self.slack.in_channel("#signals")]


@contextmanager
def embedded(broker: Any, desk: World, host: EmbeddedHost) -> Iterator[Callable[[Batch], None]]:
    """Batches go to the desk of one process."""

    def take(batch: Batch) -> None:
        host.call(lambda: desk.apply(batch)).result()

    yield take


@contextmanager
def beside(broker: Any, desk: World, host: EmbeddedHost) -> Iterator[Callable[[Batch], None]]:
    """Batches go over the topics, twice, as at least once allows."""
    make_topics(broker.address)
    with consuming(broker.address, desk, host) as of:
        of.ready.result(PATIENCE)

        def take(batch: Batch) -> None:
            records = list(joined(arrived(desk, batch), desk))
            put(broker.address, [*records, *records])
            caught_up(broker.address, desk, host, of)

        yield take


@pytest.fixture(params=[embedded, beside], ids=["embedded", "beside a broker"])
def place(request: pytest.FixtureRequest, tmp_path: Path, broker: Any) -> Iterator[Place]:
    channels = Channels(channels={"#signals": "C01"})
    with (
        FakeSlack(channels) as slack,
        world(tmp_path, sinks=["slack"], now=NOW, policy=CALM) as desk,
        hosted(desk) as host,
        request.param(broker, desk, host) as take,
    ):
        slack.clock = lambda: desk.now.timestamp()
        options = {"token": slack.token, "channel": "#signals", "api_url": slack.url}
        courier = LaneCourier(
            "slack",
            QuickSlack(SlackOptions.model_validate(options)),
            desk.store,
            host,
            desk.clock,
            planner=Planner("slack", Rules(CALM, (), "#signals", threads=True)),
            contents=Contents(Reader(desk.store, CALM, desk.profiles), desk.clock),
            late=timedelta(days=1),
            settle=timedelta(seconds=30),
        )
        yield Place(desk, take, courier, slack)
        courier.close()


def test_an_alert_is_posted_once_however_often_its_signal_comes(place: Place) -> None:
    place.take(Batch("site", "t", [demo("alpha", -1)]))
    place.take(Batch("site", "t", [demo("alpha", -1)]))
    assert place.texts() == ["alpha"]
    assert place.texts() == ["alpha"]
    assert place.desk.rows("SELECT state FROM outbox") == [("sent",)]


@pytest.mark.parametrize(("said", "posts", "cause"), [("snooze", 1, "snoozed"), ("good", 2, None)])
def test_what_a_person_answers_decides_the_next_signal(place: Place, said: Any, posts: int, cause: str | None) -> None:
    place.take(Batch("site", "t", [round_("alpha", -2)]))
    assert place.texts() == ["alpha"]
    ((alert,),) = place.desk.rows("SELECT id::VARCHAR FROM alerts")
    days = 60 if said == "snooze" else None
    answer = Answer(
        answer_id("one"), said, NOW - timedelta(hours=1), alert=alert, days=days, names=("Mara",), via="slack"
    )
    place.take(Batch("slack", "slack", answers=[answer]))
    place.desk.now = NOW + timedelta(days=40)
    later = draft("funding_round", "alpha", 24 * 40 - 1, round="series_b")
    place.take(Batch("site", "t", [later]))
    place.courier.drain()
    assert len(place.slack.in_channel("#signals")) == posts
    assert place.desk.decisions()[-1] == ("alpha.example", cause)
    assert place.desk.rows("SELECT account, answer FROM feedback") == [("alpha.example", said)]
