"""Every role as a process of its own, on a real broker: the same store as one process makes, and none is missed."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from tests.kafka.broker import Broker
from tests.kafka.running import ROOT, Running, command, environment, northwind
from tests.laws.workspaces import COMPARED

VISIT = {
    "anonymousId": "somebody",
    "messageId": "seen-once",
    "context": {"page": {"url": "https://northwind.example/pricing"}},
    "traits": {"email": "somebody@kelvora.example"},
}


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


def test_a_recorded_day_has_its_digest_and_the_receiver_its_counts_while_all_run(running: Running) -> None:
    running.until(lambda: running.answers("/health/ready"))
    running.until(lambda: running.send(VISIT))
    running.until(lambda: ("segment", 1) in [(row.get("endpoint"), row.get("accepted")) for row in running.status()])
    sent = "SELECT receiver, count(*) AS digests FROM digests GROUP BY ALL"
    running.until(lambda: {"receiver": "team/console", "digests": 1} in (running.ask(sent) or ()))


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
