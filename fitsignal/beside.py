"""Beside the broker: what the owner of the store reads from it and publishes to it, started and ended together."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from fitsignal.exposition import Metric
from fitsignal.figures import of_broker
from fitsignal.seal import WorkspaceSeal
from sinks.broker import Options
from sinks.consuming import Consuming
from sinks.lag import Lag, lag
from sinks.offsets import Offset, Place, read_offsets
from sinks.publishing import Publishing

if TYPE_CHECKING:
    from fitsignal.service import Service

log = logging.getLogger(__name__)
LOOK = 10.0
"""Seconds between two looks at what waits."""


class Beside:
    """The store's connection to the topics.

    `prepare` makes or checks the topics; it is called until it works, since nothing can be read before. `ended` is done
    when the topics cannot be read any more, with the reason, or when this was closed.
    """

    def __init__(self, service: "Service", options: Options, group: str, prepare: Callable[[], object]) -> None:
        self.ended: Future[None] = Future()
        self.lags: list[Lag] = []
        self._service, self._options, self._group, self._prepare = service, options, group, prepare
        self._publishing = Publishing(options, service.store, service.catalog, service.host)
        self._consuming = Consuming(options, service.desk, service.host, WorkspaceSeal(service.workspace).opening)
        self._trouble = "the topics were not looked at yet"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="beside", daemon=True)

    def start(self) -> None:
        """Publish accounts, then read the topics, from now on."""
        self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether the accounts are published and the store knows where it reads on."""
        return all(_done_well(each.ready) for each in (self._publishing, self._consuming)) and not self.ended.done()

    @property
    def troubles(self) -> Mapping[str, str]:
        """What is wrong with each part; empty where it works."""
        return {"broker": self._trouble, "accounts": self._publishing.trouble, "topics": self._consuming.trouble}

    def metrics(self) -> list[Metric]:
        """What waits, and whether each part works, as of the last look."""
        return of_broker(self.lags, self.troubles)

    def look(self) -> bool:
        """Ask what waits at this moment; False where the broker does not tell."""
        try:
            self.lags = lag(self._options, self._service.host.call(self._offsets).result(), self._group)
        except Exception as error:
            self.lags = []
            self._said(f"what waits at the broker is not known: {error}")
            return False
        self._trouble = ""
        return True

    def close(self) -> None:
        """Stop after what is being stored."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._consuming.close()
        self._publishing.close()

    def _offsets(self) -> dict[Place, list[Offset]]:
        return read_offsets(self._service.store.connection)

    def _work(self) -> None:
        while not self._stop.is_set() and not self._begun():
            self._stop.wait(1.0)
        if not self._stop.is_set():
            self._consuming.ready.add_done_callback(self._publish)
            self._consuming.ended.add_done_callback(self._over)
            self._consuming.start()
        while not self._stop.wait(LOOK):
            self.look()

    def _publish(self, began: "Future[None]") -> None:
        """Only now: accounts on the topic beside a store that has read nothing mean that the store was lost, and alerts
        that are out already are known.
        """
        if began.exception() is None:
            self._publishing.start()
            self._service.publish_alerts()

    def _begun(self) -> bool:
        try:
            self._prepare()
        except Exception as error:
            self._said(str(error))
            return False
        self._trouble = ""
        return True

    def _said(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("%s", trouble)
        self._trouble = trouble

    def _over(self, ended: "Future[None]") -> None:
        error = ended.exception()
        self.ended.set_exception(error) if error else self.ended.set_result(None)


def _done_well(future: "Future[Any]") -> bool:
    return future.done() and future.exception() is None
