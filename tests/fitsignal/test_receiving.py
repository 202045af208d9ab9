"""The receiver as processes: who serves, who drains, what is on the port beside it, and what a person mends."""

import base64
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import httpx
import pytest

from fitsignal.asking import call
from fitsignal.clearing import clear
from fitsignal.config import load_workspace
from fitsignal.owner import read_owner
from tests.laws.receiver_kills import KEY, RECEIVER, SECRET, free_port, message, until_open
from tests.laws.workspaces import run, start, workspace

PATIENCE = 60.0


class Place:
    """A workspace with a receiver, and the address that its trackers know."""

    def __init__(self, folder: Path, clock: str = "wall") -> None:
        self.port = free_port()
        secret = base64.b64encode(SECRET).decode()
        self.folder = workspace(folder, clock=clock, more=RECEIVER.format(port=self.port, key=KEY, secret=secret))

    def post(self, number: int) -> int:
        """What a tracker is answered that sends the visit of that number."""
        path, body, headers = message(number)
        return self.ask("POST", path, content=body, headers=headers).status_code

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return httpx.request(method, f"http://127.0.0.1:{self.port}{path}", trust_env=False, timeout=PATIENCE, **more)

    @contextmanager
    def running(self, *arguments: str) -> "Iterator[Popen[bytes]]":
        """The service, or its receiver alone, until the end of the block; stopped as a person stops it."""
        process = start(self.folder, "run", *arguments, out=PIPE)
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, said.decode()
        finally:
            process.kill()
            process.communicate()

    def urls(self) -> list[str]:
        """The visits in the store."""
        rows = call(self.folder, "store.sql", {"query": "SELECT evidence ->> '$.url' AS url FROM signals ORDER BY ALL"})
        return [str(row["url"]).rpartition("=")[2] for row in rows]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "workspace")


def until_owned(process: "Popen[bytes]", folder: Path) -> str:
    """The address of the service, once it answers commands."""
    while (owner := read_owner(folder)) is None or owner.pid != process.pid:
        assert process.poll() is None, process.communicate()[0].decode()
    return owner.url


def until_stored(place: Place, expected: list[str]) -> None:
    """Wait until these visits are in the store; the test's time limit is the patience."""
    while place.urls() != expected:
        assert len(place.urls()) <= len(expected)


def test_alone_it_keeps_what_comes_and_the_next_run_takes_it_on(place: Place) -> None:
    with place.running("--role", "receiver") as process:
        until_open(process, place.port)
        assert [place.post(1), place.post(2), place.post(2)] == [200, 200, 200]
        assert not (place.folder / ".fitsignal" / "store.duckdb").exists()
        assert place.ask("POST", "/api/op/status", json={}).status_code == 404
    run(place.folder, "run", "--once")
    assert place.urls() == ["1", "2"]


def test_the_service_takes_on_what_a_receiver_beside_it_keeps(place: Place) -> None:
    with place.running("--role", "receiver") as receiver:
        until_open(receiver, place.port)
        with place.running() as service:
            url = until_owned(service, place.folder)
            assert url != f"http://127.0.0.1:{place.port}"
            assert place.post(3) == 200
            until_stored(place, ["3"])
            assert httpx.post(f"{url}/hooks/std", trust_env=False).status_code == 404
        assert place.post(4) == 200
    run(place.folder, "run", "--once")
    assert place.urls() == ["3", "4"]


def test_one_port_has_the_receiver_and_the_private_side_which_keeps_its_token(place: Place) -> None:
    with place.running() as process:
        until_open(process, place.port)
        until_owned(process, place.folder)
        asked = [("GET", "/"), ("POST", "/api/op/status"), ("POST", "/hooks/std"), ("POST", "/hooks/none")]
        assert [place.ask(method, path).status_code for method, path in asked] == [401, 401, 401, 404]
        assert place.post(5) == 200
        until_stored(place, ["5"])
        spool = [row for row in call(place.folder, "status", {}) if row["part"] == "spool"]
        assert [(row["waiting"], row["trouble"]) for row in spool] == [(0, None)]


