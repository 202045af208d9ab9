"""Asked to wait: what Slack asked to come back for later waits through a restart; what failed by itself does not."""

from datetime import timedelta
from pathlib import Path

import pytest

from fitsignal.contents import Contents
from fitsignal.lane_delivery import LaneCourier
from sinks.outbox import recover
from sinks.planned import Rules
from sinks.planning import Planner
from sinks.reader import Reader
from sinks.routing import Rule
from tests.fitsignal.fake_slack import Faults
from tests.fitsignal.offices import CALM, MARA, Office, demo, office
from tests.laws.desks import account

OTHER = (Rule(owner=(MARA,), to=("#other",)),)


def _restarted(made: Office) -> LaneCourier:
    """The courier of the next process, which knows only what the store holds."""
    old = made.courier
    courier = LaneCourier(
        "slack",
        old.sink,
        made.desk.store,
        old._writer,
        made.desk.clock,
        planner=Planner("slack", Rules(CALM, OTHER, "#signals", threads=True)),
        contents=Contents(Reader(made.desk.store, CALM, made.desk.profiles), made.desk.clock),
        late=timedelta(days=1),
        settle=timedelta(seconds=30),
    )
    courier.start()
    return courier


@pytest.mark.parametrize("seconds", [90, 3600])
def test_after_a_restart_a_channel_is_left_alone_as_long_as_it_asked(tmp_path: Path, seconds: int) -> None:
    with office(tmp_path, [account("alpha"), account("bravo"), account("charly", owner=MARA)], OTHER) as made:
        made.slack.faults = Faults(limited=1.0, retry_after=seconds)
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        asked = made.desk.rows("SELECT due_at FROM outbox")
        made.slack.faults = Faults()
        made.desk.now += timedelta(seconds=seconds - 2)
        courier = _restarted(made)
        try:
            assert made.desk.rows("SELECT due_at FROM outbox") == asked
            made.desk.offer(demo("bravo", seconds / 3600), demo("charly", seconds / 3600))
            courier.drain()
            assert (made.told("#signals"), made.told("#other")) == ([], ["charly"])
            made.desk.now += timedelta(seconds=3)
            courier.drain()
            assert made.told("#signals") == ["alpha", "bravo"]
        finally:
            courier.close()


def test_what_failed_without_being_asked_to_wait_is_tried_at_once(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.slack.faults = Faults(failing=1.0)
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        recover(made.desk.store, "slack", "visible", made.desk.now)
        ((due,),) = made.desk.rows("SELECT due_at FROM outbox")
        assert due <= made.desk.now


def test_a_person_who_says_that_it_is_mended_is_believed(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.slack.faults = Faults(limited=1.0, retry_after=3600)
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        made.slack.faults = Faults()
        made.courier.resume()
        made.courier.drain()
        assert made.told("#signals") == ["alpha"]
