"""Answers, the whole way: a click, a link or a command, to the log, to the next decision."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fitsignal.answering import KnownAs, clicks_by_socket
from fitsignal.config import check_workspace
from fitsignal.digests import health
from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from sinks.sink import DestinationError
from streams.answers import Answer
from streams.clicks import block_name
from tests.fitsignal.answering_place import BY_TOKEN, COMPANY, Place, shown
from tests.fitsignal.fake_slack import FakeSlack, World
from tests.laws.workspaces import workspace
from tests.sources.receiver.clicks import action, payload
from tests.sources.receiver.makers import call
from tests.sources.test_slack_socket import FakeSocketMode, envelope
from tests.streams.worlds import NOW


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path / "it")
    yield made
    made.service.close()


def test_a_click_in_slack_is_obeyed_by_the_next_decision(place: Place) -> None:
    alert = place.alert()
    place.now = NOW + timedelta(hours=1)
    for _ in range(2):  # Slack tells it again where it heard no answer
        assert place.click(alert, "snooze", "30") == 200
    assert place.feedback() == [(COMPANY, "snooze", 30, "mara", "slack")]
    place.signal("visit", NOW + timedelta(days=20), page="/pricing", visitor="v")
    assert place.cause() == "snoozed"
    place.signal("visit", NOW + timedelta(days=31), page="/pricing", visitor="v")
    assert place.cause() is None


def test_a_claim_sets_the_owner_and_a_reason_the_status(place: Place) -> None:
    alert = place.alert()
    place.click(alert, "claim")
    assert operate(place.service, "accounts.show", {"domain": COMPANY})[0]["owner"] == "mara"
    place.click(alert, "not_a_fit", "competitor", stamp="1764000999.1")
    shown = operate(place.service, "accounts.show", {"domain": COMPANY})[0]
    assert (shown["status"], shown["gate"]) == ("competitor", "competitor")


def test_by_hand_it_is_the_same(place: Place) -> None:
    place.alert()
    given = {"domain": f"https://www.{COMPANY}/", "answer": "not-a-fit", "reason": "too-small", "by": "Mara"}
    assert operate(place.service, "answer", given) == [
        {"account": COMPANY, "answer": "Not a fit (too small)", "person": "Mara", "at": "2026-11-24T09:12:00Z"}
    ]
    place.signal("visit", NOW + timedelta(days=20), page="/pricing", visitor="v")
    assert place.cause() == "not_a_fit"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"domain": "nobody.example", "answer": "good"},
            "nobody.example is no account: `fitsignal accounts",
        ),
        ({"answer": "fine"}, "answer: found 'fine', expected one of good, not-a-fit, snooze, claim"),
        ({}, "answer: found 'nothing', expected one of good"),
        ({"answer": "good", "reason": "own"}, "reason is for not-a-fit; good has none"),
        ({"answer": "not-a-fit", "reason": "ugly"}, "reason: found 'ugly', expected one of wrong-company, too-small"),
        ({"answer": "claim", "days": 3}, "days are for snooze; claim has none"),
        ({"answer": "snooze", "days": 0}, "days: expected a whole number from 1 to 3650"),
    ],
)
def test_what_is_no_answer_is_told(place: Place, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(OperatorError) as caught:
        operate(place.service, "answer", {"domain": COMPANY} | given)
    assert str(caught.value).startswith(sentence)


def answer(via: str = "slack") -> Answer:
    return Answer("a", "good", NOW, names=("mara", "U1"), via=via)


def test_slack_is_asked_once_who_a_person_is() -> None:
    asked: list[str] = []

    def names(user: str) -> tuple[str, ...]:
        asked.append(user)
        return ("Mara Dunleck", "mara@northwind.example")

    known = KnownAs(names)
    assert {known(answer()).names for _ in range(3)} == {("Mara Dunleck", "mara@northwind.example", "mara", "U1")}
    assert asked == ["U1"]
    assert known(answer("link")) == answer("link")


def test_who_slack_does_not_tell_of_is_known_by_what_the_click_says() -> None:
    def names(user: str) -> tuple[str, ...]:
        raise DestinationError("Slack users.info answered missing_scope")

    assert KnownAs(names)(answer()) == KnownAs(None)(answer()) == answer()


def test_the_message_of_an_alert_shows_who_answered_and_asks_no_more(posting: Place, slack: FakeSlack) -> None:
    alert = posting.alert()
    posting.deliver()
    (message,) = slack.in_channel("#signals")
    assert "Not a fit" in shown(message)
    posting.now += timedelta(days=3)
    posting.click(alert, "good")
    posting.deliver()
    assert (message.changes, len(slack.posted)) == (1, 1)
    assert "✓ Good by mara, Fri 09:12" in shown(message).replace("10:12", "09:12")
    assert "Not a fit" not in shown(message)


def test_an_answer_to_what_rose_changes_the_message_that_it_hangs_on(posting: Place, slack: FakeSlack) -> None:
    posting.alert()
    posting.deliver()
    posting.signal("form_submitted", NOW + timedelta(hours=2), form="demo")
    posting.deliver()
    message, reply = slack.in_channel("#signals")
    assert shown(message).startswith("P1 ↑")
    assert reply.body["thread_ts"] == message.ts
    assert "P2 → P1" in shown(reply)
    risen = posting.service.store.rows("SELECT id::VARCHAR AS id FROM alerts WHERE escalates IS NOT NULL")[0]["id"]
    posting.click(risen, "claim")
    posting.deliver()
    assert (message.changes, reply.changes) == (2, 0)
    assert "✓ Claimed by mara" in shown(message)
    assert shown(message).startswith("P1 ↑")


def test_what_to_say_is_the_workspaces_own(posting: Place, slack: FakeSlack) -> None:
    posting.signal("funding_round", NOW, round="series_a", amount=14e6, currency="EUR")
    posting.deliver()
    assert "“On the €14M: shall we talk?”" in shown(slack.posted[0])


def test_without_buttons_a_signed_link_leads_to_the_page_that_asks(tmp_path: Path, slack: FakeSlack) -> None:
    config = BY_TOKEN.replace('signing_secret = "{secret}"', "").format(url=slack.url)
    place = Place(tmp_path / "it", config)
    try:
        place.alert()
        place.deliver()
        (url,) = re.findall(r"https://in.example(/a/[^']+)", str(slack.posted[0].body["blocks"]))
        path, _, query = url.partition("?")
        receiver = place.service.receiver
        assert receiver is not None
        reply = asyncio.run(call(receiver.before(None), path, b"", method="GET", query=query.encode()))
        assert f"What about {COMPANY}?" in reply.body.decode()
    finally:
        place.service.close()


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ('visit = "{person}?"', "fitsignal.toml say.visit: found {person}, expected one of {company}"),
        ('vist = "x"', "fitsignal.toml say.vist: found an unknown key, expected one of visit"),
        (
            'visit = "{"',
            "fitsignal.toml say.visit: found a brace that stands alone: write {{ for a brace that is meant",
        ),
        ("visit = 3", "fitsignal.toml say.visit: found 3, expected a sentence, or a list of sentences"),
        ("[say.icpp]\nvisit = 'x'", "fitsignal.toml say.icpp: found 'icpp', which is no profile of this workspace"),
        (f'visit = "{"x" * 301}"', "fitsignal.toml say.visit: found 301 characters, expected 300 at most"),
    ],
)
def test_a_mistake_in_what_to_say_is_found_by_check(tmp_path: Path, table: str, problem: str) -> None:
    made = workspace(tmp_path / "it", more=f"[say]\n{table}\n")
    assert any(each.message.startswith(problem) for each in check_workspace(made))


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("", "signing_secret: found a secret, but no [receiver] takes the clicks"),
        ("[receiver]\n", "signing_secret: found a secret, but [receiver] has no public_url that Slack could call"),
    ],
)
def test_buttons_whose_clicks_nobody_takes_are_found_by_check(tmp_path: Path, more: str, problem: str) -> None:
    sink = '[[sinks]]\ntype = "slack"\ntoken = "xoxb-1"\nchannel = "#x"\nsigning_secret = "s"\n'
    made = workspace(tmp_path / "it", more=sink + more)
    assert any(problem in each.message for each in check_workspace(made))


class SocketSlack(FakeSlack):
    """One that opens a connection for the app's clicks."""

    socket: FakeSocketMode

    def _apps_connections_open(self, form: Any, came: float) -> dict[str, Any]:
        return {"ok": True, "url": self.socket.url}


