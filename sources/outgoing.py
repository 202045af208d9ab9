"""Outgoing: what an outlet made of batches, as records of the topics. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from pydantic import BaseModel

from streams.ports import Arrivals, DeadLetter, Rejected
from streams.records import (
    AnswerCommand,
    ClaimCommand,
    DeadLetterRecord,
    IdentityCommand,
    LessonCommand,
    Sealing,
    UnresolvedRecord,
    erasure_command,
    signal_json,
)
from streams.signal import Signal
from streams.topics import COMMANDS, DEAD_LETTERS, LARGEST, LARGEST_DEAD, SIGNALS, UNRESOLVED
from streams.wire import pack

_ROOM = 16_000
"""Bytes that a record may grow by on its way: the stamp of its fit, a cause, a place."""
LARGEST_SIGNAL = LARGEST - _ROOM
LARGEST_RAW = (LARGEST_DEAD - _ROOM) // 4 * 3
"""Bytes that a dead letter holds, in base64."""
PARTS = (SIGNALS, UNRESOLVED, DEAD_LETTERS, COMMANDS)
"""The topics that an outlet writes to."""

PartitionOf = Callable[[str], int]


class Record(NamedTuple):
    """A record to be sent; the key tells its partition."""

    topic: str
    key: bytes
    value: bytes


def outgoing(arrivals: Sequence[Arrivals], partition_of: Callable[[str], PartitionOf], seal: Sealing) -> list[Record]:
    """The records of several batches, in order. `partition_of` gives the partitioner of a topic, `seal` what closes
    the names of people.

    A signal too large for a record becomes a dead letter with all its bytes.
    """
    bodies, large = _signals(arrivals)
    dead = chain((letter for each in arrivals for letter in each.dead), large)
    parts: dict[str, Iterable[tuple[str, bytes]]] = {
        COMMANDS: _commands(arrivals, seal),
        SIGNALS: bodies,
        UNRESOLVED: _unresolved(arrivals),
        DEAD_LETTERS: ((letter.source, _json(DeadLetterRecord.of(_held(letter)))) for letter in dead),
    }
    return [
        Record(topic, key, value)
        for topic, objects in parts.items()
        for key, value in pack(objects, partition_of(topic))
    ]


def _signals(arrivals: Sequence[Arrivals]) -> tuple[list[tuple[str, bytes]], list[DeadLetter]]:
    bodies: list[tuple[str, bytes]] = []
    large: list[DeadLetter] = []
    for each in arrivals:
        for signal in each.signals:
            body = signal_json(signal, each.facts.get(signal.id))
            if len(body) <= LARGEST_SIGNAL:
                bodies.append((signal.account or "", body))
            else:
                large.append(_too_large(signal, body))
    return bodies, large


def _unresolved(arrivals: Sequence[Arrivals]) -> Iterator[tuple[str, bytes]]:
    for each in arrivals:
        for item in each.unresolved:
            record = UnresolvedRecord.of(item)
            yield record.key, _json(record)


def _commands(arrivals: Sequence[Arrivals], seal: Sealing) -> Iterator[tuple[str, bytes]]:
    for each in arrivals:
        for identity in each.identities:
            yield "identity", _json(IdentityCommand.of(identity))
        for erasure in each.erasures:
            yield "erasure", _json(erasure_command(erasure, seal))
        for claim in each.claims:
            yield "claim", _json(ClaimCommand.of(claim))
        for answer in each.answers:
            yield "answer", _json(AnswerCommand.of(answer))
        for lesson in each.lessons:
            yield lesson.domain, _json(LessonCommand.of(lesson))


def _too_large(signal: Signal, body: bytes) -> DeadLetter:
    cause = f"a signal of {len(body):,} bytes, where a record holds {LARGEST_SIGNAL:,}"
    return DeadLetter(signal.source, Rejected(f"signal {signal.id}", cause, body), signal.observed_at)


def _held(letter: DeadLetter) -> DeadLetter:
    """The letter as a record can hold it: of bytes that are too many the first, and the cause says so."""
    rejected = letter.rejected
    if len(rejected.raw) <= LARGEST_RAW:
        return letter
    cause = f"{rejected.cause} (kept: the first {LARGEST_RAW:,} of {len(rejected.raw):,} bytes)"
    return replace(letter, rejected=replace(rejected, cause=cause, raw=rejected.raw[:LARGEST_RAW]))


def _json(record: BaseModel) -> bytes:
    return type(record).__pydantic_serializer__.to_json(record)
