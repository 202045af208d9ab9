"""The owner's local API: the commands' operations, and health. Private: a token, the Host header checked, no CORS."""

import asyncio
import ipaddress
import json
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError
from fitsignal.owner import Owner, remove_owner, write_owner
from fitsignal.server import Asgi, HttpServer, is_wildcard, listen, url_of

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

LARGEST = 10_000_000
"""Bytes of a request."""
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
_FORWARDED = frozenset(("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "cf-connecting-ip"))

Operate = Callable[[str, dict[str, Any]], list[dict[str, Any]]]


class OwnerServer:
    """Serves a workspace's operations while it runs, and tells commands where.

    `operate` is called on threads of the server. `ready` says whether the service takes work. A bind address that was
    asked for must be free; without one it is 127.0.0.1:8787, or any free port there. `before` makes the application
    that requests come to first, the receiver's, which leaves the paths that are none of its own to the one it is given.
    """

    def __init__(
        self,
        folder: Path,
        operate: Operate,
        *,
        bind: str | None = None,
        ready: Callable[[], bool] = lambda: True,
        routes: "Sequence[BaseRoute]" = (),
        before: Callable[[Asgi], Asgi] = lambda private: private,
        metrics: Callable[[], str] | None = None,
        protocol: type[asyncio.Protocol] | None = None,
    ) -> None:
        listening = listen(bind)
        self.owner = Owner(os.getpid(), url_of(listening), secrets.token_urlsafe(32))
        host = listening.getsockname()[0]
        private = application(operate, self.owner.token, host=host, ready=ready, routes=routes, metrics=metrics)
        self._server = HttpServer(listening, before(private), protocol=protocol)
        self._folder = folder

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.owner.url

    def start(self) -> None:
        """Answer from now on."""
        self._server.start()
        write_owner(self._folder, self.owner)

    def close(self) -> None:
        """Stop answering, after the answers under way."""
        remove_owner(self._folder, self.owner)
        self._server.close()


def application(
    operate: Operate,
    token: str,
    *,
    host: str = "127.0.0.1",
    ready: Callable[[], bool] = lambda: True,
    routes: "Sequence[BaseRoute]" = (),
    metrics: Callable[[], str] | None = None,
) -> "Starlette":
    """The ASGI application. `host` is the address it is bound to: beside loopback's, the one name it goes by."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    async def op(request: "Request") -> "Response":
        return _refused(request, token, host) or await _operated(request, operate)

    own = [Route("/api/op/{name:path}", op, methods=["POST"]), *_health(ready), *_metrics(metrics, host)]
    return Starlette(routes=[*own, *routes])


def bare_application(
    *, host: str, metrics: Callable[[], str] | None = None, ready: Callable[[], bool] = lambda: True
) -> "Starlette":
    """What a process without the store answers, beside its receiver if it has one: health and metrics."""
    from starlette.applications import Starlette

    return Starlette(routes=[*_health(ready), *_metrics(metrics, host)])


def _metrics(text: Callable[[], str] | None, host: str) -> "list[BaseRoute]":
    """Counts for Prometheus on this machine or network, never through a proxy that serves the public."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    async def metrics(request: "Request") -> "Response":
        if not _is_ours(request.url.hostname or "", host) or _FORWARDED & set(request.headers):
            return _answer(421, {"error": "metrics are for who asks this address by its own name, without a proxy"})
        return PlainTextResponse(await run_in_threadpool(text or str))

    return [Route("/metrics", metrics)] if text else []


def _health(ready: Callable[[], bool]) -> "list[BaseRoute]":
    """Whether the process lives, and whether it takes work; for anybody."""
    from starlette.routing import Route

    async def live(_: "Request") -> "Response":
        return _answer(200, {"status": "ok"})

    async def is_ready(_: "Request") -> "Response":
        return _answer(200, {"status": "ok"}) if ready() else _answer(503, {"status": "not ready"})

    return [Route("/health/live", live), Route("/health/ready", is_ready)]


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
    return is_wildcard(host) and _is_address(name)


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


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
