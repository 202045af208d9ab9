"""A terminal that knows few signs gets question marks, and everything else."""

from pathlib import Path

import pytest

from tests.laws.workspaces import run, workspace


def test_a_stream_that_cannot_show_a_sign_shows_a_question_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    said = run(workspace(tmp_path / "law"), "explain", "company1.example")
    assert "? Size: " in said
    assert "Fit: " in said
