"""The join of whole records: bytes of `fitsignal.signals.v1` in, objects for the topics after it out. Pure.

Each signal goes its own way: to qualified or silent by the gate, to unresolved where it names nobody, to the dead
letters where it breaks its contract. Its neighbours in an array go on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from streams.fit_table import FitTable
from streams.ids import is_id, shaped
from streams.join import Standing, join
from streams.own import Own, own_signals
from streams.plain import plain
from streams.ports import Unresolved
from streams.qualified import FOLDED
from streams.records import DeadLetterRecord, UnresolvedRecord, signal_json
from streams.refusals import cause_of, objects_of, slice_of
from streams.resolution import DOMAIN
from streams.signal import Resolution, Signal
from streams.times import day_of, instant
from streams.topics import DEAD_LETTERS, LARGEST, LARGEST_DEAD, QUALIFIED, SILENT, UNRESOLVED
from streams.wire import WireError, pack

NOT_LISTED = Standing("possible", 0.0, "out", 0.0, 0, discovered=True, profile="", fit_version="")
"""The standing of a company on no list: the desk, which makes an account of it, scores it."""
MOST_RAW = LARGEST_DEAD * 3 // 4 - 65_536
"""Bytes of a broken record that fit into a dead letter, in base64; of a longer one the beginning is kept."""


Partitioners = Mapping[str, Callable[[str], int]]
"""Of each topic that the join sends to, which partition a key falls into."""


class Place(NamedTuple):
    """Where a record lies, and when it was put there, in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int

    def __str__(self) -> str:
        return f"{self.topic}, partition {self.partition}, offset {self.offset}"


class Sent(NamedTuple):
    """One JSON object for a topic, with its key."""

    topic: str
    key: str
    body: bytes


class _Arrived(Signal):
    """A signal as its topic carries it: it says its version, and what it says of a company on no list beside it."""

    v: Literal[1]
    facts: Any = None


_ONE = _Arrived.__pydantic_validator__
_MANY = TypeAdapter(list[Annotated[_Arrived | Any, Field(union_mode="left_to_right")]]).validator
"""An array in one pass: an object that breaks the contract comes out as it is."""
_SIGNAL = b'{"v":1,"signal":'
_BLANK = Signal(id="-", kind="visit", observed_at=instant(0))


def join_record(value: bytes | None, place: Place, table: FitTable) -> Iterator[Sent]:
    """What a record leads to, in its order. Nothing in a record raises, whatever its bytes."""
    try:
        objects = _read(value)
    except WireError as why:
        yield _dead(place, str(place), str(why), value or b"")
        return
    for number, each in enumerate(objects, 1):
        sent = _sent(each, table)
        if sent is not None and len(sent.body) <= LARGEST:
            yield sent
        else:
            where = str(place) if len(objects) == 1 else f"{place}, object {number} of {len(objects)}"
            cause = cause_of(each, _Arrived) if sent is None else _too_large(sent)
            raw = each.body if isinstance(each, Own) else slice_of(value or b"", each, number)
            yield _dead(place, where, cause, raw)


def records_of(sent: Sequence[Sent], partitioners: Partitioners) -> Iterator[tuple[str, int, bytes, bytes]]:
    """Records that carry the objects: topic, partition, key and value."""
    objects: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for each in sent:
        objects[each.topic].append((each.key, each.body))
    for topic, bodies in objects.items():
        partition_of = partitioners[topic]
        for key, value in pack(bodies, partition_of):
            yield topic, partition_of(key.decode()), key, value


def _read(value: bytes | None) -> list[Any]:
    """The objects of a record, each a signal where it keeps the contract. Raises WireError."""
    if value is not None and (own := own_signals(value)):
        return own
    try:
        found = _MANY.validate_json(value or b"") if _is_array(value) else [_ONE.validate_json(value or b"")]
    except (ValidationError, OverflowError):
        found = [_signal_of(each) for each in objects_of(value)]
    if not found:
        raise WireError("an empty array")
    return found


