"""The receiver on the wire: find the door, read in bounds, check, spool, and only then answer. Plain ASGI.

A hook's sender is told what was wrong in one sentence. A client is never told 404 or 413 for bad data, for some send
that again for ever: what is broken is kept as it came, and becomes a bad row in the drain.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sources.receiver.answers import App, Later, Receive, Scope, Send, extra, give, said
from sources.receiver.clients.door import Answer
from sources.receiver.contract import CUT, Refused, Request
from sources.receiver.cors import Headers, preflight, shared
from sources.receiver.counts import Counts
from sources.receiver.doors import Doors, Entry, Missing
from sources.receiver.intake import Cut, Gone, Intake, headers_of, packed
from sources.receiver.limits import Buckets, Limits
from sources.receiver.spool import Spool, SpoolFull

ClientOf = Callable[[str, Mapping[str, str]], str]
"""The sender's address, by the address that connected and, of the headers, those of FORWARDING."""
FORWARDING = frozenset((
    "cf-connecting-ip", "fastly-client-ip", "fly-client-ip", "forwarded", "true-client-ip", "via",
    "x-client-ip", "x-cluster-client-ip", "x-forwarded", "x-forwarded-for", "x-real-ip",
))  # fmt: skip
REMEMBERED = 4096
"""Addresses that connected."""
log = logging.getLogger(__name__)


def receiver_app(
    doors: Doors,
    spool: Spool,
    limits: Limits | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    *,
    counts: Counts | None = None,
    client_of: ClientOf = lambda peer, headers: peer,
    fallback: App | None = None,
) -> "Receiver":
    """The ASGI application. `fallback` has all paths that are no endpoint's; without one they are not found."""
    return Receiver(doors, spool, limits or Limits(), clock, counts or Counts(), client_of, fallback or _nowhere)


