"""A world of one's own for each test, and a way to ask it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sources.receiver.contract import Event, Parsed, Request
from sources.receiver.who.attribution import attribute
from sources.receiver.who.found import Found
from sources.receiver.who.options import WhoOptions
from sources.receiver.who.world import World

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Asking:
    """Asks a world, each request a second after the one before."""

    def __init__(self, world: World) -> None:
        self.world, self.at = world, NOON

    def __call__(self, *events: Event, headers: dict[str, str] | None = None, client: str = "198.51.100.7") -> Found:
        self.at += timedelta(seconds=1)
        return self.again(*events, headers=headers, client=client)

    def again(self, *events: Event, headers: dict[str, str] | None = None, client: str = "198.51.100.7") -> Found:
        """The request of the same instant once more."""
        told = {"user-agent": FIREFOX, **(headers or {})}
        request = Request("hooks/site", "POST", "/hooks/site", "", told, b'{"a":1}', client, self.at)
        return attribute(request, Parsed(events), self.world, "segment")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Asking]]:
    worlds: list[World] = []

    def open_with(**options: Any) -> Asking:
        own = options.pop("own", ["ours.example"])
        worlds.append(World.open(tmp_path / ".fitsignal", WhoOptions(**options), own))
        return Asking(worlds[-1])

    yield open_with
    for world in worlds:
        world.close()


@pytest.fixture
def ask(opened: Callable[..., Asking]) -> Asking:
    return opened()
