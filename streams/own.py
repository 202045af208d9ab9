"""Our own signals on their topic, told from foreign ones: what they lead to carries their bytes as they came. Pure.

A signal that has every field, each spelled as we spell it, would be written anew as it stands there: to read it is
enough to check it, at half the cost. What is not ours, or not plain, takes the way of foreign signals, and leaves its
neighbours in an array theirs.
"""

from typing import Annotated, Any, Literal, NamedTuple, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from streams.kinds import Kind
from streams.plain import plain
from streams.signal import Method, Share, Short, Text
from streams.times import Instant

_HEAD = b'{"v":1,"id":"'
_NEXT = b"," + _HEAD
STRANGERS = 16
"""So many that are not ours are looked for one by one at most, while they are the larger half of what was read."""


class Own(NamedTuple):
    """A signal of ours: its account, and the JSON object that it is."""

    account: str
    body: bytes


_CLOSED = with_config(ConfigDict(extra="forbid"))


@_CLOSED
class _Company(TypedDict):
    name: Short | None
    domain: Short | None


@_CLOSED
class _Evidence(TypedDict):
    url: Text | None
    title: Text | None
    excerpt: Text | None


@_CLOSED
class _Resolution(TypedDict):
    method: Method
    confidence: Share


@_CLOSED
class _Own(TypedDict):
    """`streams.signal.Signal` with an account and every field told, its id in our shape, and facts where there are."""

    v: Literal[1]
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    kind: Kind
    company: _Company
    account: Short
    source: Short
    observed_at: Instant
    occurred_at: Instant | None
    evidence: _Evidence
    details: dict[str, Any]
    confidence: Share
    seeded: bool
    resolution: _Resolution
    facts: NotRequired[dict[str, Any]]


_OWN = TypeAdapter(_Own).validator


def own_parts(value: bytes) -> list[Own | bytes]:
    """The signals of a record, an object or an array of them, that are ours, and what lies between them as it came.

    If each piece between holds whole JSON values, they and ours are the array's objects. Empty where nothing is ours,
    and where so little is that the whole is better read in one pass.
    """
    found: list[Own | bytes] = []
    strangers = 0
    for body in _bodies(value):
        own = _own(body)
        strangers += own is None
        if 2 * strangers > len(found) + STRANGERS:
            return []
        found.append(body if own is None else own)
    return found if strangers < len(found) else []


def _own(body: bytes) -> Own | None:
    try:
        found = _OWN.validate_json(body)
    except (ValidationError, OverflowError):
        return None
    details, facts = found["details"], found.get("facts")
    if plain(details) is not details or (facts is not None and plain(facts) is not facts):
        return None
    return Own(found["account"], body)


def _bodies(value: bytes) -> list[bytes]:
    """The objects of a record, cut where one of ours begins. Where each piece is whole, the cuts beside it are right.

    For what stands between brackets, cut at commas into whole JSON values, can be cut into such in one way only.
    """
    if not value.startswith(b"["):
        return [value]
    if not value.endswith(b"]"):
        return []
    first, *others = value[1:-1].split(_NEXT)
    return [first, *(_HEAD + each for each in others)]
