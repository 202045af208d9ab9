"""Noting: what became of what a lane wrote, in the outbox; when its place is tried again, or another in its stead."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from fitsignal.delivery import UNKNOWN
from sinks import outbox
from sinks.groups import disband
from sinks.outbox import Due
from sinks.pacing import Lane, Lanes, wait
from sinks.redirecting import redirect
from sinks.sink import (
    Addressed,
    AmbiguousError,
    DestinationError,
    MessageError,
    Receipt,
    Sink,
    SinkError,
    ThreadError,
    TransientError,
)
from sinks.store import Store
from sinks.unhanging import unhang

log = logging.getLogger(__name__)
Do = Callable[[Callable[[], Any]], Any]
"""Does something on the store's writer thread."""


class AddressedSink(Sink, Addressed, Protocol):
    """A sink that delivers to several places."""


class Noting:
    """Notes for one sink; its lanes learn what their places answered."""

    def __init__(
        self, name: str, sink: AddressedSink, store: Store, lanes: Lanes, clock: Callable[[], datetime], do: Do
    ) -> None:
        self._name, self._sink, self._store, self._lanes, self._clock, self._do = name, sink, store, lanes, clock, do

    def sent(self, due: Sequence[Due], receipts: Sequence[Receipt | None]) -> None:
        """All of it stands there."""
        for place, each in enumerate(due):
            receipt = receipts[place] if place < len(receipts) else None
            ids = [each.id, *each.members]
            if receipt is not None:
                self._lanes.met(each.destination, receipt.channel)
            self._mark(ids, "sent", receipts=[receipt] * len(ids))

    def muted(self, ids: Sequence[str], why: str) -> None:
        """There is nothing to say of them any more."""
        self._mark(ids, "muted", why)

    def failed(self, place: str, due: Sequence[Due], error: SinkError) -> None:
        """The write ended on an error that says how far it came, and what is to become of the rest."""
        lane = self._lanes.of(place)
        lane.trouble = str(error)
        self.sent(due[: error.done], error.receipts)
        rest = due[error.done :]
        if isinstance(error, AmbiguousError) and rest and rest[0].kind == "update":  # twice is once
            self._retry(rest, wait(error, rest[0].attempts, rest[0].id), str(error))
        elif isinstance(error, MessageError | AmbiguousError):
            self._of_one(rest, error)
            lane.trouble = ""
        elif isinstance(error, DestinationError):
            self._refused(place, lane, rest, error)
        else:
            pause = wait(error, rest[0].attempts if rest else 0, rest[0].id if rest else place)
            asked = isinstance(error, TransientError) and error.retry_after is not None
            lane.rests_until = self._clock() + pause if asked else None
            self._retry(rest, pause, str(error), asked=asked)

    def unknown(self, place: str, due: Sequence[Due], error: Exception) -> None:
        """Nobody knows what was sent."""
        log.exception("sink %s stopped on an error that it does not know", self._sink.type, exc_info=error)
        lane = self._lanes.of(place)
        lane.trouble = UNKNOWN.format(type(error).__name__)
        self._mark(_all(due), "failed" if self._sink.repeat == "harmless" else "ambiguous", lane.trouble)

    def _of_one(self, rest: Sequence[Due], error: SinkError) -> None:
        """Only the first of the rest is refused for good, or in doubt; of a group that is refused each goes alone, and
        so does an answer to a message that is gone.
        """
        first = rest[:1]
        if isinstance(error, AmbiguousError):
            self._mark(_all(first), "ambiguous", str(error))
        elif first and first[0].thread and isinstance(error, ThreadError):
            self._do(lambda: unhang(self._store, self._name, first[0], str(error), self._clock()))
        elif first and len(first[0].members) > 1:
            self._do(lambda: self._disband(first[0], str(error)))
        else:
            self._mark(_all(first), "failed", str(error))
        self._retry(rest[1:], timedelta(0), "waits behind another message")

    def _disband(self, group: Due, why: str) -> None:
        with self._store.transaction() as connection:
            disband(connection, group.id, self._clock(), why)

    def _refused(self, place: str, lane: Lane, rest: Sequence[Due], error: DestinationError) -> None:
        """A place that takes nothing: its messages go elsewhere, where there is a place that takes them."""
        now, pause = self._clock(), wait(error, 0)
        refused = self._lanes.whole if error.to is None else lane
        refused.refused_until, refused.trouble = now + pause, str(error)
        instead = self._lanes.instead(place, self._sink.fallback, now) if error.to is not None else None
        if instead is None:
            refused.rests_until = now + pause
            self._retry(rest, pause, str(error))
        else:
            self._do(lambda: redirect(self._store, rest, instead, str(error), now))

    def _mark(
        self,
        ids: Sequence[str],
        state: outbox.State,
        note: str | None = None,
        receipts: Sequence[Receipt | None] = (),
    ) -> None:
        if ids:
            self._do(lambda: outbox.mark(self._store, ids, state, self._clock(), note, receipts))

    def _retry(self, due: Sequence[Due], after: timedelta, note: str, *, asked: bool = False) -> None:
        ids, now = [each.id for each in due], self._clock()
        if due:
            self._do(lambda: outbox.retry(self._store, ids, now, after, note, asked=asked))


def _all(due: Sequence[Due]) -> list[str]:
    return [id_ for each in due for id_ in (each.id, *each.members)]
