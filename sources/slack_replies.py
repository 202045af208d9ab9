"""What a click in Slack leads to at once, beside its answer: its message is changed, or a window opens.

Neither is worth a person's waiting, nor the answer: it is kept before, and stands if this fails. The address that
Slack gives with a click is good for half an hour; it is in nothing that is written or logged.
"""

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from streams.clicked import Changed, changed_by
from streams.clicks import Asked, asked_why

if TYPE_CHECKING:
    import httpx

Explain = Callable[[Asked, str], None]
"""Opens the explanation of what was asked, by Slack's trigger, which is good for three seconds."""
TRIES, PAUSE, TIMEOUT = 3, 1.0, 10.0
AT_ONCE = 4
LATELY, KEPT = timedelta(seconds=10), 256
"""How long Slack may still tell a message as it was before a click, and how many messages are remembered for it."""
Message = tuple[str, str]
"""Channel and time stamp of a message."""
WAITING = 64
"""Clicks whose messages wait to be changed; those beyond it are left as they stand."""
_ADDRESS = re.compile(r"https://hooks\.slack(?:-gov)?\.com/\S+")
log = logging.getLogger(__name__)


class Masked(logging.Filter):
    """Keeps the addresses of replies out of the HTTP library's own log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes, without them."""
        record.msg, record.args = _ADDRESS.sub("https://hooks.slack.com/…", record.getMessage()), ()
        return True


class SlackReplies:
    """Follows up clicks on threads of its own; `explain` opens windows, where an app can."""

    def __init__(
        self,
        explain: Explain | None = None,
        transport: "httpx.BaseTransport | None" = None,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._explain, self._transport = explain, transport
        self._stopped = threading.Event()
        self._pause = pause or self._stopped.wait
        self._pool = ThreadPoolExecutor(AT_ONCE, "slack-windows")
        self._changes = ThreadPoolExecutor(1, "slack-replies")  # one after the other: the last one stands
        self._stands: OrderedDict[Message, tuple[datetime, Mapping[str, Any]]] = OrderedDict()
        self._room = threading.BoundedSemaphore(WAITING)
        self._mask = Masked()
        logging.getLogger("httpx").addFilter(self._mask)

    def follow(self, payload: Mapping[str, Any], at: datetime) -> None:
        """Begin what the click leads to; returns at once."""
        trigger, asked, changed = payload.get("trigger_id"), asked_why(payload), self._changed(payload, at)
        if asked is not None and self._explain is not None and isinstance(trigger, str):
            self._begin(self._pool, self._explain, asked, trigger)
        if changed is not None and _ADDRESS.fullmatch(changed.url):
            self._begin(self._changes, self._change, changed)

    def close(self) -> None:
        """Stop after what is under way."""
        self._stopped.set()
        for pool in (self._pool, self._changes):
            pool.shutdown(wait=True, cancel_futures=True)
        logging.getLogger("httpx").removeFilter(self._mask)

    def _changed(self, payload: Mapping[str, Any], at: datetime) -> Changed | None:
        """What becomes of the message: as it stands by now, where another click has just changed it."""
        name = _message(payload)
        before = self._stands.get(name) if name else None
        if before is not None and timedelta(0) <= at - before[0] < LATELY:
            payload = {**payload, "message": before[1]}
        changed = changed_by(payload, at)
        if changed is not None and name:
            self._stands[name] = (at, changed.body)
            while len(self._stands) > KEPT:
                self._stands.popitem(last=False)
        return changed

    def _begin(self, pool: ThreadPoolExecutor, act: Callable[..., None], *given: Any) -> None:
        if self._stopped.is_set() or not self._room.acquire(blocking=False):
            log.warning("a message in Slack is not changed: too many wait; the answer itself is kept")
            return
        pool.submit(self._guarded, act, *given).add_done_callback(lambda _: self._room.release())

    def _guarded(self, act: Callable[..., None], *given: Any) -> None:
        try:
            act(*given)
        except Exception as error:  # its text may hold the address
            log.warning("what a click in Slack was to show could not be shown: %s", type(error).__name__)

    def _change(self, changed: Changed) -> None:
        """Have Slack show the message as it is now: tried again where that may help."""
        for attempt in range(TRIES):
            if attempt:
                self._pause(PAUSE * attempt)
            status = self._sent(changed)
            if status == 200:
                return
            if status and status != 429 and status < 500:
                break
        log.warning("a message in Slack was not changed (%s): the answer is kept", status or "no answer")

    def _sent(self, changed: Changed) -> int:
        """The status that Slack answers; 0 where it does not."""
        import httpx

        try:
            with httpx.Client(transport=self._transport, timeout=TIMEOUT) as client:
                return client.post(changed.url, json=dict(changed.body)).status_code
        except httpx.TransportError:
            return 0


def _message(payload: Mapping[str, Any]) -> Message | None:
    where = payload.get("container")
    place = (where.get("channel_id"), where.get("message_ts")) if isinstance(where, Mapping) else (None, None)
    return (str(place[0]), str(place[1])) if all(place) else None
