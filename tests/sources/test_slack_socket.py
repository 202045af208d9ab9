"""Socket Mode: clicks that come by a connection which we open, acknowledged once they are safe."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from websockets.sync.server import ServerConnection, serve

from sources.slack_socket import NotOpened, SlackSocket, opener
from streams.answers import Answer
from streams.ports import Batch, OutletError, Receipt
from tests.sources.receiver.clicks import action, payload
from tests.sources.receiver.makers import NOW

PATIENCE = 20.0
TOKEN = "xapp-1-secret"


class FakeSocketMode:
    """Slack's end: each connection is sent what is told, and what it acknowledges is kept."""

    def __init__(self, *connections: list[dict[str, Any]]) -> None:
        self.connections, self.acknowledged, self.opened = list(connections), list[str](), 0
        self.heard = threading.Semaphore(0)
        self._server = serve(self._serve, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        self.opened += 1
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link?ticket=secret"

    def _serve(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        for envelope in self.connections.pop(0) if self.connections else []:
            connection.send(json.dumps(envelope))
        for text in connection:
            self.acknowledged.append(json.loads(text)["envelope_id"])
            self.heard.release()

    def until(self, acknowledged: int) -> None:
        """Wait until so many envelopes more are acknowledged."""
        for _ in range(acknowledged):
            assert self.heard.acquire(timeout=PATIENCE)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()


def envelope(name: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "interactive",
        "envelope_id": name,
        "payload": payload(action(**more)),
        "accepts_response_payload": True,
    }


class Taken:
    """Takes answers, or refuses the first few."""

    def __init__(self, refuses: int = 0) -> None:
        self.answers: list[Answer] = []
        self._refuses = refuses

    def __call__(self, batch: Batch) -> "Future[Receipt]":
        done: Future[Receipt] = Future()
        if self._refuses:
            self._refuses -= 1
            done.set_exception(OutletError("the disk is full"))
        else:
            self.answers += batch.answers
            done.set_result(Receipt())
        return done


@contextmanager
def connected(slack: FakeSocketMode, taken: Taken, **options: Any) -> Iterator[SlackSocket]:
    socket = SlackSocket(lambda: slack.url, taken, lambda: NOW, **options)
    slack.start()
    socket.start()
    try:
        yield socket
    finally:
        socket.close()
        slack.close()


def test_a_click_is_taken_named_and_then_acknowledged() -> None:
    slack, taken = FakeSocketMode([envelope("e1", said="claim")]), Taken()
    named = lambda answer: replace(answer, names=("Mara Dunleck", *answer.names))  # noqa: E731
    with connected(slack, taken, known_as=named):
        slack.until(1)
    assert slack.acknowledged == ["e1"]
    assert [(each.said, each.names, each.via) for each in taken.answers] == [
        ("claim", ("Mara Dunleck", "mara", "U1"), "slack")
    ]


def test_what_says_nothing_of_ours_is_acknowledged_and_forgotten() -> None:
    others: list[dict[str, Any]] = [
        {"type": "events_api", "envelope_id": "e1", "payload": {"event": {}}},
        {"type": "odd", "envelope_id": "e2"},
    ]
    slack, taken = FakeSocketMode([*others, {"no": "envelope"}, envelope("e3")]), Taken()
    with connected(slack, taken):
        slack.until(3)
    assert (slack.acknowledged, len(taken.answers)) == (["e1", "e2", "e3"], 1)


def test_an_envelope_that_slack_sends_again_is_acknowledged_again_and_is_the_same_answer() -> None:
    slack, taken = FakeSocketMode([envelope("e1"), envelope("e1")]), Taken()
    with connected(slack, taken):
        slack.until(2)
    assert slack.acknowledged == ["e1", "e1"]
    assert len({each.id for each in taken.answers}) == 1


def test_what_a_click_leads_to_begins_once_it_is_acknowledged() -> None:
    slack, taken, followed = FakeSocketMode([envelope("e1"), envelope("e2", stamp="2.0")]), Taken(refuses=1), []
    with connected(slack, taken, follow=lambda payload, at: followed.append(payload["actions"][0]["action_ts"])):
        slack.until(1)
    assert (slack.acknowledged, followed) == (["e2"], ["2.0"])


def test_what_could_not_be_kept_is_not_acknowledged() -> None:
    slack, taken = FakeSocketMode([envelope("e1"), envelope("e2", stamp="2.0")]), Taken(refuses=1)
    with connected(slack, taken):
        slack.until(1)
    assert (slack.acknowledged, len(taken.answers)) == (["e2"], 1)


def test_a_connection_that_slack_ends_is_made_anew() -> None:
    slack, taken = FakeSocketMode([{"type": "disconnect", "reason": "refresh_requested"}], [envelope("e1")]), Taken()
    with connected(slack, taken):
        slack.until(1)
    assert (slack.opened, slack.acknowledged) == (2, ["e1"])


def test_who_is_asked_for_too_long_is_known_by_the_click() -> None:
    answered = threading.Event()
    slack, taken = FakeSocketMode([envelope("e1")]), Taken()

    def never(answer: Answer) -> Answer:
        answered.wait(PATIENCE)
        return answer

    with connected(slack, taken, known_as=never):
        slack.until(1)
        answered.set()
    assert taken.answers[0].names == ("mara", "U1")


def answering(status: int, **body: Any) -> httpx.MockTransport:
    def handle(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "https://slack.com/api/apps.connections.open"
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        return httpx.Response(status, json=body)

    return httpx.MockTransport(handle)


def test_slack_is_asked_for_the_address_with_the_app_token() -> None:
    opened = opener(TOKEN, "https://slack.com/api/", answering(200, ok=True, url="wss://wss.slack.com/link/?ticket=1"))
    assert opened() == "wss://wss.slack.com/link/?ticket=1"


@pytest.mark.parametrize(
    ("body", "sentence", "mends"),
    [
        ({"ok": False, "error": "invalid_auth"}, "answered invalid_auth: is app_token an app-level token", False),
        ({"ok": False, "error": "internal_error"}, "answered internal_error", True),
        ({"ok": True, "url": "https://evil.example"}, "answered no address", True),
        ({}, "answered no address", True),
    ],
)
def test_why_slack_gives_no_address_is_told_without_the_token(body: dict[str, Any], sentence: str, mends: bool) -> None:
    with pytest.raises(NotOpened, match=sentence) as caught:
        opener(TOKEN, "https://slack.com/api/", answering(200, **body))()
    assert caught.value.mends is mends
    assert TOKEN not in str(caught.value)


def test_an_address_or_token_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    slack, taken = FakeSocketMode([{"type": "disconnect"}], [envelope("e1")]), Taken(refuses=1)
    with caplog.at_level("INFO"), connected(slack, taken) as socket:
        assert socket.connected.wait(PATIENCE)
    assert "ticket" not in caplog.text
