"""Held over: what quiet hours hold is sent in the morning, however long the night; a flood of it is one message."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.fitsignal.offices import Office, office
from tests.laws.desks import account, draft, policy
from tests.streams.worlds import NOW

WEEK = {"hours": "19:00-08:00", "days": ["sat", "sun"], "held": ["P1"], "through": []}
STATES = "SELECT kind, state, count(*) FROM outbox WHERE kind <> 'update' GROUP BY ALL ORDER BY ALL"


def night(made: Office, *names: str, but: str = "") -> datetime:
    """Each of these accounts got money and asked for a demo on Friday evening; one only asked."""
    made.desk.now = friday = friday_evening()
    hours = (friday - NOW).total_seconds() / 3600
    made.desk.offer(*(draft("form_submitted", name, hours, form="demo") for name in names))
    rounds = (draft("funding_round", name, hours - 1, round="series_a") for name in names if name != but)
    made.desk.offer(*rounds)
    return friday


def friday_evening() -> datetime:
    start = NOW + timedelta(days=(4 - NOW.weekday()) % 7)
    return start.replace(hour=20, minute=0)


@pytest.mark.parametrize("restarts", [False, True])
def test_what_came_on_friday_evening_is_sent_on_monday_morning(tmp_path: Path, restarts: bool) -> None:
    with office(tmp_path, [account("alpha")], by=policy(budget=None, quiet=WEEK, sla=None)) as made:
        friday = night(made, "alpha")
        for hours in (0, 20, 30, 59.9):
            made.desk.now = friday + timedelta(hours=hours)
            made.courier.drain()
            if restarts:
                made.courier.resume()
        assert made.slack.posted == []
        made.desk.now = friday + timedelta(hours=60, minutes=1)
        made.courier.drain()
        assert made.rows("account, state") == [("alpha.example", "sent")]


def test_a_morning_has_one_message_for_more_than_a_burst_of_the_night(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    by = policy(budget={"burst": 5}, quiet=WEEK | {"days": []}, sla=None)
    with office(tmp_path, [account(name) for name in names], by=by) as made:
        evening = night(made, *names)
        made.courier.drain()
        assert made.slack.posted == []
        made.desk.now = evening + timedelta(hours=12)
        made.courier.drain()
        assert made.desk.rows(STATES) == [("alert", "sent", 8), ("group", "sent", 1)]
        assert len(made.slack.posted) == 1


def test_after_a_weekend_only_what_is_worth_as_much_is_told(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    with office(tmp_path, [account(name) for name in names], by=policy(budget={"burst": 5}, quiet=WEEK)) as made:
        evening = night(made, *names, but="n3")
        made.courier.drain()
        made.desk.now = evening + timedelta(hours=60)
        made.courier.drain()
        muted = made.desk.rows("SELECT account FROM outbox WHERE state = 'muted'")
        assert muted == [("n3.example",)], "a demo that was asked for on Friday is P2 by Monday"
        assert made.desk.rows(STATES) == [("alert", "muted", 1), ("alert", "sent", 7), ("group", "sent", 1)]


def test_what_is_held_counts_for_the_day_on_which_it_is_sent(tmp_path: Path) -> None:
    names = ["alpha", "bravo", "charly"]
    by = policy(budget={"channel_per_day": 2}, quiet=WEEK | {"days": [], "held": ["P1", "P2"]}, sla=None)
    with office(tmp_path, [account(name) for name in names], by=by) as made:
        evening = night(made, "alpha", "bravo")
        made.courier.drain()
        made.desk.now = evening + timedelta(hours=13)
        hours = (made.desk.now - NOW).total_seconds() / 3600
        made.desk.offer(draft("funding_round", "charly", hours, round="series_a"))
        made.courier.drain()
        assert made.desk.rows(STATES) == [("alert", "muted", 1), ("alert", "sent", 2)]
