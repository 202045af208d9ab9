"""A disk that is full: nothing of what is not answered, all of what is, and on as soon as there is room."""

import asyncio
import random
import resource
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.receiver import spool_file
from sources.receiver.spool import Spool, SpoolFull
from tests.sources.receiver.makers import request

PAGES = 20


class SmallDisk:
    """SQLite's own limit of pages on every writer's connection: to it that is a full disk."""

    def __init__(self, patch: pytest.MonkeyPatch, *, full: bool = True) -> None:
        self.full, self._begin = full, spool_file.begin
        patch.setattr(spool_file, "begin", self.begin)

    def begin(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA max_page_count = {PAGES if self.full else 2**30}")
        self._begin(connection)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> SmallDisk:
    return SmallDisk(monkeypatch)


def kept(spool: Spool, names: range) -> list[int]:
    """The names of those that the spool said it had kept, or had already."""

    async def one(name: int) -> int | None:
        try:
            await spool.add(request(b"%d" % name + b" " * 2000), str(name))
        except SpoolFull:
            return None
        return name

    async def in_groups() -> list[int | None]:
        found: list[int | None] = []
        for first in range(0, len(names), 10):
            found += await asyncio.gather(*(one(name) for name in names[first : first + 10]))
        return found

    return [name for name in asyncio.run(in_groups()) if name is not None]


def test_a_full_disk_is_said_loses_nothing_and_is_over_when_there_is_room(tmp_path: Path, disk: SmallDisk) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    first = kept(spool, range(100))
    assert 0 < len(first) < 100
    assert spool.counts().requests == len(first) == len(spool.rows(0, 1000))
    disk.full = False
    second = kept(spool, range(100))
    assert spool.counts().requests == len(spool.rows(0, 1000)) == 100
    assert len(second) == 100
    spool.close()


def test_on_a_full_disk_what_is_safe_elsewhere_is_deleted_and_makes_room(tmp_path: Path, disk: SmallDisk) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    first = kept(spool, range(100))
    assert kept(spool, range(100, 110)) == []
    spool.delete([seq for seq, _ in spool.rows(0, 1000)])
    assert len(kept(spool, range(200, 210))) == 10
    assert len(first) < 100
    spool.close()


def test_a_deletion_that_waits_with_requests_for_which_there_is_no_room_is_done(
    tmp_path: Path, disk: SmallDisk
) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    kept(spool, range(100))
    seqs = [seq for seq, _ in spool.rows(0, 1000)]

    async def together() -> list[object]:
        waiting = [spool.add(request(b"x" * 100_000)) for _ in range(3)]
        deleting = asyncio.get_running_loop().run_in_executor(None, spool.delete, seqs)
        return await asyncio.gather(*waiting, deleting, return_exceptions=True)

    outcome = asyncio.run(together())
    assert [type(each) for each in outcome[:3]] == [SpoolFull] * 3
    assert spool.rows(0, 1000) == []
    spool.close()


def test_a_file_that_cannot_be_written_at_all_is_said_and_the_writer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    added = spool_file.added

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(spool_file, "added", broken)
    with pytest.raises(SpoolFull, match="disk I/O error"):
        spool.keep(request(), "a")
    monkeypatch.setattr(spool_file, "added", added)
    assert spool.keep(request(), "a")
    assert spool.counts().requests == 1
    spool.close()


def test_a_disk_that_refuses_a_write_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    spool = Spool(tmp_path / "spool.sqlite")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        first = kept(spool, range(300))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert 0 < len(first) < 300
    assert [int(each.body) for _, each in spool.rows(0, 1000)] == first
    assert len(kept(spool, range(300))) == spool.counts().requests == 300
    spool.close()


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(["add", "delete", "full", "room"]), max_size=12))
def test_whatever_happens_the_spool_holds_what_it_said_and_was_not_told_to_delete(
    seed: int, steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, expected = random.Random(seed), set[int]()
    with pytest.MonkeyPatch.context() as patch:
        disk = SmallDisk(patch, full=False)
        spool = Spool(tmp_path_factory.mktemp("spool") / "spool.sqlite")
        for number, step in enumerate(steps):
            if step == "add":
                expected |= set(kept(spool, range(number * 100, number * 100 + chance.randrange(1, 40))))
            elif step == "delete":
                rows = [row for row in spool.rows(0, 1000) if chance.random() < 0.5]
                spool.delete([seq for seq, _ in rows])
                expected -= {int(each.body) for _, each in rows}
            else:
                disk.full = step == "full"
        found = [int(each.body) for _, each in spool.rows(0, 1000)]
        assert (sorted(found), spool.counts().requests) == (sorted(expected), len(expected))
        spool.close()