def _is_array(value: bytes | None) -> bool:
    return value is not None and value[:64].lstrip()[:1] == b"["


def _signal_of(found: Any) -> Any:
    try:
        return _ONE.validate_python(found)
    except (ValidationError, OverflowError):
        return found


def _sent(found: Any, table: FitTable) -> Sent | None:
    """Where an object of a record goes; None where it is no signal."""
    if found.__class__ is Own:
        standing = table.standings.get(found.account)
        if standing is not None:
            topic, stamp = _way(standing)
            return Sent(topic, found.account, _SIGNAL + found.body + stamp)
        found = _ONE.validate_json(found.body)
    return _join(found, table) if isinstance(found, _Arrived) else None


def _join(arrived: _Arrived, table: FitTable) -> Sent:
    """The signal, stamped, on its way; a company on no list goes on as possible, with what was said of it."""
    facts = plain(arrived.facts) if isinstance(arrived.facts, dict) else None
    signal: Signal = arrived
    standing = table.standings.get(arrived.account or "")
    if not (is_id(arrived.id) and plain(arrived.details) is arrived.details):
        signal = _canonical(arrived)
    if standing is None:
        settled = _settled(signal, table)
        if isinstance(settled, Unresolved):
            record = UnresolvedRecord.of(settled)
            return Sent(UNRESOLVED, record.key, record.model_dump_json().encode())
        signal = settled
        standing = table.standings.get(signal.account or "")
        facts = facts if facts is not None or standing is not None else _facts(signal)
    topic, stamp = _way(standing or NOT_LISTED)
    return Sent(topic, signal.account or "", _SIGNAL + signal_json(signal, facts) + stamp)


def _canonical(signal: Signal) -> Signal:
    """A foreign producer's signal as ours are: an id of another shape is a native one, details are plain values."""
    given = signal.id.lower()
    name = given if is_id(given) else shaped(day_of(signal.occurred_at), [signal.kind, signal.source, signal.id])
    return signal.model_copy(update={"id": name, "details": plain(signal.details)})


def _settled(signal: Signal, table: FitTable) -> Signal | Unresolved:
    """The signal with its account: as its producer spelled it, or resolved here where the producer did not."""
    if known := table.known(signal.account):
        return signal.model_copy(update={"account": known})
    match = table.find(signal.company.name, signal.account or signal.company.domain)
    account = match.account or (None if match.candidates else match.domain)
    if account is None:
        return Unresolved(signal.model_copy(update={"account": None}), match.reason, match.candidates)
    if signal.account is not None:
        return signal.model_copy(update={"account": account})
    told = (match.method, match.confidence) if match.account else ("domain", DOMAIN)
    resolution = Resolution(method=told[0], confidence=told[1])
    return signal.model_copy(update={"account": account, "resolution": resolution})


def _facts(signal: Signal) -> dict[str, Any]:
    return plain({"name": signal.company.name}) if signal.company.name else {}


@lru_cache(maxsize=65_536)
def _way(standing: Standing) -> tuple[str, bytes]:
    """The topic that the standing sends a signal to, and the end of its JSON there: everything but the signal."""
    stamp = b"," + join(_BLANK, standing).model_dump_json(exclude={"v", "signal"}).encode()[1:]
    return QUALIFIED if standing.verdict in FOLDED else SILENT, stamp


def _too_large(sent: Sent) -> str:
    return f"{len(sent.body):,} bytes with its fit: at most {LARGEST:,} travel in a record"


def _dead(place: Place, where: str, cause: str, raw: bytes) -> Sent:
    if len(raw) > MOST_RAW:
        cause = f"{cause}; of its {len(raw):,} bytes the first {MOST_RAW:,} are kept"
    letter = DeadLetterRecord(
        source=place.topic,
        where=where,
        cause=cause,
        raw=raw[:MOST_RAW],
        observed_at=instant(place.timestamp * 1000),
        topic=place.topic,
        partition=place.partition,
        offset=place.offset,
    )
    return Sent(DEAD_LETTERS, letter.source, letter.model_dump_json().encode())