class Receiver:
    """An ASGI application. `counts`: what became of requests."""

    def __init__(
        self,
        doors: Doors,
        spool: Spool,
        limits: Limits,
        clock: Callable[[], datetime],
        counts: Counts,
        client_of: ClientOf,
        fallback: App,
    ) -> None:
        self.counts = counts
        self._find, self._spool, self._limits, self._clock = doors.find, spool, limits, clock
        self._client_of, self._fallback = client_of, fallback
        self._clients: dict[str, str] = {}
        self._intake, self._buckets = Intake(limits), Buckets(limits.rate, limits.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        found = self._find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._fallback(scope, receive, send)
            return
        try:
            headers = headers_of(scope, self._limits.headers)
        except Refused as refused:
            self.counts.add(found.endpoint, refused.code)
            await give(send, said(refused, found.public), extra(refused))
            return
        if isinstance(found, Missing):
            await self._turned_away(found, scope["method"], headers, send)
            return
        more: Headers = []
        try:
            answer = await self._answered(found, scope, headers, receive)
        except Gone:
            self.counts.add(found.endpoint, "gone")
            return
        except Refused as refused:
            answer, more = self._refused(found, refused)
        await give(send, answer, more + shared(headers) if found.public else more)

    def at_once(self, scope: Scope, body: bytes) -> "AtOnce | None":
        """The short way, for a whole request that is as most are: kept, small, unpacked and not refused.

        None for any other, of which nothing has been kept; only a call of the application can tell what it is.
        """
        entry = self._find(scope["method"], scope["path"])
        if not isinstance(entry, Entry) or not entry.kept or packed(body) or len(body) > self._limits.body:
            return None
        try:
            headers = headers_of(scope, self._limits.headers)
            request = self._request(entry, scope, headers, body)
            entry.adapter.check(request, request.received_at)
            self._buckets.take(_bucket(entry, headers))
            return AtOnce(self, entry, request, self._add(entry, request, None))
        except Exception:  # whatever it is, the long way comes upon it again
            return None

    async def _answered(self, entry: Entry, scope: Scope, headers: dict[str, str], receive: Receive) -> Answer:
        body = await self._intake.body(receive)
        cut = body if isinstance(body, Cut) else None
        if cut and not entry.public:
            raise cut.refused
        request = self._request(entry, scope, headers, body.body if isinstance(body, Cut) else body)
        try:
            if not entry.kept:
                return self._told(entry, request)
            entry.adapter.check(request, request.received_at)
        except Refused:
            raise
        except Exception:
            log.exception("an adapter failed on a request, which is refused")
            raise Refused(400, "The request cannot be read.", "unreadable") from None
        self._buckets.take(_bucket(entry, headers))
        if packed(request.body) and cut is None:
            cut = await self._intake.trouble(request.body)
            request = _or_part_of(entry, request, cut)
        try:
            is_new = await self._add(entry, request, cut)
        except SpoolFull as full:
            raise _later(full) from None
        return self._kept(entry, request, cut, is_new)

    def _told(self, entry: Entry, request: Request) -> Answer:
        answer = entry.answer(request)
        self.counts.add(entry.endpoint, "answered")
        return answer

    def _add(self, entry: Entry, request: Request, cut: Cut | None) -> "asyncio.Future[bool]":
        if cut:
            return self._spool.add(replace(request, headers={**request.headers, CUT: cut.refused.sentence}))
        kept = entry.kept_as(request) if entry.kept_as else request
        return self._spool.add(kept if entry.public else _unsecret(kept), _key(entry, request))

    def _kept(self, entry: Entry, request: Request, cut: Cut | None, is_new: bool) -> Answer:
        self.counts.add(entry.endpoint, (cut.refused.code if cut else "accepted") if is_new else "repeated")
        return entry.answer(request)

    def _refused(self, entry: Entry, refused: Refused) -> tuple[Answer, Headers]:
        self.counts.add(entry.endpoint, refused.code)
        return said(refused, entry.public), extra(refused)

    def _request(self, entry: Entry, scope: Scope, headers: Mapping[str, str], body: bytes) -> Request:
        query, peer = scope["query_string"].decode("latin-1"), scope.get("client")
        client = self._client(peer[0] if peer else "", headers)
        return Request(entry.endpoint, scope["method"], scope["path"], query, headers, body, client, self._clock())

    def _client(self, peer: str, headers: Mapping[str, str]) -> str:
        """Who sent it. Where no header tells of another, that was found out before."""
        if not FORWARDING.isdisjoint(headers):
            return self._client_of(peer, headers)
        if peer not in self._clients:
            if len(self._clients) >= REMEMBERED:
                self._clients.clear()
            self._clients[peer] = self._client_of(peer, headers)
        return self._clients[peer]

    async def _turned_away(self, missing: Missing, method: str, headers: dict[str, str], send: Send) -> None:
        """A preflight, or a request that nobody takes."""
        if missing.public and method == "OPTIONS":
            await give(send, Answer(200, b"", "text/plain"), preflight(headers))
            return
        refused = _refusal(missing)
        self.counts.add(missing.endpoint, refused.code)
        allowed = ", ".join(sorted(missing.allowed)).encode()
        more: Headers = [(b"allow", allowed)] if allowed else []
        await give(send, said(refused, missing.public), more + shared(headers) if missing.public else more)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A request on its short way. `kept`: done when it is on the disk, or cannot be."""

    receiver: Receiver
    entry: Entry
    request: Request
    kept: "asyncio.Future[bool]"

    def answer(self) -> tuple[Answer, Headers]:
        """What to answer once `kept` is done."""
        more: Headers = []
        try:
            answer = self.receiver._kept(self.entry, self.request, None, self.kept.result())
        except SpoolFull as full:
            answer, more = self.receiver._refused(self.entry, _later(full))
        return answer, more + shared(self.request.headers) if self.entry.public else more


def _later(full: SpoolFull) -> Later:
    return Later("The request cannot be kept now.", "spool_full", full.retry_after)


def _or_part_of(entry: Entry, request: Request, cut: Cut | None) -> Request:
    """What cannot be unpacked is a refusal to a hook, and a bad row of a client."""
    if cut and not entry.public:
        raise cut.refused
    return replace(request, body=cut.body) if cut else request


def _refusal(missing: Missing) -> Refused:
    if missing.allowed:
        return Refused(405, "The endpoint takes no such requests.", "wrong_method")
    return Refused(404, "There is no such endpoint.", "no_endpoint")


def _key(entry: Entry, request: Request) -> str | None:
    try:
        return entry.adapter.key(request)
    except Exception:
        log.exception("the key of a request of %s could not be read: it is kept without one", entry.endpoint)
        return None


def _bucket(entry: Entry, headers: Mapping[str, str]) -> str:
    """The key that the sender has shown: it is known by now."""
    return f"{entry.endpoint} {headers.get('authorization', '')}" if entry.public else entry.endpoint


def _unsecret(request: Request) -> Request:
    """A hook's request without what may be its secret: all of the query, and of the path what follows the name."""
    path = f"/{request.endpoint}"
    return request if request.path == path and not request.query else replace(request, path=path, query="")


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await give(send, Answer(404, b"There is nothing here.\n", "text/plain; charset=utf-8"), [])
