"""A rise of an alert that the day's budget left to the digest is told by itself, and nothing is written over it."""

from pathlib import Path

from sinks.routing import Rule
from streams.policy import Budget
from tests.fitsignal.offices import MARA, OWNERS, demo, office, round_
from tests.laws.desks import account, policy

ONE_A_DAY = policy(budget=Budget(owner_per_day=1, channel_per_day=None, burst=None), quiet=None, sla=None)
TO_BOTH = (Rule(to=("owner", "#other")),)


def test_its_message_stays_what_it_is(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner=MARA), account("bravo", owner=MARA)], OWNERS, ONE_A_DAY) as made:
        made.desk.offer(round_("bravo", -5), round_("alpha", -4))
        made.courier.drain()
        assert made.told(MARA) == ["bravo"]
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        _, rise = made.slack.in_channel(MARA)
        assert (rise.changes, "thread_ts" in rise.body) == (0, False)
        assert rise.body["text"].startswith("P1 ↑ Alpha")
        updates = made.desk.rows("SELECT state, note FROM outbox WHERE kind = 'update'")
        assert updates == [("muted", "there is no message that could be changed")]


def test_where_the_alert_was_sent_to_one_of_two_places_its_message_there_is_changed(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner=MARA), account("bravo", owner=MARA)], TO_BOTH, ONE_A_DAY) as made:
        made.desk.offer(round_("bravo", -5), round_("alpha", -4))
        made.courier.drain()
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        assert [each.changes for each in made.slack.in_channel(MARA)] == [0, 0]
        assert [each.changes for each in made.slack.in_channel("#other")] == [0, 1, 0]
