"""A real receiver on loopback for real clients, with a line that fails as lines do."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fitsignal.server import HttpServer, listen, url_of
from sources.receiver.reading import Reading
from sources.receiver.receiver import Receiver, Setup
from sources.receiver.who.attribution import attribute
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World
from streams.ports import Batch

KEY = "wk_of_the_site"


class Line:
    """The way to the receiver. `faults` are used up one a kept POST.

    `busy`: 503; `cut`: broken before it was kept; `lost`: kept, and broken before the answer; `stuck`: kept, and no
    answer for as long as the client waits.
    """

    def __init__(self, receiver: Receiver) -> None:
        self.faults: list[str] = []
        self.refused: list[int] = []
        self._receiver, self._app = receiver, receiver.before(None)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        entry = self._receiver.doors.find(scope["method"], scope["path"])
        is_kept = scope["method"] == "POST" and getattr(entry, "kept", False)
        fault = self.faults.pop(0) if is_kept and self.faults else None
        if fault is None:
            await self._app(scope, receive, partial(self._noted, send))
        elif fault == "busy":
            await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
        else:
            if fault != "cut":
                await self._app(scope, receive, _swallowed)
            if fault == "stuck":
                await receive()  # until the client has gone
            receive.__self__.transport.abort()

    async def _noted(self, send: Any, message: Any) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:
            self.refused.append(message["status"])
        await send(message)


async def _swallowed(message: Any) -> None:
    """An answer that never arrives."""


class Site:
    """A receiver that runs. `url`: where; `kept`: what the drain would hand over now."""

    key = KEY

    def __init__(self, folder: Path) -> None:
        self._receiver = Receiver(folder, Setup(keys={"website": KEY}))
        self._world = World.open(folder, WhoOptions(), ())
        self.line = Line(self._receiver)
        listening = listen("127.0.0.1:0")
        self.url = url_of(listening)
        self._server = HttpServer(listening, self.line, protocol=self._receiver.protocol())
        self._server.start()

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def kept(self) -> list[Batch]:
        """What stands in the spool, read as the drain reads it."""
        reading = Reading(self._receiver.doors.adapters(), partial(self._attributed))
        return reading.batches(self._receiver.spool.rows(0, 10_000))

    def _attributed(self, request: Any, parsed: Any, source_type: str) -> Any:
        return attribute(request, parsed, self._world, source_type)

    def urls(self) -> list[str]:
        """The pages of all visits, a page as often as it is there; nothing may have been rejected."""
        batches = self.kept()
        assert [each for batch in batches for each in batch.rejected] == []
        drafts = [draft for batch in batches for draft in batch.drafts if draft.kind == "visit"]
        return sorted(draft.evidence.url for draft in drafts if draft.evidence.url)

    def kinds(self) -> list[str]:
        """The kinds of all signals."""
        return sorted(draft.kind for batch in self.kept() for draft in batch.drafts)

    def close(self) -> None:
        self._server.close()
        self._receiver.close()
        self._world.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    running = Site(tmp_path)
    yield running
    running.close()


@pytest.fixture
def pages() -> list[str]:
    """Twelve pages, each with a query of its own; sorted."""
    return sorted(f"https://www.ours.example/pricing?utm_source=x&i={number}" for number in range(12))
