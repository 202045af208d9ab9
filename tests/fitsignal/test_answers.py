"""Answers, the whole way: a click, a link or a command, to the log, to the next decision."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fitsignal.answering import KnownAs
from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from fitsignal.receiving import build_receiver, drain
from fitsignal.service import Service
from sinks.sink import DestinationError
from streams.answers import Answer
from streams.clicks import block_name
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.laws.workspaces import workspace
from tests.sources.receiver.clicks import SIGNING, action, form, payload, signed
from tests.sources.receiver.makers import call
from tests.streams.worlds import NOW

SLACK = """
[[sinks]]
type = "slack"
webhook = "https://hooks.slack.com/services/T1/B2/x"
signing_secret = "{secret}"
[receiver]
bind = "127.0.0.1:0"
"""
COMPANY = "company0.example"
FEEDBACK = "SELECT account, answer, days, person, via FROM feedback ORDER BY seq"


class Place:
    """A service with its receiver, in this process; no sink is started."""

    def __init__(self, folder: Path) -> None:
        made = workspace(folder, clock="wall", more=SLACK.format(secret=SIGNING))
        (made / "accounts.csv").write_text(
            f"domain,name,employees,industry,country\n{COMPANY},Veltrane,120,Software,FR\n"
        )
        self.now = NOW
        self.service = Service(load_workspace(made), lambda: self.now)
        self.service.receiver = build_receiver(self.service.workspace, lambda: self.now)

    def signal(self, kind: str, at: datetime, **details: Any) -> None:
        self.now = max(self.now, at)
        of = SignalDraft(kind=kind, company=Company(domain=COMPANY), occurred_at=at, observed_at=at, details=details)
        self.service.host.accept(Batch("test", "test", [of])).result()

    def alert(self) -> str:
        """A P2, of a round."""
        self.signal("funding_round", NOW, round="series_a")
        return str(self.service.store.rows("SELECT id::VARCHAR AS id FROM alerts")[0]["id"])

    def click(self, alert: str, *of: Any, **more: Any) -> int:
        """Slack's click on a button of an alert; drained when this returns."""
        receiver = self.service.receiver
        assert receiver is not None
        body = form(payload(action(*of, block_id=block_name(alert, COMPANY), **more)))
        reply = asyncio.run(call(receiver.before(None), "/slack/interactivity", body, more=signed(body, self.now)))
        if receiver.drain is None:
            drain(self.service, receiver)
        assert receiver.drain is not None
        assert receiver.drain.until_empty() == ""
        return reply.status

    def feedback(self) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self.service.store.rows(FEEDBACK)]

    def cause(self) -> str | None:
        sql = "SELECT cause FROM decisions ORDER BY seq DESC LIMIT 1"
        found: str | None = self.service.store.rows(sql)[0]["cause"]
        return found


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
    assert place.service.operate("accounts.show", {"domain": COMPANY})[0]["owner"] == "mara"
    place.click(alert, "not_a_fit", "competitor", stamp="1764000999.1")
    shown = place.service.operate("accounts.show", {"domain": COMPANY})[0]
    assert (shown["status"], shown["gate"]) == ("competitor", "competitor")


def test_by_hand_it_is_the_same(place: Place) -> None:
    place.alert()
    given = {"domain": f"https://www.{COMPANY}/", "answer": "not-a-fit", "reason": "too-small", "by": "Mara"}
    assert place.service.operate("answer", given) == [
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
        place.service.operate("answer", {"domain": COMPANY} | given)
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
