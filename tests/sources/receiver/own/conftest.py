"""A real browser, a real receiver and a small site, all on the loopback."""

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fitsignal.server import HttpServer, listen, url_of
from sources.receiver.app import receiver_app
from sources.receiver.contract import Event, Request
from sources.receiver.doors import Doors
from sources.receiver.own.doors import own_doors
from sources.receiver.own.own import Own
from sources.receiver.spool import Spool

KEY = "wk_site"
WAIT = 20.0
"""Seconds after which what should have come has not."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BACK_AND_FORTH = ["--disable-back-forward-cache"]
Pages = dict[str, tuple[str, dict[str, str]]]


@dataclass
class Received:
    """The receiver's side: what it has kept, in order."""

    url: str
    spool: Spool
    stop: Callable[[], None]
    came: "queue.Queue[str]"

    def requests(self, count: int) -> list[Request]:
        """Wait until so many messages were answered; what was kept by then."""
        for _ in range(count):
            self.came.get(timeout=WAIT)
        return [request for _, request in self.spool.rows(0, 1000)]

    def events(self, count: int) -> list[Event]:
        """Likewise, as the adapter reads them."""
        own = Own(frozenset({KEY}))
        return [event for request in self.requests(count) for event in own.parse(request).events]

    def none(self) -> bool:
        """Whether no message has come yet, kept or not."""
        return self.came.empty() and not self.spool.rows(0, 1)


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Received]:
    """A receiver with our own door, on a socket."""
    spool = Spool(tmp_path / "spool.sqlite")
    app = receiver_app(Doors({}, own_doors({"site": KEY})), spool)
    listening = listen("127.0.0.1:0")
    came: queue.Queue[str] = queue.Queue()

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)
        if scope["path"] != "/t.js" and scope["method"] != "OPTIONS":
            came.put(scope["path"])

    server = HttpServer(listening, noting)
    server.start()
    yield Received(url_of(listening), spool, server.close, came)
    server.close()
    spool.close()


@dataclass
class Site:
    """The site's side: its pages by path, what was asked for, and `go`, without which /go is not answered."""

    url: str
    pages: Pages = field(default_factory=dict)
    asked: "queue.Queue[str]" = field(default_factory=queue.Queue)
    go: threading.Event = field(default_factory=threading.Event)

    def page(self, path: str, body: str, **headers: str) -> str:
        """Put a page there; its address."""
        text = f"<!doctype html><link rel=icon href='data:,'><title>Page {path}</title><body>{body}"
        self.pages[path] = (text, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path

    def hear(self, path: str) -> None:
        """Wait until that was asked for."""
        while self.asked.get(timeout=WAIT) != path:
            continue


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on an origin of its own."""
    found = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            found.asked.put(self.path)
            if path == "/go":
                found.go.wait(WAIT)
            text, headers = found.pages.get(path, ("", {}))
            self.send_response(200)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    return path or pytest.skip(f"no browser to try t.js in: none of {', '.join(BROWSERS)} is installed")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    """Chromium, with the cache of left pages that Playwright turns off."""
    module = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: nothing drives a browser")
    with module.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox"], ignore_default_args=BACK_AND_FORTH
        )
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A tab, and what its console said."""

    page: Any
    said: list[str] = field(default_factory=list)

    def go(self, url: str) -> None:
        """Open an address and wait for its scripts."""
        self.page.goto(url, wait_until="load")

    def leave(self) -> None:
        """Go to a page of nobody's."""
        self.page.goto("about:blank")

    def run(self, script: str) -> Any:
        """Evaluate a script in the page."""
        return self.page.evaluate(script)

    def hide(self, hidden: bool = True) -> None:
        """As when another tab is put before it; a tab without a window cannot be hidden otherwise."""
        shown = "Object.defineProperty(document, 'hidden', {value: true, configurable: true})"
        self.run(shown if hidden else "delete document.hidden")
        self.run("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Opens tabs of a new visitor; `still`: its clock stands, until the test moves it on; `before`: a script first."""
    contexts: list[Any] = []

    def opened(*, still: bool = False, before: str = "") -> Visit:
        context = browser.new_context()
        contexts.append(context)
        if still:
            context.clock.install(time=0)
            context.clock.pause_at(1000)
        if before:
            context.add_init_script(before)
        visit = Visit(context.new_page())
        visit.page.on("console", lambda message: visit.said.append(message.text))
        visit.page.on("pageerror", lambda error: visit.said.append(str(error)))
        return visit

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def snippet(receiver: Received) -> Callable[..., str]:
    """The tag that a site pastes, with more attributes of it."""
    return lambda more="": f'<script src="{receiver.url}/t.js" data-key="{KEY}" {more}></script>'
