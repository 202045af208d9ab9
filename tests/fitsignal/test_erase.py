"""`fitsignal erase`: a person is in no file of the workspace's state any more, and is not collected again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from fitsignal.service import Service
from sources.receiver.contract import Request
from sources.receiver.spool import Spool
from sources.state import State
from streams.ports import Batch, Identity, Receipt, Rejected
from streams.signal import Company, Evidence, SignalDraft
from tests.laws.workspaces import run, workspace
from tests.streams.worlds import NOW

EMAIL = "zoe.quist@company1.example"
TRACE = EMAIL.encode()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(load_workspace(workspace(tmp_path / "workspace", clock="wall")), lambda: NOW)
    try:
        yield made
    finally:
        made.close()


def erase(service: Service, **whom: str) -> dict[str, tuple[int, str]]:
    return {row["where"]: (row["removed"], row["note"]) for row in operate(service, "erase", whom)}


def request(body: object, **fields: Any) -> Request:
    told = body if isinstance(body, bytes) else orjson.dumps(body)
    given: dict[str, Any] = {"path": "/v1/batch", "query": "", "headers": {"content-type": "application/json"}}
    return Request("segment", "POST", body=told, client="198.51.100.7", received_at=NOW, **{**given, **fields})


def fill(service: Service) -> None:
    """Words of her in the store, the spool, the state of sources and the log."""
    state = service.workspace.state
    visit = SignalDraft(
        kind="visit",
        company=Company(domain="company1.example"),
        occurred_at=NOW,
        evidence=Evidence(url="https://site.example/pricing?mail=Zoe.Quist%40company1.example"),
    )
    other = visit.model_copy(update={"evidence": Evidence(url="https://site.example/pricing")})
    bad = Rejected("request 1", "broken", b'\x00{"email":"zoe.quist@company1.example"')
    service.host.accept(Batch("web", "segment", [visit, other], [bad])).result()
    with closing(Spool(state / "spool.sqlite")) as spool:
        for body in (
            {"batch": [{"userId": EMAIL, "traits": {"all": [EMAIL]}}, {"userId": "joe"}]},
            {"email": EMAIL},
            {"batch": [{"userId": "joe"}]},
        ):
            spool.keep(request(body))
        spool.keep(request(b"e=pv", path="/i", query=f"e=pv&uid={EMAIL}"))
    with closing(State(state / "sources.sqlite")) as kept:
        kept.accepted("inbox", "file", {"last": f"by {EMAIL}"}, Receipt(), 1, ())
        kept.failed("inbox", "file", NOW, NOW, f"no date for {EMAIL}")
    (state / "fitsignal.log").write_text(f"one\ntwo {EMAIL}\nthree\n")


def everything(state: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(state.rglob("*")) if path.is_file()).lower()


def test_a_person_leaves_every_file_of_the_state(service: Service) -> None:
    fill(service)
    service.host.call(lambda: service.store.connection.execute("CHECKPOINT")).result()
    state = service.workspace.state
    assert TRACE in everything(state)
    told = erase(service, person="Zoe.Quist@Company1.example ")
    assert TRACE not in everything(state)
    assert b"zoe.quist%40" not in everything(state)
    assert {place: count for place, (count, _) in told.items()} == {
        "visitors": 1,
        "spool": 3,
        "store: signals": 1,
        "store: dead_letters": 1,
        "state of sources": 2,
        "log": 1,
    }
    assert service.store.rows("SELECT count(*) AS n FROM signals") == [{"n": 1}]
    with closing(Spool(state / "spool.sqlite")) as spool:
        bodies = [orjson.loads(kept.body) for _, kept in spool.rows(0, 10)]
    assert bodies == [{"batch": [{"userId": "joe"}]}] * 2
    assert (state / "fitsignal.log").read_bytes().splitlines()[::2] == [b"one", b"three"]


def test_a_backup_written_afterwards_holds_nothing(service: Service, tmp_path: Path) -> None:
    fill(service)
    erase(service, person=EMAIL)
    operate(service, "store.backup", {"file": str(tmp_path / "copy.duckdb")})
    assert TRACE not in (tmp_path / "copy.duckdb").read_bytes().lower()


def test_a_person_who_was_forgotten_is_known_as_that(service: Service) -> None:
    erase(service, person=EMAIL)
    with closing(sqlite3.connect(service.workspace.state / "visitors.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM suppressed").fetchall() == [(1,)]


def test_what_the_account_list_says_is_told(service: Service) -> None:
    path = service.workspace.accounts_path
    rows = path.read_text().splitlines()
    path.write_text("\n".join([f"{rows[0]},owner", *(f"{row},{EMAIL}" for row in rows[1:])]) + "\n")
    service.sync()
    told = erase(service, person=EMAIL)
    assert told["accounts.csv"] == (0, "names them in 40 accounts: take them out there")
    assert erase(service, domain="company1.example")["accounts.csv"][1].startswith("names the company")


def test_a_company_leaves_the_store(service: Service) -> None:
    fill(service)
    service.host.accept(Batch("web", "segment", [], identities=[Identity(("a" * 16,), "company1.example", "email", 1)]))
    told = erase(service, domain="https://www.company1.example/")
    assert (told["store: signals"][0], told["store: identities"][0]) == (2, 1)
    assert service.store.rows("SELECT count(*) AS n FROM signals") == [{"n": 0}]


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        ({}, "either a person or a domain"),
        ({"person": EMAIL, "domain": "company1.example"}, "either a person or a domain"),
        ({"person": "Zoe"}, "too short"),
        ({"domain": "not a domain"}, "is no domain"),
    ],
)
def test_who_is_meant_must_be_clear(service: Service, whom: dict[str, str], sentence: str) -> None:
    with pytest.raises(OperatorError, match=sentence):
        erase(service, **whom)


def test_the_command_tells_what_it_removed(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "workspace")
    line = {"kind": "visit", "company": {"domain": "company1.example"}, "details": {"note": f"by {EMAIL}"}}
    (folder / "inbox" / "a.jsonl").write_bytes(orjson.dumps({**line, "occurred_at": NOW.isoformat()}) + b"\n")
    run(folder, "run", "--once")
    rows = [orjson.loads(each) for each in run(folder, "erase", "--person", EMAIL, "--json").splitlines()]
    assert {"where": "store: signals", "removed": 1, "note": ""} in rows
    run(folder, "run", "--once")
    count = run(folder, "store", "sql", "SELECT count(*) AS n FROM signals", "--json")
    assert orjson.loads(count) == {"n": 0}
