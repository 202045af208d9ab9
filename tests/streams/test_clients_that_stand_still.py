"""What reads from a broker with a client that stands still gives that client up."""

import asyncio
from itertools import count
from types import SimpleNamespace

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.structs import TopicPartition

from streams import fit_reader, watching
from streams.fit_reader import FitReader
from streams.standstill import PATIENCE, StandstillError
from streams.watching import State, Watch

PART = TopicPartition("fitsignal.signals.v1", 3)
LOOKS = 60


class Broker:
    """What a partition holds, by a client that brings nothing of it."""

    def __init__(self, end):
        self.end, self.asked = end, 0

    def assign(self, places):
        pass

    async def position(self, place):
        return 5

    async def getmany(self, *, timeout_ms):
        return {}

    async def beginning_offsets(self, places):
        self.asked += 1
        return dict.fromkeys(places, 0)

    async def end_offsets(self, places):
        if isinstance(self.end, Exception):
            raise self.end
        return dict.fromkeys(places, self.end)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Each glance at the clock is some seconds later."""
    ticks = count(0.0, PATIENCE / 4)
    monkeypatch.setattr(fit_reader, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    monkeypatch.setattr(watching, "asyncio", Hasty(lambda: next(ticks)))


class Hasty:
    """asyncio whose sleeps take no time, and whose loop has another clock."""

    timeout = staticmethod(asyncio.timeout)

    def __init__(self, clock):
        self._clock = clock

    async def sleep(self, seconds):
        await asyncio.sleep(0)

    def get_running_loop(self):
        return SimpleNamespace(time=self._clock)


def watched(broker, looks=LOOKS, **state):
    """Watch until it raises, or has looked so often."""
    left = iter(range(looks))

    def told():
        if next(left, None) is None:
            raise asyncio.CancelledError
        return State(**{"reached": {PART: 5}, "busy": False, "rebalancing": False, "waited": 0.0} | state)

    with pytest.raises((StandstillError, asyncio.CancelledError)) as ended:
        asyncio.run(Watch(broker, told, KafkaError).run())
    return str(ended.value)


def test_a_join_whose_client_does_not_bring_what_waits_ends():
    assert (
        watched(Broker(9)) == "records wait on partition 3 of fitsignal.signals.v1, and its client does not bring them"
    )


def test_a_group_that_does_not_find_its_order_ends_it_too():
    assert watched(Broker(5), rebalancing=True) == "the group has not found its order for 30 s"


def test_a_delivery_that_is_never_acknowledged_ends_it_where_the_broker_answers():
    told = "the broker answers, but has acknowledged nothing for 25 s"
    assert watched(Broker(5), busy=True, waited=26.0) == told
    assert watched(Broker(KafkaConnectionError("no broker")), busy=True, waited=26.0) == ""


@pytest.mark.parametrize(
    ("end", "state"),
    [(5, {}), (KafkaConnectionError("no broker"), {}), (9, {"busy": True}), (9, {"reached": {}})],
    ids=["nothing waits", "the broker is away", "the broker is slow", "no partition is its own"],
)
def test_it_goes_on_where_it_is_not_the_client_that_is_waited_for(end, state):
    assert watched(Broker(end), **state) == ""


def test_accounts_that_are_there_and_do_not_come_are_not_waited_for():
    with pytest.raises(StandstillError, match="the accounts that are there do not come"):
        asyncio.run(FitReader(Broker(9)).read_to_the_end([PART]))
