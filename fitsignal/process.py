"""A process of the service: where its log goes, how many connections it may hold, and how signals end it."""

import asyncio
import logging
import resource
import signal
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

from fitsignal.workspace import Workspace

FILES = 65_536
CLIENTS = ("kafka", "aiokafka", "faust", "mode")
"""Loggers of the libraries that speak to a broker."""
SILENCE = 60.0
"""Seconds between two lines of the same of them."""


def with_log(workspace: Workspace, role: str = "", *, aloud: bool = False) -> None:
    """Keep the log in a file of the workspace, one for each process: the console is for alerts.

    `aloud`: warnings and errors are also said on stderr, as a role of several does that is watched from outside.
    """
    name = f"fitsignal.log.{role}" if role else "fitsignal.log"
    workspace.state.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(workspace.state / name, maxBytes=5_000_000, backupCount=3, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if aloud:
        root.addHandler(_said())
    for name in ("httpx", *CLIENTS):  # each request, each connection
        logging.getLogger(name).setLevel(logging.WARNING)


def _said() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handler.addFilter(Seldom())
    return handler


class Seldom(logging.Filter):
    """Of what Kafka's clients repeat ten times a second while a broker is away, a line a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is to be said."""
        if record.name.partition(".")[0] not in CLIENTS:
            return True
        known = self._told.get(str(record.msg), 0.0)
        if record.created - known < SILENCE:
            return False
        self._told[str(record.msg)] = record.created
        return True


def with_many_files() -> None:
    """As many open files as the system allows, up to 65,536: a soft limit of 1,024 is fewer than the connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def stop_on_signals() -> asyncio.Event:
    """An event that the first SIGINT or SIGTERM sets; the second ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal(number: signal.Signals, restore: Callable[[], object]) -> None:
        stop.set()
        restore()

    for number in (signal.SIGINT, signal.SIGTERM):
        restore = lambda n=number: (loop.remove_signal_handler(n), signal.signal(n, signal.SIG_DFL))  # noqa: E731
        loop.add_signal_handler(number, on_signal, number, restore)
    return stop
