"""One message that tells of several alerts: what people answer, and what rises, stands in the line of its account."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fitsignal.answering_place import BY_TOKEN, COMPANY, Place, shown
from tests.fitsignal.fake_slack import FakeSlack, World
from tests.sinks.slack_validator import problems
from tests.sources.receiver.clicks import SIGNING
from tests.streams.worlds import NOW

OTHERS = ("alpha.example", "bravo.example", "charly.example")
BURST = "[policy.budget]\nburst = 1\n"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(World(channels={"#signals": "C1"})) as made:
        yield made


@pytest.fixture
def grouped(tmp_path: Path, slack: FakeSlack) -> Iterator[Place]:
    """Three alerts in one message."""
    made = Place(tmp_path / "it", BY_TOKEN.format(url=slack.url, secret=SIGNING) + BURST, OTHERS)
    try:
        for domain in OTHERS:
            made.signal("funding_round", NOW, domain, round="series_a")
        made.deliver()
        yield made
    finally:
        made.service.close()


def test_an_answer_stands_in_its_own_line_of_the_message_and_the_others_can_still_be_answered(
    grouped: Place, slack: FakeSlack
) -> None:
    (message,) = slack.posted
    assert "3 alerts within a minute" in shown(message)
    grouped.now += timedelta(hours=1)
    grouped.click(grouped.alert_of("bravo.example"), "not_a_fit", "too_small")
    grouped.deliver()
    assert (message.changes, len(slack.posted)) == (1, 1)
    lines = {row["block_id"].rpartition(":")[2]: row for row in message.body["blocks"] if "accessory" in row}
    assert sorted(lines) == ["alpha.example", "charly.example"]
    told = next(row["text"]["text"] for row in message.body["blocks"][1:] if "bravo" in row["text"]["text"])
    assert told.splitlines()[-1] == "✓ Not a fit (too small) by mara, Tue 11:12"
    assert problems(message.body["text"], message.body["blocks"]) == []


def test_two_who_answer_at_once_both_stand_there(grouped: Place, slack: FakeSlack) -> None:
    grouped.click(grouped.alert_of("alpha.example"), "claim")
    grouped.click(grouped.alert_of("charly.example"), "good", stamp="1764000001.2")
    grouped.deliver()
    (message,) = slack.posted
    assert shown(message).count("✓ ") == 2


def test_what_rises_is_marked_in_its_line_and_told_in_the_thread(grouped: Place, slack: FakeSlack) -> None:
    grouped.signal("form_submitted", NOW + timedelta(hours=2), "alpha.example", form="demo")
    grouped.deliver()
    message, reply = slack.posted
    assert message.changes == 1
    assert "*P1 ↑*  *Alpha " in shown(message)
    assert shown(message).count("P1") == 1
    assert reply.body["thread_ts"] == message.ts


class BreaksOff(FakeSlack):
    """Takes the first message and breaks off before it says so."""

    def fate(self) -> str:
        first = not self.posted and "chat.postMessage" not in self.answered
        return "reset after" if first else ""


def test_an_answer_to_a_message_in_doubt_changes_it_once_it_is_found(tmp_path: Path) -> None:
    with BreaksOff(World(channels={"#signals": "C1"})) as slack:
        place = Place(tmp_path / "it", BY_TOKEN.format(url=slack.url, secret=SIGNING))
        try:
            slack.clock = lambda: place.now.timestamp()
            alert = place.alert()
            place.deliver()
            place.click(alert, "good")
            rows = place.service.store.rows("SELECT kind, account FROM outbox ORDER BY kind")
            assert [(row["kind"], row["account"]) for row in rows] == [("alert", COMPANY), ("update", COMPANY)]
        finally:
            place.service.close()
