"""The runner: order, schedule, backoff, clean stops, and one broken source that never touches the others."""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import Future
from datetime import timedelta
from random import Random
from threading import Event
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.contract import Context, Cursor, Setting, Source, SourceOptions, Step
from sources.errors import RetryLater, SourceError
from sources.look import look
from sources.schedule import after_failure, after_success
from streams.ports import Receipt
from streams.signal import SignalDraft


class ScriptOptions(SourceOptions):
    type: Literal["script"]


class Script(Source):
    """Plays a script: each poll gives its steps (numbers) and raises what stands among them."""

    type = "script"
    options_model = ScriptOptions

    def __init__(
        self,
        name: str,
        *polls: list[Any],
        every: str = "10s",
        live: bool = False,
        first: Any = None,
        host: str | None = None,
    ) -> None:
        checked = ScriptOptions(type="script", name=name, every=every, first=first)
        super().__init__(checked, Setting(None, None))  # type: ignore[arg-type]
        self.polls = list(polls)
        self.is_live, self.asks = live, host
        self.polled = 0

    @property
    def host(self) -> str | None:
        return self.asks

    @property
    def live(self) -> bool:
        return self.is_live

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        self.polled += 1
        for number in self.polls.pop(0) if self.polls else []:
            if isinstance(number, BaseException):
                raise number
            if asyncio.iscoroutinefunction(number):
                await number()
                continue
            draft = SignalDraft(kind="visit", native=f"{self.name}{number}")
            yield Step({"at": number}, [draft], first=not cursor)


def given_ids(bench: Any) -> list[str]:
    return [draft["native"] for draft in bench.outlet.drafts]


def run_until(bench: Any, *sources: Script, waits: int, **options: Any) -> list[float]:
    """Run the schedule until so many waits began; gives the seconds of each wait in turn."""
    stop = asyncio.Event()
    seen: list[float] = []

    async def wait(seconds: float, stop: asyncio.Event) -> bool:
        seen.append(seconds)
        if len(seen) >= waits:
            stop.set()
        return bool(await bench.wait(seconds, stop))

    asyncio.run(bench.runner(*sources, wait=wait, **options).run(stop))
    return seen


def test_sources_are_polled_once_in_the_order_of_the_configuration(bench: Any) -> None:
    summary = bench.poll(Script("b", [1, 2]), Script("a", [1]))

    assert given_ids(bench) == ["b1", "b2", "a1"]
    assert [(poll.name, poll.signals, poll.receipt.stored) for poll in summary.polls] == [("b", 2, 2), ("a", 1, 1)]
    assert (summary.signals, summary.rejected, summary.receipt) == (3, 0, Receipt(stored=3))


def test_an_error_leaves_what_was_given_before_it_and_the_other_sources_alone(bench: Any) -> None:
    summary = bench.poll(Script("bad", [1, SourceError("the wire is cut"), 2]), Script("good", [1]))

    assert given_ids(bench) == ["bad1", "good1"]
    assert summary.errors == {"bad": "the wire is cut"}
    assert bench.state.cursor("bad", "script") == {"at": 1}


def test_an_unknown_error_is_logged_with_its_trace_and_told_without_its_text(
    bench: Any, caplog: pytest.LogCaptureFixture
) -> None:
    summary = bench.poll(Script("bad", [KeyError("token=s3cret")]), Script("good", [1]))

    assert summary.errors == {"bad": "an unexpected KeyError stopped this poll: the log has its trace"}
    assert given_ids(bench) == ["good1"]
    assert any(record.exc_info and record.levelno == logging.ERROR for record in caplog.records)


def test_a_cursor_moves_only_after_the_outlet_kept_what_it_stands_behind(bench: Any) -> None:
    seen: list[Any] = []

    class LateOutlet:
        def accept(self, batch: Any) -> "Future[Receipt]":
            seen.append(bench.state.cursor("wire", "script"))
            kept: Future[Receipt] = Future()
            kept.set_result(Receipt(stored=1))
            return kept

    bench.outlet = LateOutlet()
    bench.poll(Script("wire", [1, 2, 3]))

    assert seen == [{}, {"at": 1}, {"at": 2}]
    assert bench.state.cursor("wire", "script") == {"at": 3}


def test_what_the_outlet_refused_is_offered_again_and_nothing_behind_it_went_out(bench: Any) -> None:
    bench.outlet.refusals = 1
    first = bench.poll(Script("wire", [1, 2]))

    assert first.errors == {"wire": "what it gave could not be kept and will be offered again: the disk is full"}
    assert (given_ids(bench), bench.state.cursor("wire", "script")) == ([], {})
    bench.poll(Script("wire", [1, 2]))
    assert given_ids(bench) == ["wire1", "wire2"]


