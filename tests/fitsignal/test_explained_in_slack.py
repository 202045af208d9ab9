"""Explain, pressed in Slack: a window with the same as `fitsignal explain`, opened while the click is fresh."""

import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fitsignal.api import OwnerServer
from fitsignal.errors import OperatorError
from fitsignal.explaining import WAIT, Explains, asked_elsewhere
from fitsignal.explanation import explanation
from fitsignal.operations import operate
from sinks.sink import MessageError
from sinks.slack_window import window
from streams.clicks import Asked
from tests.fitsignal.answering_place import COMPANY, Place
from tests.fitsignal.fake_slack import FakeSlack
from tests.sinks.slack_validator import view_problems
from tests.sources.receiver.clicks import action, payload

ASKED = Asked(None, COMPANY)
NOTHING: dict[str, Any] = {"name": "Veltrane", "intent": {"points": 0.0, "level": "cold", "kinds": []}}


def pressed(slack: FakeSlack) -> dict[str, Any]:
    """A click on the message's button Explain, as Slack tells it."""
    (actions,) = [block for block in slack.posted[0].body["blocks"] if block["type"] == "actions"]
    (button,) = [each for each in actions["elements"] if each["action_id"] == "explain"]
    assert "confirm" not in button
    return payload(action(action_id="explain", block_id=actions["block_id"]), trigger_id="13.37.abc")


def test_it_opens_a_window_with_what_the_command_says_and_answers_nothing(posting: Place, slack: FakeSlack) -> None:
    posting.alert()
    posting.deliver()
    assert posting.told(pressed(slack)) == 200
    expected = [line for row in operate(posting.service, "explain", {"domain": COMPANY}) for line in explanation(row)]
    assert posting.feedback() == []
    receiver = posting.service.receiver
    assert receiver is not None
    receiver.close()
    ((method, body),) = [(name, form) for name, form in slack.calls if name.startswith("views.")]
    assert (method, body["trigger_id"]) == ("views.open", "13.37.abc")
    assert body["view"] == window(expected)
    assert "*Intent*: 40 warm" in str(body["view"])
    assert view_problems(body["view"]) == []


class App:
    """An app whose windows are kept; `refuses` as Slack does another app's trigger."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.shown: list[tuple[str, str]] = []
        self._refuses = refuses

    def open_window(self, trigger: str, view: dict[str, Any]) -> str:
        if self._refuses:
            raise MessageError("Slack views.open answered invalid_trigger_id: this message is refused")
        self.shown.append((trigger, str(view["blocks"])))
        return "V1"

    def change_window(self, name: str, view: dict[str, Any]) -> None:
        self.shown.append((name, str(view["blocks"])))


def test_where_the_store_is_slow_the_window_opens_at_once_and_is_filled_when_it_answers() -> None:
    answers, app = threading.Event(), App()

    def slow(domain: str) -> list[dict[str, Any]]:
        answers.wait(20.0)
        return [NOTHING | {"domain": domain}]

    explains = Explains([app], slow, soon=0.01)
    opened = app.open_window

    def opening(trigger: str, view: dict[str, Any]) -> str:
        answers.set()
        return opened(trigger, view)

    app.open_window = opening  # type: ignore[method-assign]
    explains(ASKED, "T")
    assert [name for name, _ in app.shown] == ["T", "V1"]
    assert WAIT in app.shown[0][1]
    assert "Veltrane" in app.shown[1][1]


def test_why_it_cannot_be_explained_stands_in_the_window() -> None:
    app = App()

    def gone(domain: str) -> list[dict[str, Any]]:
        raise OperatorError(f"{domain} is no account")

    Explains([app], gone)(ASKED, "T")
    assert f"It cannot be explained now*: {COMPANY} is no account" in app.shown[0][1]


def test_of_several_apps_the_one_that_was_clicked_in_opens_it() -> None:
    other, app = App(refuses=True), App()
    Explains([other, app], lambda domain: [NOTHING])(ASKED, "T")
    assert (other.shown, [name for name, _ in app.shown]) == ([], ["T"])


def test_the_process_that_has_the_store_is_asked_where_it_is_another(posting: Place) -> None:
    posting.alert()
    server = OwnerServer(posting.service.workspace.path, partial(operate, posting.service), bind="127.0.0.1:0")
    server.start()
    try:
        (row,) = asked_elsewhere(posting.service.workspace)(COMPANY)
        with pytest.raises(OperatorError, match=r"nobody\.example is no account"):
            asked_elsewhere(posting.service.workspace)("nobody.example")
    finally:
        server.close()
    assert (row["domain"], row["intent"]["points"]) == (COMPANY, 40.0)


def test_where_no_process_has_the_store_that_is_told(tmp_path: Path, posting: Place) -> None:
    with pytest.raises(OperatorError, match="the process that has the store does not answer here"):
        asked_elsewhere(posting.service.workspace)(COMPANY)
