"""The owner of a store: who it is, who may ask it, and what a command does where nobody answers."""

import json
import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from fitsignal import asking
from fitsignal.api import OwnerServer
from fitsignal.asking import call
from fitsignal.errors import OperatorError
from fitsignal.owner import Owner, read_owner, write_owner
from sinks.store import StoreOwned

Write = Callable[..., Path]
Params = dict[str, Any]


def echo(name: str, params: Params) -> list[dict[str, Any]]:
    if name == "refuse":
        raise OperatorError("quillmar.example is no account")
    if name == "break":
        raise RuntimeError("the secret xoxb-1")
    return [{"name": name, "params": params}, {"big": 2**70, "text": "é\u2028\n"}]


@pytest.fixture
def running(write: Write) -> Iterator[tuple[Path, OwnerServer]]:
    folder = write()
    server = OwnerServer(folder, echo, bind="127.0.0.1:0")
    server.start()
    yield folder, server
    server.close()


def dead_pid() -> int:
    pid = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(pid, 0)
    return pid


def test_a_command_asks_the_owner_and_gets_its_rows(running: tuple[Path, OwnerServer]) -> None:
    folder, _ = running
    rows = [{"name": "fit", "params": {"domains": ["a.example"]}}, {"big": 2**70, "text": "é\u2028\n"}]
    assert call(folder, "fit", {"domains": ["a.example"]}) == rows


def test_the_owners_refusal_reaches_the_operator_as_it_was_said(running: tuple[Path, OwnerServer]) -> None:
    with pytest.raises(OperatorError, match=r"^quillmar\.example is no account$"):
        call(running[0], "refuse", {})


def test_a_broken_operation_is_told_without_its_text(running: tuple[Path, OwnerServer]) -> None:
    with pytest.raises(OperatorError, match=r"^break failed in the service: RuntimeError$"):
        call(running[0], "break", {})


def test_the_owner_file_is_for_its_user_alone_and_goes_with_the_owner(write: Write) -> None:
    folder = write()
    server = OwnerServer(folder, echo, bind="127.0.0.1:0")
    server.start()
    path = folder / ".fitsignal" / "owner.json"
    told = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert told == {"pid": os.getpid(), "url": server.url, "token": server.owner.token}
    assert [each.name for each in path.parent.iterdir()] == ["owner.json"]
    server.close()
    assert not path.exists()


def test_closing_leaves_the_file_of_another_owner(write: Write) -> None:
    folder = write()
    server = OwnerServer(folder, echo, bind="127.0.0.1:0")
    server.start()
    other = Owner(os.getpid(), "http://127.0.0.1:1", "other")
    write_owner(folder, other)
    server.close()
    assert read_owner(folder) == other


def test_an_owners_token_is_not_in_its_repr() -> None:
    assert "s3cret" not in repr(Owner(1, "http://127.0.0.1:1", "s3cret"))


REFUSED = [
    ({}, 401),
    ({"authorization": "Bearer wrong"}, 401),
    ({"authorization": "Basic {token}"}, 401),
    ({"authorization": "Bearer {token}", "host": "evil.example"}, 421),
    ({"authorization": "Bearer {token}", "host": "127.0.0.1.evil.example:8787"}, 421),
    ({"authorization": "Bearer {token}"}, 200),
    ({"authorization": "Bearer {token}", "host": "localhost:1234"}, 200),
]


@pytest.mark.parametrize(("headers", "status"), REFUSED)
def test_only_who_has_the_token_and_calls_it_by_its_name_is_answered(
    running: tuple[Path, OwnerServer], headers: dict[str, str], status: int
) -> None:
    server = running[1]
    given = {key: value.format(token=server.owner.token) for key, value in headers.items()}
    answer = httpx.post(f"{server.url}/api/op/status", json={}, headers=given, trust_env=False)
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers
    assert server.owner.token not in answer.text


