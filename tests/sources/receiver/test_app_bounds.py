"""What is too large, packed too tightly or no text at all: refused or kept as it came, in bounded memory."""

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.receiver.app import receiver_app
from sources.receiver.contract import CUT
from sources.receiver.limits import Limits
from sources.receiver.spool import Spool
from tests.sources.receiver.makers import Reply, asked, call, doors, to

SMALL = Limits(body=1000, inflated=5000, kept_of_cut=100, skipped=10_000)
BOMB = gzip.compress(b"\0" * 1_000_000)
TWICE = gzip.compress(gzip.compress(b"\0" * 10_000_000))


def test_a_body_over_the_cap_is_413_to_a_hook_and_a_bad_row_of_a_client(tmp_path: Path) -> None:
    large = [b"x" * 600] * 4
    (hook, client, whole), kept, counts = asked(
        tmp_path, to("/hooks/one", *large), to("/v1/batch", *large), to("/v1/batch", b"x" * 1001), limits=SMALL
    )
    assert (hook.status, hook.headers["connection"]) == (413, "close")
    assert (client.status, whole.status) == (200, 200)
    assert [each.body for each in kept] == [b"x" * 100] * 2
    assert counts == {"client": {"too_large": 2}, "hooks/one": {"too_large": 1}}


def test_a_body_without_end_is_read_no_further_than_the_bound(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    app, read = receiver_app(doors(), spool, SMALL), [0]
    reply = Reply()

    async def receive() -> Any:
        read[0] += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message: Any) -> None:
        reply.status = message.get("status", reply.status)

    scope = {"type": "http", "method": "POST", "path": "/hooks/one", "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    spool.close()
    assert (reply.status, read) == (413, [11])


@pytest.mark.parametrize("bomb", [BOMB, BOMB[: len(BOMB) // 2], BOMB * 3], ids=["whole", "half", "three members"])
def test_a_gzip_bomb_is_refused_to_a_hook_and_a_bad_row_of_a_client(bomb: bytes, tmp_path: Path) -> None:
    limits = Limits(body=10_000, inflated=100_000, kept_of_cut=100)
    (hook, client), kept, _ = asked(tmp_path, to("/hooks/one", bomb), to("/v1/batch", bomb), limits=limits)
    assert (hook.status, client.status) == (413, 200)
    assert [(each.body, each.headers[CUT]) for each in kept] == [(bomb[:100], "The body is too large.")]


def test_a_large_gzip_is_looked_into_all_the_same(tmp_path: Path) -> None:
    import random

    noise = random.Random(7).randbytes(200_000)
    replies, kept, _ = asked(
        tmp_path, to("/hooks/one", gzip.compress(noise)), to("/hooks/one", gzip.compress(noise + b"\0" * 10**7)),
        limits=Limits(inflated=10**6),
    )  # fmt: skip
    assert [each.status for each in replies] == [200, 413]
    assert [each.body for each in kept] == [noise]


def test_gzip_is_known_by_its_first_bytes_whatever_the_headers_say(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"a":1}')
    replies, kept, _ = asked(
        tmp_path,
        to("/hooks/one", packed, content_type="text/plain"),
        to("/v1/batch", packed, content_encoding="identity"),
        to("/v1/batch", b'{"a":1}', content_encoding="gzip"),
        to("/v1/batch", TWICE),
    )
    assert [each.status for each in replies] == [200] * 4
    assert [each.body for each in kept][:3] == [b'{"a":1}'] * 3


def test_broken_gzip_is_400_to_a_hook_and_a_bad_row_of_a_client(tmp_path: Path) -> None:
    broken = gzip.compress(b'{"a":1}')[:-3]
    (hook, client), kept, _ = asked(tmp_path, to("/hooks/one", broken), to("/v1/batch", broken))
    assert (hook.status, client.status) == (400, 200)
    assert [each.body for each in kept] == [broken]


ODD = {
    "NUL": b'{"a":"\0"}',
    "not UTF-8": b'{"a":"\xff\xfe"}',
    "deep": b"[" * 100_000,
    "empty": b"",
    "not JSON": b"Hello",
    "no number": b"NaN",
}


@pytest.mark.parametrize("path", ["/hooks/one", "/v1/batch"])
@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_odd_bytes_are_kept_as_they_came_for_the_drain_to_tell(path: str, body: bytes, tmp_path: Path) -> None:
    (reply,), kept, _ = asked(tmp_path, to(path, body))
    assert (reply.status, [each.body for each in kept]) == (200, [body])


def test_when_too_many_bodies_are_under_way_another_is_put_off(tmp_path: Path) -> None:
    limits = Limits(in_flight=1000)
    replies, kept, _ = asked(
        tmp_path, to("/hooks/one", b"x" * 600, b"x" * 600), to("/hooks/one", b"", b"y"), limits=limits
    )
    assert [each.status for each in replies] == [503, 200]
    assert [each.body for each in kept] == [b"y"]


@settings(max_examples=200)
@given(body=st.binary(max_size=2000), packed=st.booleans(), cut=st.integers(0, 2000), client=st.booleans())
def test_no_bytes_make_it_fail_and_what_is_answered_with_200_is_kept(
    body: bytes, packed: bool, cut: int, client: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sent = (gzip.compress(body) if packed else body)[: cut or None]
    path = "/v1/batch" if client else "/hooks/one"
    (reply,), kept, _ = asked(tmp_path_factory.mktemp("app"), to(path, sent), limits=SMALL)
    assert reply.status in ((200,) if client else (200, 400, 413))
    assert len(kept) == (reply.status == 200)


@settings(max_examples=200)
@given(
    path=st.text(st.characters(exclude_categories=["Cs"])).map("/".__add__),
    headers=st.dictionaries(
        st.sampled_from(["origin", "x-secret", "x-id", "user-agent"]), st.text("aé\x80 ,;", max_size=9)
    ),
    method=st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "FOO"]),
)
def test_no_path_and_no_header_makes_it_fail(
    path: str, headers: dict[str, str], method: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def asking(prefix: str) -> Callable[[Any], Any]:
        return lambda app: call(app, prefix + path, method=method, more=headers)

    replies, _, _ = asked(tmp_path_factory.mktemp("app"), asking(""), asking("/hooks/one"), asking("/v1/batch"))
    assert {each.status for each in replies} <= {200, 401, 404, 405}
