"""`run --once` beside a broker: every role plays once, and it ends when nothing waits any more.

This process owns the store, polls the sources and empties the spool; the join runs beside it until all was read.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from fitsignal.api import OwnerServer
from fitsignal.beside import Beside
from fitsignal.carriers import open_sinks
from fitsignal.clocks import Clock
from fitsignal.deciding import beside, owned
from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from fitsignal.process import stop_on_signals, with_log, with_many_files
from fitsignal.producing import drain_into, open_outlet
from fitsignal.pulling import pull_once
from fitsignal.receiving import build_receiver, closing_receiver
from fitsignal.running import tell
from fitsignal.supervisor import Part, Supervisor
from fitsignal.wiring import build_sources, source_state, technologies
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from fitsignal.service import Service
    from sources.receiver.receiver import Receiver
    from sources.summary import Summary

PATIENCE = 60.0
"""Seconds after which something has to have moved."""
LOOK = 0.5


class Stopped(Exception):
    """Somebody told it to stop before it was through."""


def run_all_once(workspace: Workspace, clock: Clock, join: Part, *, json: bool = False) -> int:
    """0, or 1 where a source or a sink failed. Raises OperatorError where nothing moves for a minute."""
    with_log(workspace, aloud=True)
    with_many_files()
    with (
        owned(workspace, clock) as service,
        closing_receiver(build_receiver(workspace, clock)) as receiver,
        beside(service) as topics,
    ):
        service.receiver = None  # what it keeps goes to the broker, not to the store
        server = OwnerServer(workspace.path, partial(operate, service))
        server.start()
        try:
            return asyncio.run(_run(service, topics, receiver, join, json=json))
        except Stopped:
            print("stopped: what was not read yet waits at the broker", flush=True)
            return 0
        finally:
            server.close()


async def _run(service: "Service", topics: Beside, receiver: "Receiver | None", join: Part, *, json: bool) -> int:
    stop, done = stop_on_signals(), asyncio.Event()
    open_sinks(service)
    topics.start()
    await _until(lambda: topics.ready, topics, stop)
    await asyncio.to_thread(pull_once, service)
    supervisor = Supervisor([join], lambda line: print(line, file=sys.stderr, flush=True))
    joining = asyncio.create_task(supervisor.run(done))
    try:
        summary = await _heard(service, receiver, stop)
        await _until(lambda: topics.look() and not any(each.records for each in topics.lags), topics, stop)
    finally:
        done.set()
        await joining
    return 0 if await asyncio.to_thread(tell, service, summary, json=json) else 1


async def _heard(service: "Service", receiver: "Receiver | None", stop: asyncio.Event) -> "Summary":
    """What the sources gave, and what the spool held, safe at the broker."""
    from sources.runner import Runner

    workspace = service.workspace
    with open_outlet(workspace, service.wall) as outlet, source_state(workspace) as state:
        if receiver is not None:
            drain_into(workspace, receiver, outlet)
        runner = Runner(build_sources(workspace), outlet, state, technologies=technologies(workspace))
        halt = asyncio.create_task(stop.wait())
        halt.add_done_callback(lambda _: None if halt.cancelled() else outlet.close(0))
        summary = await runner.run_once(stop)
        await asyncio.to_thread(_empty, receiver, stop)
        halt.cancel()
    return summary


def _empty(receiver: "Receiver | None", stop: asyncio.Event) -> None:
    drain = receiver.drain if receiver is not None else None
    trouble = drain.until_empty() if drain is not None and not stop.is_set() else ""
    if trouble:
        raise OperatorError(f"the receiver's requests wait in the spool: {trouble}")


async def _until(reached: Callable[[], bool], topics: Beside, stop: asyncio.Event) -> None:
    """Wait for it, as long as something moves. Raises OperatorError, Stopped."""
    from sources.runner import pause

    seen, deadline = None, time.monotonic() + PATIENCE
    while not await asyncio.to_thread(reached):
        if topics.ended.done() and (error := topics.ended.exception()):
            raise OperatorError(str(error))
        if await pause(LOOK, stop):
            raise Stopped
        if topics.lags != seen:
            seen, deadline = topics.lags, time.monotonic() + PATIENCE
        if time.monotonic() > deadline:
            raise OperatorError(_stuck(topics))


def _stuck(topics: Beside) -> str:
    troubles = "; ".join(filter(None, topics.troubles.values()))
    waiting = sum(each.records for each in topics.lags)
    return f"nothing moved for {PATIENCE:g} s, {waiting:,} records wait: {troubles or 'the log says more'}"
