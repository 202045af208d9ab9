"""fit --input: a list scored by a profile, without a store."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fitsignal import cli

Write = Callable[..., Path]
FIELDS = ["domain", "name", "fit", "tier", "qualifies", "known", "profile", "reasons"]


def test_every_row_gives_an_object_with_the_promised_fields(
    write: Write, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write()
    monkeypatch.chdir(tmp_path)
    arguments = ["fit", "--input", str(folder / "accounts.csv"), "--profile", str(folder / "icp.toml"), "--json"]
    assert cli.run(arguments) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(row) for row in rows] == [FIELDS] * 3
    assert [(row["domain"], row["fit"], row["tier"], row["qualifies"]) for row in rows] == [
        ("quillmar.example", 80, "A", True),
        ("tarnovo.example", 30, "out", False),
        ("velsund.example", 50, "out", False),
    ]
    assert rows[0]["profile"] == "Scale-ups"
    assert rows[0]["reasons"] == [
        {"criterion": "Size", "verdict": "met", "points": 50, "of": 50, "value": 120},
        {"criterion": "France", "verdict": "met", "points": 30, "of": 30, "value": "FR"},
    ]


def test_a_workspaces_profiles_score_where_none_is_named(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write()
    assert cli.run(["fit", "--input", str(folder / "accounts.csv"), "--json", "--workspace", str(folder)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_rows_that_cannot_be_read_are_told_and_the_others_scored(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(accounts__csv="domain,name,employees,country\nquillmar.example,Quillmar,120,FR\n,Nobody,3,FR\n")
    paths = ["--input", str(folder / "accounts.csv"), "--profile", str(folder / "icp.toml")]
    assert cli.run(["fit", *paths, "--json"]) == 1
    told = capsys.readouterr()
    assert [json.loads(line)["domain"] for line in told.out.splitlines()] == ["quillmar.example"]
    assert told.err.startswith("error: accounts.csv line 3 was left out: no domain is given")


def test_only_the_domains_that_were_named_are_shown_reason_by_reason(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write()
    paths = ["--input", str(folder / "accounts.csv"), "--profile", str(folder / "icp.toml")]
    assert cli.run(["fit", "https://www.velsund.example/", *paths]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Velsund · velsund.example · fit 50 · out · profile Scale-ups",
        "  ✓ Size: 200 employees 50/50",
        "  ✗ France: DE 0/30",
        "  50 = 50",
    ]


def test_a_table_has_a_mark_for_every_criterion(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = "domain,name,employees,country\nquillmar.example,Quillmar,,FR\n"
    folder = write(accounts__csv=unknown)
    paths = ["--input", str(folder / "accounts.csv"), "--profile", str(folder / "icp.toml")]
    assert cli.run(["fit", *paths]) == 0
    (head, row) = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert head == ["domain", "name", "fit", "tier", "verdict", "known", "reasons"]
    assert row == ["quillmar.example", "Quillmar", "30", "C", "possible", "50%", "?", "Size", "✓", "France"]


WRONG = [
    ("icp.toml", "[rule]\nmandatry = 1\n", "icp.toml rule.mandatry"),
    ("icp.toml", "[rule", "icp.toml line 1"),
]


@pytest.mark.parametrize(("name", "text", "told"), WRONG)
def test_a_broken_profile_is_refused_with_its_problems(
    write: Write, capsys: pytest.CaptureFixture[str], name: str, text: str, told: str
) -> None:
    folder = write()
    (folder / name).write_text(text)
    arguments = ["fit", "--input", str(folder / "accounts.csv"), "--profile", str(folder / name)]
    assert cli.run(arguments) == 1
    assert f"error: {told}" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_sentence(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write()
    assert cli.run(["fit", "--input", "/nowhere/list.csv", "--profile", str(folder / "icp.toml")]) == 1
    assert capsys.readouterr().err == "fitsignal: /nowhere/list.csv cannot be read: No such file or directory\n"


def test_without_a_profile_and_a_workspace_it_is_wrong_use(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = write() / "accounts.csv"
    assert cli.run(["fit", "--input", str(accounts), "--workspace", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "fitsignal: say by which profile: --profile FILE, or --workspace DIR\n"
