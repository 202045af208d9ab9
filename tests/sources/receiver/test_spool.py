"""The spool keeps what it said it keeps: once, in order, through failures, and no more than it may."""

import asyncio
import gzip
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver import spool_file
from sources.receiver.contract import Request
from sources.receiver.spool import TOGETHER, Spool, SpoolCounts, SpoolFull
from sources.receiver.spool_row import Columns, columns, request_of
from tests.sources.receiver.makers import NOW, request


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    made = Spool(tmp_path / "spool.sqlite")
    yield made
    made.close()


def bodies(spool: Spool) -> list[bytes]:
    return [each.body for _, each in spool.rows(0, 10_000)]


def test_what_was_kept_is_read_in_order_and_goes_when_it_is_deleted(spool: Spool) -> None:
    for body in (b"a", b"b", b"c"):
        assert spool.keep(request(body))
    (first, _), (second, kept), _ = spool.rows(0, 10)
    assert kept == request(b"b")
    assert [each.body for _, each in spool.rows(first, 1)] == [b"b"]
    spool.delete([first, second])
    assert bodies(spool) == [b"c"]
    assert spool.counts() == SpoolCounts(1, len(columns(request())[2]) + 1, NOW)


def test_numbers_are_never_given_twice(spool: Spool) -> None:
    spool.keep(request())
    ((first, _),) = spool.rows(0, 10)
    spool.delete([first])
    spool.keep(request())
    assert [seq > first for seq, _ in spool.rows(0, 10)] == [True]


def test_a_key_that_is_known_keeps_nothing_and_one_of_another_endpoint_is_another(spool: Spool) -> None:
    async def all_at_once() -> list[bool]:
        again = [spool.add(request(b"1"), "a"), spool.add(request(b"2"), "a"), spool.add(request(b"3"), "b")]
        return [*await asyncio.gather(*again), await spool.add(request(b"4", "hooks/two"), "a")]

    assert asyncio.run(all_at_once()) == [True, False, True, True]
    assert not spool.keep(request(b"5"), "b")
    assert bodies(spool) == [b"1", b"3", b"4"]


def test_a_key_outlives_its_request_and_the_process_but_not_its_days(tmp_path: Path) -> None:
    now = [NOW.timestamp()]

    def opened() -> Spool:
        return Spool(tmp_path / "spool.sqlite", keys_kept=timedelta(days=4), clock=lambda: now[0])

    first = opened()
    assert first.keep(request(), "a")
    first.delete([seq for seq, _ in first.rows(0, 10)])
    first.close()
    second = opened()
    now[0] += timedelta(days=4).total_seconds()
    assert not second.keep(request(), "a")
    now[0] += 1
    assert second.keep(request(), "a")
    assert not second.keep(request(), "a")
    second.close()


