"""A channel that is given by its name and by its id is one channel: one pace, one order, one thread of an account."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sinks.lanes import standing, take_lanes
from sinks.pacing import Lanes
from sinks.planned import Rules
from sinks.planning import Planner
from sinks.routing import Rule
from tests.fitsignal.offices import BO, CALM, MARA, Office, demo, office, round_
from tests.laws.desks import account

NAMES = (Rule(owner=(MARA,), to=("#other",)), Rule(owner=(BO,), to=("C02",)))
BY_PRIORITY = (Rule(priority=("P2",), to=("#other",)), Rule(priority=("P1",), to=("C02",)))


def lanes_of(made: Office) -> Lanes:
    """What a restart knows of the places."""
    lanes = Lanes()
    for place, channel in standing(made.desk.store.connection, "slack"):
        lanes.met(place, channel)
    return lanes


def test_once_an_answer_told_that_they_are_one_they_have_one_lane(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner=MARA), account("bravo", owner=BO)], NAMES) as made:
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        made.desk.offer(demo("alpha", -1), demo("bravo", -1))
        folded = lanes_of(made).folded
        assert folded == {"C02": "#other"}
        with made.desk.store.transaction() as connection:
            Planner("slack", Rules(CALM, NAMES, "#signals", threads=True)).plan(connection, made.desk.now, last=True)
            taken = take_lanes(connection, "slack", 9, made.desk.now, folded=folded)
        assert {lane: sorted(each.destination for each in due) for lane, due in taken.items()} == {
            "#other": ["#other", "#other", "C02"]
        }


def test_a_rise_that_goes_there_by_the_id_hangs_on_the_message_that_went_by_the_name(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner=MARA)], BY_PRIORITY) as made:
        made.desk.offer(round_("alpha", -2))
        made.courier.drain()
        made.desk.offer(demo("alpha", -1))
        made.courier.drain()
        first, second = made.slack.in_channel("#other")
        assert second.body["thread_ts"] == first.ts
        assert first.changes == 1


def test_a_place_that_is_asked_to_wait_waits_by_both_names(tmp_path: Path) -> None:
    with office(tmp_path, [account("alpha", owner=MARA), account("bravo", owner=BO)], NAMES) as made:
        made.desk.offer(round_("alpha", -3), round_("bravo", -3))
        made.courier.drain()
        made.fates("limited")
        made.desk.offer(demo("alpha", -2))
        made.courier.drain()
        made.desk.offer(demo("bravo", -1))
        made.courier.drain()
        assert len(made.slack.in_channel("#other")) == 2
        made.desk.now += timedelta(seconds=2)
        made.courier.drain()
        assert len(made.slack.in_channel("#other")) == 4


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("XYZ")), max_size=20))
def test_places_share_a_lane_exactly_where_they_share_a_channel(told: list[tuple[str, str]]) -> None:
    lanes = Lanes()
    for place, channel in told:
        lanes.met(place, channel)
    last = dict(told)
    for one in last:
        for other in last:
            assert (lanes.of(one) is lanes.of(other)) == (last[one] == last[other])
    assert set(lanes.names(lanes.places)) >= last.keys()
