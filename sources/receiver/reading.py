"""Reading: what kept requests give to the outlet, by endpoint. A request that nobody can read is rejected, never lost.

An event without an id of its own is named after its request, so that reading the same request again after a crash
gives the same signals.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from traceback import extract_tb
from typing import Any

from sources.receiver.contract import CUT, Adapter, Parsed, Request
from sources.receiver.who.found import Found
from streams.answers import Answer
from streams.ports import Batch, Erasure, Identity, Rejected
from streams.signal import SignalDraft

log = logging.getLogger(__name__)


Attribute = Callable[[Request, Parsed, str], Found]
"""Whose the events of a request to an adapter of this type were; those that were nobody's are left out."""
Together = Callable[[], AbstractContextManager[None]]
TOGETHER = 50
"""Requests that are read together: others who write of visitors wait for so long."""
Row = tuple[int, Request]
"""A kept request and its place in the spool."""


@dataclass(slots=True)
class Part:
    """What one endpoint's requests gave so far."""

    type: str
    drafts: list[SignalDraft] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    erasures: list[Erasure] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def batch(self, source: str) -> Batch:
        """The same for the outlet."""
        told = (self.drafts, self.rejected, False, self.identities, self.erasures)
        return Batch(source, self.type, *told, answers=self.answers)

    @property
    def size(self) -> int:
        """How much there is to hand over."""
        return len(self.drafts) + len(self.rejected) + len(self.identities) + len(self.erasures) + len(self.answers)


KnownAs = Callable[[Answer], Answer]
"""An answer with all names of the person who gave it."""


def _as_given(answer: Answer) -> Answer:
    return answer


def _as_it_is(parsed: Parsed) -> Parsed:
    return parsed


def _again(parsed: Parsed, signed: bool) -> Parsed:
    events = [replace(each, direct=False, signed=signed and each.act != "delete") for each in parsed.events]
    return replace(parsed, events=events)


class Reading:
    """Reads kept requests with the adapter of their endpoint. `skipped` counts what was nobody's visit, by cause.

    `together`: what is written of visitors within it is written at once, which costs far less than one by one.
    `known_as` may ask elsewhere who the person is that answered an alert.
    """

    def __init__(
        self,
        adapters: Mapping[str, Adapter],
        attribute: Attribute,
        together: Together = nullcontext,
        known_as: KnownAs = _as_given,
    ) -> None:
        self.skipped: Counter[str] = Counter()
        self._adapters, self._attribute, self._together, self._known_as = adapters, attribute, together, known_as

    def batches(self, rows: Sequence[Row]) -> list[Batch]:
        """A batch for each endpoint that has something to hand over, each in the order of its requests."""
        parts: dict[str, Part] = {}
        for first in range(0, len(rows), TOGETHER):
            with self._together():
                for seq, request in rows[first : first + TOGETHER]:
                    part = parts.setdefault(request.endpoint, Part(self._type(request)))
                    self._read(part, seq, request)
        return [part.batch(source) for source, part in parts.items() if part.size]

    def knows(self, endpoint: str) -> bool:
        """Whether there is such an endpoint."""
        return endpoint in self._adapters

    def again(self, endpoint: str, raw: bytes, received_at: datetime, *, signed: bool = True) -> Batch:
        """What a rejected request, or part of one, gives now. ValueError, with the cause, where that is nothing.

        Its headers are gone, so that neither a browser nor its address speaks for it, and nobody is forgotten by it.
        `signed`: whether the sender's proof covered it.
        """
        request = Request(
            endpoint, "POST", f"/{endpoint}", "", {"content-type": "application/json"}, raw, "", received_at
        )
        part = Part(self._type(request))
        with self._together():
            self._read(part, 0, request, partial(_again, signed=signed))
        if not part.size:
            raise ValueError("it holds nothing that is anybody's visit")
        if part.rejected:
            raise ValueError(part.rejected[0].cause)
        return part.batch(endpoint)

    def rejected(self, row: Row, cause: str) -> Batch:
        """The request itself, kept with the reason why its signals could not be."""
        seq, request = row
        return Batch(request.endpoint, self._type(request), rejected=[_refusal(seq, request, cause)])

    def _type(self, request: Request) -> str:
        adapter = self._adapters.get(request.endpoint)
        return adapter.type if adapter else "receiver"

    def _read(self, part: Part, seq: int, request: Request, changed: Callable[[Parsed], Parsed] = _as_it_is) -> None:
        adapter = self._adapters.get(request.endpoint)
        if adapter is None:
            part.rejected.append(_refusal(seq, request, f"the endpoint {request.endpoint} is not configured any more"))
            return
        if cause := request.headers.get(CUT):
            part.rejected.append(_refusal(seq, request, cause))
            return
        try:
            parsed = changed(_named(adapter.parse(request), seq, request))
            found = self._attribute(request, parsed, adapter.type)
        except Exception as error:  # one request must not hold up those behind it
            cause = f"an unexpected {type(error).__name__} at {place_of(error)}"
            log.error("a request of %s could not be read: %s", request.endpoint, cause)
            part.rejected.append(_refusal(seq, request, cause))
            return
        part.drafts += found.drafts
        part.identities += found.identities
        part.erasures += found.erasures
        part.answers += map(self._known_as, parsed.answers)
        part.rejected += [replace(each, where=f"{_place(seq, request)}, {each.where}") for each in found.rejected]
        self.skipped += found.skipped


def _named(parsed: Parsed, seq: int, request: Request) -> Parsed:
    if all(event.native for event in parsed.events):
        return parsed
    name = name_of(seq, request)
    events = [event if event.native else replace(event, native=f"{name}:{n}") for n, event in enumerate(parsed.events)]
    return Parsed(events, parsed.rejected, parsed.answers)


def name_of(seq: int, request: Request) -> str:
    """A request's own name: the same whenever it is read, another for each, also of a spool begun anew."""
    parts: tuple[Any, ...] = (seq, request.endpoint, request.received_at.isoformat(), request.path, request.query)
    return blake2b(repr(parts).encode() + request.body, digest_size=16).hexdigest()


def place_of(error: BaseException) -> str:
    """Where an error was raised; its text may hold what a sender wrote, and is for no log."""
    frame = extract_tb(error.__traceback__)[-1:]
    return f"{Path(frame[0].filename).name}:{frame[0].lineno}" if frame else "an unknown place"


def _refusal(seq: int, request: Request, cause: str) -> Rejected:
    return Rejected(_place(seq, request), cause, request.body or request.query.encode("utf-8", "replace"))


def _place(seq: int, request: Request) -> str:
    return f"request {seq} at {request.received_at:%Y-%m-%dT%H:%M:%S.%fZ}"
