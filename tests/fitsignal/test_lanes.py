"""Lanes: channels and people do not wait for each other, nothing is lost, and what may be there is looked for."""

from datetime import timedelta
from pathlib import Path

import pytest

from sinks import by_hand, outbox
from tests.fitsignal.offices import BO, BOTH, MARA, OWNERS, demo, office, round_
from tests.laws.desks import account, draft, policy
from tests.streams.worlds import NOW


def test_an_owner_hears_of_their_own_accounts_and_the_channel_of_nobodys(tmp_path: Path) -> None:
    accounts = [account("alpha", owner=MARA), account("bravo", owner=BO), account("charly")]
    with office(tmp_path, accounts, OWNERS) as made:
        made.desk.offer(demo("alpha"), demo("bravo"), demo("charly"))
        made.courier.drain()
        assert (made.told(MARA), made.told(BO), made.told("#signals")) == (["alpha"], ["bravo"], ["charly"])


def test_an_escalation_is_a_reply_in_the_thread_and_the_message_is_changed(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner=MARA)], BOTH) as made:
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        for place in (MARA, "#signals"):
            first, second = made.slack.in_channel(place)
            assert (second.body["thread_ts"], second.body["reply_broadcast"]) == (first.ts, True)
            assert first.changes == 1


BROKEN = [
    ("an owner that Slack does not know", "gone@northwind.example", {}),
    ("an archived channel of a person", MARA, {"U0MARA000": "is_archived"}),
    ("a missing scope", MARA, {"users.lookupByEmail": "missing_scope"}),
]


@pytest.mark.parametrize(("owner", "errors"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_a_person_cannot_be_told_goes_to_the_channel(tmp_path: Path, owner: str, errors: dict[str, str]) -> None:
    with office(tmp_path, [account("alpha", owner=owner), account("bravo")], OWNERS) as made:
        made.slack.world.errors |= errors
        made.desk.offer(demo("alpha"), demo("bravo"))
        made.courier.drain()
        assert sorted(made.told("#signals")) == ["alpha", "bravo"]
        assert {state for _, _, state, _ in made.rows()} == {"sent"}
        assert made.courier.trouble != "", "it is loud"


def test_what_the_channel_refuses_goes_to_the_fallback(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], fallback="#spare") as made:
        made.slack.world.errors["#signals"] = "is_archived"
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert made.told("#spare") == ["alpha"]


def test_where_both_places_of_an_alert_are_one_it_is_told_once(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner="gone@northwind.example")], BOTH) as made:
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert made.told("#signals") == ["alpha"]


