"""Delivery: every alert is sent or accounted for, whatever the sink answers and wherever the process ends."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fitsignal.delivery import Courier
from sinks import outbox
from sinks.outbox import LATE
from sinks.pacing import LONGEST, PAUSE
from sinks.reader import Reader
from sinks.sink import (
    AmbiguousError,
    Delivery,
    DestinationError,
    Finding,
    MessageError,
    Receipts,
    Repeat,
    TransientError,
)
from sinks.views import AlertView
from tests.laws.desks import NOW, World, account, draft, hosted, world

NAMES = ("alpha", "bravo", "charly", "delta")


class FakeSink:
    """A destination that keeps what it shows and fails as it is told: one entry of `plan` a write."""

    type: ClassVar[str] = "fake"
    pace: ClassVar[float] = 0.0
    repeat: Repeat = "harmless"
    batch = 10

    def __init__(self, *plan: Exception | None, repeat: Repeat = "harmless", batch: int = 10) -> None:
        self.plan, self.repeat, self.batch = list(plan), repeat, batch
        self.shown: list[str] = []
        self.writes = 0

    def check(self) -> tuple[Finding, ...]:
        return ()

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        self.writes += 1
        failure = self.plan.pop(0) if self.plan else None
        for each in deliveries[: len(deliveries) if failure is None else getattr(failure, "done", 0)]:
            content = each.content()
            assert isinstance(content, AlertView)
            self.shown.append(content.alert.account.split(".")[0])
        if failure:
            raise failure
        return ()

    def close(self) -> None:
        self.shown.append("closed")


class Bench:
    """A desk with four alerts decided a minute apart, a courier, and a clock that is moved by hand."""

    def __init__(self, made: World, courier: Callable[[FakeSink], Courier]) -> None:
        self.world, self.courier = made, courier

    def states(self) -> list[str]:
        rows = self.world.rows("SELECT o.state FROM outbox o JOIN alerts a ON a.id = o.alert ORDER BY a.decided_at")
        return [state for (state,) in rows]

    def notes(self) -> list[str | None]:
        rows = self.world.rows("SELECT o.note FROM outbox o JOIN alerts a ON a.id = o.alert ORDER BY a.decided_at")
        return [note for (note,) in rows]

    def later(self, span: timedelta) -> None:
        self.world.now += span


@contextmanager
def opened(folder: Path, late: timedelta | None = LATE) -> Iterator[Bench]:
    market = [account(name) for name in NAMES]
    with world(folder, market, sinks=["fake"], now=NOW + timedelta(minutes=10)) as made, hosted(made) as host:
        made.offer(*(draft("form_submitted", name, n / 60, form="demo") for n, name in enumerate(NAMES)))

        def courier(sink: FakeSink) -> Courier:
            reader = Reader(made.store, made.policy, made.profiles)
            return Courier("fake", sink, made.store, host, reader, made.clock, late=late)

        yield Bench(made, courier)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with opened(tmp_path) as made:
        yield made


LEDGER = "SELECT d.state, count(*) FROM deliveries d GROUP BY 1 ORDER BY 1"


def test_alerts_are_sent_in_the_order_they_were_decided_and_every_step_is_in_the_ledger(bench: Bench) -> None:
    sink = FakeSink(batch=3)
    courier = bench.courier(sink)
    courier.drain()
    assert sink.shown == list(NAMES)
    assert bench.states() == ["sent"] * 4
    assert bench.world.rows(LEDGER) == [("sending", 4), ("sent", 4)]
    courier.drain()
    assert sink.writes == 2, "nothing is sent twice"


Case = tuple[str, Exception, Repeat, list[str], list[str]]
ANSWERS: list[Case] = [
    ("nothing was taken", TransientError("down"), "visible", ["pending"] * 4, []),
    ("two were taken", TransientError("down", done=2), "visible", ["sent", "sent", "pending", "pending"], [*NAMES[:2]]),
    ("nowhere to send to", DestinationError("no such channel"), "visible", ["pending"] * 4, []),
    ("an unknown error that would show", RuntimeError("?"), "visible", ["ambiguous"] * 4, []),
]


@pytest.mark.parametrize(("error", "repeat", "states", "shown"), [c[1:] for c in ANSWERS], ids=[c[0] for c in ANSWERS])
def test_what_a_sink_answers_is_what_its_rows_say(
    bench: Bench, error: Exception, repeat: Repeat, states: list[str], shown: list[str]
) -> None:
    sink = FakeSink(error, repeat=repeat)
    courier = bench.courier(sink)
    courier.drain()
    assert (bench.states(), sink.shown, sink.writes) == (states, shown, 1)
    assert courier.trouble != ""


@pytest.mark.parametrize(
    ("error", "state"),
    [(MessageError("too long", done=1), "failed"), (AmbiguousError("timed out", done=1), "ambiguous")],
)
def test_a_message_that_is_refused_or_in_doubt_does_not_hold_up_the_others(
    bench: Bench, error: Exception, state: str
) -> None:
    sink = FakeSink(error, repeat="visible")
    courier = bench.courier(sink)
    courier.drain()
    assert bench.states() == ["sent", state, "sent", "sent"]
    assert sink.shown == ["alpha", "charly", "delta"]
    assert bench.notes()[1] == str(error)
    assert courier.trouble == "", "the last write was well"


def test_a_sink_that_asks_for_a_pause_gets_it_for_all_that_waits(bench: Bench) -> None:
    sink = FakeSink(TransientError("slow down", retry_after=30), batch=1)
    courier = bench.courier(sink)
    courier.drain()
    bench.later(timedelta(seconds=29))
    courier.drain()
    assert (sink.writes, sink.shown) == (1, [])
    bench.later(timedelta(seconds=1))
    courier.drain()
    assert sink.shown == list(NAMES)


def test_a_sink_that_stays_down_is_asked_ever_less_often_and_nothing_is_lost(bench: Bench) -> None:
    sink = FakeSink(*(TransientError("down") for _ in range(12)))
    courier, waits = bench.courier(sink), []
    for _ in range(12):
        courier.drain()
        (due,) = bench.world.rows("SELECT DISTINCT due_at FROM outbox")[0]
        waits.append(due - bench.world.now)
        bench.world.now = due
    assert waits[:4] == [timedelta(seconds=n) for n in (1, 2, 4, 8)]
    assert max(waits) == LONGEST == waits[-1]
    courier.drain()
    assert sink.shown == list(NAMES)


def test_a_destination_that_refuses_everything_is_left_in_peace_for_a_while(bench: Bench) -> None:
    sink = FakeSink(DestinationError("the channel is archived"), batch=1)
    courier = bench.courier(sink)
    courier.drain()
    assert (sink.writes, courier.trouble) == (1, "the channel is archived")
    bench.later(PAUSE)
    courier.drain()
    assert sink.shown == list(NAMES)


def test_what_waits_for_a_destination_that_refused_it_is_tried_at_once_by_the_next_start(bench: Bench) -> None:
    bench.courier(FakeSink(DestinationError("nobody reads what is printed"))).drain()
    sink = FakeSink()
    outbox.recover(bench.world.store, "fake", "harmless", bench.world.now)
    bench.courier(sink).drain()
    assert sink.shown == list(NAMES)


def test_a_harmless_sink_that_chokes_on_one_alert_gets_the_others_one_by_one(bench: Bench) -> None:
    class Choking(FakeSink):
        def write(self, deliveries: Sequence[Delivery]) -> Receipts:
            if any(each.content().alert.account == "bravo.example" for each in deliveries):  # type: ignore[union-attr]
                raise ValueError("it cannot be shown")
            return super().write(deliveries)

    sink = Choking()
    bench.courier(sink).drain()
    assert bench.states() == ["sent", "failed", "sent", "sent"]
    assert sink.shown == ["alpha", "charly", "delta"]


@pytest.mark.parametrize(
    ("repeat", "state", "shown"), [("harmless", "sent", list(NAMES)), ("visible", "ambiguous", [])]
)
def test_a_crash_between_sending_and_noting_repeats_only_where_that_harms_nobody(
    bench: Bench, repeat: Repeat, state: str, shown: list[str]
) -> None:
    due = outbox.take(bench.world.store, "fake", 10, bench.world.now)
    assert [each.priority for each in due] == ["P1"] * 4
    assert bench.states() == ["sending"] * 4
    sink = FakeSink(repeat=repeat)
    courier = bench.courier(sink)
    courier.drain()
    assert sink.shown == [], "until the next start they are under way"
    courier.start()
    courier.drain()
    courier.close()
    assert sink.shown == [*shown, "closed"]
    assert bench.states() == [state] * 4
    assert "the process ended between sending and noting" in str(
        bench.world.rows("SELECT DISTINCT note FROM deliveries WHERE note IS NOT NULL")
    )


def test_what_could_only_be_sent_a_day_late_is_muted(bench: Bench) -> None:
    bench.world.now = NOW + LATE + timedelta(seconds=90)
    sink = FakeSink()
    bench.courier(sink).drain()
    assert bench.states() == ["muted", "muted", "sent", "sent"]
    assert sink.shown == ["charly", "delta"]
    assert bench.notes()[0] == "late: could be sent only a day after it was decided"


def test_by_a_recorded_clock_nothing_is_late(tmp_path: Path) -> None:
    with opened(tmp_path, late=None) as bench:
        bench.world.now = NOW + timedelta(days=400)
        bench.courier(FakeSink()).drain()
        assert bench.states() == ["sent"] * 4


def test_a_started_courier_delivers_what_was_left_and_what_it_is_woken_for(bench: Bench) -> None:
    sink = FakeSink()
    courier = bench.courier(sink)
    courier.start()
    courier.wake()
    courier.drain()
    courier.close()
    assert sink.shown == [*NAMES, "closed"]


def test_an_alert_is_shown_as_it_stood_when_it_was_decided(bench: Bench) -> None:
    views: list[AlertView] = []

    class Keeping(FakeSink):
        def write(self, deliveries: Sequence[Delivery]) -> Receipts:
            views.extend(each.content() for each in deliveries)  # type: ignore[misc]
            return ()

    bench.world.offer(draft("funding_round", "alpha", 2, round="series_a"))
    bench.courier(Keeping()).drain()
    assert [view.alert.account for view in views][:4] == [f"{name}.example" for name in NAMES]
    first: Any = views[0]
    assert [each.trigger.kind for each in first.triggers] == ["form_submitted"]
    assert first.alert.intent.points == pytest.approx(sum(kind.value for kind in first.alert.intent.kinds))
