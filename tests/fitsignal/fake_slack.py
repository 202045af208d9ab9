"""A Slack of the tests: a loopback server that speaks Slack's Web API, keeps what it is sent, and fails as it is told.

It keeps every message with the instant at which its call came. What it is told to fail: a share of calls answered 429
with Retry-After, a share answered 500, and a share that hangs or is reset, before or after the message was kept.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

HOOK = "hook"
"""Where an incoming webhook posts."""


@dataclass(frozen=True)
class Faults:
    """Shares of calls, from 0 to 1; `hang` in seconds; `after`: of those that hang or are reset, how many were done."""

    limited: float = 0.0
    failing: float = 0.0
    hanging: float = 0.0
    hang: float = 0.8
    retry_after: int = 1
    after: float = 0.5


@dataclass
class Posted:
    """A message as it stands: when its call came, in seconds of the monotonic clock; `changes`: how often changed."""

    came: float
    channel: str
    ts: str
    body: dict[str, Any]
    changes: int = 0

    @property
    def id(self) -> str:
        """The delivery that it is, by its metadata."""
        return str(self.body.get("metadata", {}).get("event_payload", {}).get("id"))


@dataclass
class World:
    """Channels by name with their ids, people by e-mail, and errors that are answered for a channel or a method.

    `refuses`: the error that a call meets by what it says; empty for none.
    """

    channels: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refuses: Callable[[dict[str, Any]], str] = field(default=lambda form: "")


class FakeSlack:
    """The server. `token`: the only one that it knows."""

    def __init__(self, world: World | None = None, faults: Faults = Faults(), token: str = "xoxb-test", seed: int = 1):
        self.world, self.faults, self.token = world or World(), faults, token
        self.posted: list[Posted] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answered: dict[str, int] = {}
        self._dice, self._lock, self._last = Random(seed), threading.Lock(), 0.0
        self._closed, self.clock = threading.Event(), time.time
        handler = type("Handler", (_Handler,), {"slack": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients are killed
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The base address of its API."""
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    @property
    def webhook(self) -> str:
        """The address of an incoming webhook: its secret is the token."""
        return f"http://127.0.0.1:{self._server.server_port}/services/T0/B0/{self.token}"

    def in_channel(self, name: str) -> list[Posted]:
        """The messages of a channel, or of a person by e-mail, in the order in which they stand there."""
        place = self.world.channels.get(name) or f"D{self.world.people.get(name, '')[1:]}"
        return [each for each in self.posted if each.channel == place]

    def fate(self, method: str) -> str:
        """What becomes of a call: nothing, or the fault that it meets."""
        with self._lock:
            draw, after = self._dice.random(), self._dice.random() < self.faults.after
        bars = self.faults
        if draw < bars.limited:
            return "limited"
        if draw < bars.limited + bars.failing:
            return "failing"
        if draw < bars.limited + bars.failing + bars.hanging:
            how = "hanging" if draw * 1000 % 2 < 1 else "reset"
            return f"{how} after" if after else f"{how} before"
        return ""

    def wait(self, seconds: float) -> None:
        """Hang, at most until the server ends."""
        self._closed.wait(seconds)

    def act(self, method: str, form: dict[str, Any], came: float) -> dict[str, Any]:
        """What the method answers, done."""
        with self._lock:
            self.calls.append((method, form))
            self.answered[method] = self.answered.get(method, 0) + 1
            error = self.world.errors.get(method) or self.world.errors.get(str(form.get("channel")))
            error = error or self.world.refuses(form)
            if error:
                return {"ok": False, "error": error}
            done: dict[str, Any] = getattr(self, "_" + method.replace(".", "_"), _unknown)(form, came)
            return done

    def _auth_test(self, form: Mapping[str, Any], came: float) -> dict[str, Any]:
        return {"ok": True, "user": "fitsignal", "team": "Northwind"}

    def _users_lookupByEmail(self, form: Mapping[str, Any], came: float) -> dict[str, Any]:
        user = self.world.people.get(form["email"])
        return {"ok": True, "user": {"id": user}} if user else {"ok": False, "error": "users_not_found"}

    def _conversations_open(self, form: Mapping[str, Any], came: float) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": f"D{form['users'][1:]}"}}

    def _conversations_list(self, form: Mapping[str, Any], came: float) -> dict[str, Any]:
        names = [{"id": id_, "name": name.lstrip("#")} for name, id_ in self.world.channels.items()]
        return {"ok": True, "channels": names}

    def _conversations_history(self, form: Mapping[str, Any], came: float) -> dict[str, Any]:
        wanted = [each for each in self.posted if each.channel == form["channel"] and "thread_ts" not in each.body]
        return self._page(wanted, form)

    def _conversations_replies(self, form: Mapping[str, Any], came: float) -> dict[str, Any]:
        wanted = [each for each in self.posted if form["ts"] in (each.body.get("thread_ts"), each.ts)]
        return self._page(wanted, form)

    def _page(self, wanted: list[Posted], form: Mapping[str, Any]) -> dict[str, Any]:
        """The newest first, a page at a time."""
        found = [each for each in reversed(wanted) if float(each.ts) > float(form.get("oldest") or 0)]
        start, size = int(form.get("cursor") or 0), int(form.get("limit") or 100)
        page = [{"ts": each.ts, **each.body} for each in found[start : start + size]]
        more = str(start + size) if start + size < len(found) else ""
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    def _chat_postMessage(self, form: dict[str, Any], came: float) -> dict[str, Any]:
        place = self._place(str(form["channel"]))
        if place is None:
            return {"ok": False, "error": "channel_not_found"}
        self._last = max(self._last + 1e-6, self.clock())
        ts = f"{self._last:.6f}"
        self.posted.append(Posted(came, place, ts, form))
        return {"ok": True, "channel": place, "ts": ts}

    def _hook(self, form: dict[str, Any], came: float) -> dict[str, Any]:
        self.posted.append(Posted(came, HOOK, "", form))
        return {"ok": True}

    def _chat_update(self, form: dict[str, Any], came: float) -> dict[str, Any]:
        for each in self.posted:
            if (each.channel, each.ts) == (form["channel"], form["ts"]):
                kept = {"metadata": each.body.get("metadata")}  # it stays where a change brings none
                each.body, each.changes = {**each.body, **kept, **form}, each.changes + 1
                return {"ok": True, "channel": each.channel, "ts": each.ts}
        return {"ok": False, "error": "message_not_found"}

    def _views_open(self, form: dict[str, Any], came: float) -> dict[str, Any]:
        return {"ok": True, "view": {"id": "V1", **form["view"]}}

    def _place(self, channel: str) -> str | None:
        if channel in self.world.people.values():
            return f"D{channel[1:]}"
        known = self.world.channels.get(channel)
        return known or (channel if channel in self.world.channels.values() or channel[0] == "D" else None)


