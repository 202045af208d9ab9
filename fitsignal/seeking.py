"""Seeking: messages that may be there are looked for, where the other side can be asked."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any

from sinks.doubts import doubts, settle
from sinks.lanes import DOUBTFUL
from sinks.pacing import PAUSE, wait
from sinks.sink import Addressed, Found, Receipt, SinkError, Sought, TransientError
from sinks.store import Store

log = logging.getLogger(__name__)
SETTLE = timedelta(seconds=45)
"""How long after it was tried a message that is not there is taken for not sent: longer than a call may take."""
LOOK = 3.0
"""Seconds between two looks."""
Do = Callable[[Callable[[], Any]], Any]
"""Does something on the store's writer thread."""


class Seeking:
    """Looks for the messages of one sink. `settled`: how long after its try one that is not there was not sent."""

    def __init__(
        self,
        name: str,
        sink: Addressed,
        store: Store,
        clock: Callable[[], datetime],
        settled: timedelta | None = None,
    ) -> None:
        self._name, self._sink, self._store, self._clock = name, sink, store, clock
        self._settled = settled or SETTLE
        self._rests_until: datetime | None = None
        self._refused: dict[str, datetime] = {}
        self._ready, self._lock = 0.0, Lock()

    @property
    def looks(self) -> bool:
        """Whether what may be there will be found out, now or soon: then what is of the same account waits for it."""
        return self._sink.seeks

    @property
    def closed(self) -> tuple[str, ...]:
        """Places where the other side will not tell what is there: nothing waits for it."""
        return tuple(self._refused)

    @property
    def ready(self) -> bool:
        """Whether it is time to look again."""
        rests = self._rests_until is not None and self._clock() < self._rests_until
        return self._sink.seeks and not rests and monotonic() >= self._ready

    def resume(self) -> None:
        """Ask again, though it was refused."""
        self._rests_until, self._refused = None, {}

    def seek(self, do: Do) -> bool:
        """Look, and note what was found; whether anything was. May take as long as the other side takes."""
        with self._lock:
            self._ready = monotonic() + LOOK
            sought = self._open(do(lambda: doubts(self._store.connection, self._name, self._clock() - DOUBTFUL)))
            return bool(sought) and self._look(do, sought)

    def _open(self, sought: Sequence[Sought]) -> list[Sought]:
        """Those of places that may be asked now."""
        now = self._clock()
        rests = {place for place, until in self._refused.items() if now < until}
        return [each for each in sought if each.to not in rests]

    def _look(self, do: Do, sought: Sequence[Sought]) -> bool:
        try:
            found = self._sink.find(sought)
        except SinkError as error:
            transient = isinstance(error, TransientError)
            self._rests_until = self._clock() + (wait(error, 0) if transient else PAUSE)
            log.warning("sink %s was not asked what is there: %s", self._name, error)
            return False
        known = self._told(sought, found)
        counts = do(lambda: settle(self._store, sought, known, self._clock(), self._settled))
        if any(counts):
            log.info("sink %s: %d messages in doubt were there, %d are sent again", self._name, *counts)
        return any(counts)

    def _told(self, sought: Sequence[Sought], found: Mapping[str, Found]) -> dict[str, Receipt | None]:
        """What is known; places that are closed to questions are asked again a while later."""
        known: dict[str, Receipt | None] = {}
        for each in sought:
            answer = found.get(each.id)
            if isinstance(answer, SinkError):
                if each.to not in self._refused:
                    log.warning("sink %s was not asked what is there: %s", self._name, answer)
                self._refused[each.to] = self._clock() + PAUSE
            elif each.id in found:
                self._refused.pop(each.to, None)
                known[each.id] = answer
        return known
