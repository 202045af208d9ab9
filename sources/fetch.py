"""Fetching over HTTP, bounded in every way: size, time, redirects, and which addresses are reached.

Nothing here waits for ever, unpacks without a limit, or writes a query or a password into an error.
"""

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any

import httpx

from sources.errors import RetryLater, SourceError
from sources.guard import NAMED, GuardedTransport, Resolver, named, resolve
from sources.page import Page, fingerprint, shown

REDIRECTS = frozenset((301, 302, 303, 307, 308))
MAX_REDIRECTS = 5
_LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces, and for the whole answer; connections at once."""

    connect: float = 10.0
    read: float = 20.0
    deadline: float = 60.0
    connections: int = 64


def user_agent() -> str:
    """How sources name themselves to others."""
    try:
        number = version("fitsignal")
    except PackageNotFoundError:
        number = "0"
    return f"fitsignal/{number} (+polls seldom; obeys ETag, 429 and Retry-After)"


class Web:
    """Guarded GET requests. An async context manager: connections live as long as it does."""

    def __init__(
        self, limits: Limits | None = None, resolver: Resolver = resolve, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.resolver, self.inner = resolver, inner
        self._clients: dict[bool, httpx.AsyncClient] = {}
        for name in ("httpx", "httpcore"):  # at INFO and below they log whole URLs, secrets included
            logging.getLogger(name).setLevel(logging.WARNING)

    def _client(self, private: bool) -> httpx.AsyncClient:
        """One client for public addresses and one for sources that may reach private ones, made when first used."""
        if private not in self._clients:
            self._clients[private] = self._made(private)
        return self._clients[private]

    def _made(self, private: bool) -> httpx.AsyncClient:
        pool = httpx.Limits(max_connections=self.limits.connections, max_keepalive_connections=0)
        transport = GuardedTransport(self.inner or _connections(pool), self.resolver, private)
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect, pool=None)
        headers = {"user-agent": user_agent(), "accept-encoding": "gzip", "accept": "*/*"}
        cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        return httpx.AsyncClient(
            transport=transport, timeout=timeout, headers=headers, cookies=cookies, trust_env=False
        )

    async def __aenter__(self) -> "Web":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def get(
        self,
        url: str,
        known: dict[str, Any],
        max_bytes: int,
        allow_private: bool = False,
        *,
        headers: Mapping[str, str] | None = None,
        beginning: bool = False,
        body: bytes | None = None,
    ) -> Page | None:
        """The page at `url`, or None where it has not changed since `known` (the `caching` of an earlier page).

        `headers` go with the request, and a `body`, which is then posted: for searches that want one. `beginning`: of
        what is larger than `max_bytes`, that much is enough. Raises RetryLater where the server asks for a pause,
        SourceError for everything else that can go wrong.
        """
        try:
            async with asyncio.timeout(self.limits.deadline):
                ask = _Ask(url, known, max_bytes, headers or {}, beginning, body)
                return await self._follow(self._client(allow_private), ask)
        except TimeoutError:
            raise SourceError(f"{shown(url)} did not finish its answer in {self.limits.deadline:g} s") from None
        except httpx.TimeoutException as slow:
            what = "could not be connected to" if isinstance(slow, httpx.ConnectTimeout) else "fell silent"
            raise SourceError(f"{shown(url)} {what}: no answer in time") from None
        except httpx.InvalidURL:
            raise SourceError("the address is not a valid URL: check it in fitsignal.toml") from None
        except httpx.HTTPError as broken:
            raise SourceError(f"{shown(url)} could not be read: {_cause(broken)}") from None

    async def _follow(self, client: httpx.AsyncClient, ask: "_Ask") -> Page | None:
        address = httpx.URL(ask.url)
        extensions = {NAMED: named(address)}
        headers, body = {**ask.headers, **_conditions(ask.known, ask.url)}, ask.body
        for _ in range(MAX_REDIRECTS + 1):
            if address.scheme not in ("http", "https") or not address.host:
                raise SourceError(f"{shown(ask.url)} leads to an address that is not http or https")
            method = "GET" if body is None else "POST"
            request = client.build_request(method, address, content=body, headers=headers, extensions=extensions)
            response = await client.send(request, stream=True)
            try:
                if response.status_code not in REDIRECTS:
                    page = await self._taken(response, ask)
                    return page and replace(page, address=str(address))
                address, before = _next_hop(address, response), address
                if address.host != before.host:
                    headers, body = {}, None  # a key is for whom it was meant
            finally:
                await response.aclose()
        raise SourceError(f"{shown(ask.url)} redirects more than {MAX_REDIRECTS} times")

    async def _taken(self, response: httpx.Response, ask: "_Ask") -> Page | None:
        url = ask.url
        if response.status_code == 304 and _conditions(ask.known, url):
            return None
        if response.status_code != 200:
            refused = _refusal(response, url)
            refused.status = response.status_code
            raise refused
        body = b"".join([piece async for piece in _unpacked(response, ask)])
        caching = {
            "at": fingerprint(url),
            "etag": response.headers.get("etag"),
            "modified": response.headers.get("last-modified"),
        }
        cookies = tuple(text.partition("=")[0].strip() for text in response.headers.get_list("set-cookie"))
        kind = response.headers.get("content-type", "")
        return Page(body, shown(url), kind, tuple(caching.items()), cookies=cookies)


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for, and how much of it is taken."""

    url: str
    known: dict[str, Any]
    max_bytes: int
    headers: Mapping[str, str]
    beginning: bool
    body: bytes | None


