"""The short way of small whole requests and the long way of all others say the same and keep the same."""

import asyncio
import gzip
import http.client
from pathlib import Path
from typing import Any

import pytest

from sources.receiver.app import Receiver, receiver_app
from sources.receiver.limits import Limits
from sources.receiver.spool import SpoolFull
from tests.sources.receiver.makers import NOW, Served, call, doors, served

RIGHT = {"x-secret": "right"}
BROWSER = {"origin": "https://ours.example"}
ASKED: dict[str, tuple[str, bytes, dict[str, str]]] = {
    "hook": ("/hooks/one", b"{}", RIGHT),
    "hook with a query": ("/hooks/one?s3cret", b"{}", {}),
    "secret in the path": ("/hooks/one/s3cret", b"{}", {}),
    "escaped path": ("/hooks/%6Fne", b"{}", RIGHT),
    "no body": ("/hooks/one", b"", RIGHT),
    "client": ("/v1/batch", b"[]", RIGHT | BROWSER),
    "not kept": ("/flags", b"[]", BROWSER),
    "stranger": ("/hooks/one", b"{}", {}),
    "stranger at a client path": ("/v1/batch", b"{}", BROWSER),
    "adapter trips": ("/hooks/one", b"{}", {"x-trip": "1"}),
    "gzip": ("/hooks/one", gzip.compress(b"{}"), RIGHT),
    "broken gzip": ("/hooks/one", b"\x1f\x8b{}", RIGHT),
    "broken gzip of a client": ("/v1/batch", b"\x1f\x8b{}", RIGHT),
    "over the cap": ("/hooks/one", b"x" * 5000, RIGHT),
    "over the cap of a client": ("/v1/batch", b"x" * 5000, RIGHT),
    "no such hook": ("/hooks/two", b"{}", RIGHT),
    "nothing there": ("/nothing", b"{}", RIGHT),
}
LIMITS = Limits(body=4000, kept_of_cut=100)


def on_the_wire(receiver: Served, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=30)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        told = {name: value for name, value in answer.getheaders() if name != "date"}
        return answer.status, answer.read(), told
    finally:
        connection.close()


@pytest.mark.parametrize(("path", "body", "headers"), ASKED.values(), ids=ASKED.keys())
def test_both_ways_say_and_keep_the_same(path: str, body: bytes, headers: dict[str, str], tmp_path: Path) -> None:
    with served(tmp_path, LIMITS) as receiver:
        short = on_the_wire(receiver, path, body, headers)
        plain, _, query = path.replace("%6F", "o").partition("?")
        app = receiver_app(doors(), receiver.spool, LIMITS, lambda: NOW)
        reply = asyncio.run(call(app, plain, body, query=query.encode(), more=headers))
        assert short == (reply.status, reply.body, reply.headers)
        kept = [(each.endpoint, each.path, each.query, each.body) for _, each in receiver.spool.rows(0, 10)]
        assert len(kept) in (0, 2)
        assert kept[:1] == kept[1:]
        assert receiver.app.counts.table() == app.counts.table()


def test_the_same_again_is_not_kept_again_whichever_way_it_comes(tmp_path: Path) -> None:
    with served(tmp_path) as receiver:
        for body in (b"{}", b"{}", b"{}" + b" " * 100_000):
            assert on_the_wire(receiver, "/hooks/one", body, RIGHT | {"x-id": "7"})[0] == 200
        assert receiver.spool.counts().requests == 1
        assert receiver.app.counts.table() == {"hooks/one": {"accepted": 1, "repeated": 2}}


def test_a_small_whole_request_needs_no_call_of_the_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Receiver, "_answered", None)
    with served(tmp_path) as receiver:
        assert receiver.post()[0] == 200


def test_a_disk_that_fills_up_on_the_short_way_is_503_with_the_seconds_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        future = asyncio.get_running_loop().create_future()
        future.set_exception(SpoolFull("the disk is full", 17))
        return future

    with served(tmp_path) as receiver:
        monkeypatch.setattr(receiver.spool, "add", full)
        status, said, headers = on_the_wire(receiver, "/v1/batch", b"{}", RIGHT | BROWSER)
        assert (status, headers["retry-after"]) == (503, "17")
        assert headers["access-control-allow-origin"] == BROWSER["origin"]
        assert b'"code":"spool_full"' in said
        assert receiver.app.counts.table() == {"client": {"spool_full": 1}}
