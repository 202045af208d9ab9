"""What travels on the topics beside signals: accounts, names of nobody, dead letters and commands. Pure.

A signal is `streams.signal.Signal`; one whose company is on no list has `facts` beside its fields, what it says of the
company, so that the desk can make an account of it. `fitsignal.qualified.v1` carries them within its `signal`.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal

import orjson
from pydantic import BeforeValidator, Field, PlainSerializer, TypeAdapter

from icp.account import Status
from streams.answers import Answer, Because, Said
from streams.attribution import visitor_of
from streams.directory import Entry
from streams.join import Standing
from streams.ports import Claim, DeadLetter, Erasure, Identity, Lesson, Rejected, Unresolved
from streams.qualified import Verdict
from streams.sealing import Seal
from streams.signal import Contract, Method, Share, Short, Signal
from streams.times import Instant

Sealing = Callable[[], Seal]
"""Gives the workspace's seal to close with."""
Opening = Callable[[], Seal | None]
"""Gives the workspace's seal to open with; None where this machine has no key."""


def _bytes_of(given: Any) -> Any:
    return b64decode(given, validate=True) if isinstance(given, str) else given


Bytes = Annotated[bytes, BeforeValidator(_bytes_of), PlainSerializer(lambda raw: b64encode(raw).decode(), str, "json")]
"""Any bytes, in JSON as base64."""


class AccountRecord(Contract):
    """The value of `fitsignal.accounts.v1`: what it takes to find a company by its names, and its standing.

    `verdict` is the gate's, status included. One record an account, keyed by domain, never an array: the topic is
    compacted. A record without a value takes the account out.
    """

    v: Literal[1] = 1
    domain: Annotated[str, Field(min_length=1, max_length=500)]
    name: str = ""
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    country: str | None = None
    status: Status = "prospect"
    verdict: Verdict
    fit: float
    tier: Literal["A", "B", "C", "out"]
    known: Share
    known_mandatory: int
    profile: str
    fit_version: str

    def entry(self) -> Entry | None:
        """The account as names resolve to it; a discovered one is found by its domain alone, and needs no entry."""
        if self.status == "discovered":
            return None
        return Entry(self.domain, self.name, self.domain, self.aliases, self.domains, self.country)

    def standing(self) -> Standing:
        """What the join stamps its signals with."""
        return Standing(
            verdict=self.verdict,
            fit=self.fit,
            tier=self.tier,
            known=self.known,
            known_mandatory=self.known_mandatory,
            discovered=self.status == "discovered",
            profile=self.profile,
            fit_version=self.fit_version,
        )


PUBLISHED = "*"
"""The key on `fitsignal.accounts.v1`, no domain, of the record that says that all accounts were there when it came."""


class PublishedRecord(Contract):
    """Its value. `published`: how many accounts there were."""

    v: Literal[1] = 1
    published: int


class UnresolvedRecord(Contract):
    """The value of `fitsignal.unresolved.v1`, keyed by visitor where there is one: what one did stays in its order."""

    v: Literal[1] = 1
    signal: Signal
    reason: str
    candidates: tuple[str, ...] = ()

    @classmethod
    def of(cls, item: Unresolved) -> "UnresolvedRecord":
        return cls(signal=item.signal, reason=item.reason, candidates=item.candidates)

    @property
    def key(self) -> str:
        """The visitor's daily hash, else the signal's id."""
        return visitor_of(self.signal) or self.signal.id

    def unresolved(self) -> Unresolved:
        return Unresolved(self.signal, self.reason, self.candidates)


class DeadLetterRecord(Contract):
    """The value of `fitsignal.dead-letters.v1`, keyed by its source. `raw`: the bytes as they came, in base64.

    `topic`, `partition` and `offset` say where a record lay that broke its contract.
    """

    v: Literal[1] = 1
    source: str
    where: str
    cause: str
    raw: Bytes
    observed_at: Instant
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None

    @classmethod
    def of(cls, letter: DeadLetter) -> "DeadLetterRecord":
        rejected = letter.rejected
        return cls(
            source=letter.source,
            where=rejected.where,
            cause=rejected.cause,
            raw=rejected.raw,
            observed_at=letter.observed_at,
        )

    def letter(self) -> DeadLetter:
        return DeadLetter(self.source, Rejected(self.where, self.cause, self.raw), self.observed_at)


class IdentityCommand(Contract):
    """A visitor that turned out to be of a company, on `fitsignal.commands.v1`."""

    v: Literal[1] = 1
    command: Literal["identity"] = "identity"
    visitors: tuple[str, ...]
    domain: Short
    method: Method
    confidence: Share

    @classmethod
    def of(cls, found: Identity) -> "IdentityCommand":
        return cls(visitors=found.visitors, domain=found.domain, method=found.method, confidence=found.confidence)

    def identity(self) -> Identity:
        return Identity(self.visitors, self.domain, self.method, self.confidence)


