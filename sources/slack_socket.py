"""Clicks on buttons in Slack by Socket Mode (docs.slack.dev): Slack is called, and needs no address of ours.

Each envelope is acknowledged once what it says is safe, within the three seconds that Slack waits; one that could not
be kept is not, and Slack tells the person. A connection that Slack ends, as it does every few hours, is made anew.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from datetime import datetime
from typing import TYPE_CHECKING, Any

from streams.answers import Answer
from streams.clicks import answers_of
from streams.ports import Batch, OutletError, Receipt

if TYPE_CHECKING:
    import httpx
    from websockets.sync.client import ClientConnection

SOURCE = "slack"
KEEPING = 2.0
"""Seconds that an answer may take to be kept, of the three that Slack waits."""
ASKING = 0.7
"""Seconds that Slack has to tell who a person is; then they are known by what the click says."""
LOOK = 0.5
BETWEEN = 0.2
"""Seconds between two connections, so that a Slack that ends each at once is not called without a pause."""
LARGEST = 2 << 20
TIMEOUT = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
log = logging.getLogger(__name__)
Accept = Callable[[Batch], "Future[Receipt]"]


class NotOpened(Exception):
    """Slack gave no address to connect to; a sentence without the token. `mends`: whether waiting may help."""

    def __init__(self, message: str, *, mends: bool = True) -> None:
        super().__init__(message)
        self.mends = mends


class SlackSocket:
    """One connection, kept up on a thread of its own. `opened` gives the address to connect to, or raises NotOpened.

    `accept` takes the answers, `known_as` gives the names of who gave one, `follow` begins what else a click leads to.
    `trouble` says why nothing comes in.
    """

    def __init__(
        self,
        opened: Callable[[], str],
        accept: Accept,
        clock: Callable[[], datetime],
        known_as: Callable[[Answer], Answer] = lambda answer: answer,
        follow: Callable[[Mapping[str, Any], datetime], None] = lambda payload, at: None,
    ) -> None:
        self.trouble = ""
        self.connected, self.failed = threading.Event(), threading.Event()
        self._opened, self._accept, self._clock, self._known_as = opened, accept, clock, known_as
        self._follow = follow
        self._pool = ThreadPoolExecutor(1, "slack-names")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="slack-socket", daemon=True)

    def start(self) -> None:
        """Connect, and take what comes."""
        self._thread.start()

    def close(self) -> None:
        """Stop after what is being kept."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._connection()
                pause = FIRST_PAUSE
                self._stop.wait(BETWEEN)
            except NotOpened as error:
                pause = self._failed(str(error), pause if error.mends else LONGEST_PAUSE)
            except Exception as error:  # the address that was connected to is a secret, and may be in its text
                pause = self._failed(f"the connection to Slack broke: {type(error).__name__}", pause)

    def _failed(self, sentence: str, pause: float) -> float:
        """Tell it and wait; how long to wait the next time."""
        self.trouble = sentence
        self.failed.set()
        log.warning("answers do not come in from Slack: %s; it is tried again in %g s", sentence, pause)
        self._stop.wait(pause)
        return min(2 * pause, LONGEST_PAUSE)

    def _connection(self) -> None:
        """Serve one connection until Slack ends it."""
        from websockets.sync.client import connect

        with connect(self._opened(), open_timeout=TIMEOUT, max_size=LARGEST) as socket:
            self.trouble = ""
            self.connected.set()
            while not self._stop.is_set() and self._turn(socket):
                pass
        self.connected.clear()

    def _turn(self, socket: "ClientConnection") -> bool:
        """Take one envelope; False where Slack asks to connect anew."""
        try:
            envelope = _object(socket.recv(timeout=LOOK))
        except TimeoutError:
            return True
        if envelope.get("type") == "disconnect":
            return False
        name = envelope.get("envelope_id")
        if isinstance(name, str) and self._kept(envelope):
            socket.send(json.dumps({"envelope_id": name}))
            if isinstance(payload := envelope.get("payload"), dict):
                self._follow(payload, self._clock())
        return True

    def _kept(self, envelope: Mapping[str, Any]) -> bool:
        """Whether what the envelope says is safe; most say nothing of ours."""
        payload = envelope.get("payload")
        said = answers_of(payload, self._clock()) if isinstance(payload, dict) else []
        if not said:
            return True
        try:
            self._accept(Batch(SOURCE, SOURCE, answers=[self._named(each) for each in said])).result(KEEPING)
        except (OutletError, TimeoutError, Late) as error:
            log.warning("an answer from Slack was not kept: %s", error or "it took too long")
            return False
        return True

    def _named(self, answer: Answer) -> Answer:
        try:
            return self._pool.submit(self._known_as, answer).result(ASKING)
        except (TimeoutError, Late):
            return answer


def opener(token: str, api_url: str, transport: "httpx.BaseTransport | None" = None) -> Callable[[], str]:
    """Asks Slack for an address to connect to (apps.connections.open), good for one connection."""

    def opened() -> str:
        import httpx

        try:
            with httpx.Client(transport=transport, timeout=TIMEOUT) as client:
                headers = {"authorization": f"Bearer {token}"}
                answer = _object(client.post(f"{api_url}apps.connections.open", headers=headers).content)
        except httpx.HTTPError as error:
            raise NotOpened(f"Slack could not be reached: {type(error).__name__}") from None
        return _url(answer)

    return opened


def _url(answer: Mapping[str, Any]) -> str:
    url, error = answer.get("url"), answer.get("error")
    if answer.get("ok") is True and isinstance(url, str) and url.startswith(("wss://", "ws://127.0.0.1")):
        return url
    code = error if isinstance(error, str) and error.replace("_", "").isalnum() else "no address"
    mends = code in ("no address", "ratelimited", "internal_error", "service_unavailable", "request_timeout")
    told = f"Slack apps.connections.open answered {code}"
    raise NotOpened(told if mends else f"{told}: is app_token an app-level token with connections:write?", mends=mends)


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
