"""The protocol: HTTP as uvicorn reads it, with bounds on what a connection may hold and for how long.

uvicorn waits for ever for a request's first byte, its headers and its last byte, and takes headers of any size. Here
each connection has an hour at which it ends unless it gets on; a look every second ends those whose hour has come. That
costs a request nothing but to note the hour. Where there are too many connections, the one that would end first goes.
"""

import asyncio
import logging
from functools import partial
from typing import Any, cast
from urllib.parse import unquote

from httptools import parse_url
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from sources.receiver.answers import wire
from sources.receiver.limits import Limits

EVERY = 1.0
"""Seconds between looks."""
SMALL = 64 << 10
"""Bytes of a body that may go the short way."""
_GONE = b"content-length: 0\r\nconnection: close\r\n\r\n"
_SLOW = b"HTTP/1.1 408 Request Timeout\r\n" + _GONE
_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + _GONE
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\n" + _GONE
log = logging.getLogger(__name__)


class Connections:
    """The open connections of a server, and the looks at them."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.now = limits, 0.0
        self.open: dict[Bounded, None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._lines = b""

    def add(self, connection: "Bounded", loop: asyncio.AbstractEventLoop) -> bool:
        """Take one up; False where all that are open are at work."""
        if self._loop is not loop:
            self._loop = loop
            self.look()
        if len(self.open) >= self.limits.connections and not self._make_room():
            return False
        self.open[connection] = None
        return True

    def look(self) -> None:
        """End those whose hour has come."""
        assert self._loop is not None
        self.now = self._loop.time()
        for each in [each for each in self.open if each.until < self.now]:
            each.expire()
        self._loop.call_later(EVERY, self.look)

    def lines(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The headers of every answer, which uvicorn makes anew each second."""
        if headers is not self._headers:
            self._headers, self._lines = headers, b"".join(b"%b: %b\r\n" % header for header in headers)
        return self._lines

    def _make_room(self) -> bool:
        waiting = [each for each in self.open if not each.at_work]
        if waiting:
            min(waiting, key=lambda each: each.until).drop()
        return bool(waiting)


class Held:
    """A request on the short way, as uvicorn sees it: something that is being answered."""

    __slots__ = ("body", "disconnected", "keep_alive", "message_event", "more_body", "response_complete")

    def __init__(self, message_event: asyncio.Event) -> None:
        self.message_event, self.body = message_event, b""
        self.disconnected, self.response_complete, self.more_body, self.keep_alive = False, False, False, True


class Bounded(HttpToolsProtocol):
    """A connection. `until`: when it ends unless it gets on; `at_work`: its request is being answered.

    An application that has `at_once` is asked for the short way with each small request, once it is there whole: that
    needs no task, no events and no messages. `small`: what is there of the body of one that may go that way.
    """

    def __init__(self, connections: Connections, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.all, self.limits = connections, connections.limits
        self.until, self.at_work, self.dying = float("inf"), False, False
        self.in_head, self.in_body, self.unread = False, False, 0
        self.at_once = getattr(self.app, "at_once", None)
        self.small: bytes | None = None
        self.event = asyncio.Event()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note it, or say that there is no room."""
        super().connection_made(transport)
        if self.all.add(self, self.loop):
            self.until = self.all.now + self.limits.head_seconds
        else:
            self._end(_BUSY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.all.open.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless headers that came in several parts have become too large."""
        if self.dying:
            return
        went_on = self.in_head
        super().data_received(data)
        if went_on and self.in_head:
            self.unread += len(data)
            if self.unread > self.limits.head:
                self._end(_LARGE)

    def on_message_begin(self) -> None:
        """A request begins: its headers are to come."""
        super().on_message_begin()
        self.in_head, self.unread = True, 0
        if not self.at_work:
            self.until = self.all.now + self.limits.head_seconds

    def on_headers_complete(self) -> None:
        """Its headers are there: now the body is to come, and the answer."""
        self.at_work, self.in_head, self.in_body = True, False, True
        self.until = self.all.now + self.limits.body_seconds
        if self._may_be_short():
            self.small = b""
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """More of its body is there."""
        if self.small is None:
            super().on_body(body)
        else:
            self.small += body
            if len(self.small) > SMALL:
                self._go_the_long_way()

    def on_message_complete(self) -> None:
        """Its body is there."""
        self.in_body = False
        if self.at_work:
            self.until = self.all.now + self.limits.busy_seconds
        if self.small is None or not self._go_the_short_way():
            super().on_message_complete()

    def _may_be_short(self) -> bool:
        """A plain POST that keeps the connection, while no other request of it is being answered."""
        parser = self.parser
        return (
            self.at_once is not None
            and (self.cycle is None or self.cycle.response_complete)
            and not (self.expect_100_continue or self.flow.write_paused or parser.should_upgrade())
            and parser.get_method() == b"POST"
            and parser.get_http_version() == "1.1"
            and parser.should_keep_alive()
        )

    def _go_the_long_way(self) -> None:
        body, self.small = self.small, None
        super().on_headers_complete()
        if body:
            super().on_body(body)

    def _go_the_short_way(self) -> bool:
        """Whether it could."""
        assert self.small is not None
        url = parse_url(self.url)
        path = url.path.decode("ascii")
        self.scope["method"], self.scope["path"] = "POST", unquote(path) if "%" in path else path
        self.scope["query_string"] = url.query or b""
        way = self.at_once(self.scope, self.small) if self.at_once else None
        if way is None:
            self._go_the_long_way()
            return False
        self.small, held = None, Held(self.event)
        self.cycle = cast(RequestResponseCycle, held)
        way.kept.add_done_callback(partial(self._answer, way, held))
        return True

    def _answer(self, way: Any, held: Held, _: object) -> None:
        answer, headers = way.answer()
        held.response_complete = True
        if held.disconnected or self.transport.is_closing():
            return
        ends = b"" if held.keep_alive else b"connection: close\r\n"
        default = self.all.lines(self.server_state.default_headers)
        self.transport.write(b"".join((STATUS_LINE[answer.status], default, ends, wire(answer, headers))))
        if not held.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """Its answer has been sent: the next request may come. As uvicorn does it, but without a timer each time."""
        self.server_state.total_requests += 1
        self.at_work = bool(self.pipeline)
        self.until = self.all.now + (self.limits.busy_seconds if self.at_work else self.limits.idle_seconds)
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())

    def expire(self) -> None:
        """Its hour has come: say so where some of a request is missing, and end it; at once the second time."""
        if self.dying or (self.at_work and not self.in_body):
            self.drop()
        else:
            self._end(_SLOW if self.in_head or self.in_body else b"")

    def drop(self) -> None:
        """End it without a word."""
        self.all.open.pop(self, None)
        self.dying = True
        self.transport.abort()

    def _end(self, words: bytes) -> None:
        self.dying = True
        self.until = self.all.now + EVERY
        if not self.transport.is_closing():
            self.transport.write(words)
            self.transport.close()


def bounded_protocol(limits: Limits) -> type[asyncio.Protocol]:
    """A class for one server's `http` setting."""
    connections = Connections(limits)

    class OfThisServer(Bounded):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(connections, *args, **named)

    return OfThisServer
