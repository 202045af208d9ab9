"""A webhook's receiver that is down for days, or wants no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from fitsignal.carriers import PATIENCE
from fitsignal.delivery import Courier
from sinks.reader import Reader
from sinks.webhook import WebhookSink
from sinks.webhook_options import WebhookOptions
from tests.fitsignal.offices import CALM, demo
from tests.laws.desks import World, account, hosted, world
from tests.streams.worlds import NOW


class Receiver:
    """Answers what it is told to, and counts what it was asked."""

    def __init__(self) -> None:
        self.status, self.asked = 500, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return httpx.Response(self.status)


@contextmanager
def hooked(folder: Path) -> Iterator[tuple[World, Receiver, Courier]]:
    receiver = Receiver()
    options = WebhookOptions.model_validate({"url": "https://hooks.example/a", "secret": "whsec_" + "QUFB" * 8})
    with world(folder, [account("alpha"), account("bravo")], sinks=["hook"], now=NOW, policy=CALM) as desk:
        sink = WebhookSink(options, httpx.MockTransport(receiver), lambda: desk.now.timestamp())
        with hosted(desk) as host:
            reader = Reader(desk.store, CALM, desk.profiles)
            courier = Courier("hook", sink, desk.store, host, reader, desk.clock, late=PATIENCE["webhook"])
            try:
                yield desk, receiver, courier
            finally:
                courier.close()


def states(desk: World) -> list[tuple[str, str]]:
    return desk.rows("SELECT state, coalesce(note, '') FROM outbox ORDER BY state")


def test_a_receiver_that_is_down_for_nearly_three_days_misses_nothing(tmp_path: Path) -> None:
    with hooked(tmp_path) as (desk, receiver, courier):
        desk.offer(demo("alpha"))
        for _ in range(71):
            courier.drain()
            desk.now += timedelta(hours=1)
        assert 60 <= receiver.asked <= 80
        receiver.status = 204
        courier.drain()
        assert [state for state, _ in states(desk)] == ["sent"]


def test_after_three_days_an_alert_is_given_up_and_says_so(tmp_path: Path) -> None:
    with hooked(tmp_path) as (desk, _, courier):
        desk.offer(demo("alpha"))
        courier.drain()
        desk.now += timedelta(days=3, minutes=1)
        courier.drain()
        assert states(desk) == [("muted", "late: could be sent only 3 days after it was decided")]


def test_a_receiver_that_wants_no_more_is_asked_again_only_when_somebody_resumes_it(tmp_path: Path) -> None:
    with hooked(tmp_path) as (desk, receiver, courier):
        receiver.status = 410
        desk.offer(demo("alpha"))
        courier.drain()
        desk.offer(demo("bravo"))
        for _ in range(10):
            desk.now += timedelta(hours=6)
            courier.drain()
        assert receiver.asked == 1
        assert "410" in courier.trouble
        receiver.status = 200
        courier.resume()
        courier.drain()
        assert [state for state, _ in states(desk)] == ["sent", "sent"]
