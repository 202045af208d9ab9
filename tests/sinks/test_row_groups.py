"""Checkpoints write a row once, and join row groups only where many small ones have gathered."""

from pathlib import Path

import duckdb
import pytest

from sinks.row_groups import MANY, join_only_crumbs
from sinks.store import Store

ENTRY = "INSERT INTO entries SELECT ? + range, 'note', '{}', now() FROM range(?)"
GROUPS = "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('entries')"


def written(path: Path, runs: int, rows: int = 1) -> int:
    """Groups after so many checkpoints that joined nothing, each with some rows."""
    with duckdb.connect(str(path), config={"max_vacuum_tasks": 0}) as raw:
        for run in range(runs):
            raw.execute(ENTRY, [run * rows, rows])
            raw.execute("CHECKPOINT")
        return groups(raw)


def groups(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute(GROUPS).fetchall()[0][0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "store.duckdb"
    Store(found).close()
    return found


def test_what_a_checkpoint_packed_is_not_packed_again(path: Path) -> None:
    before = written(path, 5, 1000)
    store = Store(path)
    for run in range(3):
        store.connection.execute(ENTRY, [10_000 + run * 1000, 1000])
        store.connection.execute("CHECKPOINT")
    assert groups(store.connection) == before + 3
    store.close()


def test_crumbs_of_many_short_runs_are_joined_and_every_row_is_kept(path: Path) -> None:
    runs = MANY + 10
    assert written(path, runs) == runs
    store = Store(path)
    store.connection.execute(ENTRY, [runs, 1])
    store.connection.execute("CHECKPOINT")
    assert groups(store.connection) < runs // 2
    assert store.rows("SELECT count(*) AS n, count(DISTINCT seq) AS seqs FROM entries") == [
        {"n": runs + 1, "seqs": runs + 1}
    ]
    store.close()


def test_a_file_without_tables_yet_is_taken_as_whole(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "new.duckdb")) as raw:
        join_only_crumbs(raw)
        assert raw.execute("SELECT current_setting('max_vacuum_tasks')").fetchall() == [(0,)]
