"""Taking: records of the topics as arrivals for the desk. What breaks its contract becomes a dead letter. No I/O.

A record that cannot be read is one dead letter; of an array each object stands for itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from pydantic import ValidationError

from streams.answers import Answer
from streams.ports import Arrivals, Claim, DeadLetter, Erasure, Identity, Lesson, Rejected, Unresolved
from streams.records import (
    COMMAND,
    AnswerCommand,
    ClaimCommand,
    CompanyErasureCommand,
    DeadLetterRecord,
    ErasureCommand,
    LessonCommand,
    Opening,
    UnresolvedRecord,
    facts_of,
)
from streams.refusals import Slices, objects_of, sentence
from streams.signal import Signal
from streams.times import instant
from streams.topics import COMMANDS, DEAD_LETTERS, QUALIFIED, SILENT, UNRESOLVED
from streams.wire import WireError, problem_of

_HEX = frozenset("0123456789abcdef")
_UNOPENED = (
    "sealed: it does not open with this machine's key, so the person was forgotten by their hashes, and not looked for "
    "in texts: copy .fitsignal/visitor.key from the receiver's machine, and erase them again by their e-mail address"
)


class Record(Protocol):
    """A record as a consumer gives it; `timestamp` in milliseconds."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None


class Taken(NamedTuple):
    """What one record brings, and how many things that is."""

    record: Record
    arrivals: Arrivals
    size: int


@dataclass(slots=True)
class _Made:
    seal: Opening
    signals: list[Signal] = field(default_factory=list)
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    unresolved: list[Unresolved] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    erasures: list[Erasure] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)

    def arrivals(self) -> Arrivals:
        whose = (self.identities, self.erasures, self.claims, self.answers, self.lessons)
        return Arrivals(self.signals, self.unresolved, self.dead, self.facts, *whose)


def take(record: Record, seal: Opening = lambda: None) -> Taken:
    """What a record brings to the desk. `seal` opens the names of people who are to be forgotten."""
    made, put = _Made(seal), _PUT[record.topic]
    try:
        objects = _objects(record.value)
    except WireError as error:
        made.dead.append(dead(record, str(error)))
        objects = []
    slices = Slices(record.value or b"")
    for place, each in enumerate(objects, start=1):
        try:
            put(made, _ours(each))
        except ValueError as error:
            raw = record.value if len(objects) == 1 else slices.of(each, place)
            made.dead.append(dead(record, _said(error), raw=raw, part=place if len(objects) > 1 else None))
    return Taken(record, made.arrivals(), len(objects) or 1)


def dead(record: Record, cause: str, *, raw: bytes | None = None, part: int | None = None) -> DeadLetter:
    """The dead letter of a record, or of one object of its array; the same whenever it is read."""
    where = f"partition {record.partition} offset {record.offset}" + (f" object {part}" if part else "")
    raw = raw if raw is not None else record.value or b""
    return DeadLetter(record.topic, Rejected(where, cause, raw), instant(max(record.timestamp, 0) * 1000))


def observed_at(record: Record) -> datetime:
    """When the broker or its producer stamped the record."""
    return instant(max(record.timestamp, 0) * 1000)


def _objects(value: bytes | None) -> list[Any]:
    """What the record holds, one by one, whatever it is. Raises WireError."""
    if found := objects_of(value):
        return found
    raise WireError("an empty array")


def _ours(found: Any) -> Mapping[str, Any]:
    """The object, where it is of our version. Raises WireError."""
    if problem := problem_of(found):
        raise WireError(problem)
    ours: Mapping[str, Any] = found
    return ours


def _put_signal(made: _Made, found: Mapping[str, Any]) -> None:
    body = found.get("signal")
    if not isinstance(body, dict):
        raise ValueError("signal: expected an object")
    signal = _checked(Signal.model_validate(body))
    if not signal.account:
        raise ValueError("account: a joined signal names its account, this one does not")
    made.signals.append(signal)
    facts = facts_of(body)
    if facts is not None:
        made.facts.setdefault(signal.id, facts)


def _put_unresolved(made: _Made, found: Mapping[str, Any]) -> None:
    item = UnresolvedRecord.model_validate(found).unresolved()
    _checked(item.signal)
    made.unresolved.append(item)


def _put_dead(made: _Made, found: Mapping[str, Any]) -> None:
    made.dead.append(DeadLetterRecord.model_validate(found).letter())


def _put_command(made: _Made, found: Mapping[str, Any]) -> None:
    command = COMMAND.validate_python(found)
    if isinstance(command, ClaimCommand):
        made.claims.append(command.claim())
        return
    if isinstance(command, AnswerCommand):
        made.answers.append(command.answer())
        return
    if isinstance(command, LessonCommand):
        made.lessons.append(command.lesson())
        return
    if isinstance(command, CompanyErasureCommand):
        made.erasures.append(command.erasure())
        return
    if not isinstance(command, ErasureCommand):
        made.identities.append(command.identity())
        return
    erasure = command.erasure(made.seal)
    made.erasures.append(erasure)
    if command.sealed and not erasure.email:
        raise ValueError(_UNOPENED)


_PUT: Mapping[str, Callable[[_Made, Mapping[str, Any]], None]] = {
    QUALIFIED: _put_signal,
    SILENT: _put_signal,
    UNRESOLVED: _put_unresolved,
    DEAD_LETTERS: _put_dead,
    COMMANDS: _put_command,
}
CONSUMED = tuple(_PUT)
"""The topics that the store's owner reads."""


def _checked(signal: Signal) -> Signal:
    """The signal, whose id the store can keep: 128 bits in the shape of a UUID, in lower case."""
    parts = signal.id.split("-")
    if [len(part) for part in parts] != [8, 4, 4, 4, 12] or not _HEX.issuperset("".join(parts)):
        raise ValueError("id: expected 32 hex digits in the shape of a UUID, as the outlet makes them")
    return signal


def _said(error: ValueError) -> str:
    """What is wrong, without the values: they may be personal."""
    return sentence(error) if isinstance(error, ValidationError) else str(error)
