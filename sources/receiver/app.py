"""The receiver on the wire: find the door, read in bounds, check, spool, and only then answer. Plain ASGI.

A hook's sender is told what was wrong in one sentence. A client is never told 404 or 413 for bad data, for some send
that again for ever: what is broken is kept as it came, and becomes a bad row in the drain.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sources.receiver.answers import App, Later, Receive, Scope, Send, extra, give, said
from sources.receiver.clients.door import Answer
from sources.receiver.contract import Refused, Request
from sources.receiver.cors import Headers, preflight, shared
from sources.receiver.counts import Counts
from sources.receiver.doors import Doors, Entry, Missing
from sources.receiver.intake import Cut, Gone, Intake, headers_of, packed
from sources.receiver.limits import Buckets, Limits
from sources.receiver.spool import Spool, SpoolFull

ClientOf = Callable[[str, Mapping[str, str]], str]
"""The sender's address, by the address that connected and the headers."""
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
        try:
            answer, more = await self._answered(found, scope, headers, receive), []
        except Gone:
            self.counts.add(found.endpoint, "gone")
            return
        except Refused as refused:
            self.counts.add(found.endpoint, refused.code)
            answer, more = said(refused, found.public), extra(refused)
        await give(send, answer, more + shared(headers) if found.public else more)

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
            request = self._or_part_of(entry, request, cut)
        return await self._kept(entry, request, cut)

    def _told(self, entry: Entry, request: Request) -> Answer:
        answer = entry.answer(request)
        self.counts.add(entry.endpoint, "answered")
        return answer

    def _or_part_of(self, entry: Entry, request: Request, cut: Cut | None) -> Request:
        """What cannot be unpacked is a refusal to a hook, and a bad row of a client."""
        if cut and not entry.public:
            raise cut.refused
        return replace(request, body=cut.body) if cut else request

    async def _kept(self, entry: Entry, request: Request, cut: Cut | None) -> Answer:
        """Spool it, then answer."""
        key = None if cut else _key(entry, request)
        try:
            is_new = await self._spool.add(request if entry.public else _unsecret(request), key)
        except SpoolFull as full:
            raise Later("The request cannot be kept now.", "spool_full", full.retry_after) from None
        answer = entry.answer(request)
        self.counts.add(entry.endpoint, (cut.refused.code if cut else "accepted") if is_new else "repeated")
        return answer

    def _request(self, entry: Entry, scope: Scope, headers: Mapping[str, str], body: bytes) -> Request:
        peer = scope.get("client")
        return Request(
            entry.endpoint,
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            headers,
            body,
            self._client_of(peer[0] if peer else "", headers),
            self._clock(),
        )

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
