"""The receiver's contract: a request as it is kept, what an adapter reads in it, and how one is refused.

An adapter is pure. `check` sees the raw bytes before anything is kept; `parse` reads a kept request later, in the
drain, and gives events in the tracker's own words. Whose visit an event was, and whether it was a person's at all, is
not asked here but in `sources.receiver.who`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol

from streams.answers import Answer
from streams.ports import Rejected

Act = Literal["event", "identify", "group", "alias", "delete"]

NOT_SIGNED = ", not signed"
"""Ends the place of a rejected part that the sender's proof does not cover: read again, it is not covered either."""

CUT = ":cut"
"""Among a kept request's headers, under a name that none on the wire has: why its body is not there as a whole."""


class Refused(Exception):
    """A request that is not taken: the status, and one plain sentence that tells an attacker nothing."""

    def __init__(self, status: int, sentence: str, code: str = "refused") -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.code = status, sentence, code


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `check` has the body as it was sent; `parse` has it inflated.

    `endpoint`: "hooks/NAME" or the name of a client family. `path` is as sent but for a secret in it, `headers` have
    names in lower case. `client`: the address of who sent it, by the trusted proxies' word; empty where unknown.
    """

    endpoint: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    client: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One event as its tracker tells it.

    `act`: an event, or what is said about identities: `identify` (this visitor is that person), `group` (this visitor
    is of that company), `alias` (two ids are one visitor), `delete` (forget this person). Of the latter `kind` is None.
    `native`: the tracker's id of the event. `visitor`, `user`: its ids of the browser and of the known person; neither
    they nor `ip` and `email` are ever stored. `direct`: the visitor's own browser sent the request, so that where the
    payload has no `ip` and no `agent` the request's are the visitor's. `signed`: False where the sender's signature
    does not cover this event.
    """

    act: Act = "event"
    kind: str | None = "visit"
    native: str | None = None
    at: datetime | None = None
    url: str | None = None
    title: str | None = None
    referrer: str | None = None
    company: str | None = None
    domain: str | None = None
    email: str | None = field(default=None, repr=False)
    country: str | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    visitor: str | None = field(default=None, repr=False)
    user: str | None = field(default=None, repr=False)
    previous: str | None = field(default=None, repr=False)
    ip: str | None = field(default=None, repr=False)
    agent: str | None = None
    direct: bool = False
    signed: bool = True
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a request gave: its events in order, and the parts that are none, each with cause and bytes.

    `answers`: what people said of alerts.
    """

    events: Sequence[Event] = ()
    rejected: Sequence[Rejected] = ()
    answers: Sequence[Answer] = ()


class Adapter(Protocol):
    """Reads one tracker's requests. All methods are pure; `parse` never raises, whatever the bytes."""

    type: ClassVar[str]

    def check(self, request: Request, now: datetime) -> None:
        """Raise Refused unless the sender proves itself, by its key, secret or signature over the raw bytes."""
        ...

    def key(self, request: Request) -> str | None:
        """The sender's id of the whole request, where it has one: the same again is answered and not kept again."""
        ...

    def parse(self, request: Request) -> Parsed:
        """The events of a kept request; what cannot be read becomes `rejected`, with the bytes of that part."""
        ...
