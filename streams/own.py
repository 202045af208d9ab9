"""Our own signals on their topic, told from foreign ones: what they lead to carries their bytes as they came. Pure.

A signal that has every field, each spelled as we spell it, would be written anew as it stands there: to read it is
enough to check it, at half the cost. All that is not ours, or not plain, takes the way of foreign signals.
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


def own_signals(value: bytes) -> list[Own] | None:
    """The signals of a record, an object or an array of them, where all are ours; None where one is not."""
    try:
        return [_own(body) for body in _bodies(value)]
    except (ValidationError, ValueError, OverflowError):
        return None


def _own(body: bytes) -> Own:
    """Raises ValueError where it is not ours."""
    found = _OWN.validate_json(body)
    details, facts = found["details"], found.get("facts")
    if plain(details) is not details or (facts is not None and plain(facts) is not facts):
        raise ValueError("not plain")
    return Own(found["account"], body)


def _bodies(value: bytes) -> list[bytes]:
    """The objects of a record, cut where one of ours begins. Each that is one whole object proves the cuts beside it.

    For what stands between brackets, cut at commas into whole JSON values, can be cut into such in one way only.
    """
    if not value.startswith(b"["):
        return [value]
    if not value.endswith(b"]"):
        raise ValueError("no array")
    first, *others = value[1:-1].split(_NEXT)
    return [first, *(_HEAD + each for each in others)]
