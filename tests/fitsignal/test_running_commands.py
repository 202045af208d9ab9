"""The running service: commands ask it, signals stop it cleanly, and nobody begins anew under it."""

import json
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any

import duckdb
import pytest

from fitsignal.asking import call
from fitsignal.clearing import clear
from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from fitsignal.owner import read_owner
from fitsignal.service import Service
from tests.laws.workspaces import lines, run, start, workspace
from tests.streams.worlds import NOW

PATIENCE = 60.0


def let_run(process: "Popen[bytes]") -> None:
    """Let it run for a moment; it must not end by itself."""
    with suppress(TimeoutExpired):
        process.wait(timeout=0.02)
    assert process.poll() is None, process.communicate()[0].decode()


def until_it_runs(process: "Popen[bytes]", folder: Path) -> None:
    """Wait until the process answers commands."""
    while (owner := read_owner(folder)) is None or owner.pid != process.pid:
        let_run(process)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = workspace(tmp_path / "law")
    (made / "inbox" / "day.jsonl").write_bytes(b"".join(line + b"\n" for line in lines(500)))
    return made


@pytest.fixture
def running(folder: Path) -> "Iterator[Popen[bytes]]":
    process = start(folder, "run", out=PIPE)
    try:
        until_it_runs(process, folder)
        yield process
    finally:
        process.kill()
        process.communicate()


def stored(folder: Path) -> int:
    with duckdb.connect(str(folder / ".fitsignal" / "store.duckdb")) as store:
        ((count,),) = store.execute("SELECT count(*) FROM signals").fetchall()
    return int(count)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly_and_what_it_accepted_is_in_a_store_that_anybody_opens(
    folder: Path, running: "Popen[bytes]", number: signal.Signals
) -> None:
    (counted,) = call(folder, "store.sql", {"query": "SELECT count(*) AS n FROM signals"})
    (receipt,) = call(folder, "signal", {"domain": "company1.example", "kind": "visit"})
    assert receipt["stored"] == 1
    running.send_signal(number)
    said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0, said.decode()
    assert said.decode().rstrip().endswith("stopped: everything accepted is stored")
    state = folder / ".fitsignal"
    assert not (state / "owner.json").exists()
    assert not (state / "store.duckdb.wal").exists()
    assert stored(folder) > counted["n"]


def test_commands_get_the_same_answer_from_the_running_service_as_from_the_store_at_rest(
    folder: Path, running: "Popen[bytes]"
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("status", {}),
        ("accounts.list", {"limit": 5}),
        ("accounts.show", {"domain": "company1.example"}),
        ("fit", {"domains": ["company1.example"]}),
        ("explain", {"domain": "company1.example"}),
        ("digest", {}),
        ("deadletters.list", {}),
        ("unresolved.list", {}),
        ("outbox.list", {}),
        ("store.sql", {"query": "SELECT * FROM triggers ORDER BY id"}),
    ]
    while not call(folder, "store.sql", {"query": "FROM alerts"}):
        let_run(running)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=PATIENCE)
    at_rest = {name: call(folder, name, params) for name, params in asked}
    again = start(folder, "run", out=PIPE)
    try:
        until_it_runs(again, folder)
        assert {name: call(folder, name, params) for name, params in asked if name != "status"} == {
            name: rows for name, rows in at_rest.items() if name != "status"
        }
    finally:
        again.send_signal(signal.SIGTERM)
        again.communicate(timeout=PATIENCE)
    assert at_rest["status"] != []


def test_a_change_by_hand_reaches_the_running_service_at_once(folder: Path, running: "Popen[bytes]") -> None:
    call(folder, "accounts.set", {"domain": "company0.example", "values": {"employees": 100, "industry": "Software"}})
    form = {"domain": "company0.example", "kind": "form_submitted", "detail": {"form": "demo"}}
    (first,) = call(folder, "signal", form | {"at": "2026-12-20T09:00:00Z"})
    call(folder, "accounts.set", {"domain": "company0.example", "values": {"status": "customer"}})
    (second,) = call(folder, "signal", form | {"at": "2027-03-20T09:00:00Z"})
    assert (first["alerted"], second["alerted"]) == (1, 0)


def test_nobody_begins_anew_nor_runs_twice_while_it_runs(folder: Path, running: "Popen[bytes]") -> None:
    for arguments in (["run", "--fresh", "--once"], ["run", "--once"]):
        other = start(folder, *arguments, out=PIPE)
        said, _ = other.communicate(timeout=PATIENCE)
        assert other.returncode == 1
        assert f"(pid {running.pid})" in said.decode() or "is owned by another process" in said.decode()
        assert "Traceback" not in said.decode()
    assert call(folder, "status", {}) != []


def test_beginning_anew_forgets_what_was_stored_and_reads_every_source_again(folder: Path) -> None:
    run(folder, "run", "--once")
    before = stored(folder)
    run(folder, "signal", "company1.example", "visit")
    assert stored(folder) == before + 1
    run(folder, "run", "--once", "--fresh")
    assert stored(folder) == before


def test_a_workspace_whose_owner_died_can_begin_anew_and_one_that_is_open_cannot(folder: Path) -> None:
    owner = folder / ".fitsignal" / "owner.json"
    service = Service(load_workspace(folder), lambda: NOW)
    owner.write_text(json.dumps({"pid": 2**22 + 1, "url": "http://127.0.0.1:1", "token": "x"}))
    holder = start(folder, "run", "--fresh", "--once", out=PIPE)
    said, _ = holder.communicate(timeout=PATIENCE)
    service.close()
    assert "is owned by another process" in said.decode()
    clear(load_workspace(folder))
    assert not owner.exists()


def test_the_summary_of_the_way_counts_every_signal_once(folder: Path) -> None:
    told = run(folder, "run", "--once", "--json").strip().splitlines()[-1]
    way = json.loads(told)
    assert way["seen"] == way["resolved"] + way["unresolved"] + way["dead"]
    silent = dict(way["silent"])
    assert way["resolved"] == sum(silent.values()) + way["alerted"]
    assert way["alerted"] == sum(way["alerts"].values()) > 0


def test_a_source_that_fails_does_not_hide_the_others(folder: Path) -> None:
    config = folder / "fitsignal.toml"
    table = '[[sources]]\ntype = "feed"\nname = "wires"\nurl = "feeds/missing.xml"\n'
    config.write_text(config.read_text() + table)
    process = start(folder, "run", "--once", out=PIPE)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "source wires: " in said.decode()
    assert stored(folder) > 400


def test_the_owner_is_a_sentence_for_who_opens_the_store_in_this_process(folder: Path, running: "Popen[bytes]") -> None:
    with pytest.raises(OperatorError, match=rf"is running \(pid {running.pid}\): stop it before it can begin anew"):
        clear(load_workspace(folder))
