"""What the join has made and not sent yet. Pure.

Signals go on in their order, some thousands at a time. Dead letters are in nobody's way: they wait until they fill a
record, or for the end of what was taken, so that few records carry them.
"""

from collections.abc import Iterable

from streams.joining import Sent
from streams.topics import DEAD_LETTERS
from streams.wire import FULL

AT_ONCE = 2_000
"""Signals joined before they are sent, and before the loop may turn to others."""


class Load:
    """Objects for the topics after the join, taken off when there are enough."""

    def __init__(self) -> None:
        self._live: list[Sent] = []
        self._dead: list[Sent] = []
        self._dead_bytes = 0

    def put(self, sent: Iterable[Sent]) -> None:
        """What a record led to: its signals, and behind them its dead letters."""
        self._live.extend(sent)
        while self._live and self._live[-1].topic == DEAD_LETTERS:
            self._dead.append(self._live.pop())
            self._dead_bytes += len(self._dead[-1].body)

    @property
    def is_full(self) -> bool:
        """Whether there is enough to be sent."""
        return len(self._live) >= AT_ONCE or self._dead_bytes >= FULL

    def unload(self, *, all_of_it: bool = False) -> list[Sent]:
        """What is to be sent now; dead letters that would not fill a record stay, but at the end."""
        sent, self._live = self._live, []
        if all_of_it or self._dead_bytes >= FULL:
            sent += self._dead
            self._dead, self._dead_bytes = [], 0
        return sent