class ErasureCommand(Contract):
    """A person to be forgotten, on `fitsignal.commands.v1`.

    What to look for in texts travels too, because they are on the topics, and a rebuilt store must look through them
    again: `sealed` with the workspace's key, bound to `person`. `email` is for foreign producers; we never write it.
    """

    v: Literal[1] = 1
    command: Literal["erasure"] = "erasure"
    person: str
    visitors: tuple[str, ...] = ()
    sealed: str | None = None
    email: Annotated[str | None, Field(repr=False)] = None

    @classmethod
    def of(cls, asked: Erasure, seal: Sealing) -> "ErasureCommand":
        """`seal` is asked only where there is something to seal."""
        sealed = seal().closed(asked.email, asked.person) if asked.email else None
        return cls(person=asked.person, visitors=asked.visitors, sealed=sealed)

    def erasure(self, seal: Opening) -> Erasure:
        """Without the text where it does not open."""
        key = seal() if self.sealed else None
        text = key.opened(self.sealed, self.person) if key and self.sealed else None
        return Erasure(self.person, self.visitors, text or self.email)


class CompanyErasureCommand(Contract):
    """A company to be forgotten, on `fitsignal.commands.v1`; it is met anew if it comes again.

    `at`: what was observed of it before is not taken; where it is missing, it is of what was written before it.
    """

    v: Literal[1] = 1
    command: Literal["company_erasure"] = "company_erasure"
    domain: Short
    at: Instant | None = None

    def erasure(self) -> Erasure:
        return Erasure(company=self.domain, at=self.at)


def erasure_command(asked: Erasure, seal: Sealing) -> ErasureCommand | CompanyErasureCommand:
    """What tells of it, of a person or of a company; `seal` is asked only where there is something to seal."""
    if asked.company:
        return CompanyErasureCommand(domain=asked.company, at=asked.at)
    return ErasureCommand.of(asked, seal)


class ClaimCommand(Contract):
    """A person's word that a name is an account's, on `fitsignal.commands.v1`."""

    v: Literal[1] = 1
    command: Literal["claim"] = "claim"
    name: Short
    domain: Short

    @classmethod
    def of(cls, claim: Claim) -> "ClaimCommand":
        return cls(name=claim.name, domain=claim.domain)

    def claim(self) -> Claim:
        return Claim(self.name, self.domain)


class AnswerCommand(Contract):
    """What a person said of an alert, on `fitsignal.commands.v1`; `names`: what the person is known by."""

    v: Literal[1] = 1
    command: Literal["answer"] = "answer"
    id: Short
    said: Said
    at: Instant
    account: Short | None = None
    alert: Short | None = None
    because: Because | None = None
    days: Annotated[int | None, Field(ge=1, le=3650)] = None
    names: Annotated[tuple[Short, ...], Field(repr=False)] = ()
    via: Short = "hand"

    @classmethod
    def of(cls, given: Answer) -> "AnswerCommand":
        return cls(**{name: getattr(given, name) for name in _ANSWER})

    def answer(self) -> Answer:
        return Answer(**{name: getattr(self, name) for name in _ANSWER})


class LessonCommand(Contract):
    """What was found out about a company, on `fitsignal.commands.v1`."""

    v: Literal[1] = 1
    command: Literal["lesson"] = "lesson"
    domain: Short
    facts: dict[str, Any]
    source: Short
    day: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]

    @classmethod
    def of(cls, given: Lesson) -> "LessonCommand":
        return cls(domain=given.domain, facts=dict(given.facts), source=given.source, day=given.day)

    def lesson(self) -> Lesson:
        return Lesson(self.domain, self.facts, self.source, self.day)


_ANSWER = tuple(each.name for each in fields(Answer))
AnyCommand = IdentityCommand | ErasureCommand | CompanyErasureCommand | ClaimCommand | AnswerCommand | LessonCommand
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(Annotated[AnyCommand, Field(discriminator="command")])
"""Reads any command."""


def signal_json(signal: Signal, facts: Mapping[str, Any] | None = None) -> bytes:
    """A signal as `fitsignal.signals.v1` carries it; with `facts`, empty or not, where its company is on no list."""
    body = Signal.__pydantic_serializer__.to_json(signal)
    return body if facts is None else body[:-1] + b',"facts":' + orjson.dumps(facts) + b"}"


def facts_of(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a signal's object says of a company that is on no list; None where it says that it is on one."""
    facts = given.get("facts")
    return facts if isinstance(facts, dict) else None
