"""The join of whole records: bytes of `fitsignal.signals.v1` in, objects for the topics after it out. Pure.

Each signal goes its own way: to qualified or silent by the gate, to unresolved where it names nobody, to the dead
letters where it breaks its contract. Its neighbours in an array go on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from streams.arrived import Arrived, Part, objects_in
from streams.fit_table import FitTable
from streams.ids import is_id, shaped
from streams.join import Standing, join
from streams.own import Own
from streams.plain import plain
from streams.ports import Unresolved
from streams.qualified import FOLDED
from streams.records import UnresolvedRecord, signal_json
from streams.refusals import Letter, letter_json
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


_SIGNAL = b'{"v":1,"signal":'
_BLANK = Signal(id="-", kind="visit", observed_at=instant(0))


def join_record(value: bytes | None, place: Place, table: FitTable) -> Iterator[Sent]:
    """What a record leads to: its signals in their order, then its dead letters in theirs.

    Nothing in a record raises, whatever its bytes.
    """
    try:
        objects = objects_in(value)
    except WireError as why:
        yield _dead(place, str(place), str(why), value or b"")
        return
    broken: list[tuple[int, str]] = []  # told in one go, which costs half of what each would among signals
    for number, each in enumerate(objects, 1):
        sent = _sent(each, table)
        if isinstance(sent, Sent):
            yield sent
        else:
            broken.append((number, sent))
    for number, cause in broken:
        where = str(place) if len(objects) == 1 else f"{place}, object {number} of {len(objects)}"
        yield _dead(place, where, cause, objects[number - 1].body)


def records_of(sent: Sequence[Sent], partitioners: Partitioners) -> Iterator[tuple[str, int, bytes, bytes]]:
    """Records that carry the objects: topic, partition, key and value."""
    objects: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for each in sent:
        objects[each.topic].append((each.key, each.body))
    for topic, bodies in objects.items():
        partition_of = partitioners[topic]
        for key, value in pack(bodies, partition_of):
            yield topic, partition_of(key.decode()), key, value


def _sent(given: Own | Part, table: FitTable) -> Sent | str:
    """Where an object of a record goes, or why it goes nowhere."""
    if isinstance(given, Own):
        sent = _sent_on(given, table)
    elif isinstance(given.found, Arrived):
        sent = _join(given.found, table)
    else:
        return given.why
    return sent if len(sent.body) <= LARGEST else _too_large(sent)


def _sent_on(own: Own, table: FitTable) -> Sent:
    """A signal of ours, by its bytes where its account is in the table."""
    standing = table.standings.get(own.account)
    if standing is None:
        return _join(Arrived.model_validate_json(own.body), table)
    topic, stamp = _way(standing)
    return Sent(topic, own.account, _SIGNAL + own.body + stamp)


def _join(arrived: Arrived, table: FitTable) -> Sent:
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
    at = instant(place.timestamp * 1000)
    letter = Letter(place.topic, where, cause, raw[:MOST_RAW], at, place.topic, place.partition, place.offset)
    return Sent(DEAD_LETTERS, place.topic, letter_json(letter))
