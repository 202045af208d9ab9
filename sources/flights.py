"""Flights: records that were handed to a client and are not acknowledged, numbered in the order they were sent."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

from sources.outgoing import Record
from streams.ports import Receipt

LOOK = 1.0
"""Seconds that somebody waits for room before he looks whether anything is heard at all."""


@dataclass(slots=True)
class Flight:
    """Records under way, with whom they were made for. `size` in bytes, `since` by the monotonic clock.

    What is heard of an earlier `attempt` than the last counts no more.
    """

    number: int
    records: Sequence[Record]
    receipts: "Sequence[tuple[Future[Receipt], Receipt]]"
    size: int
    since: float
    attempt: int = 0
    left: int = 0
    error: Exception | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Flights:
    """All that is under way, and all that has failed since it was asked. `ahead`: bytes beyond which nothing departs.

    `landed` is called, from a thread of the client, with each flight whose last record was acknowledged.
    """

    def __init__(self, ahead: int, landed: Callable[[Flight], None]) -> None:
        self._ahead, self._landed = ahead, landed
        self._under_way: dict[int, Flight] = {}
        self._failed: list[Flight] = []
        self._number = 0
        self._moved = threading.Condition()

    def made(self, records: Sequence[Record], receipts: "Sequence[tuple[Future[Receipt], Receipt]]") -> Flight:
        """The next flight, to be sent."""
        self._number += 1
        return Flight(self._number, records, receipts, sum(len(each.value) for each in records), monotonic())

    def send(self, flight: Flight, send: Callable[[Record], Any]) -> None:
        """Hand the records to a client; the last acknowledgement, or failure, of them settles the flight."""
        with self._moved:
            self._under_way[flight.number] = flight
        with flight.lock:
            flight.attempt += 1
            flight.left, flight.error, flight.since = len(flight.records) + 1, None, monotonic()
        note = partial(self._note, flight, flight.attempt)
        for record in flight.records:
            try:
                sent = send(record)
            except Exception as error:
                note(error)
            else:
                sent.add_callback(lambda _: note(None)).add_errback(note)
        note(None)

    def give_up(self, error: Exception) -> None:
        """Count all that is under way as failed; what is still heard of it is not listened to."""
        with self._moved:
            left = list(self._under_way.values())
        for flight in left:
            with flight.lock:
                flight.attempt, flight.error = flight.attempt + 1, error
            self._over(flight)

    def until_room(self, given_up: Callable[[], bool]) -> bool:
        """Wait a little until another may depart, something has failed, or it is given up and somebody has called
        `wake`; whether that came.
        """
        with self._moved:
            return self._moved.wait_for(
                lambda: (
                    given_up()
                    or bool(self._failed)
                    or sum(each.size for each in self._under_way.values()) < self._ahead
                ),
                LOOK,
            )

    def wake(self) -> None:
        """Let who waits for room look again."""
        with self._moved:
            self._moved.notify_all()

    @property
    def has_failed(self) -> bool:
        """Whether a flight is to be sent again."""
        return bool(self._failed)

    def take_failed(self) -> list[Flight]:
        """Those that are to be sent again, in their order."""
        with self._moved:
            failed, self._failed = sorted(self._failed, key=lambda each: each.number), []
        return failed

    def waited(self) -> float:
        """Seconds that the oldest is under way; 0 where none is."""
        with self._moved:
            oldest = min((each.since for each in self._under_way.values()), default=None)
        return 0.0 if oldest is None else monotonic() - oldest

    def _note(self, flight: Flight, attempt: int, error: Exception | None) -> None:
        with flight.lock:
            if attempt != flight.attempt:
                return
            flight.left -= 1
            flight.error = flight.error or error
            over = flight.left == 0
        if over:
            self._over(flight)

    def _over(self, flight: Flight) -> None:
        with self._moved:
            if self._under_way.pop(flight.number, None) is None:
                return
            if flight.error is not None:
                self._failed.append(flight)
            self._moved.notify_all()
        if flight.error is None:
            self._landed(flight)
