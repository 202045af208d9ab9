"""The HTTP server: one socket, one event loop on a thread of its own, for the private side and the receiver."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from fitsignal.errors import OperatorError

DEFAULT = "127.0.0.1:8787"
BACKLOG = 1024
"""Connections that wait to be taken up."""
CONNECTIONS = 2000
"""Connections and answers under way; beyond it the answer is 503."""
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


class HttpServer:
    """Answers on a bound socket until closed. `protocol`: how requests are read, by default uvicorn's own way."""

    def __init__(self, listening: socket.socket, app: Asgi, *, protocol: type[asyncio.Protocol] | None = None) -> None:
        import uvicorn

        self._socket = listening
        config = uvicorn.Config(
            app,
            interface="asgi3",
            http=protocol or "auto",
            ws="none",
            access_log=False,
            log_config=None,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._loop_factory = config.get_loop_factory()
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)
        self._idle: Callable[[], object] | None = None

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering, after the answers under way."""
        self._server.should_exit = True
        if self._idle is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._idle()
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=self._loop_factory) as runner, suppress(asyncio.CancelledError):
            runner.run(self._answer())

    async def _answer(self) -> None:
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        self._idle = partial(asyncio.get_running_loop().call_soon_threadsafe, self._leave, serving)
        await serving

    def _leave(self, serving: "asyncio.Task[None]") -> None:
        """End at once where nobody is connected: uvicorn looks ten times a second, and then waits as long again."""
        state = self._server.server_state
        if self._server.started and not state.connections and not state.tasks:
            for each in self._server.servers:
                each.close()
            serving.cancel()


def listen(bind: str | None) -> socket.socket:
    """A socket bound to an address; without one 127.0.0.1:8787, or any free port there. Raises OperatorError."""
    try:
        return _bound(bind or DEFAULT)
    except OSError as error:
        if bind:
            raise OperatorError(_taken(bind, error)) from None
    return _bound(DEFAULT.rpartition(":")[0] + ":0")


def url_of(listening: socket.socket) -> str:
    """The address by which this machine reaches a socket."""
    host, port = listening.getsockname()[:2]
    return f"http://{_reachable(host)}:{port}"


def is_wildcard(host: str) -> bool:
    """Whether it stands for every address of the machine."""
    return host in ("0.0.0.0", "::")  # noqa: S104  compared, not bound


def _bound(bind: str) -> socket.socket:
    host, _, port = bind.rpartition(":")
    found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _taken(bind: str, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{bind} cannot be listened on: {reason}; stop what uses it, or set another bind under [receiver]"


def _reachable(host: str) -> str:
    if is_wildcard(host):
        return "[::1]" if ":" in host else "127.0.0.1"
    return f"[{host}]" if ":" in host else host
