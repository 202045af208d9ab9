"""Intake: a request's headers and body from the wire, in bounded memory and time."""

import asyncio
from dataclasses import dataclass

from sources.receiver.answers import Later, Receive, Scope
from sources.receiver.body import MAGIC, Broken, TooLarge, inflated
from sources.receiver.contract import Refused
from sources.receiver.limits import Limits

AT_ONCE = 64 << 10
"""Bytes of gzip that are inflated on the spot; more are, on a thread."""


class Gone(Exception):
    """The sender hung up before the body was there."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is wrong with a body, and the part of it that there is."""

    body: bytes
    refused: Refused


class Intake:
    """Reads bodies; `held` is the bytes of those under way."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self.held = limits, 0

    async def body(self, receive: Receive) -> bytes | Cut:
        """The body, or what could be read of one that is too large. Raises Refused, or Gone.

        A body comes in one message as a rule, and that costs no timer: the protocol ends a connection that has none.
        """
        message = await receive()
        if not message.get("more_body") and message["type"] == "http.request":
            return self._whole(message.get("body", b""))
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                return await self._gathered(receive, message.get("body", b""), message["type"])
        except TimeoutError:
            raise Refused(408, "The body did not arrive in time.", "slow") from None

    def _whole(self, body: bytes) -> bytes | Cut:
        return body if len(body) <= self._limits.body else self._cut(body)

    async def _gathered(self, receive: Receive, first: bytes, kind: str) -> bytes | Cut:
        body, size, more = bytearray(), 0, True
        part = first
        try:
            while True:
                if kind != "http.request":
                    raise Gone
                size += len(part)
                self._hold(body, part, size)
                if not more or size > self._limits.skipped:
                    return bytes(body) if size <= self._limits.body else self._cut(bytes(body))
                message = await receive()
                kind, part, more = message["type"], message.get("body", b""), message.get("more_body", False)
        finally:
            self.held -= len(body)

    def _hold(self, body: bytearray, part: bytes, size: int) -> None:
        """Append what arrived; once it is too much, drop all but what would be kept of it."""
        if size > self._limits.body:
            dropped = body[self._limits.kept_of_cut :]
            del body[self._limits.kept_of_cut :]
            self.held -= len(dropped)
            return
        if self.held + len(part) > self._limits.in_flight:
            raise Later("The server is busy.", "busy", 5)
        body += part
        self.held += len(part)

    def _cut(self, body: bytes) -> Cut:
        return Cut(body[: self._limits.kept_of_cut], Refused(413, "The body is too large.", "too_large"))

    async def trouble(self, body: bytes) -> Cut | None:
        """What keeps a packed body from being unpacked within bounds; None where nothing does."""
        try:
            if len(body) > AT_ONCE:
                await asyncio.to_thread(inflated, body, self._limits.inflated)
            else:
                inflated(body, self._limits.inflated)
        except TooLarge:
            return self._cut(body)
        except Broken:
            return Cut(body, Refused(400, "The body is not what it says: its gzip is broken.", "broken_gzip"))
        return None


def packed(body: bytes) -> bool:
    """Whether it is gzip, by its first bytes."""
    return body.startswith(MAGIC)


def headers_of(scope: Scope, most: int) -> dict[str, str]:
    """Headers by name, in lower case; those that are given more than once are joined. Raises Refused beyond `most`."""
    raw = scope["headers"]
    if len(raw) > most:
        raise Refused(431, "There are too many headers.", "too_many_headers")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
    return headers if len(headers) == len(raw) else _joined(raw)


def _joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in raw:
        found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in found.items()}
