"""The store: one file with one owner, a schema that is never newer than the program, readers with a deadline."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sinks.store import Store, StoreError, StoreOwned, migrations


def in_another_process(code: str, *arguments: str) -> str:
    """What a Python of its own prints."""
    command = [sys.executable, "-c", f"import sys, duckdb\n{code}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


COUNT = "print(duckdb.connect(sys.argv[1]).execute('SELECT count(*) FROM settings').fetchall()[0][0])"


def test_a_new_store_has_every_migration_and_an_old_one_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.duckdb"
    for _ in range(2):
        store = Store(path)
        rows = store.rows("SELECT version FROM schema_version ORDER BY 1")
        assert [row["version"] for row in rows] == list(range(1, len(migrations()) + 1))
        store.close()


def test_a_store_of_an_older_program_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, steps = tmp_path / "store.duckdb", migrations()
    monkeypatch.setattr("sinks.store.migrations", lambda: steps[:1])
    Store(path).close()
    monkeypatch.setattr("sinks.store.migrations", lambda: [*steps[:1], "CREATE TABLE newer (one INTEGER)"])
    store = Store(path)
    assert store.rows("SELECT count(*) AS n FROM newer") == [{"n": 0}]
    store.close()
    code = "print(duckdb.connect(sys.argv[1]).execute('SELECT max(version) FROM schema_version').fetchall()[0][0])"
    assert in_another_process(code, str(tmp_path / "store.version1.duckdb")) == "1", "a copy of before is kept"


def test_a_migration_that_fails_leaves_the_schema_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, steps = tmp_path / "store.duckdb", migrations()
    Store(path).close()
    monkeypatch.setattr("sinks.store.migrations", lambda: [*steps, "CREATE TABLE newer (one INTEGER); SELECT nothing"])
    with pytest.raises(StoreError, match=f"migration {len(steps) + 1} .*; nothing of it was kept"):
        Store(path)
    monkeypatch.undo()
    store = Store(path)
    assert store.rows("SELECT table_name FROM information_schema.tables WHERE table_name = 'newer'") == []
    store.close()


def test_a_store_of_a_newer_program_is_refused_with_a_sentence_and_left_alone(tmp_path: Path) -> None:
    path, known = tmp_path / "store.duckdb", len(migrations())
    store = Store(path)
    store.connection.execute("INSERT INTO schema_version VALUES (99, now())")
    store.close()
    for _ in range(2):
        with pytest.raises(StoreError) as caught:
            Store(path)
        assert str(caught.value) == (
            f"the store {path} has schema version 99, this program knows {known}:"
            " install the fitsignal that wrote it, or a newer one"
        )


def test_a_copy_does_not_give_the_store_away(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    store = Store(path)
    store.copy(tmp_path / "first.duckdb")
    store.connection.execute("CREATE TABLE later AS SELECT 7 AS n")
    store.copy(tmp_path / "second.duckdb")
    code = "try:\n duckdb.connect(sys.argv[1])\n print('opened')\nexcept duckdb.IOException:\n print('refused')"
    assert in_another_process(code, str(path)) == "refused"
    later = "print(duckdb.connect(sys.argv[1]).execute('SELECT n FROM later').fetchall()[0][0])"
    assert in_another_process(later, str(tmp_path / "second.duckdb")) == "7"
    store.close()
    assert in_another_process(code, str(path)) == "opened"


def test_a_store_that_another_process_owns_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    Store(path).close()
    code = "duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", f"import sys, duckdb\nkept = {code}", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreOwned) as caught:
            Store(path)
        other.communicate(b"")
    assert str(caught.value) == f"the store {path} is owned by another process: stop it, or let its owner answer"
    Store(path).close()


BROKEN: list[tuple[str, Callable[[Path], Any]]] = [
    ("no database", lambda path: path.write_bytes(b"not a database" * 1000)),
    ("empty", lambda path: path.write_bytes(b"")),
    ("a folder", lambda path: path.mkdir()),
    ("cut", lambda path: cut(path)),
]


def cut(path: Path) -> None:
    Store(path).close()
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("make", [make for _, make in BROKEN], ids=[name for name, _ in BROKEN])
def test_a_file_that_is_no_store_is_a_sentence_and_not_another_owner(
    tmp_path: Path, make: Callable[[Path], Any]
) -> None:
    path = tmp_path / "deadlock" / "store.duckdb"
    path.parent.mkdir()
    make(path)
    with pytest.raises(StoreError) as caught:
        Store(path)
    assert not isinstance(caught.value, StoreOwned)
    assert str(caught.value).startswith(f"the store {path} cannot be opened: ")
    assert "\n" not in str(caught.value)


def test_after_a_clean_stop_any_duckdb_client_opens_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    store = Store(path)
    with store.transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', '1')")
    store.close()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["store.duckdb"]
    assert in_another_process(COUNT, str(path)) == "1"


def test_a_copy_made_between_two_transactions_opens_in_another_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb")
    with store.transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', '1')")
    store.copy(tmp_path / "copy.duckdb")
    store.close()
    assert in_another_process(COUNT, str(tmp_path / "copy.duckdb")) == "1"


def test_a_copy_is_whole_while_a_reader_is_in_the_middle_of_its_rows(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb")
    with store.read() as reader:
        reader.execute("BEGIN TRANSACTION READ ONLY")
        reader.execute("SELECT count(*) FROM settings").fetchall()
        with store.transaction() as connection:
            connection.execute("INSERT INTO settings SELECT 'name' || n, '1' FROM range(5000) AS r(n)")
        store.copy(tmp_path / "copy.duckdb")
    store.close()
    assert in_another_process(COUNT, str(tmp_path / "copy.duckdb")) == "5000"


def test_what_is_rolled_back_is_not_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb")
    with pytest.raises(duckdb.ConversionException), store.transaction() as connection:
        connection.execute("INSERT INTO settings VALUES ('a', '1'); SELECT 'x'::INTEGER")
    assert store.rows("SELECT * FROM settings") == []
    store.close()


ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3"


def test_a_query_that_takes_longer_than_its_deadline_is_interrupted(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb")
    with pytest.raises(duckdb.InterruptException), store.read(0.05) as cursor:
        cursor.execute(
            "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE (a.range * b.range) % 7 = 3"
        ).fetchall()
    assert store.rows("SELECT 1 AS one") == [{"one": 1}]
    store.close()


OUTSIDE = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('{outside}')",
    "SELECT * FROM '{outside}'",
    "ATTACH '{outside}.duckdb' AS other",
    "COPY settings TO '{outside}.csv'",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "INSTALL httpfs",
    "LOAD '{outside}'",
]


@pytest.mark.parametrize("query", OUTSIDE)
@pytest.mark.parametrize("exports", [(), ("exports",)])
def test_the_store_reaches_nothing_outside_its_folders(tmp_path: Path, query: str, exports: tuple[str, ...]) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    store = Store(tmp_path / "in" / "store.duckdb", exports=[tmp_path / each for each in exports])
    for _ in range(2):
        with pytest.raises(duckdb.Error), store.read() as cursor:
            cursor.execute(query.format(outside=outside)).fetchall()
        store.reopen()
    store.close()
    assert not (tmp_path / "secret.txt.csv").exists()


def test_it_opens_again_with_the_same_folders_while_a_reader_holds_a_cursor(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb", exports=[tmp_path / "it's"])
    with store.read() as cursor:
        cursor.execute("SELECT 1").fetchall()
        store.reopen()
        with store.transaction() as connection:
            connection.execute("INSERT INTO settings VALUES ('a', '1')")
    assert store.rows("SELECT value::INTEGER AS n FROM settings") == [{"n": 1}]
    store.close()
    shutil.rmtree(tmp_path)


def test_it_is_opened_anew_while_somebody_reads(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.duckdb", exports=[tmp_path])
    with closing(store), store.read() as cursor:
        cursor.execute("SELECT range FROM range(1000000)").fetchone()
        store.reopen()
        assert store.rows("SELECT 1 AS n") == [{"n": 1}]
        with store.transaction() as connection:
            connection.execute("INSERT INTO settings VALUES ('a', '1')")


def test_a_store_that_could_not_be_opened_anew_is_opened_by_who_asks_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store.duckdb")

    def refuse() -> None:
        raise StoreError("no memory to open it with")

    with closing(store):
        with monkeypatch.context() as patched:
            patched.setattr(store, "_open", refuse)
            with pytest.raises(StoreError):
                store.reopen()
            with pytest.raises(StoreError):
                store.rows("SELECT 1 AS n")
        assert store.rows("SELECT 1 AS n") == [{"n": 1}]


def test_readers_never_leave_it_closed(tmp_path: Path) -> None:
    store, over = Store(tmp_path / "store.duckdb"), threading.Event()

    def ask() -> None:
        while not over.is_set():
            with suppress(duckdb.Error):  # a cursor of the connection that is closed is closed with it
                store.rows("SELECT 1 AS n")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    with closing(store):
        for thread in threads:
            thread.start()
        try:
            for _ in range(50):
                store.reopen()
                assert store.connection.execute("SELECT 1").fetchall() == [(1,)]
        finally:
            over.set()
            for thread in threads:
                thread.join()


def buffered(store: Store) -> int:
    (row,) = store.rows("SELECT sum(memory_usage_bytes)::BIGINT AS bytes FROM duckdb_memory()")
    return int(row["bytes"])


def test_letting_go_drops_what_was_written_from_memory_and_nothing_from_the_store(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "store.duckdb")) as store:
        store.connection.execute("CREATE TABLE much AS SELECT hash(range)::VARCHAR AS word FROM range(300_000)")
        before = buffered(store)
        store.let_go()
        assert buffered(store) < before / 2
        assert store.rows("SELECT count(*) AS n FROM much") == [{"n": 300_000}]


def test_letting_go_disturbs_nobody_who_reads(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "store.duckdb")) as store:
        connection = store.connection
        with store.read() as cursor:
            rows = cursor.execute("SELECT range FROM range(10_000)")
            store.let_go()
            assert store.connection is connection
            assert len(rows.fetchall()) == 10_000
        store.let_go("64MB")
        assert store.connection is not connection
        assert store.rows("SELECT current_setting('memory_limit') AS most") == [{"most": "61.0 MiB"}]
        store.let_go()
        assert store.rows("SELECT current_setting('memory_limit') AS most") == [{"most": "244.1 MiB"}]
        with store.transaction() as writing:
            writing.execute("INSERT INTO settings VALUES ('a', '1')")
        assert [len(store.rows("SELECT * FROM settings WHERE name = 'a'")) for _ in range(6)] == [1] * 6
