"""A terminal that knows few signs gets question marks, and a narrow one the columns that it has room for."""

import re
import sys
from pathlib import Path

import pytest

from fitsignal.output import table
from tests.laws.workspaces import run, workspace


def test_a_stream_that_cannot_show_a_sign_shows_a_question_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    said = run(workspace(tmp_path / "law"), "explain", "company1.example")
    assert "? Size: " in said
    assert "Fit: " in said


NAMES = ("domain", "name", "industry", "employees", "owner")
WIDE = {"domain": "quillmar.example", "name": "Quillmar", "industry": "x" * 40, "employees": 120, "owner": "y" * 30}


@pytest.mark.parametrize("number", [2, 1_200])
@pytest.mark.parametrize(
    ("width", "left"), [(30, "industry, employees, owner"), (82, "owner"), (45, "industry, owner"), (200, "")]
)
def test_a_narrow_terminal_shows_whole_the_columns_it_has_room_for_and_names_the_others(
    width: int, left: str, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    table([WIDE] * number, NAMES, least=2)
    head, *rows = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    said = " ".join(line.strip() for line in rows[number:])
    assert said == (f"left out for want of width: {left}; --json has all" if left else "")
    assert [name for name in NAMES if name not in left.split(", ")] == head.split()
    assert len({row.rstrip() for row in rows[:number]}) == 1
    assert len(rows[0].rstrip()) <= width


def test_a_table_that_no_terminal_shows_has_all_its_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    table([WIDE], NAMES, least=2)
    assert capsys.readouterr().out.split() == [*NAMES, *map(str, WIDE.values())]