@pytest.mark.parametrize(
    ("live", "first", "seeded"),
    [
        (True, None, [True, False]),
        (False, None, [False, False]),
        (True, "news", [False, False]),
        (False, "quiet", [True, False]),
    ],
)
def test_the_first_poll_is_quiet_for_what_was_there_before_us(
    live: bool, first: Any, seeded: list[bool], bench: Any
) -> None:
    source = Script("wire", [1], [2], live=live, first=first)
    bench.poll(source)
    bench.poll(source)

    assert [batch.seeded for batch in bench.outlet.batches] == seeded


def test_a_poll_that_gives_nothing_for_too_long_is_given_up(bench: Any) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    summary = bench.poll(Script("slow", [1, hang, 2]), Script("good", [1]), patience=0.05)

    assert summary.errors == {"slow": "it gave nothing for 0.05 s: the poll was given up"}
    assert given_ids(bench) == ["slow1", "good1"]


def test_a_source_is_polled_again_at_its_interval_and_after_errors_with_backoff(bench: Any) -> None:
    broken = [SourceError("down")]
    waits = run_until(bench, Script("wire", [1], broken, broken, broken, [2]), waits=6)

    assert given_ids(bench) == ["wire1", "wire2"]
    assert waits[0] == 0
    assert 9 <= waits[1] <= 11
    assert all(1 <= wait <= ceiling for wait, ceiling in zip(waits[2:5], (5, 10, 20), strict=True))
    assert 9 <= waits[5] <= 11


def test_a_pause_that_was_asked_for_is_kept_also_over_a_restart(bench: Any) -> None:
    hour = timedelta(hours=1)
    waits = run_until(bench, Script("busy", [RetryLater("busy", hour)], every="2h"), waits=2)
    assert waits[1] >= hour.total_seconds()

    bench.now -= timedelta(seconds=waits[1])
    again = run_until(bench, Script("busy", [1], every="2h"), waits=1)
    assert again == [hour.total_seconds()]


def test_a_restart_does_not_poll_a_live_source_again_before_its_time_but_a_file_at_once(bench: Any) -> None:
    bench.poll(Script("live", [1], live=True, every="15m"), Script("file", [1], every="15m"))
    waits = run_until(bench, Script("live", [2], live=True, every="15m"), Script("file", [2], every="15m"), waits=2)

    assert 0.9 * 900 <= waits[0] <= 1.1 * 900
    assert waits[1] == 0


def test_a_stop_settles_what_was_offered_and_abandons_the_step_that_is_not_there_yet(bench: Any) -> None:
    stop = asyncio.Event()
    offered = Event()

    class SlowOutlet:
        kept: "Future[Receipt]" = Future()

        def accept(self, batch: Any) -> "Future[Receipt]":
            offered.set()
            return self.kept

    async def stopping() -> None:
        await asyncio.to_thread(offered.wait)
        stop.set()
        asyncio.get_running_loop().call_soon(bench.outlet.kept.set_result, Receipt(stored=1))
        await asyncio.Event().wait()

    bench.outlet = SlowOutlet()
    asyncio.run(bench.runner(Script("wire", [1, stopping, 2])).run(stop))

    assert bench.state.cursor("wire", "script") == {"at": 1}
    assert bench.state.health("wire", "script").stored == 1


def test_an_outlet_that_can_makes_the_next_batch_ready_before_the_last_is_kept(bench: Any) -> None:
    seen: list[str] = []

    class PreparingOutlet:
        last: "Future[Receipt]"

        def prepare(self, batch: Any) -> Any:
            seen.append(f"ready {batch.drafts[0].native}, before it {bench.state.cursor('wire', 'script')}")
            self.last.set_result(Receipt(stored=1))
            return batch

        def accept(self, batch: Any) -> "Future[Receipt]":
            self.last = Future()
            if batch.drafts[0].native == "wire3":
                self.last.set_result(Receipt(stored=1))
            return self.last

    bench.outlet = PreparingOutlet()
    bench.poll(Script("wire", [1, 2, 3]))

    assert seen == ["ready wire2, before it {}", "ready wire3, before it {'at': 1}"]
    assert bench.state.cursor("wire", "script") == {"at": 3}


@pytest.mark.parametrize(("hosts", "at_once"), [(None, 64), (1, 8), (3, 24)])
def test_no_more_than_64_places_are_polled_at_once_and_8_of_one_host(
    hosts: int | None, at_once: int, bench: Any
) -> None:
    now, most = [0], [0]

    async def busy() -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        for _ in range(300):
            await asyncio.sleep(0)
        now[0] -= 1

    sources = [Script(f"s{n}", [busy], host=hosts and f"h{n % hosts}.example") for n in range(100)]
    run_until(bench, *sources, waits=200)

    assert all(source.polled for source in sources)
    assert most[0] == at_once


