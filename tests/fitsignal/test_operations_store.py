"""store, deadletters and signal: one SELECT, whole copies, and broken input that is mended, counted once."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from fitsignal.operations import operate, stored
from fitsignal.service import Service
from streams.ports import Batch, Rejected
from streams.signal import Company, SignalDraft
from tests.laws.workspaces import workspace
from tests.streams.worlds import NOW


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(load_workspace(workspace(tmp_path / "it's a workspace")), lambda: NOW)
    drafts = [
        SignalDraft(kind="visit", company=Company(domain=f"company{n}.example"), occurred_at=NOW) for n in range(9)
    ]
    made.host.accept(Batch("inbox", "file", drafts)).result()
    yield made
    made.close()


def sql(service: Service, query: str) -> list[dict[str, Any]]:
    return operate(service, "store.sql", {"query": query})


SELECTS = [
    "SELECT count(*) AS n FROM signals",
    "  select count(*) as n from signals ; -- a comment; with another",
    "FROM signals SELECT count(*) AS n",
    "WITH found AS (SELECT * FROM signals) SELECT count(*) AS n FROM found",
    "SELECT count(*) AS n FROM query('SELECT * FROM signals')",
]


@pytest.mark.parametrize("query", SELECTS)
def test_a_select_gives_its_rows(service: Service, query: str) -> None:
    assert sql(service, query) == [{"n": 9}]


NOT_ONE_SELECT = [
    "",
    ";",
    "-- nothing",
    "SELECT 1; SELECT 2",
    "COMMIT; INSERT INTO settings VALUES ('x', '1')",
    "SELECT 1; DELETE FROM signals",
    "INSERT INTO settings VALUES ('x', '1')",
    "INSERT INTO settings VALUES ('x', '1') RETURNING name",
    "DELETE FROM signals",
    "UPDATE signals SET kind = 'x'",
    "DROP TABLE signals",
    "CREATE TABLE x AS SELECT 1",
    "COPY signals TO 'x.csv'",
    "COPY (SELECT 1) TO 'x.csv'",
    "ATTACH 'x.duckdb'",
    "DETACH store",
    "PRAGMA database_list",
    "SET threads = 1",
    "RESET ALL",
    "LOAD json",
    "INSTALL httpfs",
    "CHECKPOINT",
    "BEGIN",
    "COMMIT",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE DELETE FROM signals",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "VACUUM",
    "USE memory",
    "EXPORT DATABASE 'x'",
]


@pytest.mark.parametrize("query", NOT_ONE_SELECT)
def test_what_is_not_exactly_one_select_is_refused(service: Service, query: str) -> None:
    with pytest.raises(OperatorError, match=r"^(expected exactly one SELECT|the query does not work: )"):
        sql(service, query)
    assert sql(service, "SELECT count(*) AS n FROM signals") == [{"n": 9}]
    assert service.store.rows("SELECT name FROM settings WHERE name = 'x'") == []


OUTSIDE = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT content FROM read_text('{state}/secret.json')",
    "SELECT * FROM read_json('{state}/secret.json')",
    "SELECT * FROM glob('{state}/*')",
    "SELECT * FROM sqlite_scan('{state}/sources.sqlite', 'cursors')",
    "SELECT getenv('HOME')",
]


@pytest.mark.parametrize("query", OUTSIDE)
def test_a_select_reads_no_file(service: Service, query: str) -> None:
    state = service.workspace.state
    (state / "secret.json").write_text('{"token": "s3cret"}')
    with suppress(OperatorError):
        assert sql(service, query.format(state=state.as_posix().replace("'", "''"))) == []


def test_a_query_that_takes_too_long_is_stopped_with_a_sentence(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "SECONDS", 0.05)
    with pytest.raises(OperatorError, match=r"^the query took longer than 0\.05 s and was stopped: narrow it down$"):
        sql(service, "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3")


def test_a_wrong_query_is_a_sentence(service: Service) -> None:
    with pytest.raises(OperatorError, match=r"^the query does not work: .*nothing_of_the_kind") as caught:
        sql(service, "SELECT * FROM nothing_of_the_kind")
    assert "\n" not in str(caught.value)


def test_a_backup_opens_in_another_process_while_the_store_is_open(service: Service, tmp_path: Path) -> None:
    target = tmp_path / "copy of it's.duckdb"
    (row,) = operate(service, "store.backup", {"file": str(target)})
    assert row == {"file": str(target), "bytes": target.stat().st_size}
    code = "import sys, duckdb; print(duckdb.connect(sys.argv[1]).execute('SELECT count(*) FROM signals').fetchall())"
    told = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[(9,)]"
    with pytest.raises(OperatorError, match="is there already: name a new file"):
        operate(service, "store.backup", {"file": str(target)})


@pytest.mark.parametrize("target", ["missing/copy.duckdb", "file/copy.duckdb"])
def test_a_backup_that_cannot_be_written_is_a_sentence(service: Service, tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match=r"^the copy .* was not written: "):
        operate(service, "store.backup", {"file": str(tmp_path / target)})


def test_an_export_writes_every_table_and_view_as_parquet(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "it's here"
    rows = operate(service, "store.export", {"folder": str(folder)})
    counts = {row["table"]: row["rows"] for row in rows}
    assert {"signals", "accounts", "alerts", "qualified_accounts", "yesterday_visitors"} <= counts.keys()
    assert counts["signals"] == 9
    for row in rows:
        with duckdb.connect() as other:
            found = other.execute("SELECT count(*) FROM read_parquet(?)", [row["file"]]).fetchall()
        assert found == [(row["rows"],)]
    assert list(service.exports.iterdir()) == []
    assert operate(service, "store.export", {"folder": str(folder)}) == rows, "a second one replaces the first"


def test_an_export_that_cannot_be_written_is_a_sentence(service: Service, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match=r"^the export into .* was not written: "):
        operate(service, "store.export", {"folder": str(tmp_path / "file" / "deeper")})
    assert list(service.exports.iterdir()) == []


WHOLE = (
    b'{"kind":"form_submitted","company":{"domain":"company0.example"},"occurred_at":"2026-11-24T08:00:00Z","id":"a-1"}'
)
TABLE = b"kind,domain,occurred_at,id\nvisit,company1.example,2026-11-24T08:00:00Z,b-1"
BROKEN = b'{"kind": "visit", \xff'


def refuse(service: Service, *raws: bytes) -> None:
    rejected = [Rejected(f"day.jsonl line {n}", "broken then", raw) for n, raw in enumerate(raws, 1)]
    service.host.accept(Batch("inbox", "file", [], rejected)).result()


def test_dead_letters_that_are_signals_now_are_counted_once_and_the_others_stay(service: Service) -> None:
    refuse(service, WHOLE, BROKEN, TABLE)
    outcomes = [row["outcome"] for row in operate(service, "deadletters.retry", {"all": True})]
    assert sorted(outcomes) == ["accepted", "accepted", "still broken"]
    (left,) = operate(service, "deadletters.list", {})
    assert (left["bytes"], left["place"]) == (len(BROKEN), "day.jsonl line 2")
    assert sql(service, "SELECT count(*) AS n FROM signals") == [{"n": 11}]
    refuse(service, WHOLE)
    operate(service, "deadletters.retry", {"all": True})
    assert sql(service, "SELECT count(*) AS n FROM signals") == [{"n": 11}], "the same line is the same signal"


def test_a_dead_letter_shows_its_original_bytes_and_goes_when_it_is_dropped(service: Service) -> None:
    refuse(service, BROKEN)
    (row,) = operate(service, "deadletters.list", {"source": "inbox"})
    (shown,) = operate(service, "deadletters.show", {"id": row["id"][:13]})
    assert shown["raw"] == '{"kind": "visit", \\xff'
    assert service.store.rows("SELECT raw FROM dead_letters") == [{"raw": BROKEN}]
    assert operate(service, "deadletters.drop", {"ids": [row["id"]]}) == [{"dropped": 1}]
    assert operate(service, "deadletters.list", {}) == []


def test_a_signal_by_hand_is_decided_when_the_command_returns(service: Service) -> None:
    given = {"domain": "company0.example", "kind": "form_submitted", "detail": {"form": "demo"}}
    account = operate(
        service, "accounts.set", {"domain": "company0.example", "values": {"employees": 100, "industry": "Software"}}
    )
    assert account[0]["gate"] == "pass"
    (told,) = operate(service, "signal", given)
    assert told == {"stored": 1, "repeated": 0, "unresolved": 0, "alerted": 1}
    assert operate(service, "signal", given)[0]["repeated"] == 1, "the clock stands still: the same signal"
    (told,) = operate(service, "signal", {"domain": "nothing", "kind": "visit"})
    assert told["unresolved"] == 1


def test_what_a_person_sets_outlives_the_list(service: Service) -> None:
    folder = service.workspace.path
    operate(
        service,
        "accounts.set",
        {"domain": "company0.example", "values": {"status": "customer", "note": "met in Paris"}},
    )
    service.close()
    accounts = folder / "accounts.csv"
    accounts.write_text(accounts.read_text() + "late.example,Late,90,Software,FR,prospect\n")
    again = Service(load_workspace(folder), lambda: NOW)
    (shown,) = operate(again, "accounts.show", {"domain": "company0.example"})
    assert (shown["status"], shown["note"], shown["gate"]) == ("customer", "met in Paris", "customer")
    assert operate(again, "accounts.show", {"domain": "late.example"})[0]["gate"] == "pass"
    again.close()


def test_an_import_adds_beside_the_list_and_removes_nothing(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("domain,name,employees,industry,country\nmore.example,More,100,Software,FR\nno domain,x,,,\n")
    first, problem = operate(service, "accounts.import", {"file": str(path)})
    assert (first["accounts"], first["refused"]) == (1, 1)
    assert "problem" in problem
    receipt = service.host.accept(Batch("a", "b", [SignalDraft(kind="visit", company=Company(name="More"))])).result()
    assert receipt.stored == 1, "names resolve against it at once"
    assert len(operate(service, "accounts.list", {})) == 41


def test_what_the_store_could_not_take_is_a_sentence(service: Service) -> None:
    service.host.close()
    with pytest.raises(OperatorError, match=r"^the desk is closed: offer the batch again after the next start$"):
        operate(service, "signal", {"domain": "company0.example", "kind": "visit"})
    with pytest.raises(OperatorError, match=r"^the desk is closed"):
        operate(service, "store.backup", {"file": "copy.duckdb"})
