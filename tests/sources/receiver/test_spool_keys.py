"""The ids of requests are known for as long as they are to be, wherever they lie, and are kept no longer than that."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.receiver import spool_keys
from sources.receiver.spool import Spool
from tests.sources.receiver.makers import NOW, request

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that keys move after a few."""
    monkeypatch.setattr(spool_keys, "MIRRORED", 20)


class Clock:
    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spool(tmp_path: Path, clock: Clock) -> Iterator[Spool]:
    made = Spool(tmp_path / "spool.sqlite", keys_kept=HOUR, clock=clock)
    yield made
    made.close()


def rows(folder: Path, table: str, before: float = 1e12) -> int:
    """Rows of a table that were written before then."""
    with closing(sqlite3.connect(folder / "spool.sqlite")) as file:
        return int(file.execute(f"SELECT count(*) FROM {table} WHERE at < ?", (before,)).fetchone()[0])


def test_a_key_is_known_in_the_log_in_the_table_and_on_its_way(spool: Spool, tmp_path: Path) -> None:
    for number in range(1000):
        assert spool.keep(request(), str(number))
        assert not spool.keep(request(), str(number // 2))
    assert 500 < rows(tmp_path, "keys") < 1000
    assert rows(tmp_path, "fresh") < 100
    assert not any(spool.keep(request(), str(number)) for number in range(1000))


def test_keys_that_are_too_old_leave_the_file(spool: Spool, clock: Clock, tmp_path: Path) -> None:
    for number in range(300):
        spool.keep(request(), str(number))
    clock.now += HOUR.total_seconds() + 1
    later = clock.now
    for number in range(2 * spool_keys.SLICES):
        clock.now += 1
        spool.keep(request(), f"later {number}")
    assert rows(tmp_path, "keys", later) == rows(tmp_path, "fresh", later) == 0
    assert rows(tmp_path, "keys") > 300


@settings(max_examples=30)
@given(
    seed=st.integers(0, 2**32),
    steps=st.lists(st.sampled_from(["add", "add", "add", "wait", "reopen", "other"]), min_size=5, max_size=40),
)
def test_a_key_is_known_for_its_time_whoever_wrote_it_and_however_often_the_file_is_opened(
    seed: int, steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, clock, path = random.Random(seed), Clock(), tmp_path_factory.mktemp("keys") / "spool.sqlite"

    def opened() -> Spool:
        return Spool(path, keys_kept=HOUR, clock=clock)

    one, other = opened(), opened()
    seen: dict[str, float] = {}
    for step in steps:
        if step == "wait":
            clock.now += chance.choice((1, 1800, 3600, 3601))
        elif step == "reopen":
            one.close()
            one = opened()
        for name in [str(chance.randrange(60)) for _ in range(15 if step in ("add", "other") else 0)]:
            is_new = clock.now - seen.get(name, 0.0) > HOUR.total_seconds()
            assert (other if step == "other" else one).keep(request(), name) == is_new
            seen |= {name: clock.now} if is_new else {}
    one.close()
    other.close()
