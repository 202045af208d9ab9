"""Servers that break every promise: each is an error of that source alone, in a sentence, within time and size."""

import asyncio
import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sources.fetch import Limits, Web

QUICK = Limits(connect=2.0, read=0.3, deadline=0.8)
RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><link>https://wire.example</link><item>'
    b"<title>Norrvik Instruments raises $5m Series A</title><guid>https://wire.example/%d</guid></item></channel></rss>"
)


def answer(body: bytes, *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status}", "connection: close", *headers, *([f"content-length: {len(body)}"] if length else [])]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def xml(body: bytes, *headers: str) -> bytes:
    return answer(body, "content-type: application/rss+xml", *headers)


def bomb() -> bytes:
    levels = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    return b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">' + levels + b"]><rss><title>&l8;</title></rss>"


def redirect(to: str) -> bytes:
    return answer(b"", f"location: {to}", status="302 Found")


async def silence(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def trickle(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    while True:
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(0)


async def endless(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n\r\n")
    while True:
        writer.write(b"<!-- filling -->" * 4096)
        await writer.drain()


async def reset(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


HOSTILE = {
    "a web page": (
        answer(b"<!doctype html><html><body>Not here</body></html>", "content-type: text/html"),
        "is a web page, not a feed",
    ),
    "a page without a type": (answer(b"<html><head></head><body>rss</body></html>"), "is a web page, not a feed"),
    "an empty answer": (xml(b""), "is empty: a feed was expected"),
    "plain words": (xml(b"back soon"), "is neither RSS, Atom nor JSON Feed"),
    "announced as 50 MB": (answer(b"", "content-length: 50000000", length=False), "is larger than 10 MB"),
    "50 MB without an announcement": (endless, "is larger than 10 MB"),
    "a gzip bomb": (xml(gzip.compress(b"0" * 50_000_000), "content-encoding: gzip"), "is larger than 10 MB"),
    "gzip that is none": (xml(b"not packed", "content-encoding: gzip"), "its content cannot be unpacked"),
    "gzip cut short": (
        xml(gzip.compress(RSS)[:-12], "content-encoding: gzip"),
        "ended before its packed content was complete",
    ),
    "another packing": (xml(b"x", "content-encoding: br"), "which was not asked for"),
    "an XML bomb": (xml(bomb()), "declares entities of its own"),
    "an XML bomb in UTF-16": (xml(bomb().decode().encode("utf-16")), "declares entities of its own"),
    "a file from our disk": (
        xml(b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss>&x;</rss>'),
        "declares entities of its own",
    ),
    "a redirect loop": (redirect("/feed"), "redirects more than 5 times"),
    "a redirect to nowhere": (answer(b"", status="301 Moved"), "redirects to nowhere"),
    "a redirect to a file": (redirect("file:///etc/passwd"), "not http or https"),
    "silence": (silence, "fell silent"),
    "a trickle": (trickle, "did not finish its answer in 0.8 s"),
    "a reset": (reset, "broke"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "does not speak HTTP"),
    "half an answer": (answer(b"<rss>", "content-length: 500", length=False), "broke off"),
    "not found": (answer(b"", status="404 Not Found"), "answered 404 Not Found: check the address"),
    "forbidden": (answer(b"", status="403 Forbidden"), "it may want a key or refuse programs"),
    "too many requests": (answer(b"", status="429 Too Many Requests"), "it asks to be polled less"),
    "a server error": (answer(b"", status="500 Oops"), "answered 500"),
}


@pytest.mark.parametrize("case", HOSTILE, ids=str)
def test_a_hostile_server_is_an_error_of_its_source_alone(case: str, bench: Any, serve: Any) -> None:
    route, sentence = HOSTILE[case]

    async def scenario() -> Any:
        async with serve({"/feed": route, "/good": xml(RSS)}) as base:
            bad = bench.source(type="feed", name="bad", url=f"{base}/feed?token=s3cret", allow_private=True)
            good = bench.source(type="feed", name="good", url=f"{base}/good", allow_private=True)
            return await bench.runner(bad, good, limits=QUICK).run_once()

    summary = asyncio.run(scenario())

    assert sentence in summary.errors["bad"]
    assert "s3cret" not in summary.errors["bad"]
    assert [(poll.name, poll.signals) for poll in summary.polls] == [("bad", 0), ("good", 1)]
    health = {row.name: row for row in bench.runner().state.all_health().values()}
    assert (health["bad"].state, health["bad"].failures, health["good"].state) == ("failing", 1, "ok")
    assert sentence in (health["bad"].last_error or "")


WRONGLY_ENCODED = {
    "labelled latin-1, is UTF-8": ("Café Ledger", "utf-8", "iso-8859-1"),
    "labelled UTF-8, is Windows-1252": ("Café Ledger", "windows-1252", "utf-8"),
    "honest latin-1": ("Café Ledger", "iso-8859-1", "iso-8859-1"),
    "honest UTF-16": ("Café Ledger", "utf-16", "utf-16"),
    "honest Shift JIS": ("Café Ledger".replace("é", "e"), "shift_jis", "shift_jis"),
    "an encoding nobody has": ("Café Ledger", "utf-8", "klingon-1"),
    "UTF-7, which hides markup": ("Café Ledger", "utf-8", "utf-7"),
}


@pytest.mark.parametrize("case", WRONGLY_ENCODED, ids=str)
def test_a_wrongly_encoded_feed_is_read_as_what_it_is(case: str, bench: Any, serve: Any) -> None:
    name, real, label = WRONGLY_ENCODED[case]
    text = f"<rss><channel><item><title>{name} raises $5m Series A\x00\x08</title><link>https://w.example/1</link></item></channel></rss>"
    body = f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(real)

    async def scenario() -> Any:
        async with serve({"/feed": xml(body)}) as base:
            return await bench.runner(bench.source(type="feed", url=f"{base}/feed", allow_private=True)).run_once()

    assert asyncio.run(scenario()).errors == {}
    assert [draft["company"]["name"] for draft in bench.outlet.drafts] == [name]


def test_an_unchanged_feed_is_asked_for_with_its_marks_and_gives_nothing(bench: Any, serve: Any) -> None:
    asked: list[dict[str, str]] = []

    async def once_then_304(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        asked.append(headers)
        known = headers.get("if-none-match") == '"v1"'
        fresh = xml(RSS, 'etag: "v1"', "last-modified: Sun, 22 Nov 2026 10:00:00 GMT")
        writer.write(answer(b"", status="304 Not Modified") if known else fresh)

    async def scenario() -> list[Any]:
        async with serve({"/feed": once_then_304}) as base:
            source = bench.source(type="feed", url=f"{base}/feed", allow_private=True)
            return [await bench.runner(source).run_once() for _ in range(2)]

    first, second = asyncio.run(scenario())

    assert (first.signals, second.signals, second.errors) == (1, 0, {})
    assert "if-none-match" not in asked[0]
    assert asked[1]["if-modified-since"] == "sun, 22 nov 2026 10:00:00 gmt"
    assert asked[1]["user-agent"].startswith("fitsignal/")


RETRY_AFTER = {
    "seconds": ("retry-after: 7200", timedelta(hours=2)),
    "a date": ("retry-after: Sun, 22 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
    "for ever": ("retry-after: 99999999999999999999", timedelta(days=1)),
    "nonsense": ("retry-after: soon", None),
}


@pytest.mark.parametrize("case", RETRY_AFTER, ids=str)
def test_a_server_that_names_a_pause_is_left_alone_that_long(case: str, bench: Any, serve: Any) -> None:
    header, pause = RETRY_AFTER[case]
    busy = answer(b"", header, "date: Sun, 22 Nov 2026 12:00:00 GMT", status="503 Service Unavailable")

    async def scenario() -> None:
        async with serve({"/feed": busy}) as base:
            source = bench.source(type="feed", name="busy", url=f"{base}/feed", allow_private=True)
            await bench.runner(source).run_once()

    asyncio.run(scenario())

    health = bench.state.health("busy", "feed")
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert health.held_until == (noon + pause if pause else None)
    assert health.next_poll >= noon + (pause or timedelta(seconds=1))


def test_a_loopback_address_that_the_configuration_names_is_read(bench: Any, serve: Any) -> None:
    async def scenario() -> Any:
        async with serve({"/feed": xml(RSS)}) as base:
            return await bench.runner(bench.source(type="feed", name="inside", url=f"{base}/feed")).run_once()

    assert asyncio.run(scenario()).errors == {}


def test_a_redirect_to_another_port_of_loopback_is_refused_without_allow_private(bench: Any, serve: Any) -> None:
    async def scenario() -> Any:
        async with serve({"/feed": xml(RSS)}) as inner:
            moved = b"HTTP/1.1 302 Found\r\nlocation: " + f"{inner}/feed".encode() + b"\r\ncontent-length: 0\r\n\r\n"
            async with serve({"/feed": moved}) as base:
                return await bench.runner(bench.source(type="feed", name="inside", url=f"{base}/feed")).run_once()

    assert "127.0.0.1 is at 127.0.0.1, which is not a public address" in asyncio.run(scenario()).errors["inside"]


def test_a_private_source_still_takes_at_most_what_its_cap_allows(serve: Any) -> None:
    async def scenario() -> None:
        async with serve({"/feed": xml(b"x" * 2_000)}) as base, Web() as web:
            await web.get(f"{base}/feed", {}, 1_000, allow_private=True)

    with pytest.raises(Exception, match=r"is larger than 0\.001 MB: it was not read"):
        asyncio.run(scenario())
