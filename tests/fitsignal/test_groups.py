"""Groups: a message of several alerts is delivered, doubted, refused and sent again as a whole; no alert is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sinks import by_hand, outbox
from sinks.slack_blocks import Post
from sinks.slack_threads import whole_post
from sinks.views import AlertView
from tests.fitsignal.offices import Office, demo, office
from tests.laws.desks import account, policy

NAMES = [f"n{number}" for number in range(8)]
BURST = policy(budget={"burst": 5}, quiet=None, sla=None)
STATES = "SELECT kind, state, count(*) FROM outbox GROUP BY ALL ORDER BY ALL"
ALL_SENT = [("alert", "sent", 8), ("group", "sent", 1)]


@contextmanager
def burst(folder: Path, **more: Any) -> Iterator[Office]:
    """Eight alerts of one instant for a channel that takes five."""
    with office(folder, [account(name) for name in NAMES], by=BURST, **more) as made:
        made.desk.offer(*map(demo, NAMES))
        yield made


@pytest.mark.parametrize(("fate", "posts"), [("reset after", 1), ("reset before", 1)])
def test_a_group_whose_answer_was_lost_is_looked_for_and_posted_once(tmp_path: Path, fate: str, posts: int) -> None:
    with burst(tmp_path) as made:
        made.fates(fate)
        made.courier.drain()
        for _ in range(3):
            made.desk.now += timedelta(seconds=40)
            made.courier.drain()
        assert made.desk.rows(STATES) == ALL_SENT
        assert len(made.slack.posted) == posts


def test_all_alerts_of_a_group_that_is_in_doubt_are_listed_as_such(tmp_path: Path) -> None:
    with burst(tmp_path) as made:
        made.slack.world.errors["conversations.history"] = "missing_scope"
        made.fates("reset after")
        made.courier.drain()
        assert made.desk.rows(STATES) == [("alert", "ambiguous", 8), ("group", "ambiguous", 1)]


def test_after_a_crash_all_alerts_of_the_group_that_was_being_sent_are_in_doubt(tmp_path: Path) -> None:
    with burst(tmp_path) as made:
        made.courier.drain()
        made.desk.rows("UPDATE outbox SET state = 'sending' WHERE kind = 'group'")
        made.desk.rows("UPDATE outbox SET state = 'pending' WHERE kind <> 'group'")
        outbox.recover(made.desk.store, "slack", "visible", made.desk.now)
        assert made.desk.rows(STATES) == [("alert", "ambiguous", 8), ("group", "ambiguous", 1)]


@pytest.mark.parametrize("days", [0, 3])
def test_a_group_that_is_sent_again_by_hand_tells_of_all_its_alerts(tmp_path: Path, days: int) -> None:
    with burst(tmp_path) as made:
        made.slack.world.errors["conversations.history"] = "missing_scope"
        made.fates("reset before")
        made.courier.drain()
        made.desk.now += timedelta(days=days)
        (group,) = made.desk.rows("SELECT id::VARCHAR FROM outbox WHERE kind = 'group'")
        by_hand.resend(made.desk.store, list(group), made.desk.now)
        made.courier.drain()
        assert made.desk.rows(STATES) == ALL_SENT
        assert len(made.slack.posted) == 1


def test_a_group_that_is_refused_for_good_is_told_alert_by_alert(tmp_path: Path) -> None:
    with burst(tmp_path) as made:
        made.slack.world.refuses = lambda form: "msg_blocks_too_long" if _told(form) > 1 else ""
        made.courier.drain()
        assert made.desk.rows(STATES) == [("alert", "sent", 8), ("group", "failed", 1)]
        assert sorted(made.told("#signals")) == NAMES


def test_an_alert_that_cannot_be_written_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(view: AlertView, *more: Any) -> Post:
        if view.account.domain == "n3.example":
            raise LookupError("a sentence without its field")
        return whole_post(view, *more)

    monkeypatch.setattr("sinks.slack.whole_post", broken)
    with office(tmp_path, [account(name) for name in NAMES]) as made:
        made.desk.offer(*map(demo, NAMES))
        made.courier.drain()
        failed = made.desk.rows("SELECT account, note FROM outbox WHERE state = 'failed'")
        assert [row[0] for row in failed] == ["n3.example"]
        assert "LookupError" in failed[0][1]
        assert len(made.slack.posted) == 7
    assert "a sentence without its field" in caplog.text


def test_of_a_group_for_a_closed_channel_each_account_goes_on_in_the_fallback(tmp_path: Path) -> None:
    with burst(tmp_path, fallback="#spare") as made:
        made.slack.world.errors["#signals"] = "is_archived"
        made.courier.drain()
        assert made.desk.rows(STATES) == ALL_SENT
        assert made.desk.rows("SELECT DISTINCT destination FROM outbox") == [("#spare",)]


def test_more_alerts_than_a_message_takes_are_several_messages_and_none_is_lost(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(47)]
    with office(tmp_path, [account(name) for name in names], by=BURST) as made:
        made.desk.offer(*map(demo, names))
        made.courier.drain()
        assert made.desk.rows(STATES) == [("alert", "sent", 47), ("group", "sent", 3)]
        shown = " ".join(str(each.body["blocks"]) for each in made.slack.posted)
        assert [name for name in names if f"{name}.example" not in shown] == []


def _told(form: dict[str, Any]) -> int:
    """Of how many accounts a call tells."""
    return sum(name.title() in str(form.get("blocks")) for name in NAMES)
