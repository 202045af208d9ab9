"""Reminders: an account is asked about once, however many alerts of it nobody answered while the machine slept."""

from datetime import timedelta
from pathlib import Path

from tests.fitsignal.offices import demo, office
from tests.laws.desks import account, draft, policy


def test_after_a_sleep_two_alerts_of_an_account_are_one_reminder(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], by=policy(budget=None, quiet=None, sla={"P1": "4h"})) as made:
        made.desk.offer(demo("alpha", -0.2))
        made.courier.drain()
        made.desk.offer(draft("form_submitted", "alpha", -0.1, form="contact"))
        made.courier.drain()
        assert [row[0] for row in made.rows("kind")] == ["alert", "escalation"]
        made.desk.now += timedelta(hours=9)
        made.courier.drain()
        made.courier.drain()
        assert made.desk.rows("SELECT count(*) FROM outbox WHERE kind = 'reminder'") == [(1,)]


def test_a_p2_that_nobody_answered_is_not_asked_about_in_its_thread(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], by=policy(budget=None, quiet=None, sla={"P1": "4h", "P2": "2d"})) as made:
        made.desk.offer(draft("funding_round", "alpha", 0, round="series_a"))
        made.courier.drain()
        made.desk.now += timedelta(days=3)
        made.courier.drain()
        assert len(made.slack.posted) == 1
