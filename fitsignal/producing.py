"""The roles `sources` and `receiver` beside a broker: what they hear goes to its topics. Neither opens the store."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from fitsignal.broker import client_options
from fitsignal.clocks import Clock
from fitsignal.errors import OperatorError
from fitsignal.exposition import exposed
from fitsignal.figures import of_sources
from fitsignal.health_server import answering
from fitsignal.process import stop_on_signals, with_log, with_many_files
from fitsignal.receiving import explained, run_receiver
from fitsignal.seal import WorkspaceSeal
from fitsignal.wiring import build_sources, source_state, technologies
from fitsignal.workspace import Workspace, read_account_file
from sources.broker import KafkaOutlet

if TYPE_CHECKING:
    from sources.receiver.receiver import Receiver
    from sources.runner import Runner
    from sources.state import Health
    from sources.summary import Summary


class Listed(NamedTuple):
    """The account list in short: how many are on it, which domains are our own, and which are customers'."""

    length: int
    own: list[str]
    customers: frozenset[str]


def run_sources(workspace: Workspace, clock: Clock, *, once: bool = False, health: str | None = None) -> int:
    """Poll until SIGINT or SIGTERM, or each source once; 1 where `once` met one that failed. Raises OperatorError."""
    from sources.runner import Runner

    with_log(workspace, "sources", aloud=True)
    with_many_files()
    with open_outlet(workspace, clock) as outlet, source_state(workspace) as state:
        runner = Runner(build_sources(workspace), outlet, state, technologies=technologies(workspace))
        with answering(health, metrics=lambda: exposed(of_sources(health_of(workspace)))):
            return asyncio.run(_run(runner, outlet, once=once, recorded=workspace.clock == "recorded"))


def run_receiver_beside(workspace: Workspace, clock: Clock) -> int:
    """Serve the receiver and hand what comes over to the broker, until SIGINT or SIGTERM; 0. Raises OperatorError."""

    @contextmanager
    def handing_over(receiver: "Receiver") -> Iterator[None]:
        with open_outlet(workspace, clock) as outlet:
            drain_into(workspace, receiver, outlet)
            yield

    return run_receiver(workspace, clock, handing_over)


@contextmanager
def open_outlet(workspace: Workspace, clock: Clock) -> Iterator[KafkaOutlet]:
    """The workspace's outlet beside its broker; at the end of the block what it did not keep is refused."""
    recorded = workspace.clock == "recorded"
    expected, seal = bool(listed(workspace).length), WorkspaceSeal(workspace).closing
    outlet = KafkaOutlet(client_options(workspace), clock, recorded=recorded, expected=expected, seal=seal)
    try:
        yield outlet
    finally:
        outlet.close()


def drain_into(workspace: Workspace, receiver: "Receiver", outlet: KafkaOutlet) -> None:
    """Hand what the receiver keeps over to the broker from now on. Raises OperatorError."""
    told, recorded = listed(workspace), workspace.clock == "recorded"
    with explained(workspace):
        receiver.drain_into(outlet, told.own, recorded=recorded, is_customer=told.customers.__contains__)


def listed(workspace: Workspace) -> Listed:
    """The account list in short. Raises OperatorError where it cannot be read."""
    path = workspace.accounts_path
    try:
        accounts = read_account_file(path, path.name, folder=workspace.path).accounts
    except OSError as error:
        raise OperatorError(f"the account list {path} cannot be read: {error.strerror or error}") from None
    own = [account.domain for account in accounts if account.status == "own"]
    customers = [(account.domain, *account.domains) for account in accounts if account.status == "customer"]
    return Listed(len(accounts), own, frozenset(domain for each in customers for domain in each))


def health_of(workspace: Workspace) -> "list[Health]":
    """How each configured source does, by what is kept of it."""
    from sources.parts import healths

    with source_state(workspace) as state:
        return healths(build_sources(workspace), state.all_health())


async def _run(runner: "Runner", outlet: KafkaOutlet, *, once: bool, recorded: bool) -> int:
    stop = stop_on_signals()
    closing = asyncio.create_task(_close_at(stop, outlet))
    print(f"fitsignal watches {len(runner.sources)} sources", flush=True)
    summary = await runner.run_once(stop) if once or recorded else None
    if not once:
        await runner.run(stop)
    stop.set()
    await closing
    return _told(summary) if once and summary else 0


async def _close_at(stop: asyncio.Event, outlet: KafkaOutlet) -> None:
    """What a silent broker did not keep is refused, or the sources would wait for it for ever."""
    await stop.wait()
    await asyncio.to_thread(outlet.close)


def _told(summary: "Summary") -> int:
    for poll in summary.polls:
        print(f"{poll.name}: {poll.error or f'{poll.signals:,} signals, {poll.rejected:,} broken'}", flush=True)
    return 1 if summary.errors else 0
