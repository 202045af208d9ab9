"""The role `sinks`: the store's owner beside a broker. It reads the topics, decides, delivers and serves the API."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from fitsignal.answering import clicks_by_socket
from fitsignal.api import OwnerServer
from fitsignal.beside import Beside
from fitsignal.broker import JOIN_GROUP, client_options, prepare
from fitsignal.by_hand import GivenByHand
from fitsignal.carriers import open_sinks
from fitsignal.clocks import Clock
from fitsignal.exporting import send_exports
from fitsignal.exposition import exposed
from fitsignal.figures import of_store
from fitsignal.operations import operate
from fitsignal.page.routes import StatusPage
from fitsignal.process import stop_on_signals, with_log, with_many_files
from fitsignal.pulling import pull_crms
from fitsignal.recorded import send_recorded
from fitsignal.running import send_digests
from fitsignal.service import Service
from fitsignal.upkeep import tend
from fitsignal.workspace import Workspace
from sinks.store import StoreOwned

log = logging.getLogger("fitsignal")
DEFAULT = "127.0.0.1:8788"
"""Where the page and the API are, beside a broker, unless `[dashboard]` says otherwise."""
PATIENCE = 30.0
"""Seconds that an owner waits for the store: one that is ending may still have it."""
PAUSE = 0.1


def run_sinks(workspace: Workspace, clock: Clock) -> int:
    """Run until SIGINT or SIGTERM; 1 where the topics cannot be read on. Raises OperatorError, StoreError."""
    with_log(workspace, "sinks", aloud=True)
    with_many_files()
    with owned(workspace, clock) as service, beside(service) as topics, _served(service, topics) as server:
        return asyncio.run(_run(service, topics, server))


@contextmanager
def owned(workspace: Workspace, clock: Clock) -> Iterator[Service]:
    """The workspace's service, once nobody else owns the store. Raises StoreOwned after 30 s."""
    service = patiently(lambda: Service(workspace, clock), PATIENCE)
    try:
        yield service
    finally:
        service.close()


def patiently(take: Callable[[], Service], patience: float) -> Service:
    """What `take` gives, tried again for so many seconds while another process owns the store. Raises StoreOwned."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return take()
        except StoreOwned:
            if time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)


@contextmanager
def beside(service: Service) -> Iterator[Beside]:
    """The service's reading and publishing, to be started; closed at the end of the block."""
    workspace = service.workspace
    topics = Beside(service, client_options(workspace), JOIN_GROUP, lambda: prepare(workspace))
    given = GivenByHand(service)
    service.outlet = given
    try:
        yield topics
    finally:
        topics.close()
        given.close()


@contextmanager
def _served(service: Service, topics: Beside) -> Iterator[OwnerServer]:
    workspace = service.workspace
    bind = workspace.private_bind or DEFAULT
    page = StatusPage(workspace.name, partial(operate, service), bind=bind)
    server = OwnerServer(
        workspace.path,
        partial(operate, service),
        bind=bind,
        ready=lambda: topics.ready,
        routes=page.routes,
        metrics=lambda: exposed([*of_store(service.store.rows, _size(workspace.store_path)), *topics.metrics()]),
    )
    service.sign_in = lambda: page.link(server.url)
    server.start()
    try:
        yield server
    finally:
        server.close()


async def _run(service: Service, topics: Beside, server: OwnerServer) -> int:
    stop = stop_on_signals()
    topics.ended.add_done_callback(_stopper(stop))  # delivering alone would look as if all were well
    open_sinks(service)
    topics.start()
    assert service.sign_in is not None
    print(f"fitsignal decides and delivers: {server.url}; its page, by a link that works once: {service.sign_in()}")
    with clicks_by_socket(service):
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(send_digests(service, stop))
            tasks.create_task(send_recorded(service, topics, stop))
            tasks.create_task(tend(service, stop))
            tasks.create_task(pull_crms(service, stop))
            tasks.create_task(send_exports(service, stop))
            await stop.wait()
    error = topics.ended.exception() if topics.ended.done() else None
    if error is None:
        print("stopped: what was read is stored, the rest waits at the broker")
    else:
        log.error("%s", error)
    return 1 if error else 0


def _stopper(stop: asyncio.Event) -> Callable[[object], None]:
    """Sets the event from another thread; nothing where the loop is over."""
    loop = asyncio.get_running_loop()

    def tell(_: object) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    return tell


def _size(path: Path) -> int:
    """Bytes of the store, with what is not in its file yet."""
    parts = (path, path.with_name(path.name + ".wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
