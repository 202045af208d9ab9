"""The events of one request: read one by one, so that a broken one spoils none beside it. Pure."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any

from sources.receiver.clients.bodies import MOST, bytes_of
from sources.receiver.contract import Event, Parsed, Request
from streams.ports import Rejected


class NoEvent(ValueError):
    """A part of a request that is no event of this family; the text says why."""


def unreadable(request: Request, problem: Exception) -> Parsed:
    """A request of which nothing can be read; a GET's query is all that it has."""
    return Parsed(rejected=[_rejected("body", f"{problem}", request.body or request.query.encode("utf-8", "replace"))])


def read_each(items: Sequence[Any], read: Callable[[Any], Iterable[Event]]) -> Parsed:
    """The events that `read` finds in each item, of `MOST` items; it raises NoEvent for one that it does not know."""
    events: list[Event] = []
    rejected: list[Rejected] = []
    for place, item in enumerate(items[:MOST]):
        try:
            events += read(item)
        except NoEvent as problem:
            rejected.append(_rejected(f"event {place}", f"{problem}", bytes_of(item)))
    if len(items) > MOST:
        cause = f"a request is read up to {MOST} events, and this one has {len(items)}"
        rejected.append(_rejected(f"events from {MOST}", cause, bytes_of(items[MOST:])))
    return Parsed(events, rejected)


def request_key(family: str, ids: Sequence[str | None]) -> str | None:
    """The id of a request by those of its events: a client sends the same batch again with the same ids."""
    if not ids or not all(ids):
        return None
    return blake2b("\n".join(filter(None, (family, *ids))).encode(), digest_size=16).hexdigest()


def _rejected(where: str, cause: str, raw: bytes) -> Rejected:
    return Rejected(where, cause, raw)
