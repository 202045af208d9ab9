"""The receiver's part of the status: what was taken and refused, what waits, whose visits these were."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from fitsignal.receiver_counts import Counted, counted_apart, counted_by, telling
from fitsignal.receiving import build_receiver
from fitsignal.service import Service, open_service
from sources.receiver.receiver import Receiver

Write = Callable[..., Path]
CONFIG = """
[receiver]
snowplow = false
[[receiver.hooks]]
name = "who"
type = "rb2b"
secret = "0123456789abcdef"
"""
GOOD, BAD = "/hooks/who/0123456789abcdef", "/hooks/who/fedcba9876543210"


@pytest.fixture
def service(write: Write) -> Iterator[Service]:
    with open_service(write(CONFIG)) as opened:
        yield opened


def told(service: Service, part: str) -> list[dict[str, Any]]:
    rows = operate(service, "status", {})
    return [{key: value for key, value in row.items() if key != "part"} for row in rows if row["part"] == part]


def visit(domain: str) -> dict[str, Any]:
    return {"Website": domain, "Captured URL": "https://you.example/pricing", "Seen At": "2026-11-23T09:30:00Z"}


def sent(receiver: Receiver, *requests: tuple[str, dict[str, Any]]) -> list[int]:
    async def send() -> list[int]:
        transport = httpx.ASGITransport(receiver.before(None))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787") as client:
            return [(await client.post(path, json=body)).status_code for path, body in requests]

    return asyncio.run(send())


@pytest.fixture
def receiver(service: Service) -> Iterator[Receiver]:
    built = build_receiver(service.workspace, service.wall)
    assert built is not None
    with closing(built):
        yield built


def test_what_was_taken_and_refused_is_counted_while_it_runs(service: Service, receiver: Receiver) -> None:
    service.receiver = receiver
    body = visit("quillmar.example")
    assert sent(receiver, (GOOD, body), (GOOD, body), (BAD, body)) == [200, 200, 401]
    row = next(row for row in told(service, "receiver") if row["endpoint"] == "hooks/who")
    assert {key: row[key] for key in ("type", "accepted", "repeated", "refused", "signals", "last")} == {
        "type": "rb2b",
        "accepted": 1,
        "repeated": 1,
        "refused": 1,
        "signals": 0,
        "last": None,
    }
    assert told(service, "refused") == [{"cause": "unauthorized", "requests": 1}]
    service.receiver = None  # the fixture closes it


def test_what_a_process_of_its_own_counts_is_told_while_it_serves(service: Service, receiver: Receiver) -> None:
    body, folder = visit("quillmar.example"), service.workspace.state

    async def served() -> list[dict[str, Any]]:
        async with telling(folder, receiver):
            transport = httpx.ASGITransport(receiver.before(None))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8787") as client:
                assert [(await client.post(path, json=body)).status_code for path in (GOOD, BAD)] == [200, 401]
            while counted_apart(folder) != counted_by(receiver):
                await asyncio.sleep(0)
            return told(service, "receiver")

    row = next(row for row in asyncio.run(served()) if row["endpoint"] == "hooks/who")
    assert (row["accepted"], row["refused"]) == (1, 1)
    assert counted_apart(folder) == Counted(), "it has ended"


@pytest.mark.parametrize("left", [b"", b"[]", b'{"outcomes": 3}', b"\xff"])
def test_a_file_of_counts_that_is_none_counts_nothing(service: Service, left: bytes) -> None:
    (service.workspace.state / "receiver.json").write_bytes(left)
    assert {row["accepted"] for row in told(service, "receiver")} == {0}


def test_what_waits_is_read_from_the_spool_where_nobody_runs(service: Service, receiver: Receiver) -> None:
    sent(receiver, (GOOD, visit("quillmar.example")), (GOOD, visit("tarnovo.example")))
    (spool,) = told(service, "spool")
    assert (spool["waiting"], spool["drained"], spool["trouble"]) == (2, 0, None)
    assert spool["bytes"] > 100
    assert spool["oldest"].endswith("Z")


def test_what_was_handed_over_is_drained_and_told_by_how_its_company_was_known(
    service: Service, receiver: Receiver
) -> None:
    sent(receiver, (GOOD, visit("quillmar.example")), (GOOD, visit("velsund.example")))
    assert receiver.drain_into(service.host).until_empty() == ""
    (spool,) = told(service, "spool")
    row = next(row for row in told(service, "receiver") if row["endpoint"] == "hooks/who")
    assert (spool["waiting"], spool["drained"], spool["oldest"]) == (0, 2, None)
    assert row["signals"] == 2
    assert row["last"] is not None
    assert [row["events"] for row in told(service, "matched")] == [2]


def test_every_configured_endpoint_has_a_row_before_anything_came(service: Service) -> None:
    endpoints = [row["endpoint"] for row in told(service, "receiver")]
    assert endpoints[0] == "hooks/who"
    assert {"segment", "posthog"} <= set(endpoints)
    assert "snowplow" not in endpoints


def test_a_workspace_without_a_receiver_has_no_rows_of_one(write: Write) -> None:
    with open_service(write()) as service:
        assert told(service, "receiver") == told(service, "spool") == []


def test_a_link_to_the_page_is_given_by_who_serves_it_alone(service: Service) -> None:
    with pytest.raises(OperatorError, match="start `fitsignal run`"):
        operate(service, "page.link", {})
    service.sign_in = lambda: "http://127.0.0.1:8787/?sign-in=x"
    assert operate(service, "page.link", {}) == [{"url": "http://127.0.0.1:8787/?sign-in=x"}]
