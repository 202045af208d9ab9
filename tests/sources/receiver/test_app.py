"""The receiver's answers: what is kept before 200 is said, and how each refusal is told to whom."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sources.receiver.app import receiver_app
from sources.receiver.limits import Limits
from sources.receiver.spool import Spool, SpoolFull
from tests.sources.receiver.makers import NOW, asked, call, doors, request, to


def test_a_hook_is_kept_and_answered_with_exactly_200(tmp_path: Path) -> None:
    (reply,), kept, counts = asked(tmp_path, to("/hooks/one", b'{"a":', b"1}", user_agent="Tracker/1"))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert json.loads(reply.body) == {"status": "ok"}
    assert kept == [replace(request(b'{"a":1}'), headers={"user-agent": "Tracker/1"})]
    assert counts == {"hooks/one": {"accepted": 1}}


def test_a_client_is_kept_and_answered_as_its_door_says(tmp_path: Path) -> None:
    (reply,), kept, _ = asked(tmp_path, to("/v1/batch/", b"[]", query=b"a=1"))
    assert (reply.status, reply.body) == (200, b'{"success":true}')
    assert [(each.endpoint, each.path, each.query, each.body) for each in kept] == [
        ("client", "/v1/batch/", "a=1", b"[]")
    ]


def test_the_same_again_is_answered_as_before_and_not_kept_again(tmp_path: Path) -> None:
    replies, kept, counts = asked(tmp_path, to(x_id="7"), to(x_id="7"), to(x_id="8"))
    assert replies[0] == replies[1] == replies[2]
    assert len(kept) == 2
    assert counts == {"hooks/one": {"accepted": 2, "repeated": 1}}


def test_a_secret_in_the_address_is_seen_by_the_check_and_kept_nowhere(tmp_path: Path) -> None:
    replies, kept, _ = asked(
        tmp_path,
        to("/hooks/one/s3cret", x_secret=""),
        to("/hooks/one", query=b"s3cret", x_secret=""),
        to("/hooks/one/wrong", x_secret=""),
    )
    assert [each.status for each in replies] == [200, 200, 401]
    assert [(each.path, each.query) for each in kept] == [("/hooks/one", "")] * 2
    assert b"s3cret" not in (tmp_path / "spool.sqlite").read_bytes()


def test_who_proves_nothing_is_told_one_sentence_and_a_client_json(tmp_path: Path) -> None:
    (hook, client), kept, counts = asked(tmp_path, to(x_secret="no"), to("/v1/batch", x_secret="no"))
    assert (hook.status, hook.body) == (401, b"The request does not prove who sent it.\n")
    assert client.status == 401
    assert json.loads(client.body) == {"code": "unknown_key", "message": "The request does not prove who sent it."}
    assert kept == []
    assert counts == {"client": {"unknown_key": 1}, "hooks/one": {"unknown_key": 1}}


@pytest.mark.parametrize(
    ("asking", "status", "allow"),
    [
        (to("/hooks/two"), 404, None),
        (to("/hooks/"), 404, None),
        (to(method="GET"), 405, "POST"),
        (to("/v1/batch", method="PUT"), 405, "POST"),
        (to("/nothing"), 404, None),
    ],
)
def test_what_nobody_takes_is_said(asking: Any, status: int, allow: str | None, tmp_path: Path) -> None:
    (reply,), kept, _ = asked(tmp_path, asking)
    assert (reply.status, reply.headers.get("allow"), kept) == (status, allow, [])


def test_paths_that_are_no_endpoints_are_left_to_the_private_side(tmp_path: Path) -> None:
    seen: list[str] = []

    async def private(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope.get("path") or scope["type"])

    spool = Spool(tmp_path / "spool.sqlite")
    app = receiver_app(doors(), spool, fallback=private)
    asyncio.run(call(app, "/", method="GET"))
    asyncio.run(call(app, "/api/op/status"))
    asyncio.run(app({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    spool.close()
    assert seen == ["/", "/api/op/status", "lifespan"]


def test_an_adapter_that_trips_refuses_and_says_nothing_of_why(tmp_path: Path) -> None:
    (hook, client), kept, counts = asked(tmp_path, to(x_trip="Stone"), to("/v1/batch", x_trip="Stone"))
    assert (hook.status, client.status, kept) == (400, 400, [])
    assert b"Stone" not in hook.body + client.body
    assert counts["hooks/one"] == {"unreadable": 1}


def test_headers_without_number_are_refused_and_those_given_twice_are_joined(tmp_path: Path) -> None:
    many = {f"x-{number}": "1" for number in range(300)}
    spool = Spool(tmp_path / "spool.sqlite")
    app = receiver_app(doors(), spool, client_of=lambda peer, headers: headers["x-forwarded-for"])
    assert asyncio.run(call(app, more=many)).status == 431
    raw = [(b"x-secret", b"right"), (b"x-forwarded-for", b"192.0.2.1"), (b"x-forwarded-for", b"192.0.2.2")]
    scope = {"type": "http", "method": "POST", "path": "/hooks/one", "query_string": b"", "headers": raw}

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        pass

    asyncio.run(app(scope, receive, send))
    assert [each.client for _, each in spool.rows(0, 10)] == ["192.0.2.1, 192.0.2.2"]
    spool.close()


def test_a_full_spool_is_503_with_the_seconds_to_wait_and_the_disk_likewise(tmp_path: Path) -> None:
    def full(app: Any) -> Any:
        app._spool.add = lambda *_: (_ for _ in ()).throw(SpoolFull("the disk is full", 17))
        return to("/v1/batch", origin="https://ours.example")(app)

    (capped, failing), kept, counts = asked(tmp_path, to("/hooks/one", b"x" * 3000), full, cap_bytes=2000)
    assert (capped.status, capped.headers["retry-after"]) == (503, "30")
    assert (failing.status, failing.headers["retry-after"]) == (503, "17")
    assert failing.headers["access-control-allow-origin"] == "https://ours.example"
    assert kept == []
    assert counts == {"client": {"spool_full": 1}, "hooks/one": {"spool_full": 1}}


def test_each_key_has_its_own_speed_and_strangers_use_up_nobodys(tmp_path: Path) -> None:
    limits = Limits(rate=0.5, burst=2)
    basic = [to("/v1/batch", authorization="Basic a"), to("/v1/batch", authorization="Basic b")]
    calls = [*[to(x_secret="no")] * 5, *[to()] * 3, *[basic[0]] * 3, basic[1]]
    replies, kept, counts = asked(tmp_path, *calls, limits=limits)
    assert [each.status for each in replies] == [401] * 5 + [200, 200, 429, 200, 200, 429, 200]
    assert int(replies[7].headers["retry-after"]) in (1, 2)
    assert json.loads(replies[10].body)["code"] == "rate_limited"
    assert len(kept) == 5
    assert counts["hooks/one"] == {"accepted": 2, "rate_limited": 1, "unknown_key": 5}


def test_a_sender_that_hangs_up_leaves_nothing(tmp_path: Path) -> None:
    async def gone(app: Any) -> None:
        async def receive() -> Any:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": "POST", "path": "/hooks/one", "query_string": b"", "headers": []}
        await app(scope, receive, None)

    _, kept, counts = asked(tmp_path, gone)
    assert (kept, counts) == ([], {"hooks/one": {"gone": 1}})


def test_what_is_only_answered_is_counted_and_not_kept(tmp_path: Path) -> None:
    (reply,), kept, counts = asked(tmp_path, to("/flags", x_secret="no"))
    assert (reply.status, reply.body, kept) == (200, b'{"flags":{}}', [])
    assert counts == {"client": {"answered": 1}}


def test_the_time_and_the_sender_are_noted(tmp_path: Path) -> None:
    _, (kept,), _ = asked(tmp_path, to())
    assert (kept.received_at, kept.client) == (NOW, "198.51.100.7")
