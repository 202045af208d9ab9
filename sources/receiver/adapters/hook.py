"""What the adapters of `POST /hooks/{name}` share: how secrets are shown, and how a body becomes events."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar

import orjson

from sources.receiver.adapters.document import Unread, items, read
from sources.receiver.contract import NOT_SIGNED, Event, Parsed, Refused, Request
from sources.receiver.signatures import presents, presents_in_path, presents_in_query
from streams.ports import Rejected

MOST = 4000
"""Events of one request that are read: the most that any vendor sends. The rest is rejected as one part."""
LONGEST_NAME = 200
_LOOKED_AT = 50_000
"""Bytes of a body that is read before the answer, to see what it names."""
REFUSAL = "The request does not prove who sent it."


class Hook(ABC):
    """An adapter whose sender shows a secret: in the path, in the query, or in a header.

    A body is an event, or an array of them. `dated`: every payload carries a time or an id, so that the same bytes
    again are the same request again; of the others `key` looks whether they do.
    """

    type: ClassVar[str]
    dated: ClassVar[bool] = False

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secrets)

    def check(self, request: Request, now: datetime) -> None:
        """Raise Refused (401) unless the sender proves itself."""
        if not self.proves(request, now):
            raise Refused(401, REFUSAL, "unauthorized")

    def proves(self, request: Request, now: datetime) -> bool:
        """Whether the request shows one of the secrets."""
        return (
            presents_in_path(request, self._secrets)
            or presents(request, self._secrets)
            or presents_in_query(request, self._secrets)
        )

    def key(self, request: Request) -> str | None:
        """The body's fingerprint; None where the same bytes may be said twice and meant twice."""
        if not self.dated and (len(request.body) > _LOOKED_AT or not _all_named(self.parse(request))):
            return None
        return blake2b(request.body, digest_size=16).hexdigest()

    def parse(self, request: Request) -> Parsed:
        """The events of a kept request. Never raises; what is no event is rejected with its bytes."""
        try:
            given = self.document(request)
            parts = self.parts(given)
            if not parts:
                raise Unread("the request holds no event")
        except Unread as cause:
            return Parsed((), (Rejected("body", str(cause), request.body),))
        return self._read(request, given, parts)

    def document(self, request: Request) -> Any:
        """The value of the body. Unread where it is none."""
        return read(request.body)

    def parts(self, given: Any) -> list[Any]:
        """The events' values in the body's value."""
        return given if isinstance(given, list) else [given]

    def covered(self, request: Request) -> int:
        """How many of the parts, from the first on, the sender's proof covers."""
        return MOST

    @abstractmethod
    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        """The events that one value tells. Unread, with a sentence, where it is none that this type knows."""

    def _read(self, request: Request, given: Any, parts: list[Any]) -> Parsed:
        events: list[Event] = []
        causes: dict[int, str] = {}
        covered = self.covered(request) if len(parts) > 1 else 1
        for number, part in enumerate(parts[:MOST]):
            try:
                found = self.events(_object(part), request)
                events += [_named(event, number < covered) for event in found]
            except Unread as cause:
                causes[number] = str(cause)
        if not causes and len(parts) <= MOST:
            return Parsed(events)
        raw = items(request.body, parts) if parts is given else _each(request.body, given, parts)
        return Parsed(events, _rejected(causes, raw, covered))


def _object(part: Any) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise Unread("an event must be a JSON object")
    return part


def _each(body: bytes, given: Any, parts: list[Any]) -> list[bytes]:
    if len(parts) == 1 and parts[0] is given:
        return [body]
    return [orjson.dumps(part, default=str) for part in parts]


def _rejected(causes: dict[int, str], raw: list[bytes], covered: int) -> list[Rejected]:
    found = [Rejected(_where(number, len(raw), covered), cause, raw[number]) for number, cause in causes.items()]
    if len(raw) > MOST:
        cause = f"the request holds {len(raw):,} events; {MOST:,} were read, these are the others"
        unsigned = "" if covered >= MOST else NOT_SIGNED
        found.append(Rejected(f"events from {MOST + 1} on{unsigned}", cause, b"[" + b",".join(raw[MOST:]) + b"]"))
    return found


def _where(number: int, count: int, covered: int) -> str:
    return "body" if count == 1 else f"event {number + 1}" + ("" if number < covered else NOT_SIGNED)


def _named(event: Event, signed: bool) -> Event:
    """The event, with a name made of what it says where its tracker gave none: the same again is the same."""
    native = event.native
    if native is None and event.at is not None:
        native = name_of(event.act, event.kind, event.at.isoformat(), *_who(event), event.url)
    elif native is not None and len(native) > LONGEST_NAME:
        native = name_of(native)
    return event if signed and native == event.native else replace(event, native=native, signed=signed)


def _who(event: Event) -> tuple[str | None, ...]:
    return event.company, event.domain, event.email, event.visitor, event.user, event.ip


def name_of(*parts: object) -> str:
    """A name made of parts: 32 hex digits."""
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _all_named(parsed: Parsed) -> bool:
    return bool(parsed.events) and not parsed.rejected and all(event.native for event in parsed.events)
