"""The running service keeps its store tidy: old rows go by the workspace's word, erased bytes leave the file."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from fitsignal import upkeep
from fitsignal.config import load_workspace
from fitsignal.service import Service
from sources.receiver.contract import Request
from sources.receiver.spool import Spool
from streams.ports import Batch, Erasure
from streams.signal import Company, SignalDraft
from tests.laws.workspaces import workspace
from tests.streams.worlds import NOW

EMAIL = "zoe.quist@company1.example"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    folder = workspace(tmp_path / "workspace", clock="wall", more="[privacy]\nretention = { visit = '90d' }")
    made = Service(load_workspace(folder), lambda: NOW)
    try:
        yield made
    finally:
        made.close()


def visit(days: float, domain: str | None = "company1.example", **details: str) -> SignalDraft:
    at = NOW - timedelta(days=days)
    return SignalDraft(
        kind="visit", company=Company(domain=domain), occurred_at=at, observed_at=at, details=details | {"n": str(days)}
    )


def counts(service: Service) -> list[int]:
    return [service.store.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in ("signals", "unresolved")]


def test_rows_go_when_their_time_has_come(service: Service) -> None:
    old = [visit(91.5), visit(89), visit(31, None), visit(29, None)]
    service.host.accept(Batch("web", "segment", old)).result()
    assert upkeep.tidy(service) == Counter(signals=1, unresolved=1)
    assert counts(service) == [1, 1]
    assert upkeep.tidy(service) == Counter()


def test_what_a_tracker_had_erased_leaves_the_file_at_the_next_look(service: Service) -> None:
    told = [visit(1, note=f"by {EMAIL}")]
    service.host.accept(Batch("web", "segment", told)).result()
    service.host.accept(Batch("web", "segment", erasures=[Erasure("9f" * 16, (), EMAIL)])).result()
    assert counts(service) == [0, 0]
    upkeep.tidy(service, old=False)
    path = service.workspace.store_path
    assert not [each for each in path.parent.glob("store.duckdb*") if EMAIL.encode() in each.read_bytes()]


def test_it_looks_until_the_service_stops_also_after_a_failure(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[bool] = []

    async def looked() -> None:
        stop = asyncio.Event()

        def tidy(_: Service, *, old: bool) -> None:
            looks.append(old)
            if len(looks) == 3:
                stop.set()
            raise OSError("full")

        monkeypatch.setattr(upkeep, "tidy", tidy)
        monkeypatch.setattr(upkeep, "LOOK", 0.0)
        await upkeep.tend(service, stop)

    asyncio.run(looked())
    assert looks[0] is True
    assert looks[1:3] == [False, False]


def test_what_trackers_sent_leaves_the_spool_at_the_next_look(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    spool.keep(Request("hooks/a", "POST", "/hooks/a", "", {}, EMAIL.encode(), "203.0.113.7", NOW))
    spool.delete([spool.rows(0, 1)[0][0]])
    folder = workspace(tmp_path / "workspace", clock="wall", more="[receiver]\n")
    with closing(Service(load_workspace(folder), lambda: NOW)) as service:
        service.receiver = SimpleNamespace(spool=spool, drain=None)  # type: ignore[assignment]
        upkeep.tidy(service, old=False)
        service.receiver = None
    assert not [each for each in tmp_path.glob("spool*") if EMAIL.encode() in each.read_bytes()]
    spool.close()