def _unknown(form: Mapping[str, Any], came: float) -> dict[str, Any]:
    return {"ok": False, "error": "unknown_method"}


class _Handler(BaseHTTPRequestHandler):
    slack: FakeSlack
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        came = time.monotonic()
        method = self.path.removeprefix("/api/")
        form = self._form(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        hooked = self.path == f"/services/T0/B0/{self.slack.token}"
        if hooked:
            method = HOOK
        elif self.headers.get("Authorization") != f"Bearer {self.slack.token}":
            self._answer(200, {"ok": False, "error": "invalid_auth"})
            return
        fate = self.slack.fate(method)
        if fate == "limited":
            self._answer(
                429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(self.slack.faults.retry_after)}
            )
        elif fate == "failing":
            self._answer(500, None)
        elif fate.startswith(("hanging", "reset")):
            self._fail(fate, method, form, came)
        else:
            done = self.slack.act(method, form, came)
            self._answer(200, "ok" if hooked else done)

    def _fail(self, fate: str, method: str, form: dict[str, Any], came: float) -> None:
        """End without an answer, at once or late, before or after the call was done."""
        if fate.startswith("hanging"):
            self.slack.wait(self.slack.faults.hang)
        if fate.endswith("after"):
            self.slack.act(method, form, came)
        self.close_connection = True

    def _form(self, body: bytes) -> dict[str, Any]:
        if "json" in self.headers.get("Content-Type", ""):
            return dict(json.loads(body))
        return {name: values[0] for name, values in parse_qs(body.decode()).items()}

    def _answer(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else b"oops"
        try:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
