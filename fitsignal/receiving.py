"""Receiving: a workspace's receiver, served by one process at a time and drained by the owner of the store.

`fitsignal run` does both. Beside a process of `--role receiver`, which needs no store, it drains alone.
"""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from fitsignal.answer_links import link_key
from fitsignal.answering import known_as, signing_secrets, slack_replies
from fitsignal.clocks import Clock, wall
from fitsignal.errors import OperatorError
from fitsignal.process import stop_on_signals, with_log, with_many_files
from fitsignal.receiver_counts import telling
from fitsignal.workspace import Workspace

if TYPE_CHECKING:
    from fitsignal.explaining import Ask
    from fitsignal.service import Service
    from sources.receiver.reading import Reading
    from sources.receiver.receiver import Receiver, Setup

    Beside = Callable[[Receiver], AbstractContextManager[object]]

LOCK = "receiver.lock"
"""Held by the process that serves the receiver, for as long as it lives."""
_OWN = "SELECT domain FROM accounts WHERE status = 'own'"


def build_receiver(workspace: Workspace, clock: Clock, ask: "Ask | None" = None) -> "Receiver | None":
    """The workspace's receiver with its spool open; None without `[receiver]`. Raises OperatorError.

    `ask` explains an account; without it, who owns the store is asked.
    """
    if workspace.receiver is None:
        return None
    from sources.receiver.receiver import Receiver

    try:
        return Receiver(workspace.state, _setup(workspace, ask), clock, known_as(workspace))
    except (OSError, sqlite3.Error) as error:
        raise OperatorError(f"the receiver's spool in {workspace.state} cannot be opened: {error}") from None


def drain(service: "Service", receiver: "Receiver") -> None:
    """Hand what the receiver keeps over to the service's store. Raises OperatorError."""
    with explained(service.workspace):
        customers = partial(_is_customer, service)
        receiver.drain_into(service.host, _own(service), recorded=service.recorded, is_customer=customers)


@contextmanager
def reading(service: "Service") -> "Iterator[Reading | None]":
    """What reads requests of the workspace's endpoints, running or not; None without `[receiver]`."""
    with ExitStack() as last:
        receiver = service.receiver or last.enter_context(closing_receiver(build_receiver(service.workspace, wall)))
        with explained(service.workspace):
            found = _reader(service, receiver) if receiver else None
        yield found


def _reader(service: "Service", receiver: "Receiver") -> "Reading":
    customers = partial(_is_customer, service)
    return receiver.reader(_own(service), recorded=service.recorded, is_customer=customers)


def _own(service: "Service") -> list[str]:
    return [row["domain"] for row in service.store.rows(_OWN)]


def _is_customer(service: "Service", domain: str) -> bool:
    """By the standing that the account has now, which a command may have changed since the start."""
    catalog = service.catalog
    standings = (catalog.standings.get(account) for account in catalog.directory.at_domain(domain))
    return any(standing is not None and standing.verdict == "customer" for standing in standings)


@contextmanager
def explained(workspace: Workspace) -> Iterator[None]:
    """What keeps visitors from being read, as a sentence."""
    from sources.receiver.who.hashing import BrokenKey
    from sources.receiver.who.mmdb import BrokenNetworks

    try:
        yield
    except (BrokenKey, BrokenNetworks) as error:
        raise OperatorError(str(error)) from None
    except (OSError, sqlite3.Error) as error:
        raise OperatorError(f"what is known of visitors in {workspace.state} cannot be read: {error}") from None


@contextmanager
def serving(workspace: Workspace) -> Iterator[bool]:
    """Whether this process is the one that serves the receiver; it is until the end of the block."""
    workspace.state.mkdir(parents=True, exist_ok=True)
    handle = os.open(workspace.state / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def run_receiver(workspace: Workspace, clock: Clock, beside: "Beside" = nullcontext) -> int:
    """Serve the receiver and keep what comes, without the store, until SIGINT or SIGTERM; 0. Raises OperatorError.

    `beside` makes a context of the receiver, in which it is served: there it may be drained.
    """
    with_log(workspace, "receiver", aloud=workspace.broker is not None)
    with_many_files()
    with serving(workspace) as first, closing_receiver(build_receiver(workspace, clock)) as receiver:
        if receiver is None:
            raise OperatorError("there is no [receiver] in fitsignal.toml: nothing to serve")
        if not first:
            raise OperatorError(f"the receiver of {workspace.path} is served already: by `fitsignal run`, or as a role")
        with beside(receiver):
            asyncio.run(_serve(workspace, receiver))
    print("stopped: everything accepted is in the spool", flush=True)
    return 0


async def _serve(workspace: Workspace, receiver: "Receiver") -> None:
    from fitsignal.api import bare_application
    from fitsignal.server import DEFAULT, HttpServer, listen, url_of

    stop, listening = stop_on_signals(), listen(workspace.bind or DEFAULT)
    others = bare_application(host=listening.getsockname()[0], metrics=metrics_of(receiver))
    server = HttpServer(listening, receiver.before(others), protocol=receiver.protocol())
    server.start()
    try:
        told = f"{len(receiver.doors.adapters())} endpoints, {url_of(listening)}"
        then = "" if workspace.broker else "`fitsignal run` takes it on; "
        print(f"fitsignal receives: {told}; {then}Ctrl-C stops it", flush=True)
        async with telling(workspace.state, receiver):
            await stop.wait()
    finally:
        server.close()


@contextmanager
def closing_receiver(receiver: "Receiver | None") -> "Iterator[Receiver | None]":
    """The same, closed at the end of the block."""
    try:
        yield receiver
    finally:
        if receiver is not None:
            receiver.close()


def metrics_of(receiver: "Receiver") -> Callable[[], str]:
    """The text of `GET /metrics`."""
    return lambda: receiver.counts.prometheus(receiver.spool.counts(), wall().timestamp())


def _setup(workspace: Workspace, ask: "Ask | None") -> "Setup":
    from sources.receiver.limits import Limits
    from sources.receiver.receiver import Setup

    told = workspace.receiver
    assert told is not None
    limits = Limits(body=told.body, rate=told.rate.per_second, burst=told.rate.burst)
    return Setup(
        hooks=told.hooks,
        keys={name: key.get_secret_value() for name, key in told.keys.items()},
        snowplow=told.snowplow,
        posthog_js=told.posthog_js,
        limits=limits,
        cap_bytes=told.spool.bytes,
        cap_age=told.spool.age,
        replays=told.replays,
        slack=signing_secrets(workspace),
        replies=slack_replies(workspace, ask) if signing_secrets(workspace) else None,
        link_key=link_key(workspace, make=True),
        who=told,
    )
