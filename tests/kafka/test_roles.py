"""Every role as a process of its own, on a real broker: the same store as one process makes, and none is missed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from tests.kafka.broker import Broker, free_ports
from tests.laws.workspaces import COMPARED

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "northwind"
VISIT = {
    "anonymousId": "somebody",
    "messageId": "seen-once",
    "context": {"page": {"url": "https://northwind.example/pricing"}},
    "traits": {"email": "somebody@kelvora.example"},
}


def environment(broker: Broker | None) -> dict[str, str]:
    told = {"FITSIGNAL_KAFKA": broker.address, "WRITE_KEY": "demo"} if broker else {}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FITSIGNAL_")}
    return {**kept, **told}


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "fitsignal", *words, "--workspace", str(folder)]


def northwind(folder: Path, config: str) -> Path:
    """The example with this file as its configuration, on ports of its own."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".fitsignal"))
    text = (EXAMPLE / config).read_text(encoding="utf-8")
    receiver, private = free_ports(2)
    text = text.replace("0.0.0.0:8787", f"127.0.0.1:{receiver}").replace("0.0.0.0:8788", f"127.0.0.1:{private}")
    (folder / "fitsignal.toml").write_text(text, encoding="utf-8")
    return folder


def once(folder: Path, broker: Broker | None) -> str:
    done = subprocess.run(
        command(folder, "run", "--once"), env=environment(broker), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(folder: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(folder / ".fitsignal" / "store.duckdb"), read_only=True) as store:
        return store.execute(sql).fetchall()


def tables(folder: Path) -> dict[str, list[Any]]:
    return {name: rows(folder, f"SELECT {what} FROM {name} ORDER BY ALL") for name, what in COMPARED.items()}


def test_run_once_beside_a_broker_ends_with_the_store_that_one_process_makes(tmp_path: Path, broker: Broker) -> None:
    alone, beside = northwind(tmp_path / "alone", "fitsignal.toml"), northwind(tmp_path / "beside", "kafka.toml")
    told = once(alone, None)
    assert once(beside, broker).partition("THE WAY")[2] == told.partition("THE WAY")[2] != ""
    expected = tables(alone)
    assert len(expected["alerts"]) > 10
    assert tables(beside) == expected
    assert set(rows(beside, "SELECT sink, state FROM outbox")) == {("console", "sent"), ("fitsignal.alerts.v1", "sent")}
    once(beside, broker)
    assert tables(beside) == expected


class Running:
    """`fitsignal run` on a workspace: its supervisor, its roles, and its addresses."""

    def __init__(self, folder: Path, broker: Broker, log: Path) -> None:
        self.folder, self.log, self.environment = folder, log, environment(broker)
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command(folder, "run"), env=self.environment, cwd=ROOT, stdout=out, stderr=out
            )

    def until(self, reached: Callable[[], bool]) -> None:
        """Let it run until something is so; it must not end by itself."""
        while not reached():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.1)
            assert self.process.poll() is None, self.log.read_text()

    def answers(self, path: str) -> bool:
        try:
            return httpx.get(self.address("dashboard") + path, timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def address(self, table: str) -> str:
        text = (self.folder / "fitsignal.toml").read_text(encoding="utf-8").partition(f"[{table}]")[2]
        return "http://" + text.partition('bind = "')[2].partition('"')[0]

    def send(self, body: dict[str, Any]) -> bool:
        try:
            return httpx.post(f"{self.address('receiver')}/v1/page", json=body, auth=("demo", "")).status_code == 200
        except httpx.TransportError:
            return False

    def ask(self, sql: str) -> Any:
        return self.command("store", "sql", sql, "--json")

    def command(self, *words: str) -> Any:
        """The rows that a command gives; None where it did not work."""
        done = subprocess.run(
            command(self.folder, *words), env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else None

    def roles(self) -> dict[str, int]:
        """The processes of the roles that live, by the list of the system."""
        listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
        ours = [line.split() for line in listed.splitlines()]
        return {
            words[words.index("--role") + 1]: int(words[0])
            for words in ours
            if "--role" in words and str(self.folder) in words
        }


@pytest.fixture
def running(tmp_path: Path, broker: Broker) -> Iterator[Running]:
    found = Running(northwind(tmp_path / "beside", "kafka.toml"), broker, tmp_path / "run.log")
    yield found
    found.process.kill()
    found.process.wait()


def test_roles_that_are_killed_start_again_and_what_was_accepted_is_stored_once(running: Running) -> None:
    running.until(lambda: running.answers("/health/ready"))
    running.until(lambda: running.send(VISIT))
    killed = running.roles()
    assert set(killed) == {"sinks", "join", "sources", "receiver"}
    for number in killed.values():
        os.kill(number, signal.SIGKILL)
    running.until(lambda: set(running.roles().values()).isdisjoint(killed.values()) and len(running.roles()) == 4)
    running.until(lambda: running.send(VISIT))
    running.until(lambda: running.answers("/health/ready"))
    seen = "SELECT count(*) AS n FROM signals WHERE source = 'segment'"
    running.until(lambda: running.ask(seen) == [{"n": 1}])
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait() == 0
    assert running.roles() == {}
    assert rows(
        running.folder, "SELECT count(*) FROM (SELECT alert, sink FROM outbox GROUP BY ALL HAVING count(*) > 1)"
    ) == [(0,)]
    assert "join     | was ended by SIGKILL; it starts again in 0.25 s" in running.log.read_text()


def test_roles_end_when_their_supervisor_is_killed(running: Running) -> None:
    running.until(lambda: len(running.roles()) == 4)
    running.process.kill()
    running.process.wait()
    while running.roles():
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(["tail", "-f", os.devnull], timeout=0.1, check=False)


def test_a_signal_by_hand_goes_by_the_topics_and_a_rebuilt_store_has_it(running: Running) -> None:
    by_hand = "SELECT account, kind FROM signals WHERE source = 'by-hand'"
    running.until(lambda: running.answers("/health/ready"))
    assert running.command("signal", "kelvora.example", "visit", "--json") == [
        {"stored": 1, "repeated": 0, "unresolved": 0, "alerted": 0}
    ]
    running.until(lambda: running.ask(by_hand) == [{"account": "kelvora.example", "kind": "visit"}])
    os.kill(running.roles()["sinks"], signal.SIGSTOP)
    killed = running.roles()["sinks"]
    for file in (running.folder / ".fitsignal").glob("store.duckdb*"):
        file.unlink()
    os.kill(killed, signal.SIGKILL)
    running.until(lambda: running.roles().get("sinks", killed) != killed and running.answers("/health/ready"))
    running.until(lambda: running.ask(by_hand) == [{"account": "kelvora.example", "kind": "visit"}])
