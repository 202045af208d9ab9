"""Lists for other programs: written when their time has come, whole or not at all, of the accounts they are for."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from fitsignal.cli import run
from fitsignal.config import check, load_workspace
from fitsignal.export_settings import Export
from fitsignal.exporting import export_due, is_due, write
from fitsignal.service import Service
from streams.ports import Batch
from streams.signal import Company, SignalDraft

NOW = datetime.now(UTC)
CONFIG = """
[[exports]]
what = "qualified"
path = "out/qualified.csv"
every = "1h"
[[exports]]
what = "nurture"
path = "out/nurture.parquet"
format = "parquet"
at = "07:00"
[[exports]]
what = "audience"
path = "audience.csv"
at = "07:00"
"""
ACCOUNTS = """domain,name,employees,country,status
quillmar.example,Quillmar,120,FR,prospect
velsund.example,"=Velsund, Group",200,FR,prospect
kunde.example,Kunde,200,FR,customer
tarnovo.example,Tarnovo,12,FR,prospect
"""


@pytest.fixture
def service(write: Callable[..., Path]) -> Iterator[Service]:
    made = Service(load_workspace(write(CONFIG, accounts__csv=ACCOUNTS)))
    drafts = [SignalDraft(kind="form_submitted", company=Company(domain="quillmar.example"), details={"form": "demo"})]
    made.host.accept(Batch("a", "b", drafts)).result()
    yield made
    made.close()


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_list_holds_the_accounts_it_is_for(service: Service) -> None:
    assert export_due(service) == {}
    folder = service.workspace.path
    qualified, audience = rows(folder / "out" / "qualified.csv"), rows(folder / "audience.csv")
    assert [(row["domain"], row["tier"], row["level"]) for row in qualified] == [("quillmar.example", "A", "hot")]
    nurture = pq.read_table(folder / "out" / "nurture.parquet").to_pylist()
    assert [(row["domain"], row["intent"]) for row in nurture] == [("velsund.example", 0.0)]
    assert {row["companywebsite"] for row in audience} == {"quillmar.example", "velsund.example"}


def test_a_name_that_a_spreadsheet_would_run_is_a_text(service: Service) -> None:
    export_due(service)
    names = {row["companyname"] for row in rows(service.workspace.path / "audience.csv")}
    assert names == {"Quillmar", "'=Velsund, Group"}


def test_a_list_is_written_again_only_when_it_is_due_or_gone(service: Service) -> None:
    export_due(service)
    path = service.workspace.path / "audience.csv"
    path.write_text("mine")
    export_due(service)
    assert path.read_text() == "mine"
    path.unlink()
    export_due(service)
    assert path.exists()


AT = Export(what="qualified", path="x", at="07:00")
EVERY = Export(what="qualified", path="x", every="6h")
MORNING = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("export", "written", "now", "due"),
    [
        (EVERY, None, MORNING, True),
        (EVERY, MORNING - timedelta(hours=6), MORNING, True),
        (EVERY, MORNING - timedelta(hours=5), MORNING, False),
        (AT, MORNING - timedelta(minutes=40), MORNING, True),  # 07:30 in Paris
        (AT, MORNING - timedelta(minutes=20), MORNING, False),
        (AT, MORNING - timedelta(hours=23), MORNING - timedelta(hours=1), False),
        (AT, MORNING - timedelta(hours=26), MORNING - timedelta(hours=1), True),
    ],
)
def test_a_list_is_due_by_the_time_of_its_file(
    export: Export, written: datetime | None, now: datetime, due: bool
) -> None:
    assert is_due(export, written, now, "Europe/Paris") is due


def test_a_list_that_cannot_be_written_says_so_and_leaves_the_old_one_and_no_draft(
    service: Service, tmp_path: Path
) -> None:
    (service.workspace.path / "out").write_text("a file where a folder should be")
    assert set(export_due(service)) == {"out/qualified.csv", "out/nurture.parquet"}
    target = tmp_path / "x.csv"
    target.mkdir()
    with pytest.raises(OSError, match=r"x\.csv"):
        write(target, "csv", ["a"], [(1,)])
    assert [path.name for path in tmp_path.iterdir() if "x.csv" in path.name] == ["x.csv"]


def test_an_empty_list_has_its_columns(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "csv", ["a", "b"], [])
    write(tmp_path / "a.parquet", "parquet", ["a", "b"], [])
    assert (tmp_path / "a.csv").read_text() == "a,b\n"
    assert pq.read_table(tmp_path / "a.parquet").column_names == ["a", "b"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('what = "qualified"\npath = "x"', "expected either every"),
        ('what = "qualified"\npath = "x"\nat = "7"', "exports[1].at"),
        ('what = "all"\npath = "x"\nat = "07:00"', "exports[1].what"),
        ('what = "qualified"\npath = "x"\nevery = "1s"', 'a span of "1m" or more'),
    ],
)
def test_a_wrong_table_is_a_problem(write: Callable[..., Path], table: str, said: str) -> None:
    messages = [problem.message for problem in check(write(f"[[exports]]\n{table}\n")).problems]
    assert any(said in message for message in messages), messages


def test_run_once_writes_every_list(write: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(CONFIG, accounts__csv=ACCOUNTS)
    assert run(["run", "--once", "--workspace", str(folder)]) == 0
    assert (folder / "audience.csv").exists()
    assert "THE WAY" in capsys.readouterr().out
