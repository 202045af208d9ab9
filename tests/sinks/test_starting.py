"""Where partitions are read on, and what stops a store from being read into."""

import re

import pytest

from sinks.offsets import Offset, Place
from sinks.starting import Broker, ConsumingError, starts
from streams.topics import ALERTS, QUALIFIED, SILENT

A, B, C = Place(QUALIFIED, 0), Place(QUALIFIED, 1), Place(SILENT, 0)
BROKER = Broker("c1", {QUALIFIED: "q1", SILENT: "s1", ALERTS: "a1"}, {A: (0, 10), B: (4, 4), C: (5, 20)})


def at(following: int, cluster: str = "c1", topic: str = "q1", until: int | None = None) -> Offset:
    return Offset(cluster, topic, following, until)


def test_a_new_store_reads_from_where_each_partition_begins() -> None:
    assert starts(BROKER, {}, replay=False) == {A: at(0), B: at(4), C: at(5, topic="s1")}


def test_a_lost_store_replays_all_that_is_there() -> None:
    assert starts(BROKER, {}, replay=True) == {A: at(0, until=10), B: at(4), C: at(5, topic="s1", until=20)}


def test_a_store_reads_on_and_a_partition_that_is_new_is_read_from_its_beginning() -> None:
    kept = {A: [at(7)], C: [at(20, topic="s1")]}
    assert starts(BROKER, kept, replay=False) == {A: at(7), B: at(4), C: at(20, topic="s1")}


def test_a_replay_goes_on_to_its_end_and_is_over_after_it() -> None:
    kept = {A: [at(7, until=9)], C: [at(12, topic="s1", until=12)]}
    assert starts(BROKER, kept, replay=False) == {A: at(7, until=9), B: at(4), C: at(12, topic="s1")}


def test_of_several_lives_of_a_topic_its_own_counts() -> None:
    kept = {A: [at(99, topic="q0"), at(3)], B: [at(99, cluster="c0"), at(4)]}
    assert starts(BROKER, kept, replay=False)[A] == at(3)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({C: [at(4, topic="s1")]}, "was read up to 4 and begins at 5: 1 records were deleted before they were read"),
        ({A: [at(11)]}, "was read up to 11 and ends at 10: the broker has lost what the store has read"),
        ({A: [at(3, topic="q0")]}, f"{QUALIFIED} was deleted and made again since the store read it"),
        ({A: [at(3, cluster="c0")]}, "the store has read cluster c0, and this is cluster c1"),
        ({Place(QUALIFIED, 7): [at(3)]}, "has no partition 7 any more"),
        ({Place("fitsignal.other.v1", 0): [at(3)]}, "fitsignal.other.v1, which the store has read, is not there"),
    ],
)
def test_what_cannot_be_read_on_is_told_and_nothing_is_read(kept: dict[Place, list[Offset]], said: str) -> None:
    with pytest.raises(ConsumingError, match=re.escape(said)):
        starts(BROKER, kept, replay=False)
    with pytest.raises(ConsumingError, match=re.escape(said)):
        starts(BROKER, kept, replay=True)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ConsumingError) as why:
        starts(BROKER, {A: [at(11)], C: [at(4, topic="s1")]}, replay=False)
    assert len(str(why.value).splitlines()) == 2
