"""`check --live` of every source: what is to be had, or a sentence why nothing is; nothing is kept or handed over."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sources import source_types
from sources.errors import SourceError
from sources.filings.pace import Pace
from sources.look import look
from sources.web import WebSource
from tests.sources.test_edgar_source import no_wait
from tests.sources.test_every_source_hostile import ASKING, OTHERS, Everywhere
from tests.sources.test_hostile_servers import HOSTILE

FILES = {
    "bombora": "Domain,Topic Name,Composite Score\nnorrvik.example,Sales Enablement,80\n",
    "g2": "Company Name,Company Domain,Signal Type,Time\nNorrvik,norrvik.example,Pricing,2026-11-20T10:00:00Z\n",
    "file": '{"kind": "funding_round", "company": {"domain": "norrvik.example"}}\n',
}


@pytest.fixture(autouse=True)
def alone(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name service and no clock of the machine."""

    async def silent(self: WebSource, name: str, kind: str) -> list[str]:
        raise SourceError("no name server answers")

    def pace(path: Path) -> Pace:
        return Pace(bench.workspace / "clock.sqlite", now=lambda: bench.now.timestamp(), sleep=no_wait)

    monkeypatch.setattr(WebSource, "_records", silent)
    monkeypatch.setattr("sources.edgar.Pace", pace)


def seen(bench: Any, serve: Any, name: str, answer: Any) -> Any:
    async def scenario() -> Any:
        routes = Everywhere()
        async with serve(routes) as base:
            routes.answer = answer
            return await look(bench.source(**{"name": "it", "allow_private": True, **ASKING[name].options(base)}))

    return asyncio.run(scenario())


def test_each_type_is_looked_at_here() -> None:
    assert {name.split(" ")[0] for name in ASKING} | set(FILES) >= set(source_types())
    assert set(FILES) == set(OTHERS)


@pytest.mark.parametrize("name", ASKING)
def test_what_a_server_has_is_told_and_nothing_of_it_kept(name: str, bench: Any, serve: Any) -> None:
    found = seen(bench, serve, name, ASKING[name].answers())
    assert found.error is None
    assert found.signals > 0 or name == "web"
    assert (bench.outlet.batches, bench.state.all_health()) == ([], {})


@pytest.mark.parametrize("name", ASKING)
def test_a_server_that_fails_is_told_without_its_key(name: str, bench: Any, serve: Any) -> None:
    found = seen(bench, serve, name, HOSTILE["forbidden"][0])
    assert found.signals == 0
    assert "403" in found.error
    assert "s3cret" not in found.error


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_told_as_well_and_an_inbox_may_be_empty(kind: str, bench: Any) -> None:
    (bench.workspace / "inbox").mkdir()
    source = bench.source(type=kind, name="it", path="inbox/day.*")
    empty = asyncio.run(look(source))
    assert (empty.error, empty.signals) == (None, 0)
    (bench.workspace / "inbox" / ("day.jsonl" if kind == "file" else "day.csv")).write_text(FILES[kind])
    found = asyncio.run(look(source))
    assert (found.error, found.rejected) == (None, 0)
    assert found.signals == 1
