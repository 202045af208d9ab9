"""Small doors, and a receiver behind them that is called without a socket or served on loopback."""

import asyncio
import http.client
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import orjson

from fitsignal.server import HttpServer, listen
from sources.receiver.app import Receiver, receiver_app
from sources.receiver.clients.door import Answer, ClientDoor, Route
from sources.receiver.contract import Event, Parsed, Refused, Request
from sources.receiver.doors import Doors
from sources.receiver.limits import Limits
from sources.receiver.protocol import bounded_protocol
from sources.receiver.spool import Spool

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
GOOD = {"x_secret": "right"}


class Secretive:
    """An adapter that wants the header `x-secret: right`, and knows a request by `x-id`; it trips over `x-trip`."""

    type: ClassVar[str] = "secretive"

    def check(self, request: Request, now: datetime) -> None:
        if "x-trip" in request.headers:
            raise ZeroDivisionError(request.headers["x-trip"])
        shown = {request.headers.get("x-secret"), request.path.rpartition("/")[2], request.query}
        if not shown & {"right", "s3cret"}:
            raise Refused(401, "The request does not prove who sent it.", "unknown_key")

    def key(self, request: Request) -> str | None:
        return request.headers.get("x-id")

    def parse(self, request: Request) -> Parsed:
        return Parsed((Event(details=orjson.loads(request.body)),))


TAKEN = Answer.json({"success": True})
CLIENT = ClientDoor(
    "client",
    Secretive(),
    {
        "/v1/batch": (Route(lambda request: TAKEN),),
        "/flags": (Route(lambda request: Answer.json({"flags": {}}), frozenset(("GET", "POST")), kept=False),),
    },
)


def doors() -> Doors:
    """POST /hooks/one, /v1/batch, and /flags of which nothing is kept."""
    return Doors({"one": Secretive()}, (CLIENT,))


def request(body: bytes = b"{}", endpoint: str = "hooks/one", at: datetime = NOW, **headers: str) -> Request:
    """A request as an endpoint has it."""
    return Request(endpoint, "POST", f"/{endpoint}", "", headers, body, "198.51.100.7", at)


@dataclass(slots=True)
class Reply:
    """What was answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def call(
    app: Any,
    path: str = "/hooks/one",
    *parts: bytes,
    method: str = "POST",
    query: bytes = b"",
    more: Mapping[str, str] | None = None,
    **headers: str,
) -> Reply:
    """Ask an application; the body comes in these parts. A header's underscores stand for hyphens."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts[:-1]]
    messages.append({"type": "http.request", "body": parts[-1] if parts else b"{}", "more_body": False})
    reply = Reply()

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
        reply.body += message.get("body", b"")

    raw = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, value in {**headers, **(more or {})}.items()
    ]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": raw}
    await app({**scope, "client": ("198.51.100.7", 4711)}, receive, send)
    return reply


def to(
    path: str = "/hooks/one", *parts: bytes, method: str = "POST", query: bytes = b"", more: Any = None, **headers: str
) -> Any:
    """A call that shows the secret, unless it shows another."""
    return lambda app: call(app, path, *parts, method=method, query=query, more=more, **{**GOOD, **headers})


def asked(folder: Path, *calls: Callable[[Receiver], Any], limits: Limits | None = None, **spool: Any) -> Any:
    """The replies to calls in turn, and the spool, closed, after them."""
    kept = Spool(folder / "spool.sqlite", **spool)
    app = receiver_app(doors(), kept, limits, lambda: NOW)

    async def all_of_them() -> list[Any]:
        return [await each(app) for each in calls]

    try:
        return asyncio.run(all_of_them()), [each for _, each in kept.rows(0, 100)], app.counts.table()
    finally:
        kept.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A receiver on loopback."""

    port: int
    spool: Spool
    app: Receiver

    def connect(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def post(self, body: bytes = b"{}", path: str = "/hooks/one", **headers: str) -> tuple[int, bytes]:
        """The answer to a request that shows the secret."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, {"x-secret": "right", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def served(folder: Path, limits: Limits | None = None) -> Iterator[Served]:
    """A receiver that is served as the service serves it."""
    limits = limits or Limits()
    spool, listening = Spool(folder / "spool.sqlite"), listen("127.0.0.1:0")
    app = receiver_app(doors(), spool, limits)
    server = HttpServer(listening, app, protocol=bounded_protocol(limits))
    server.start()
    try:
        yield Served(listening.getsockname()[1], spool, app)
    finally:
        server.close()
        spool.close()