def _connections(pool: httpx.Limits) -> httpx.AsyncBaseTransport:
    return httpx.AsyncHTTPTransport(limits=pool, trust_env=False)


def _conditions(known: dict[str, Any], url: str) -> dict[str, str]:
    if known.get("at") != fingerprint(url):
        return {}
    pairs = (("if-none-match", known.get("etag")), ("if-modified-since", known.get("modified")))
    return {header: value for header, value in pairs if value}


def _next_hop(address: httpx.URL, response: httpx.Response) -> httpx.URL:
    target = response.headers.get("location")
    if not target:
        raise SourceError(f"{shown(str(address))} redirects to nowhere")
    return address.join(target)


def _refusal(response: httpx.Response, url: str) -> SourceError:
    status, phrase = response.status_code, httpx.codes.get_reason_phrase(response.status_code)
    said = f"{shown(url)} answered {status}{f' {phrase}' if phrase else ''}"
    if status in (429, 503):
        return RetryLater(f"{said}: it asks to be polled less", _pause(response))
    if status in (404, 410):
        return SourceError(f"{said}: check the address")
    return SourceError(f"{said}: it may want a key or refuse programs" if status in (401, 403) else said)


def _pause(response: httpx.Response) -> timedelta | None:
    """How long Retry-After asks to wait; a date is read against the server's own clock."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return min(timedelta(seconds=int(text[:9])), _LONGEST_PAUSE)
    try:
        span = parsedate_to_datetime(text) - parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(span, timedelta()), _LONGEST_PAUSE)


async def _unpacked(response: httpx.Response, ask: _Ask) -> AsyncIterator[bytes]:
    """The body, unpacked never further than the cap, so that a small packed answer cannot fill the memory."""
    url, limit = ask.url, ask.max_bytes
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise SourceError(f"{shown(url)} is packed as {packing[:40]!r}, which was not asked for")
    if not ask.beginning:
        _refuse_large(response.headers.get("content-length", ""), limit, url)
    unpack = None if packing in ("", "identity") else _Unpacker(url)
    total = 0
    async for raw in response.aiter_raw():
        piece = unpack(raw, limit - total + 1) if unpack else raw
        total += len(piece)
        if total > limit and ask.beginning:
            yield piece[: len(piece) - (total - limit)]
            return
        _refuse_large(total, limit, url)
        yield piece
    if unpack and not unpack.complete:
        raise SourceError(f"{shown(url)} ended before its packed content was complete")


def _refuse_large(size: int | str, max_bytes: int, url: str) -> None:
    known = int(size[:18]) if isinstance(size, str) and size.isdecimal() else size
    if isinstance(known, int) and known > max_bytes:
        raise SourceError(f"{shown(url)} is larger than {max_bytes / 1e6:g} MB: it was not read")


class _Unpacker:
    """Gzip or zlib, possibly of several members, with a limit at every call."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.stream = zlib.decompressobj(wbits=47)
        self.begun = False

    @property
    def complete(self) -> bool:
        return self.stream.eof or not self.begun

    def __call__(self, raw: bytes, limit: int) -> bytes:
        pieces = []
        while raw and limit > 0 and self._goes_on(raw):
            pieces.append(self._piece(raw, limit))
            limit -= len(pieces[-1])
            raw = self.stream.unused_data if self.stream.eof else self.stream.unconsumed_tail
        return b"".join(pieces)

    def _goes_on(self, raw: bytes) -> bool:
        """False for padding behind the last member; opens the next member where there is one."""
        if self.stream.eof and raw.startswith(b"\x1f\x8b"):
            self.stream = zlib.decompressobj(wbits=47)
        return not self.stream.eof

    def _piece(self, raw: bytes, limit: int) -> bytes:
        self.begun = True
        try:
            return self.stream.decompress(raw, limit)
        except zlib.error:
            raise SourceError(f"{shown(self.url)} says it is packed, but its content cannot be unpacked") from None


def _cause(error: httpx.HTTPError) -> str:
    """The cause in words, from the error's class: its own text may hold the URL."""
    if isinstance(error, httpx.ConnectError):
        return "no connection (refused, unreachable, or its certificate is not trusted)"
    if isinstance(error, httpx.RemoteProtocolError):
        return "the server broke off or does not speak HTTP"
    return "the connection broke" if isinstance(error, httpx.NetworkError) else type(error).__name__
