"""A client that brings nothing of what waits is told from a quiet topic: reading fails, and begins anew elsewhere."""

from concurrent.futures import Future
from itertools import count

import pytest
from kafka.errors import KafkaTimeoutError
from kafka.structs import TopicPartition

from sinks import reading
from sinks.reading import Reading
from streams.standstill import LOOK_EVERY

PART = TopicPartition("fitsignal.qualified.v1", 0)


class Silent:
    """A consumer that brings nothing; `end` is what its broker says, or an error."""

    def __init__(self, end):
        self.end, self.polled = end, 0

    def assignment(self):
        return {PART}

    def position(self, part):
        return 5

    def poll(self, timeout_ms, max_records):
        self.polled += 1
        return {}

    def beginning_offsets(self, parts, timeout_ms):
        return {PART: 0}

    def end_offsets(self, parts, timeout_ms):
        if isinstance(self.end, Exception):
            raise self.end
        return {PART: self.end}


@pytest.fixture
def clock(monkeypatch):
    """Each glance at the clock is some seconds later."""
    ticks = count(0.0, LOOK_EVERY)
    monkeypatch.setattr(reading, "monotonic", lambda: next(ticks))


def read(consumer, polls=60):
    def call(act):
        return Future()

    Reading(consumer, None, None, call, lambda: consumer.polled >= polls).run()


def test_where_records_wait_and_none_comes_reading_fails(clock):
    with pytest.raises(KafkaTimeoutError, match=r"records wait on partition 0 of fitsignal\.qualified\.v1"):
        read(Silent(9))


@pytest.mark.parametrize("end", [5, KafkaTimeoutError("the broker is silent")], ids=["quiet", "silent broker"])
def test_a_quiet_topic_and_a_silent_broker_are_waited_for(clock, end):
    silent = Silent(end)
    read(silent)
    assert silent.polled == 60