@pytest.mark.parametrize("body", [b"[]", b"{", b'"x"', b"[" * 100_000])
def test_what_is_no_object_of_parameters_is_refused(running: tuple[Path, OwnerServer], body: bytes) -> None:
    server = running[1]
    headers = {"authorization": f"Bearer {server.owner.token}"}
    answer = httpx.post(f"{server.url}/api/op/status", content=body, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()) == (400, {"error": "expected a JSON object of parameters"})


def test_health_needs_no_token_and_tells_when_work_is_taken(write: Write) -> None:
    state = {"ready": False}
    server = OwnerServer(write(), echo, bind="127.0.0.1:0", ready=lambda: state["ready"])
    server.start()
    before = httpx.get(f"{server.url}/health/ready", trust_env=False).status_code
    state["ready"] = True
    after = httpx.get(f"{server.url}/health/ready", trust_env=False).status_code
    live = httpx.get(f"{server.url}/health/live", trust_env=False).status_code
    server.close()
    assert (before, after, live) == (503, 200, 200)


def test_an_address_that_was_asked_for_and_is_taken_is_a_sentence(write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(OperatorError, match=f"^{bind} cannot be listened on: .*; stop what uses it"):
            OwnerServer(write(), echo, bind=bind)


def test_without_an_address_of_its_own_two_owners_get_one_each(write: Write) -> None:
    servers = [OwnerServer(write(), echo) for _ in range(2)]
    addresses = {server.url for server in servers}
    for server in servers:
        server.close()
    assert len(addresses) == 2


class Opened:
    """A store opened in the command's own process."""

    def __init__(self, owned: int = 0) -> None:
        self.owned, self.opened = owned, 0

    @contextmanager
    def __call__(self, folder: Path) -> Iterator["Opened"]:
        self.opened += 1
        if self.opened <= self.owned:
            raise StoreOwned("the store is owned by another process")
        yield self


def opens(monkeypatch: pytest.MonkeyPatch, opened: Opened) -> None:
    """Commands open this store, and its operations tell that it was opened."""
    monkeypatch.setattr("fitsignal.service.open_service", opened)
    monkeypatch.setattr("fitsignal.operations.operate", lambda _, name, params: [{"opened": name, "at": Path("x")}])


def test_without_an_owner_the_store_is_opened_here(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    opens(monkeypatch, Opened())
    assert call(write(), "status", {}) == [{"opened": "status", "at": "x"}]


LEFT = [
    lambda: {"pid": dead_pid(), "url": "http://127.0.0.1:9", "token": "x"},
    lambda: {"pid": os.getpid(), "url": "http://127.0.0.1:9", "token": "x"},
    lambda: {"pid": "x"},
    lambda: [],
]


@pytest.mark.parametrize("left", LEFT)
def test_what_a_dead_owner_left_behind_does_not_matter(
    write: Write, monkeypatch: pytest.MonkeyPatch, left: Callable[[], object]
) -> None:
    folder = write()
    (folder / ".fitsignal").mkdir()
    (folder / ".fitsignal" / "owner.json").write_text(json.dumps(left()))
    opens(monkeypatch, Opened())
    assert call(folder, "status", {}) == [{"opened": "status", "at": "x"}]


def test_a_command_waits_for_a_store_that_another_command_has_open(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opened(owned=3)
    opens(monkeypatch, opened)
    monkeypatch.setattr(asking, "_PAUSE", 0.0)
    assert call(write(), "status", {}) == [{"opened": "status", "at": "x"}]
    assert opened.opened == 4


def test_a_store_that_stays_locked_by_a_silent_owner_is_a_sentence(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens(monkeypatch, Opened(owned=1_000_000))
    monkeypatch.setattr(asking, "PATIENCE", 0.0)
    folder = write()
    with pytest.raises(OperatorError) as caught:
        call(folder, "status", {})
    assert str(caught.value) == (
        f"another process has the store in {folder / '.fitsignal'} open and does not answer:"
        " stop it, or try again when it has ended"
    )
