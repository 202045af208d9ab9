"""Running: the service from start to clean stop. Alerts as they are decided, the digest, a summary of the way."""

import asyncio
import logging
import sys
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from fitsignal import digests
from fitsignal.answering import clicks_by_socket, explains
from fitsignal.api import OwnerServer
from fitsignal.carriers import open_sinks
from fitsignal.clearing import clear
from fitsignal.clocks import fixed, wall
from fitsignal.crm_health import crm_health
from fitsignal.exporting import export_due, send_exports
from fitsignal.operations import operate
from fitsignal.operations.status import undelivered
from fitsignal.page.routes import StatusPage
from fitsignal.process import stop_on_signals, with_log, with_many_files
from fitsignal.pulling import pull_crms, pull_once
from fitsignal.receiving import build_receiver, drain, metrics_of, serving
from fitsignal.service import Service
from fitsignal.upkeep import tend, tidy
from fitsignal.way import way, way_text
from fitsignal.wiring import build_sources, source_state, technologies
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from sources.runner import Runner
    from sources.summary import Summary

log = logging.getLogger("fitsignal")
MINUTE = 30.0
"""Seconds between two looks at the clock for a digest."""
_JUST_AFTER = timedelta(microseconds=1)
"""A window does not hold its end: so much later, it holds what was observed this instant. The clock of --now stands."""


def run_service(workspace: Workspace, *, once: bool, now: datetime | None, fresh: bool = False, json: bool) -> int:
    """Run until SIGINT or SIGTERM, or once; 0, or 1 where `once` met a source or a sink that failed.

    `fresh`: with an empty store.
    """
    if fresh:
        clear(workspace)
    with_log(workspace)
    with_many_files()
    service = Service(workspace, fixed(now) if now else wall)
    try:
        service.catalog.resolver()  # built now: the first signal does not wait for it
        service.receiver = build_receiver(workspace, service.wall, explains(service))
        with serving(workspace) as first:
            server = _server(service, serves=first and not once, once=once)
            server.start()
            try:
                return asyncio.run(_run(service, once=once, server=server, json=json))
            finally:
                server.close()
    finally:
        service.close()


def _server(service: Service, *, serves: bool, once: bool) -> OwnerServer:
    """The server of the commands, of the page and, where this process is the one, of the receiver.

    A run that ends by itself takes any port: trackers are served by who stays.
    """
    workspace, receiver = service.workspace, service.receiver
    page = StatusPage(workspace.name, partial(operate, service), bind=workspace.bind)
    serve: dict[str, Any] = {"routes": page.routes}
    if receiver is not None:
        serve["metrics"] = metrics_of(receiver)
        if serves:
            serve |= {"before": receiver.before, "protocol": receiver.protocol()}
    apart = receiver is not None and not serves
    server = OwnerServer(
        workspace.path, partial(operate, service), bind=None if apart or once else workspace.bind, **serve
    )
    service.sign_in = lambda: page.link(server.url)
    return server


async def _run(service: Service, *, once: bool, server: OwnerServer, json: bool) -> int:
    from sources.runner import Runner

    stop, well = stop_on_signals(), True
    open_sinks(service)
    if service.receiver:
        drain(service, service.receiver)
    with source_state(service.workspace) as state:
        runner = Runner(
            build_sources(service.workspace), service.host, state, technologies=technologies(service.workspace)
        )
        if once or service.recorded:
            await asyncio.to_thread(pull_once, service)
        summary = await runner.run_once(stop) if once or service.recorded else None
        if once or service.recorded:
            well = await asyncio.to_thread(tell, service, summary, json=json)
        if not once and not stop.is_set():
            _greet(service, len(runner.sources), server.url)
            await _until_stopped(service, runner, stop)
    if stop.is_set():
        _say("stopped: everything accepted is stored")
    return 1 if once and not well else 0


async def _until_stopped(service: Service, runner: "Runner", stop: asyncio.Event) -> None:
    with clicks_by_socket(service):
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(runner.run(stop))
            tasks.create_task(send_digests(service, stop))
            tasks.create_task(tend(service, stop))
            tasks.create_task(pull_crms(service, stop))
            tasks.create_task(send_exports(service, stop))


async def send_digests(service: Service, stop: asyncio.Event) -> None:
    """Send each digest when its time has come, also one that a sleeping machine missed."""
    from sources.runner import pause

    while not service.recorded and not await pause(MINUTE, stop):
        await asyncio.to_thread(_send_due, service)


def _send_due(service: Service) -> None:
    try:
        now = service.wall() + _JUST_AFTER
        if not digests.send_starter(service, now):
            digests.send_due(service, now)
    except Exception:
        log.exception("the digest was not sent and will be tried again")


def tell(service: Service, summary: "Summary | None", *, json: bool) -> bool:
    """Deliver what is due, then the digest, then the summary of the way; whether each source and sink did its part."""
    trouble = {"receiver": _emptied(service)}
    for courier in service.couriers:
        courier.drain()
    tidy(service)
    if service.workspace.digest is not None:
        if service.recorded:
            digests.send(service, digests.digest_of_day(service, digests.last_day(service)))
        else:
            _send_due(service)
            for courier in service.couriers:
                courier.drain()
    found = way(service)
    if json:
        from fitsignal.output import print_json

        print_json([found])
    else:
        _say("\nTHE WAY\n" + way_text(found))
    sources = {f"source {name}": sentence for name, sentence in (summary.errors if summary else {}).items()}
    sources |= {f"crm {row['crm']}": row["error"] for row in crm_health(service) if row["error"]}
    failed = {name: text for name, text in trouble.items() if text}
    failed |= {f"export {name}": text for name, text in export_due(service, all_of_them=True).items()}
    failed |= sources | {f"sink {name}": sentence for name, sentence in undelivered(service).items()}
    for name, sentence in failed.items():
        print(f"{name}: {sentence}", file=sys.stderr)
    return not failed


def _emptied(service: Service) -> str:
    """Wait until what the receiver keeps is in the store; or why it is not."""
    drain = service.receiver.drain if service.receiver else None
    return drain.until_empty() if drain else ""


def _greet(service: Service, sources: int, url: str) -> None:
    receiver = service.receiver
    told = f", {len(receiver.doors.adapters())} endpoints of trackers" if receiver else ""
    _say(f"fitsignal runs: {sources} sources{told}, {url} for its commands; Ctrl-C stops it")
    if service.sign_in:
        _say(f"its page, by a link that works once: {service.sign_in()}")


def _say(text: str) -> None:
    print(text, flush=True)