def test_a_click_by_socket_mode_needs_no_receiver(tmp_path: Path) -> None:
    config = BY_TOKEN[: BY_TOKEN.index("signing_secret")] + 'app_token = "xoxb-test"\n'
    with SocketSlack(World(channels={"#signals": "C1"})) as slack:
        place = Place(tmp_path / "it", config.format(url=slack.url))
        alert = place.alert()
        slack.socket = FakeSocketMode([envelope("e1", block_id=block_name(alert, COMPANY))])
        slack.socket.start()
        try:
            with clicks_by_socket(place.service):
                slack.socket.until(1)
            assert place.feedback() == [(COMPANY, "good", None, "mara", "slack")]
        finally:
            slack.socket.close()
            place.service.close()


def test_why_no_click_comes_in_by_socket_mode_stands_in_the_status_and_in_the_digest(tmp_path: Path) -> None:
    config = BY_TOKEN[: BY_TOKEN.index("signing_secret")] + 'app_token = "xapp-wrong"\n'
    with FakeSlack(World(channels={"#signals": "C1"})) as slack:
        place = Place(tmp_path / "it", config.format(url=slack.url))
        try:
            with clicks_by_socket(place.service) as (socket,):
                assert socket.failed.wait(20.0)
                (row,) = [row for row in operate(place.service, "status", {}) if row.get("state") == "deaf"]
                assert "apps.connections.open answered invalid_auth: is app_token" in row["trouble"]
                assert any(each.startswith("answers of slack: Slack apps.conn") for each in health(place.service))
        finally:
            place.service.close()


def test_a_name_in_slack_is_one_plain_line_before_it_owns_anything(place: Place) -> None:
    alert = place.alert()
    block = block_name(alert, COMPANY)
    place.told(payload(action("claim", block_id=block), user={"id": "U1", "name": "Mara\u202e\n Dunleck" + "x" * 300}))
    (owner,) = [row["owner"] for row in operate(place.service, "accounts.show", {"domain": COMPANY})]
    assert owner.startswith("Mara Dunleckx")
    assert len(owner) == 100
