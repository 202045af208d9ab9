"""Lost threads: what was to stand under a message that somebody deleted is told by itself, once; nothing is lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fitsignal.fake_slack import FakeSlack
from tests.fitsignal.offices import demo, office, round_
from tests.laws.desks import account, policy

GONE = ["thread_not_found", "message_not_found", "invalid_thread_ts", "cannot_reply_to_message"]
CALM = policy(budget=None, quiet=None, sla={"P1": "4h"})
ROW = "SELECT channel, ts, thread, state FROM outbox WHERE kind = ? ORDER BY made_at"


def _delete(slack: FakeSlack, code: str = "thread_not_found") -> None:
    """All that stands there is deleted: nothing hangs there any more."""
    gone = {each.ts for each in slack.posted}
    slack.posted.clear()
    slack.world.refuses = lambda form: code if _about(form) & gone else ""


def _about(form: dict[str, Any]) -> set[str]:
    return {str(form.get("thread_ts")), str(form.get("ts"))}


@pytest.mark.parametrize("code", GONE)
def test_a_rise_under_a_deleted_message_is_a_message_of_its_own(tmp_path: Path, code: str) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        _delete(made.slack, code)
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        (post,) = made.slack.posted
        assert ("thread_ts" in post.body, post.body["blocks"][0]["type"]) == (False, "header")
        assert made.desk.rows(ROW.replace("?", "'escalation'")) == [(post.channel, post.ts, None, "sent")]
        assert made.courier.trouble == ""


def test_a_reminder_under_a_deleted_message_is_a_message_of_its_own_that_later_news_follow(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], by=CALM) as made:
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        _delete(made.slack)
        made.desk.now += timedelta(hours=9)
        made.courier.drain()
        (post,) = made.slack.posted
        assert post.body["text"].startswith("Still open:")
        assert made.desk.rows(ROW.replace("?", "'reminder'")) == [(post.channel, post.ts, None, "sent")]


def test_a_change_of_a_deleted_message_is_dropped_and_not_listed_as_failed(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        _delete(made.slack, "message_not_found")
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        assert made.desk.rows("SELECT state FROM outbox WHERE kind = 'update'") == [("muted",)]
        assert made.desk.rows("SELECT count(*) FROM outbox WHERE state = 'failed'") == [(0,)]


def test_a_rise_in_doubt_whose_thread_is_deleted_meanwhile_is_told_by_itself(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        made.fates("reset before")
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        _delete(made.slack)
        for _ in range(3):
            made.desk.now += timedelta(seconds=40)
            made.courier.drain()
        (post,) = made.slack.posted
        assert "thread_ts" not in post.body
        assert made.desk.rows("SELECT state FROM outbox WHERE kind = 'escalation'") == [("sent",)]


def test_a_refusal_that_is_no_threads_fails_alone_as_before(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.slack.world.refuses = lambda form: "thread_not_found"  # of a message that stands under nothing
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert [state for _, _, state, _ in made.rows()] == ["failed"]
        assert made.slack.answered["chat.postMessage"] == 1
