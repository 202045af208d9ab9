"""Deliveries: what the join has sent and the broker has not acknowledged yet, and how far that reaches in its input.

A part of the join's host. Nothing counts as read before all that it led to has arrived; a failed delivery raises.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

AHEAD = 4
"""Flights that may be under way."""
COMMIT_EVERY = 0.5
"""Seconds."""
LAST_WISHES = 4.0
"""Seconds that a stop waits for what is under way, and again for its commit."""


class Flight(NamedTuple):
    """What was sent for one take, and how far it reaches: the generation and next offset of each partition."""

    deliveries: list[Awaitable[Any]]
    reach: dict[Any, tuple[int, int]]


class Deliveries:
    """Waits for flights in the order they were sent, and commits what they reach.

    `generation` is that of the group now: what was taken in an earlier one, the next owner reads again.
    """

    def __init__(self, generation: Callable[[], int], commit: Callable[[Mapping[Any, int]], Awaitable[object]]) -> None:
        self._generation, self._commit = generation, commit
        self._flights: asyncio.Queue[Flight] = asyncio.Queue(AHEAD)
        self._settled: dict[Any, int] = {}
        self._since: float | None = None

    def waited(self, now: float) -> float:
        """Seconds that the oldest flight is waited for, by the clock of the loop; 0 where none is."""
        return 0.0 if self._since is None else now - self._since

    @property
    def are_full(self) -> bool:
        """Whether the next flight would have to wait for the broker."""
        return self._flights.full()

    async def put(self, flight: Flight) -> None:
        """Note a flight, once there is room for it."""
        await self._flights.put(flight)

    async def settle(self) -> None:
        """Wait for one flight after the other until it is cancelled, or until a delivery fails."""
        while True:
            flight = await self._flights.get()
            self._since = asyncio.get_running_loop().time()
            await asyncio.gather(*flight.deliveries)
            self._since = None
            for place, (generation, offset) in flight.reach.items():
                if generation == self._generation():
                    self._settled[place] = offset
            self._flights.task_done()

    async def commit_often(self) -> None:
        """Commit until it is cancelled."""
        while True:
            await asyncio.sleep(COMMIT_EVERY)
            await self.commit()

    async def commit(self) -> None:
        """Commit what has settled since the last time."""
        offsets, self._settled = self._settled, {}
        if offsets:
            await self._commit(offsets)

    async def finish(self) -> None:
        """Let what is under way arrive, and commit it, as far as the broker answers in time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._flights.join(), LAST_WISHES)
            await asyncio.wait_for(self.commit(), LAST_WISHES)
