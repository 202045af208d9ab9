"""The owner's local API: the commands' operations, and health. Private: a token, the Host header checked, no CORS."""

import asyncio
import ipaddress
import json
import os
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.owner import Owner, remove_owner, write_owner

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

DEFAULT = "127.0.0.1:8787"
LARGEST = 10_000_000
"""Bytes of a request."""
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))

Operate = Callable[[str, dict[str, Any]], list[dict[str, Any]]]


class OwnerServer:
    """Serves a workspace's operations while it runs, and tells commands where.

    `operate` is called on threads of the server. `ready` says whether the service takes work. A bind address that was
    asked for must be free; without one it is 127.0.0.1:8787, or any free port there.
    """

    def __init__(
        self,
        folder: Path,
        operate: Operate,
        *,
        bind: str | None = None,
        ready: Callable[[], bool] = lambda: True,
        routes: "Sequence[BaseRoute]" = (),
    ) -> None:
        import uvicorn

        self._socket = _listen(bind)
        host, port = self._socket.getsockname()[:2]
        self.owner = Owner(os.getpid(), f"http://{_reachable(host)}:{port}", secrets.token_urlsafe(32))
        app = application(operate, self.owner.token, host=host, ready=ready, routes=routes)
        config = uvicorn.Config(
            app, access_log=False, log_config=None, lifespan="off", timeout_graceful_shutdown=2, server_header=False
        )
        self._server = uvicorn.Server(config)
        self._folder = folder
        self._thread = threading.Thread(target=self._serve, name="api", daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.owner.url

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()
        write_owner(self._folder, self.owner)

    def close(self) -> None:
        """Stop answering, after the answers under way."""
        remove_owner(self._folder, self.owner)
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))


def application(
    operate: Operate,
    token: str,
    *,
    host: str = "127.0.0.1",
    ready: Callable[[], bool] = lambda: True,
    routes: "Sequence[BaseRoute]" = (),
) -> "Starlette":
    """The ASGI application. `host` is the address it is bound to: beside loopback's, the one name it goes by."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    async def op(request: "Request") -> "Response":
        return _refused(request, token, host) or await _operated(request, operate)

    async def live(_: "Request") -> "Response":
        return _answer(200, {"status": "ok"})

    async def is_ready(_: "Request") -> "Response":
        return _answer(200, {"status": "ok"}) if ready() else _answer(503, {"status": "not ready"})

    own = [
        Route("/api/op/{name:path}", op, methods=["POST"]),
        Route("/health/live", live),
        Route("/health/ready", is_ready),
    ]
    return Starlette(routes=[*own, *routes])


def _refused(request: "Request", token: str, host: str) -> "Response | None":
    """The answer to a request that is not a command's: from a page that goes by another name, or without the token."""
    if not _is_ours(request.url.hostname or "", host):
        return _answer(421, {"error": "this address does not go by that name"})
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), token.encode()):
        return None
    return _answer(401, {"error": "a token is needed: that of .fitsignal/owner.json"})


def _is_ours(name: str, host: str) -> bool:
    if name in _LOOPBACK or name == host:
        return True
    return _is_wildcard(host) and _is_address(name)


async def _operated(request: "Request", operate: Operate) -> "Response":
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    from fitsignal.jsonl import dumps
    from sinks.store import StoreError

    params = await _params(request)
    if params is None:
        return _answer(400, {"error": "expected a JSON object of parameters"})
    try:
        rows = await run_in_threadpool(operate, request.path_params["name"], params)
        body = b"\n".join(dumps(row) for row in rows)
    except (OperatorError, StoreError) as error:
        return _answer(422, {"error": str(error)})
    except Exception as error:  # one broken operation must not take the service down
        return _answer(500, {"error": f"{request.path_params['name']} failed in the service: {type(error).__name__}"})
    return Response(body, media_type="application/x-ndjson")


async def _params(request: "Request") -> dict[str, Any] | None:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    try:
        params = json.loads(bytes(body) or b"{}")
    except (ValueError, RecursionError):
        return None
    return params if isinstance(params, dict) else None


def _answer(status: int, body: dict[str, str]) -> "Response":
    from starlette.responses import JSONResponse

    return JSONResponse(body, status_code=status)


def _listen(bind: str | None) -> socket.socket:
    try:
        return _bound(bind or DEFAULT)
    except OSError as error:
        if bind:
            raise OperatorError(_taken(bind, error)) from None
    return _bound(DEFAULT.rpartition(":")[0] + ":0")


def _bound(bind: str) -> socket.socket:
    host, _, port = bind.rpartition(":")
    found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def _taken(bind: str, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{bind} cannot be listened on: {reason}; stop what uses it, or set another bind under [receiver]"


def _reachable(host: str) -> str:
    """The name by which this machine reaches a socket bound to `host`."""
    if _is_wildcard(host):
        return "[::1]" if ":" in host else "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _is_wildcard(host: str) -> bool:
    return host in ("0.0.0.0", "::")  # noqa: S104  compared, not bound


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
