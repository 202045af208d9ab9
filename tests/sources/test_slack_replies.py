"""What a click leads to at once: its message is changed at the address that Slack gave, or a window opens."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sinks.message import message
from sinks.slack_blocks import Look, post
from sources.slack_replies import WAITING, SlackReplies
from streams.clicks import Asked
from tests.sinks.view_makers import funded
from tests.sources.receiver.clicks import payload
from tests.sources.receiver.makers import NOW

URL = "https://hooks.slack.com/actions/T1/2/secretpart"


def clicked(action_id: str = "answer_good", url: str = URL, **more: Any) -> dict[str, Any]:
    told = post(message(funded()), Look(answers=True, changes=False))
    action = {"block_id": told.blocks[-1]["block_id"], "action_id": action_id, "action_ts": "1.1"}
    return payload(action, message={"text": told.text, "blocks": list(told.blocks)}, response_url=url, **more)


class Slack:
    """Takes changed messages at their addresses, answering with these statuses in turn; 0 breaks the connection."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.bodies, self.paused = list(statuses), list[dict[str, Any]](), list[float]()
        self.asked: list[tuple[Asked, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(json.loads(request.content))
        status = self.statuses.pop(0) if self.statuses else 200
        if not status:
            raise httpx.ReadError("reset")
        return httpx.Response(status, text="ok")

    def replies(self) -> SlackReplies:
        explain = lambda asked, trigger: self.asked.append((asked, trigger))  # noqa: E731
        return SlackReplies(explain, httpx.MockTransport(self), self.paused.append)


def followed(slack: Slack, *payloads: dict[str, Any], between: timedelta = timedelta(0)) -> None:
    """Follow clicks to their end."""
    replies = slack.replies()
    for number, each in enumerate(payloads):
        replies.follow(each, NOW + number * between)
    finished(replies)


def finished(replies: SlackReplies) -> None:
    for pool in (replies._pool, replies._changes):
        pool.shutdown(wait=True)
    replies.close()


def test_two_who_click_at_once_both_stand_there_though_slack_tells_the_message_as_it_was() -> None:
    slack = Slack()
    bo = {"id": "U2", "name": "bo"}
    followed(slack, clicked("answer_claim"), clicked("answer_good", user=bo), between=timedelta(seconds=2))
    told = json.dumps(slack.bodies[1], ensure_ascii=False)
    assert "✓ Claimed by <@U1>" in told
    assert "✓ Good by <@U2>" in told


def test_later_a_message_is_what_slack_tells_of_it() -> None:
    slack = Slack()
    followed(slack, clicked("answer_claim"), clicked("answer_good"), between=timedelta(seconds=11))
    assert "Claimed" not in json.dumps(slack.bodies[1])


def test_the_message_is_replaced_by_what_it_says_now() -> None:
    slack = Slack()
    followed(slack, clicked())
    (body,) = slack.bodies
    assert body["replace_original"] is True
    assert "✓ Good by <@U1>" in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize(
    ("statuses", "calls"), [((500, 429, 200), 3), ((0, 200), 2), ((404,), 1), ((503, 503, 503, 200), 3)]
)
def test_what_may_pass_is_tried_three_times_and_what_is_refused_once(statuses: tuple[int, ...], calls: int) -> None:
    slack = Slack(*statuses)
    followed(slack, clicked())
    assert len(slack.bodies) == calls
    assert slack.paused == [1.0, 2.0][: calls - 1]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.evil.example/actions/1",
        "https://evil.example/https://hooks.slack.com/",
        "https://hooks.slack.com@evil.example/x",
        "file:///etc/passwd",
    ],
)
def test_no_address_but_slacks_is_called(url: str) -> None:
    slack = Slack()
    followed(slack, clicked(url=url))
    assert slack.bodies == []


def test_who_asks_why_gets_a_window_by_the_trigger_and_the_message_stays() -> None:
    slack = Slack()
    followed(slack, clicked("explain", trigger_id="13.37.x"), clicked("explain"))
    assert [(asked.account, trigger) for asked, trigger in slack.asked] == [("veltrane.example", "13.37.x")]
    assert slack.bodies == []


def test_the_address_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        followed(Slack(404), clicked())
        followed(Slack(0, 0, 0), clicked())
    assert "was not changed (404): the answer is kept" in caplog.text
    assert "was not changed (no answer)" in caplog.text
    assert "secretpart" not in caplog.text


@pytest.fixture
def stuck() -> Iterator[tuple[SlackReplies, threading.Event]]:
    """Windows that do not open until the event is set."""
    opens = threading.Event()

    def explain(asked: Asked, trigger: str) -> None:
        opens.wait(20.0)

    replies = SlackReplies(explain)
    yield replies, opens
    opens.set()
    replies.close()


def test_a_flood_of_clicks_holds_nothing_up(
    stuck: tuple[SlackReplies, threading.Event], caplog: pytest.LogCaptureFixture
) -> None:
    replies, _ = stuck
    for _ in range(WAITING + 3):
        replies.follow(clicked("explain", trigger_id="1"), NOW)
    assert caplog.text.count("too many wait") == 3


def test_what_fails_unexpectedly_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    def fails(asked: Asked, trigger: str) -> None:
        raise ValueError(URL)

    replies = SlackReplies(fails)
    replies.follow(clicked("explain", trigger_id="1"), NOW)
    finished(replies)
    assert "could not be shown: ValueError" in caplog.text
    assert "secretpart" not in caplog.text
