"""Growth that imports show and tools that home pages show go the same way on both hosts: once, and taught alike."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fitsignal.growing import draft as growth_draft
from icp.account import Account
from sinks.headcounts import growths, weighed
from sources import build_source
from sources.runner import Runner
from sources.state import State
from streams.embedded import EmbeddedHost
from streams.ports import Batch
from tests.kafka.test_alert_posted_once import beside, embedded
from tests.laws.desks import POLICY, World, account, hosted, world
from tests.streams.worlds import NOW

HOSTS = pytest.mark.parametrize("way", [embedded, beside], ids=["embedded", "beside a broker"])
YEAR = timedelta(days=360)


@HOSTS
def test_a_list_that_is_imported_a_year_later_gives_one_signal_of_growth(broker: Any, tmp_path: Path, way: Any) -> None:
    with world(tmp_path, [account("alpha", employees=200), account("bravo", employees=None)], now=NOW) as desk:
        desk.now = NOW + YEAR
        desk.restart(accounts=[account("alpha", employees=260), account("bravo", employees=900)])
        with hosted(desk) as host, way(broker, desk, host) as take:
            for _ in range(2):
                found = host.call(lambda: growths(desk.store.connection)).result()
                take(Batch("headcounts", "headcounts", list(map(growth_draft, found))))
            assert [(each.account, each.percent) for each in found] == [("alpha.example", 30)]
            assert host.call(lambda: seen(desk)).result() == [("alpha.example", "headcount_growth", 30)]
            host.call(lambda: weighed(desk.store.connection)).result()
            assert host.call(lambda: growths(desk.store.connection)).result() == []


def seen(desk: World) -> list[tuple[Any, ...]]:
    return desk.rows("SELECT account, kind, (details ->> '$.percent')::INTEGER FROM signals")


class Handing:
    """An outlet that gives each batch to a host."""

    def __init__(self, take: Any, host: EmbeddedHost) -> None:
        self._take, self._host = take, host

    def accept(self, batch: Batch) -> Any:
        self._take(batch)
        return self._host.accept(Batch(batch.source, batch.source_type))


@HOSTS
def test_a_tool_that_a_home_page_shows_teaches_and_one_that_comes_is_a_change(
    broker: Any, tmp_path: Path, way: Any
) -> None:
    listed = [account("alpha", technologies=())]
    with world(tmp_path, listed, now=NOW) as desk, hosted(desk) as host, way(broker, desk, host) as take:
        state = State(tmp_path / "sources.sqlite")
        for shown in (["js.hs-scripts.com"], ["js.hs-scripts.com", "js.qualified.com"]):
            looked(tmp_path, listed, Handing(take, host), state, shown)
        state.close()
        rows = host.call(lambda: desk.rows("SELECT account, kind, details ->> '$.technology' FROM signals")).result()
        assert rows == [("alpha.example", "technology_change", "Qualified")]
        assert host.call(lambda: desk.rows("SELECT technologies FROM accounts")).result() == [
            (["HubSpot", "Qualified"],)
        ]


def looked(folder: Path, listed: list[Account], outlet: Any, state: State, tools: list[str]) -> None:
    """One look at the recorded home page of each account."""
    html = "".join(f'<script src="https://{tool}/a.js"></script>' for tool in tools)
    (folder / "alpha.example.json").write_text(json.dumps({"html": html, "mx": [], "txt": []}))
    source = build_source({"type": "web", "path": "{domain}.json"}, folder, POLICY, lambda: listed)
    asyncio.run(Runner([source], outlet, state, clock=lambda: NOW, rng=Random(7)).run_once())