def test_requests_that_wait_together_share_a_commit(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    groups: list[int] = []
    insert = spool_file.insert

    def counting(connection: sqlite3.Connection, rows: Sequence[Columns], seq: int) -> None:
        groups.append(len(rows))
        insert(connection, rows, seq)

    monkeypatch.setattr(spool_file, "insert", counting)

    async def all_at_once() -> None:
        await asyncio.gather(*(spool.add(request(b"%d" % number), str(number)) for number in range(500)))

    asyncio.run(all_at_once())
    assert sum(groups) == 500
    assert len(groups) <= 500 / TOGETHER + 1
    assert bodies(spool) == [b"%d" % number for number in range(500)]


def test_at_the_cap_of_bytes_it_says_so_and_takes_again_once_there_is_room(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite", cap_bytes=2500)
    spool.keep(request(b"x" * 1000))
    spool.keep(request(b"x" * 1000))
    with pytest.raises(SpoolFull, match="its cap is 2500") as full:
        spool.keep(request(b"x" * 1000))
    assert full.value.retry_after > 0
    spool.delete([spool.rows(0, 1)[0][0]])
    assert spool.keep(request(b"x" * 1000))
    assert spool.counts().requests == 2
    spool.close()


def test_what_is_not_yet_written_counts_towards_the_cap(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite", cap_bytes=2500)

    async def three() -> list[Any]:
        waiting = [spool.add(request(b"x" * 1000)) for _ in range(2)]
        with pytest.raises(SpoolFull):
            spool.add(request(b"x" * 1000))
        return await asyncio.gather(*waiting)

    assert asyncio.run(three()) == [True, True]
    spool.close()


def test_nothing_is_taken_while_the_oldest_has_waited_too_long(tmp_path: Path) -> None:
    now = [NOW.timestamp()]
    spool = Spool(tmp_path / "spool.sqlite", cap_age=timedelta(days=1), clock=lambda: now[0])
    spool.keep(request())
    now[0] += timedelta(days=1).total_seconds() + 1
    assert spool.counts().oldest == NOW
    with pytest.raises(SpoolFull, match="nothing drains it"):
        spool.keep(request())
    spool.delete([spool.rows(0, 1)[0][0]])
    assert spool.keep(request())
    spool.close()


def test_two_processes_may_have_it_open(spool: Spool, tmp_path: Path) -> None:
    other = Spool(tmp_path / "spool.sqlite")
    spool.keep(request(b"a"), "a")
    assert bodies(other) == [b"a"]
    assert not other.keep(request(b"a"), "a")
    other.delete([seq for seq, _ in other.rows(0, 10)])
    assert bodies(spool) == []
    assert spool.counts() == other.counts() == SpoolCounts(0, 0, None)
    other.close()


def test_while_the_other_process_writes_a_request_waits_or_is_put_off(
    spool: Spool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_file, "BUSY", 0.01)
    impatient = Spool(tmp_path / "spool.sqlite")
    other = sqlite3.connect(tmp_path / "spool.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SpoolFull, match="locked"):
        impatient.keep(request())
    other.execute("ROLLBACK")
    other.close()
    assert impatient.keep(request())
    impatient.close()


def test_the_drain_hears_of_what_was_kept_and_of_nothing_else(spool: Spool) -> None:
    heard: list[int] = []
    spool.on_kept(lambda: heard.append(1))
    spool.keep(request(), "a")
    spool.keep(request(), "a")
    spool.delete([1])
    assert heard == [1]


def test_gzip_is_read_inflated(spool: Spool) -> None:
    spool.keep(request(gzip.compress(b'{"a":1}')))
    spool.keep(request(b"\x1f\x8b broken"))
    assert bodies(spool) == [b'{"a":1}', b"\x1f\x8b broken"]


def test_an_erased_person_is_in_no_byte_of_the_file(spool: Spool, tmp_path: Path) -> None:
    for number in range(300):
        spool.keep(request(b'{"email":"jane.doe@acme.example","n":%d}' % number))
        spool.keep(request(b'{"email":"joe@acme.example","n":%d}' % number))
    spool.delete([seq for seq, _ in spool.rows(0, 100)])
    assert spool.erase(lambda each: b"jane.doe" in each.body) == 250
    assert len(bodies(spool)) == 250
    assert spool.counts().requests == 250
    files = [each.read_bytes() for each in tmp_path.iterdir() if not each.name.endswith("-shm")]
    assert not any(b"jane.doe" in each for each in files)
    assert any(b"joe@" in each for each in files)


def test_what_is_rewritten_stays_in_its_place(spool: Spool) -> None:
    for body in (b"a", b"both", b"c"):
        spool.keep(request(body))
    before = spool.rows(0, 10)
    changed = spool.rewrite(lambda each: request(b"b") if each.body == b"both" else each)
    assert changed == 1
    assert spool.rows(0, 10) == [before[0], (before[1][0], request(b"b")), before[2]]


def test_an_edit_that_fails_changes_nothing_and_harms_no_other(spool: Spool) -> None:
    spool.keep(request(b"a"))
    with pytest.raises(ZeroDivisionError):
        spool.rewrite(lambda each: 1 // 0)  # type: ignore[arg-type, return-value]
    assert spool.keep(request(b"b"))
    assert bodies(spool) == [b"a", b"b"]


def test_only_its_owner_may_read_the_file(spool: Spool, tmp_path: Path) -> None:
    spool.keep(request())
    assert {each.stat().st_mode & 0o077 for each in tmp_path.iterdir()} == {0}


def test_no_secret_of_a_header_is_written(spool: Spool) -> None:
    headers = {"authorization": "Basic c2VjcmV0", "cookie": "a=secret", "x-api-key": "secret", "user-agent": "bot"}
    spool.keep(replace(request(), headers=headers))
    assert [dict(each.headers) for _, each in spool.rows(0, 1)] == [{"user-agent": "bot"}]


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    body=st.binary(max_size=300).filter(lambda body: not body.startswith(b"\x1f\x8b")),
    path=TEXT,
    query=TEXT,
    agent=TEXT,
    at=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
)
def test_whatever_was_sent_is_read_as_it_was(body: bytes, path: str, query: str, agent: str, at: datetime) -> None:
    sent = Request("hooks/one", "POST", path, query, {"user-agent": agent}, body, "::1", at)
    assert request_of(*columns(sent)) == sent


@pytest.mark.parametrize("name", ["sp-anonymous", "posthog-sdk-info", "posthog-request-timestamp", "svix-id"])
def test_headers_that_reading_needs_are_kept(spool: Spool, name: str) -> None:
    spool.keep(Request("snowplow", "POST", "/", "", {name: "*", "cookie": "c", "authorization": "a"}, b"", "", NOW))
    assert [request.headers for _, request in spool.rows(0, 9)] == [{name: "*"}]


def test_what_was_handed_over_leaves_the_disk_with_the_log(spool: Spool, tmp_path: Path) -> None:
    spool.keep(replace(request(), body=b"zoe.quist@tarnovo.example"))
    spool.delete([spool.rows(0, 1)[0][0]])
    assert spool.truncate()
    assert not [each for each in tmp_path.iterdir() if b"zoe.quist" in each.read_bytes()]


def test_erasing_who_waits_no_more_empties_the_log_too(spool: Spool, tmp_path: Path) -> None:
    spool.keep(replace(request(), body=b"zoe.quist@tarnovo.example"))
    spool.delete([spool.rows(0, 1)[0][0]])
    assert spool.erase(lambda kept: b"zoe" in kept.body) == 0
    assert not [each for each in tmp_path.iterdir() if b"zoe.quist" in each.read_bytes()]
