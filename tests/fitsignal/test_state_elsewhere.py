"""FITSIGNAL_STATE: a workspace that cannot be written to keeps its state in another folder."""

from pathlib import Path

import pytest

from fitsignal.config import load_workspace
from fitsignal.owner import Owner, read_owner, write_owner
from fitsignal.workspace import ELSEWHERE
from tests.fitsignal.conftest import Write


def test_all_that_is_kept_lies_in_the_folder_that_the_environment_names(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, elsewhere = write(), tmp_path / "state"
    monkeypatch.setenv(ELSEWHERE, str(elsewhere))
    write_owner(folder, Owner(1, "http://127.0.0.1:1", "token"))
    workspace = load_workspace(folder)
    assert (workspace.state, workspace.store_path) == (elsewhere, elsewhere / "store.duckdb")
    assert read_owner(folder) == Owner(1, "http://127.0.0.1:1", "token")
    assert not (folder / ".fitsignal").exists()


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_state_lies_in_the_workspace(
    write: Write, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ELSEWHERE, raising=False) if value is None else monkeypatch.setenv(ELSEWHERE, value)
    folder = write()
    assert load_workspace(folder).state == folder / ".fitsignal"
