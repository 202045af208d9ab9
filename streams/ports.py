"""Ports: what a source hands over, and what takes it. Hosts implement them; sources and sinks know nothing more."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from streams.answers import Answer
from streams.signal import Method, Signal, SignalDraft


@dataclass(frozen=True, slots=True)
class Rejected:
    """Input that broke its contract: kept with cause and original bytes, to be mended and retried.

    `where` names the place ("inbox/a.jsonl line 7"); it is also the identity of a repeat.
    """

    where: str
    cause: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """A visitor that turned out to be of a company: `visitors` are its daily hashes, `domain` the company's."""

    visitors: tuple[str, ...]
    domain: str
    method: Method
    confidence: float


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person to be forgotten: a keyed hash of what they were known by, and their daily visitor hashes.

    `email` is in memory only, to look through texts with: it is never stored. Or a `company`, by its domain alone:
    what was observed of it before `at` is not taken any more; where that is not said, what was written before.
    """

    person: str = ""
    visitors: tuple[str, ...] = ()
    email: str | None = field(default=None, repr=False)
    company: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A person's word that a name is an account's."""

    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a source found out about a company, which is no event: `facts` by column of an account list.

    `day`: YYYY-MM-DD; the outlet's where a source says none. Only what the company's list leaves open is filled
    (`streams.discovery.learned`).
    """

    domain: str
    facts: Mapping[str, object]
    source: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a source found since its last cursor, in its order. `seeded`: the first poll of a live source."""

    source: str
    source_type: str
    drafts: Sequence[SignalDraft] = ()
    rejected: Sequence[Rejected] = ()
    seeded: bool = False
    identities: Sequence[Identity] = ()
    erasures: Sequence[Erasure] = ()
    claims: Sequence[Claim] = ()
    answers: Sequence[Answer] = ()
    lessons: Sequence[Lesson] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch, after commit: counts of signals."""

    stored: int = 0
    repeated: int = 0
    unresolved: int = 0
    dead: int = 0
    alerted: int = 0


class Outlet(Protocol):
    """Where a source's findings go. The future is done when they are safe: only then may a cursor move."""

    def accept(self, batch: Batch) -> "Future[Receipt]":
        """Take a batch; the future fails with OutletError where it could not be kept."""
        ...


@runtime_checkable
class Preparing(Protocol):
    """An outlet that can make a batch ready while it still keeps another."""

    def prepare(self, batch: Batch) -> Batch:
        """The batch, stamped now and resolved, to be accepted later."""
        ...


class OutletError(Exception):
    """A batch could not be kept; nothing of it was stored, and the source must offer it again."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A signal that names no account, with the reason and the names it could have been."""

    signal: Signal
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Rejected input with the source it came from."""

    source: str
    rejected: Rejected
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What an outlet made of a batch: resolved signals in order, those of nobody, and those broken.

    `facts` maps the id of each signal whose company is on no list to what it says of it (name, traits).
    """

    signals: Sequence[Signal]
    unresolved: Sequence[Unresolved] = ()
    dead: Sequence[DeadLetter] = ()
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    identities: Sequence[Identity] = ()
    erasures: Sequence[Erasure] = ()
    claims: Sequence[Claim] = ()
    answers: Sequence[Answer] = ()
    lessons: Sequence[Lesson] = ()


class Desk(Protocol):
    """The owner of the store, as a host sees it: one writer, one transaction a call."""

    def apply(self, arrivals: Sequence[Arrivals]) -> list[Receipt]:
        """Store and decide, all in one transaction; a receipt for each."""
        ...
