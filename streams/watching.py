"""Watching: ends the join where records wait on its partitions that its client does not bring, so that it starts anew.

A part of the join's host. A client that stands still fails nowhere; the supervisor's next start is its mending.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from streams.standstill import LOOK_EVERY, Span, Standstill, StandstillError

LONGEST_REBALANCE = 30.0
"""Seconds: three times what the group waits for a member that does not answer."""
LONGEST_FLIGHT = 25.0
"""Seconds that a delivery takes beside a broker that answers; the client itself would wait for twenty minutes."""


class Spans(Protocol):
    """What it needs of a consumer that works: the first offsets of partitions, and those after the last."""

    async def beginning_offsets(self, places: Sequence[Any]) -> Mapping[Any, int]: ...
    async def end_offsets(self, places: Sequence[Any]) -> Mapping[Any, int]: ...


class State(NamedTuple):
    """Where the client reads on, by partition; while it is `busy` it waits for deliveries before it reads.

    `waited`: seconds that the oldest delivery is under way.
    """

    reached: Mapping[Any, int]
    busy: bool
    rebalancing: bool
    waited: float


class Watch:
    """Looks every few seconds. `state` tells how the client stands; `silence`: what `spans` raises beside a broker
    that does not answer.
    """

    def __init__(self, spans: Spans, state: Callable[[], State], silence: type[Exception]) -> None:
        self._spans, self._state, self._silence = spans, state, silence
        self._standstill, self._calm = Standstill[Any](), 0.0

    async def run(self) -> None:
        """Until it is cancelled. Raises StandstillError."""
        now = asyncio.get_running_loop().time
        self._calm = now()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._look(self._state(), now())

    async def _look(self, state: State, now: float) -> None:
        self._calm = self._calm if state.rebalancing else now
        if now - self._calm >= LONGEST_REBALANCE:
            raise StandstillError(f"the group has not found its order for {LONGEST_REBALANCE:g} s")
        spans = {} if state.rebalancing else await self._asked(sorted(state.reached))
        if spans and state.waited >= LONGEST_FLIGHT:
            raise StandstillError(f"the broker answers, but has acknowledged nothing for {LONGEST_FLIGHT:g} s")
        if state.busy or not spans:
            self._standstill.forget()
        elif stuck := self._standstill.look(now, state.reached, spans):
            raise StandstillError(f"records wait on {_named(stuck)}, and its client does not bring them")

    async def _asked(self, places: Sequence[Any]) -> dict[Any, Span]:
        """What the partitions hold; nothing where the broker does not tell in time."""
        try:
            async with asyncio.timeout(LOOK_EVERY):
                begins = await self._spans.beginning_offsets(places)
                ends = await self._spans.end_offsets(places)
        except (self._silence, TimeoutError):
            return {}
        return {place: Span(begins[place], ends[place]) for place in places}


def _named(places: Sequence[Any]) -> str:
    return ", ".join(f"partition {place.partition} of {place.topic}" for place in places)
