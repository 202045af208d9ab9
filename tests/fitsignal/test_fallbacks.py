"""Fallbacks: what a place refuses goes elsewhere; where that refuses too it waits, loudly, until it is mended."""

from datetime import timedelta
from pathlib import Path

from sinks.routing import Rule
from tests.fitsignal.offices import MARA, OWNERS, demo, office, round_
from tests.laws.desks import account


def test_where_the_fallback_refuses_too_alerts_wait_and_nobody_is_asked_all_the_time(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], fallback="#spare") as made:
        made.slack.world.errors |= {"#signals": "is_archived", "#spare": "channel_not_found"}
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert [state for _, _, state, _ in made.rows()] == ["pending"]
        assert "is_archived" in made.courier.trouble
        assert "channel_not_found" in made.courier.trouble
        assert made.slack.answered["chat.postMessage"] <= 3
        made.slack.world.errors.clear()
        made.courier.resume()
        made.courier.drain()
        assert len(made.slack.posted) == 1
        assert made.courier.trouble == ""


def test_a_place_that_is_mended_is_used_again_by_itself(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")]) as made:
        made.slack.world.errors["#signals"] = "not_in_channel"
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        made.slack.world.errors.clear()
        made.desk.now += timedelta(minutes=6)
        made.courier.drain()
        assert made.told("#signals") == ["alpha"]


def test_a_rise_that_goes_to_the_fallback_stands_in_the_thread_there_and_the_channel_sees_it(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], fallback="#spare") as made:
        made.slack.world.errors["#signals"] = "is_archived"
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        first, second = made.slack.in_channel("#spare")
        assert (second.body.get("thread_ts"), second.body.get("reply_broadcast")) == (first.ts, True)


def test_a_person_who_cannot_be_told_and_a_channel_that_refuses_leave_the_fallback(tmp_path: Path) -> None:
    owned = [account("alpha", owner="gone@northwind.example")]
    with office(tmp_path, owned, OWNERS, fallback="#spare") as made:
        made.slack.world.errors["#signals"] = "is_archived"
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert made.told("#spare") == ["alpha"]


def test_a_fallback_that_is_a_route_too_is_told_once(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha")], (Rule(to=("#spare", "#signals")),), fallback="#spare") as made:
        made.slack.world.errors["#signals"] = "is_archived"
        made.desk.offer(demo("alpha"))
        made.courier.drain()
        assert made.told("#spare") == ["alpha"]
        assert sorted(state for _, _, state, _ in made.rows()) == ["failed", "sent"]


def test_a_pause_that_one_channel_is_asked_for_holds_up_no_other(tmp_path: Path) -> None:
    rules = (Rule(owner=(MARA,), to=("#other",)),)
    with office(tmp_path, [account("alpha"), account("bravo", owner=MARA)], rules) as made:
        made.slack.world.refuses = lambda form: "ratelimited" if form.get("channel") == "#signals" else ""
        made.desk.offer(demo("alpha"), demo("bravo"))
        made.courier.drain()
        assert (made.told("#signals"), made.told("#other")) == ([], ["bravo"])


def test_a_place_that_tells_nothing_of_what_is_there_leaves_the_doubts_of_others_to_be_found_out(
    tmp_path: Path,
) -> None:
    rules = (Rule(owner=(MARA,), to=("#other",)),)
    with office(tmp_path, [account("alpha"), account("bravo", owner=MARA)], rules) as made:
        made.fates("reset after", "reset after")
        closed = made.slack.world.channels["#signals"]  # posts go by name, questions by id
        made.slack.world.refuses = lambda form: "not_in_channel" if form.get("channel") == closed else ""
        made.desk.offer(demo("alpha"), demo("bravo"))
        made.courier.drain()
        made.desk.now += timedelta(seconds=40)
        made.courier.drain()
        assert dict(made.rows("account, state")) == {"alpha.example": "ambiguous", "bravo.example": "sent"}
        made.slack.world.refuses = lambda form: ""
        made.desk.now += timedelta(minutes=6)
        made.courier.drain()
        assert dict(made.rows("account, state")) == {"alpha.example": "sent", "bravo.example": "sent"}
        assert len(made.slack.posted) == 2