class Several(Script):
    """A source of several places."""

    def __init__(self, name: str, *places: Script) -> None:
        super().__init__(name)
        self.places = places
        for place in places:
            place.table = name

    @property
    def parts(self) -> tuple[Script, ...]:
        return self.places


def test_places_of_one_source_stand_fail_and_wait_on_their_own_and_are_told_as_one(bench: Any) -> None:
    broken = [SourceError("b is down")]
    places = [Script("press/a", [1], [2]), Script("press/b", broken, broken), Script("press/c", [1], [2])]
    source = Several("press", *places)
    first, second = bench.poll(source), bench.poll(source)
    (health,) = bench.runner(source).health()

    assert [(poll.name, poll.signals, poll.error) for poll in first.polls] == [("press", 2, "b is down")]
    assert second.signals == 2
    assert {batch.source for batch in bench.outlet.batches} == {"press"}
    assert (health.name, health.state, health.failures, health.last_error) == (
        "press",
        "partly failing",
        2,
        "b is down",
    )
    assert (health.polls, health.signals, health.stored) == (6, 4, 4)
    assert [bench.state.health(place.name, "script").state for place in places] == ["ok", "failing", "ok"]


def test_a_source_all_of_whose_places_fail_is_failing_and_names_the_first_ones(bench: Any) -> None:
    source = Several("press", *(Script(f"press/{n}", [SourceError(f"{n} is down")]) for n in range(5)))
    summary = bench.poll(source)

    sentence = "5 of 5 failed: 0 is down; 1 is down; 2 is down (and 2 more)"
    assert summary.errors == {"press": sentence}
    assert [(row.state, row.last_error) for row in bench.runner(source).health()] == [("failing", sentence)]


def test_a_place_of_a_source_that_was_one_place_before_begins_where_that_stood(bench: Any) -> None:
    bench.poll(Script("press", [7]))
    seen: list[Any] = []

    class Recalling(Script):
        async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
            seen.append(cursor)
            yield Step({"at": 8})

    source = Several("press", Recalling("press/a"))
    bench.poll(source)
    bench.poll(source)

    assert seen == [{"at": 7}, {"at": 8}]


def test_a_place_with_a_delay_is_first_polled_after_it_and_then_at_its_interval(bench: Any) -> None:
    late = Script("late", [1])
    late.delay = timedelta(seconds=100)
    waits = run_until(bench, late, waits=2)

    assert waits[0] == 100
    assert 9 <= waits[1] <= 11


def test_health_tells_of_every_configured_source_in_order(bench: Any) -> None:
    bad, good, new = Script("bad", [SourceError("down")]), Script("good", [1]), Script("new")
    bench.poll(good, bad)
    rows = bench.runner(bad, good, new).health()

    assert [(row.name, row.state, row.failures, row.last_error, row.signals) for row in rows] == [
        ("bad", "failing", 1, "down", 0),
        ("good", "ok", 0, None, 1),
        ("new", "new", 0, None, 0),
    ]
    assert rows[1].last_ok == bench.now
    assert rows[1].next_poll > bench.now


def test_a_source_that_recovers_keeps_its_last_error_for_people_to_see(bench: Any) -> None:
    source = Script("wire", [SourceError("down")], [1])
    bench.poll(source)
    bench.poll(source)
    health = bench.state.health("wire", "script")

    assert (health.state, health.failures, health.last_error, health.polls) == ("ok", 0, "down", 2)


def test_two_sources_of_one_name_are_refused(bench: Any) -> None:
    with pytest.raises(ValueError, match="two sources have the same name: wire"):
        bench.runner(Script("wire"), Script("wire"))


def test_a_look_gives_counts_and_moves_nothing(bench: Any) -> None:
    poll = asyncio.run(look(Script("wire", [1, 2, SourceError("cut")])))

    assert (poll.signals, poll.error) == (2, "cut")
    assert bench.state.all_health() == {}


SPANS = st.timedeltas(timedelta(seconds=1), timedelta(days=30))


@given(SPANS, st.integers())
def test_an_interval_moves_by_a_tenth_at_most(every: timedelta, seed: int) -> None:
    assert max(every * 0.89, timedelta(seconds=1)) <= after_success(every, Random(seed)) <= every * 1.11


@given(st.integers(0, 10_000), st.none() | st.timedeltas(timedelta(), timedelta(days=1)), st.integers())
def test_backoff_stays_within_its_cap_unless_more_was_asked_for(
    failures: int, asked: timedelta | None, seed: int
) -> None:
    wait = after_failure(failures, timedelta(hours=1), asked, Random(seed))
    assert max(timedelta(seconds=1), asked or timedelta()) <= wait <= max(timedelta(hours=1), asked or timedelta())
