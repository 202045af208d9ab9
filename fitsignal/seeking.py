"""Seeking: messages that may be there are looked for, where the other side can be asked."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sinks.doubts import doubts, settle
from sinks.lanes import DOUBTFUL
from sinks.pacing import PAUSE, wait
from sinks.sink import Addressed, SinkError, TransientError
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
        self._refused, self._ready = False, 0.0

    @property
    def looks(self) -> bool:
        """Whether what may be there will be found out, now or soon: then what is of the same account waits for it."""
        return self._sink.seeks and not self._refused

    def resume(self) -> None:
        """Ask again, though it was refused."""
        self._rests_until, self._refused = None, False

    def seek(self, do: Do, *, at_once: bool) -> None:
        """Look, every few seconds or at once, and note what was found."""
        now = self._clock()
        rests = self._rests_until is not None and now < self._rests_until
        if not self._sink.seeks or rests or (monotonic() < self._ready and not at_once):
            return
        self._ready = monotonic() + LOOK
        sought = do(lambda: doubts(self._store.connection, self._name, now - DOUBTFUL))
        if not sought:
            return
        try:
            known = self._sink.find(sought)
        except SinkError as error:
            self._refused = not isinstance(error, TransientError)
            self._rests_until = now + (PAUSE if self._refused else wait(error, 0))
            log.warning("sink %s was not asked what is there: %s", self._name, error)
            return
        self._refused = False
        counts = do(lambda: settle(self._store, sought, known, self._clock(), self._settled))
        if any(counts):
            log.info("sink %s: %d messages in doubt were there, %d are sent again", self._name, *counts)
