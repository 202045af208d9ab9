"""What commands give beside a broker: it goes by the topics, as all else does, so that a rebuild has it too."""

import threading
from concurrent.futures import Future
from contextlib import ExitStack
from typing import TYPE_CHECKING

from fitsignal.producing import open_outlet
from streams.ports import Batch, Outlet, Receipt

if TYPE_CHECKING:
    from fitsignal.service import Service


class GivenByHand:
    """The outlet of commands, opened by the first: it holds a copy of the accounts, and most days need none."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self._outlet: Outlet | None = None
        self._last, self._lock = ExitStack(), threading.Lock()

    def accept(self, batch: Batch) -> "Future[Receipt]":
        """Hand a batch over; the future is done when the broker has it."""
        with self._lock:
            if self._outlet is None:
                self._outlet = self._last.enter_context(open_outlet(self._service.workspace, self._service.wall))
        return self._outlet.accept(batch)

    def close(self) -> None:
        """Let go of the broker."""
        self._last.close()
