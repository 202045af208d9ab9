"""Which addresses a source may reach, and that the address connected to is the one that was judged."""

import asyncio
from typing import Any

import httpx
import pytest

from sources.errors import SourceError
from sources.fetch import Web
from sources.guard import is_public
from sources.page import shown

REFUSED = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "100.100.100.200", "169.254.169.254", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "::127.0.0.1",
)  # fmt: skip
ALLOWED = ("93.184.215.14", "8.8.8.8", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_public(address)


def get(url: str, names: dict[str, list[str]], answers: dict[str, httpx.Response]) -> tuple[Any, list[httpx.Request]]:
    """Fetch in a world of these names and, by Host header, these answers; also gives what was asked."""
    asked: list[httpx.Request] = []

    async def resolver(host: str, port: int) -> list[str]:
        return names[host]

    def world(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[request.headers["host"]]

    async def scenario() -> Any:
        async with Web(resolver=resolver, inner=httpx.MockTransport(world)) as web:
            return await web.get(url, {}, 1_000)

    try:
        return asyncio.run(scenario()), asked
    except SourceError as refused:
        return str(refused), asked


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    said, asked = get("https://feeds.example/rss?key=s3cret", {"feeds.example": ["93.184.215.14", "10.0.0.5"]}, {})

    assert said == (
        "feeds.example is at 10.0.0.5, which is not a public address: sources reach into a private network only with "
        "allow_private = true"
    )
    assert asked == []


@pytest.mark.parametrize(
    "inside", ["http://inner.example/admin", "http://[::ffff:7f00:1]/", "//169.254.169.254/latest"]
)
def test_a_redirect_is_judged_like_the_first_address(inside: str) -> None:
    names = {"outer.example": ["93.184.215.14"], "inner.example": ["10.1.2.3"]}
    names |= {"169.254.169.254": ["169.254.169.254"], "::ffff:7f00:1": ["::ffff:127.0.0.1"]}
    said, asked = get(
        "http://outer.example/feed", names, {"outer.example": httpx.Response(302, headers={"location": inside})}
    )

    assert "which is not a public address" in said
    assert [request.headers["host"] for request in asked] == ["outer.example"]


def test_the_connection_goes_to_the_judged_address_and_the_name_stays_for_tls_and_host() -> None:
    page, asked = get(
        "https://user:pass@feeds.example/rss",
        {"feeds.example": ["2606:4700::1"]},
        {"feeds.example": httpx.Response(200, stream=httpx.ByteStream(b"ok"))},
    )

    (request,) = asked
    assert page.body == b"ok"
    assert (request.url.host, request.headers["host"]) == ("2606:4700::1", "feeds.example")
    assert request.extensions["sni_hostname"] == "feeds.example"


def test_a_password_is_not_carried_to_another_host() -> None:
    names = {"a.example": ["93.184.215.14"], "b.example": ["93.184.215.15"]}
    moved = httpx.Response(301, headers={"location": "https://b.example/rss"})
    _, asked = get(
        "https://u:p@a.example/rss",
        names,
        {"a.example": moved, "b.example": httpx.Response(200, stream=httpx.ByteStream(b""))},
    )

    assert ["authorization" in request.headers for request in asked] == [True, False]


def test_the_address_connected_to_is_the_one_that_was_judged_and_the_name_stays_in_the_request(serve: Any) -> None:
    hosts: list[str] = []
    lookups: list[str] = []

    async def note(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        hosts.append(headers["host"])
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")

    async def resolver(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"]

    async def scenario() -> Any:
        async with serve({"/feed": note}) as base, Web(resolver=resolver) as web:
            url = base.replace("127.0.0.1", "no-such-host.invalid")
            page = await web.get(f"{url}/feed", {}, 1_000, allow_private=True)
            assert page
            return page.body, hosts == [url.removeprefix("http://")]

    assert asyncio.run(scenario()) == (b"ok", True)
    assert lookups == ["no-such-host.invalid"], "the name was resolved again after it was judged"


def test_the_next_address_is_tried_where_the_first_does_not_answer(serve: Any) -> None:
    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.9", "127.0.0.1"]

    async def scenario() -> Any:
        body = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"
        async with serve({"/feed": body}) as base, Web(resolver=resolver) as web:
            page = await web.get(f"{base}/feed", {}, 1_000, allow_private=True)
            return page and page.body

    assert asyncio.run(scenario()) == b"ok"


def test_an_unknown_host_is_a_sentence() -> None:
    async def scenario() -> None:
        async with Web() as web:
            await web.get("http://no-such-host.invalid/rss", {}, 1_000)

    with pytest.raises(SourceError, match=r"the host no-such-host\.invalid is not known"):
        asyncio.run(scenario())


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://user:pass@feeds.example/rss?token=abc#x", "https://feeds.example/rss"),
        ("http://[2606:4700::1]:8080/a?b", "http://[2606:4700::1]:8080/a"),
        ("http://[broken", "the address"),
        ("https://feeds.example:99999/", "the address"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url: str, safe: str) -> None:
    assert shown(url) == safe
