"""The runner: polls sources on their schedule, hands what they find to the outlet, and moves cursors after acceptance.

Everything that sources must not do is done here: schedule, jitter, backoff, limits, shutdown, and catching what nobody
expected, so that one broken source never stops the others.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random
from typing import TYPE_CHECKING

from sources.contract import Context, Cursor, Source, Step
from sources.errors import RetryLater, SourceError, unknown
from sources.parts import healths, one_poll
from sources.schedule import after_failure, after_success
from sources.state import Health, State, StateError
from sources.summary import Poll, Summary, Tally
from sources.turns import Turns
from streams.ports import Batch, Outlet, OutletError, Preparing, Receipt

if TYPE_CHECKING:
    from sources.fetch import Limits, Web

PATIENCE = 300.0
log = logging.getLogger(__name__)


def wall_clock() -> datetime:
    """The instant now, in UTC."""
    return datetime.now(UTC)


async def pause(seconds: float, stop: asyncio.Event) -> bool:
    """Wait; True as soon as `stop` is set."""
    try:
        async with asyncio.timeout(seconds):
            return await stop.wait()
    except TimeoutError:
        return stop.is_set()


class Runner:
    """Polls sources in one event loop, 64 at once at most, 8 of one host; parsing and file reading go to threads.

    A source of several places is polled place by place, each with its own schedule, backoff and cursor.

    `technologies` are the profile's, looked for in job postings. `patience`: seconds after which a poll that gives
    nothing is given up. `clock`, `rng`, `limits` and `wait` are for tests. Raises ValueError for two sources of one
    name, and StateError where the state cannot be kept: without it nothing may move.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        outlet: Outlet,
        state: State,
        *,
        technologies: tuple[str, ...] = (),
        clock: Callable[[], datetime] = wall_clock,
        rng: Random | None = None,
        limits: "Limits | None" = None,
        patience: float = PATIENCE,
        wait: Callable[[float, asyncio.Event], Awaitable[bool]] = pause,
    ) -> None:
        names = [source.name for source in sources]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two sources have the same name: {', '.join(twice)}")
        self.sources, self.outlet, self.state = sources, outlet, state
        self.technologies, self.limits, self.patience = technologies, limits, patience
        self.clock, self.rng, self.wait = clock, rng or Random(), wait  # noqa: S311 - jitter needs no secrecy

    def health(self) -> list[Health]:
        """How each configured source does, in the order of the configuration."""
        return healths(self.sources, self.state.all_health())

    async def run_once(self, stop: asyncio.Event | None = None) -> Summary:
        """Poll every source once, one after the other, so that recorded sources give the same order every time."""
        stop = stop or asyncio.Event()
        async with self._web() as web:
            context, turns = Context(web, asyncio.to_thread, self.technologies, self.clock, final=True), Turns()
            polls = [await self._once(s, context, stop, turns) for s in self.sources if not stop.is_set()]
            return Summary(tuple(polls))

    async def _once(self, source: Source, context: Context, stop: asyncio.Event, turns: Turns) -> Poll:
        """One poll of each place: recorded ones in their order, live ones together."""
        parts = self._parts(source)
        if not all(part.live for part in parts):
            return one_poll(source, [await self._poll(part, context, stop) for part in parts if not stop.is_set()])

        async def poll(part: Source) -> Poll:
            async with turns.taken(part.host):
                return await self._poll(part, context, stop)

        return one_poll(source, await asyncio.gather(*map(poll, parts)))

    def _parts(self, source: Source) -> Sequence[Source]:
        """The places of a source; itself where they cannot be told: its poll then says why."""
        try:
            return source.parts
        except SourceError:
            return (source,)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll on schedule until `stop` is set. What was offered by then is settled; the rest is offered next time."""
        turns = Turns()
        try:
            async with self._web() as web, asyncio.TaskGroup() as tasks:
                context = Context(web, asyncio.to_thread, self.technologies, self.clock)
                for part in chain.from_iterable(map(self._parts, self.sources)):
                    tasks.create_task(self._watch(part, context, stop, turns))
        except* StateError as broken:
            raise broken.exceptions[0] from None

    def _web(self) -> "Web":
        from sources.fetch import Web

        return Web(self.limits)

    async def _watch(self, source: Source, context: Context, stop: asyncio.Event, turns: Turns) -> None:
        due = self._first_due(source)
        while not await self.wait(max((due - self.clock()).total_seconds(), 0.0), stop):
            async with turns.taken(source.host):
                if not stop.is_set():
                    await self._poll(source, context, stop)
            due = self.state.health(source.name, source.type).next_poll or self.clock()

    def _first_due(self, source: Source) -> datetime:
        """At once, but for what was polled well just before or asked for a pause: a restart changes neither."""
        health = self.state.health(source.name, source.type)
        now = self.clock()
        if health.state == "new":
            return now + source.delay
        due = health.held_until if health.failures else health.next_poll if source.live else None
        return min(due or now, now + max(source.options.every, source.retry_cap))

    async def _poll(self, source: Source, context: Context, stop: asyncio.Event) -> Poll:
        """One poll, with whatever goes wrong turned into a sentence: the boundary where unknown errors end."""
        tally = Tally(source.name, source.type)
        asked = None
        try:
            await self._drain(source, context, stop, tally)
        except SourceError as cause:
            asked = cause.after if isinstance(cause, RetryLater) else None
            tally.error = str(cause)
        except OutletError as cause:
            tally.error = f"what it gave could not be kept and will be offered again: {cause}"
        except StateError:
            raise
        except Exception as cause:
            log.exception("source %s stopped on an error that it does not know", source.name)
            tally.error = unknown(cause)
        self._note(source, tally.error, asked, stop.is_set())
        return tally.poll()

    def _note(self, source: Source, error: str | None, asked: timedelta | None, stopped: bool) -> None:
        now = self.clock()
        if error is None and not stopped:
            self.state.succeeded(source.name, source.type, now, now + after_success(source.options.every, self.rng))
        if error is None:
            return
        failures = self.state.health(source.name, source.type).failures
        wait = after_failure(failures, source.retry_cap, asked, self.rng)
        self.state.failed(source.name, source.type, now, now + wait, error, now + asked if asked else None)
        log.warning("source %s failed: %s; next poll in %.0f s", source.name, error, wait.total_seconds())

    async def _drain(self, source: Source, context: Context, stop: asyncio.Event, tally: Tally) -> None:
        """Offer step after step; the next is read and made ready while the outlet keeps the last, then offered.

        Never two unkept at once.
        """
        offered: Offer | None = None
        async with aclosing(source.poll(self._cursor(source), context)) as steps:  # type: ignore[type-var]
            try:
                while (step := await self._next(steps, stop)) is not None:
                    step = replace(step, rejected=self.state.untold(source.name, step.rejected))
                    batch = await self._ready(source, step, waits=offered is not None)
                    held, offered = offered, None
                    await self._settle(source, held, tally)
                    offered = Offer(step, await asyncio.to_thread(self.outlet.accept, batch) if batch else None)
            finally:
                await self._settle(source, offered, tally)

    def _cursor(self, source: Source) -> Cursor:
        """Where a source stands; a place that is new to a table stands where the table stood when it was one source."""
        known = source.name == source.table or self.state.knows(source.name, source.type)
        return self.state.cursor(source.name if known else source.table, source.type)

    async def _next(self, steps: AsyncIterator[Step], stop: asyncio.Event) -> Step | None:
        """The next step; None at the end and on stop, which abandons a step that is not there yet."""
        step, stopped = asyncio.ensure_future(_one(steps)), asyncio.ensure_future(stop.wait())
        try:
            done, _ = await asyncio.wait((step, stopped), timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
            if step in done:
                return step.result()
            if stopped in done:
                return None
            raise SourceError(f"it gave nothing for {self.patience:g} s: the poll was given up")
        finally:
            for task in (step, stopped):
                task.cancel()
            await asyncio.gather(step, stopped, return_exceptions=True)

    async def _ready(self, source: Source, step: Step, *, waits: bool) -> Batch | None:
        """The step's batch; one that waits is made ready as far as the outlet can do that beside its work."""
        if not step.drafts and not step.rejected and not step.lessons:
            return None
        seeded = step.first and source.quiet
        batch = Batch(source.table, source.type, step.drafts, step.rejected, seeded=seeded, lessons=step.lessons)
        if waits and isinstance(self.outlet, Preparing):
            return await asyncio.to_thread(self.outlet.prepare, batch)
        return batch

    async def _settle(self, source: Source, offer: "Offer | None", tally: Tally) -> None:
        """Move the cursor once the outlet says that everything before it is safe."""
        if offer is None:
            return
        receipt = await asyncio.shield(asyncio.wrap_future(offer.kept)) if offer.kept else Receipt()
        given, rejected = len(offer.step.drafts), offer.step.rejected
        self.state.accepted(source.name, source.type, offer.step.cursor, receipt, given, rejected)
        tally.add(given, len(rejected), receipt)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step in the outlet's hands; `kept` is None where there was nothing to hand over."""

    step: Step
    kept: Future[Receipt] | None


async def _one(steps: AsyncIterator[Step]) -> Step | None:
    return await anext(steps, None)