def test_a_wrong_token_pauses_the_sink_and_loses_nothing_until_it_is_resumed(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.slack.token = "xoxb-other"
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert "invalid_auth" in made.courier.trouble
        assert [state for _, _, state, _ in made.rows()] == ["pending"]
        made.slack.token = "xoxb-test"
        made.courier.drain()
        assert made.told("#signals") == [], "it rests"
        made.courier.resume()
        made.courier.drain()
        assert made.told("#signals") == ["alpha"]
        assert made.courier.trouble == ""


@pytest.mark.parametrize(("there", "posts"), [(True, 1), (False, 1)], ids=["it was posted", "it was not"])
def test_after_a_crash_what_may_be_there_is_looked_for(tmp_path: Path, there: bool, posts: int) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.desk.offer(demo("alpha"))
        if there:
            made.courier.drain()
            made.desk.rows("UPDATE outbox SET state = 'sending', channel = NULL, ts = NULL")
        else:
            made.desk.rows("UPDATE outbox SET destination = '', account = 'alpha.example', state = 'sending'")
            made.desk.rows("UPDATE outbox SET made_at = due_at")
            made.desk.rows("INSERT INTO deliveries SELECT id, 'sending', due_at, NULL FROM outbox")
        outbox.recover(made.desk.store, "slack", "visible", NOW)
        assert [state for _, _, state, _ in made.rows()] == ["ambiguous"]
        made.desk.now += timedelta(seconds=31)
        made.courier.drain()
        assert [state for _, _, state, _ in made.rows()] == ["sent"]
        assert len(made.slack.posted) == posts


def test_where_slack_may_not_be_asked_what_is_in_doubt_stays_listed(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        made.desk.rows("UPDATE outbox SET state = 'ambiguous'")
        made.slack.world.errors["conversations.history"] = "missing_scope"
        made.desk.now += timedelta(hours=1)
        made.courier.drain()
        assert [state for _, _, state, _ in made.rows()] == ["ambiguous"]
        assert len(made.slack.posted) == 1


def test_more_than_a_burst_for_one_channel_is_one_message_and_every_alert_is_sent(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    budget = policy(budget={"burst": 5}, quiet=None, sla=None)
    with office(tmp_path, [account(name) for name in names], by=budget) as made:
        made.desk.offer(*map(demo, names))
        made.courier.drain()
        rows = made.desk.rows("SELECT kind, state, count(*), count(part_of) FROM outbox GROUP BY ALL ORDER BY 1")
        assert rows == [("alert", "sent", 8, 8), ("group", "sent", 1, 0)]


def test_up_to_a_burst_each_goes_alone(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(5)]
    with office(tmp_path, [account(name) for name in names], by=policy(budget={"burst": 5}, quiet=None)) as made:
        made.desk.offer(*map(demo, names))
        made.courier.drain()
        assert sorted(made.told("#signals")) == names


def test_beyond_the_budget_of_the_day_p2_waits_for_the_digest_and_p1_goes(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(4)]
    accounts = [account(name, owner=MARA) for name in names]
    with office(tmp_path, accounts, OWNERS, policy(budget={"owner_per_day": 2}, quiet=None)) as made:
        made.desk.offer(*map(round_, names))
        made.desk.offer(demo("n3"))
        made.courier.drain()
        states = [state for _, _, state, _ in made.rows("kind, destination, state, note")]
        assert sorted(states) == ["muted", "muted", "sent", "sent", "sent"]
        assert [
            row[0]
            for row in made.desk.rows(
                "SELECT priority FROM alerts a JOIN outbox o ON o.alert = a.id"
                " WHERE o.state = 'muted' AND o.kind = 'alert'"
            )
        ] == ["P2", "P2"]


QUIET = {"hours": "19:00-08:00", "days": [], "held": ["P1"], "through": ["form_submitted:contact"]}


def test_quiet_hours_hold_p1_until_the_morning_mute_p2_and_let_through_what_is_named(tmp_path: Path) -> None:
    accounts = [account(name, owner=MARA) for name in ("alpha", "bravo", "charly")]
    with office(tmp_path, accounts, OWNERS, policy(budget=None, quiet=QUIET)) as made:
        made.desk.now = NOW.replace(hour=22)
        made.desk.offer(demo("alpha"), round_("bravo"), draft("form_submitted", "charly", 0, form="contact"))
        made.courier.drain()
        assert (made.told(MARA), made.told("#signals")) == ([], ["charly"])
        made.desk.now = (NOW + timedelta(days=1)).replace(hour=8, minute=0)
        made.courier.drain()
        assert made.told(MARA) == ["alpha"]
        notes = {account: note for account, _, state, note in made.rows() if state == "muted"}
        assert notes == {"bravo.example": "quiet hours: the digest has it"}


def test_a_p1_that_nobody_answers_in_its_working_hours_is_told_once_more_in_its_thread(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], by=policy(budget=None, quiet=None, sla={"P1": "4h"})) as made:
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        made.desk.now += timedelta(hours=3, minutes=59)
        made.courier.drain()
        assert len(made.slack.posted) == 1
        for _ in range(3):
            made.desk.now += timedelta(hours=1)
            made.courier.drain()
        first, second = made.slack.posted
        assert second.body["thread_ts"] == first.ts


def test_what_was_answered_is_not_told_again(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], by=policy(budget=None, quiet=None, sla={"P1": "4h"})) as made:
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        answered = "INSERT INTO feedback (seq, account, answer, made_at) VALUES (10000, 'alpha.example', 'good', ?)"
        made.desk.rows(answered, made.desk.now)
        made.desk.now += timedelta(days=2)
        made.courier.drain()
        assert len(made.slack.posted) == 1


def test_later_news_of_an_account_that_cools_down_stands_in_its_thread_so_many_a_day(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.desk.offer(demo("alpha", -3))
        made.courier.drain()
        made.desk.now += timedelta(minutes=1)
        made.desk.offer(
            round_("alpha", -2),
            draft("leadership_hire", "alpha", -1, role="VP Sales", person="Ada Berg"),
            draft("acquisition", "alpha", -1),
        )
        made.desk.now += timedelta(minutes=1)
        made.courier.drain()
        first, *replies = made.slack.posted
        assert [each.body["thread_ts"] for each in replies] == [first.ts] * 2
        assert not any(each.body.get("reply_broadcast") for each in replies)


@pytest.mark.parametrize("active", ["2026-11-22", "2026-11-24T23:59:00-12:00", "2026-11-25"])
def test_an_account_that_is_worked_on_is_told_in_its_thread_or_not_at_all(tmp_path: Path, active: str) -> None:
    worked = account("alpha", last_activity=active)
    with office(tmp_path, [worked, account("bravo")]) as made:
        made.desk.offer(round_("alpha"), round_("bravo"))
        made.courier.drain()
        assert made.told("#signals") == ["bravo"]
        assert [state for account, _, state, _ in made.rows() if account == "alpha.example"] == ["muted"]


def test_what_is_in_doubt_is_sent_again_or_dropped_by_hand(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha"), account("bravo")]) as made:
        made.slack.world.errors["conversations.history"] = "missing_scope"
        made.desk.offer(demo("alpha"), demo("bravo"))
        made.courier.drain()
        made.desk.rows("UPDATE outbox SET state = 'ambiguous'")
        ids = dict(made.desk.rows("SELECT account, id::VARCHAR FROM outbox"))
        made.desk.now += timedelta(days=3)
        by_hand.resend(made.desk.store, [ids["alpha.example"]], made.desk.now)
        by_hand.drop(made.desk.store, [ids["bravo.example"]], made.desk.now)
        made.courier.drain()
        assert {account: state for account, _, state, _ in made.rows()} == {
            "alpha.example": "sent",
            "bravo.example": "muted",
        }
        assert sorted(made.told("#signals")) == ["alpha", "alpha", "bravo"]
