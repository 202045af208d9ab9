"""init: what it writes is a workspace without problems that runs at once, and it overwrites nothing."""

import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fitsignal import cli
from fitsignal.config import checked_workspace
from fitsignal.defaults import default_policy, shipped
from fitsignal.errors import OperatorError
from fitsignal.new_workspace import FILES, make_workspace
from streams.policy import Policy

NOW = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


def test_a_new_workspace_has_no_problems_and_the_whole_policy(tmp_path: Path) -> None:
    make_workspace(tmp_path / "north & co", NOW)
    accepted = checked_workspace(tmp_path / "north & co")
    assert accepted.problems == ()
    assert accepted.workspace.name == "north & co"
    assert accepted.workspace.policy == Policy.model_validate(shipped()["policy"])
    assert accepted.workspace.digest is not None
    assert len(accepted.workspace.intake.accounts) >= 10


def test_the_commented_policy_is_the_shipped_one_once_uncommented(tmp_path: Path) -> None:
    make_workspace(tmp_path, NOW)
    text = (tmp_path / "fitsignal.toml").read_text().partition("to change it.\n")[2]
    lines = [line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in text.splitlines()]
    kept = [
        line for line in lines if not line.startswith(("intent = min", "confidence = extraction", "A detail missing"))
    ]
    policy = tomllib.loads("\n".join(kept))["policy"]
    assert policy == shipped()["policy"]


def test_sample_signals_are_of_the_last_hours(tmp_path: Path) -> None:
    make_workspace(tmp_path, NOW)
    lines = [json.loads(line) for line in (tmp_path / "inbox" / "signals.jsonl").read_text().splitlines()]
    times = [datetime.fromisoformat(line["occurred_at"]) for line in lines]
    assert all(NOW - timedelta(hours=12) < time < NOW for time in times)
    assert {line["kind"] for line in lines} <= set(default_policy().kinds)


@pytest.mark.parametrize("there", list(FILES.values()))
def test_a_file_that_is_there_already_stops_it_before_anything_is_written(tmp_path: Path, there: str) -> None:
    path = tmp_path / there
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    with pytest.raises(OperatorError) as caught:
        make_workspace(tmp_path, NOW)
    assert str(caught.value) == f"{path} is there already: nothing was written; choose an empty folder"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]
    assert path.read_text() == "mine"


def test_init_says_what_to_do_next_and_refuses_a_second_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "signals"
    assert cli.run(["init", str(folder)]) == 0
    assert f"fitsignal run --once --workspace {folder}" in capsys.readouterr().out
    assert cli.run(["init", str(folder)]) == 1
    assert "is there already: nothing was written" in capsys.readouterr().err


def test_secrets_and_state_of_a_new_workspace_stay_out_of_git(tmp_path: Path) -> None:
    make_workspace(tmp_path, NOW)
    assert (tmp_path / ".gitignore").read_text().split() == [".fitsignal/", ".env"]
    assert "SLACK_BOT_TOKEN=\n" in (tmp_path / ".env.example").read_text()