def test_metrics_are_for_this_machine_and_not_for_what_comes_through_a_proxy(place: Place) -> None:
    with place.running("--role", "receiver") as process:
        until_open(process, place.port)
        place.post(6)
        told = place.ask("GET", "/metrics")
        assert 'fitsignal_receiver_requests_total{endpoint="hooks/std",outcome="accepted"} 1' in told.text
        assert place.ask("GET", "/metrics", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 421
        assert place.ask("GET", "/metrics", headers={"host": "hooks.example.com"}).status_code == 421


def test_only_one_process_serves(place: Place) -> None:
    with place.running("--role", "receiver") as process:
        until_open(process, place.port)
        other = start(place.folder, "run", "--role", "receiver", out=PIPE)
        said, _ = other.communicate(timeout=PATIENCE)
        assert (other.returncode, "is served already" in said.decode()) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--role", "receiver"], 1, "there is no [receiver] in fitsignal.toml"),
        (["--role", "receiver", "--once"], 2, "neither --once nor --fresh"),
        (["--role", "join"], 2, "--role join needs a [broker]"),
    ],
)
def test_a_role_that_cannot_be_played_is_a_sentence(
    tmp_path: Path, arguments: list[str], code: int, sentence: str
) -> None:
    process = start(workspace(tmp_path / "bare"), "run", *arguments, out=PIPE)
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, sentence in said.decode()) == (code, True), said.decode()


def test_beginning_anew_keeps_what_trackers_were_told_is_kept(place: Place) -> None:
    with place.running("--role", "receiver") as process:
        until_open(process, place.port)
        assert place.post(7) == 200
    clear(load_workspace(place.folder))
    run(place.folder, "run", "--once")
    assert place.urls() == ["7"]


def test_a_bad_row_is_kept_with_its_cause_and_is_a_visit_once_its_adapter_reads_it(place: Place) -> None:
    config = place.folder / "fitsignal.toml"
    hook = '[[receiver.hooks]]\nname = "crm"\ntype = "generic"\nsecret = "a-secret-of-the-crm-0001"\nkinds = KINDS\n'
    config.write_text(config.read_text() + hook.replace("KINDS", '{ "other" = "visit" }'))
    body = {"kind": "Deal Room Opened", "company": {"domain": "company1.example"}, "url": "https://ours.example/x?n=8"}
    with place.running("--role", "receiver") as process:
        until_open(process, place.port)
        answer = place.ask("POST", "/hooks/crm/a-secret-of-the-crm-0001", content=json.dumps(body))
        assert answer.status_code == 200
    run(place.folder, "run", "--once")
    (letter,) = call(place.folder, "deadletters.list", {})
    assert (letter["source"], place.urls()) == ("hooks/crm", [])
    (still,) = call(place.folder, "deadletters.retry", {"all": True})
    assert (still["outcome"], bool(still["cause"])) == ("still broken", True)
    config.write_text(config.read_text().replace('"other"', '"Deal Room Opened"'))
    (mended,) = call(place.folder, "deadletters.retry", {"all": True})
    assert (mended["outcome"], place.urls()) == ("accepted", ["8"])
    assert call(place.folder, "deadletters.list", {}) == []


@pytest.mark.parametrize("clock", ["wall", "recorded"])
def test_on_a_recorded_clock_an_event_was_seen_when_it_happened(tmp_path: Path, clock: str) -> None:
    place = Place(tmp_path / clock, clock)
    told = {
        "messageId": "m1",
        "type": "page",
        "timestamp": "2026-03-02T09:00:00Z",
        "properties": {"url": "https://a.example/"},
    }
    told["context"] = {"traits": {"email": "x@company1.example"}}
    with place.running("--role", "receiver") as process:
        until_open(process, place.port)
        assert place.ask("POST", "/v1/page", json=told, auth=(KEY, "")).status_code == 200
    run(place.folder, "run", "--once")
    query = "SELECT observed_at = occurred_at AS then_ FROM signals"
    assert call(place.folder, "store.sql", {"query": query}) == [{"then_": clock == "recorded"}]
