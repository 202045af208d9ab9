"""What a sink did not send is told: by the exit of `run --once`, and by `status` also when nothing runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from fitsignal import wiring
from fitsignal.asking import call
from fitsignal.config import load_workspace
from fitsignal.running import run_service
from sinks.sink import Delivery, Finding, Receipts, Repeat, TransientError
from tests.laws.workspaces import lines, workspace


class DownSink:
    """A destination that is down until told otherwise."""

    type: ClassVar[str] = "console"
    pace: ClassVar[float] = 0.0
    repeat: Repeat = "visible"
    batch: ClassVar[int] = 1000
    down: ClassVar[bool] = True

    def check(self) -> tuple[Finding, ...]:
        return ()

    def write(self, deliveries: Sequence[Delivery]) -> Receipts:
        if self.down:
            raise TransientError("the webhook answered 500", retry_after=3600.0)
        return ()

    def close(self) -> None:
        return None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = workspace(tmp_path / "law")
    (made / "inbox" / "day.jsonl").write_bytes(b"".join(line + b"\n" for line in lines(300)))
    monkeypatch.setattr(wiring, "build_sink", lambda options: DownSink())
    return made


def sinks(folder: Path) -> list[tuple[str, str | None]]:
    rows = [row for row in call(folder, "status", {}) if row["part"] == "sinks"]
    return [(row["state"], row["trouble"]) for row in rows]


def test_a_sink_that_failed_is_named_and_its_trouble_stays_in_the_status(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert sinks(folder) == [("idle", None)]
    assert run_service(load_workspace(folder), once=True, now=None, json=False) == 1
    count = len(call(folder, "outbox.list", {}))
    assert count > 0
    assert f"sink console: {count} not sent yet: the webhook answered 500\n" in capfd.readouterr().err
    assert sinks(folder) == [("pending", "the webhook answered 500")]


def test_a_sink_that_sent_all_troubles_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(DownSink, "down", False)
    assert run_service(load_workspace(folder), once=True, now=None, json=False) == 0
    assert capfd.readouterr().err == ""
    assert sinks(folder) == [("sent", None)]
