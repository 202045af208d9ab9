"""Counts as status and Prometheus read them, and the speed of a key."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.receiver.counts import Counts
from sources.receiver.limits import MOST_BUCKETS, Buckets, TooFast
from sources.receiver.spool import SpoolCounts
from tests.sources.receiver.makers import NOW


def test_prometheus_reads_outcomes_by_endpoint_and_what_waits() -> None:
    counts = Counts()
    counts.add("hooks/rb2b", "accepted", 3)
    counts.add("hooks/rb2b", "unauthorized")
    counts.add('odd"name', "accepted")
    later = (NOW + timedelta(seconds=2.5)).timestamp()
    assert counts.prometheus(SpoolCounts(2, 500, NOW), later).splitlines() == [
        "# HELP fitsignal_receiver_requests_total Requests by endpoint and outcome.",
        "# TYPE fitsignal_receiver_requests_total counter",
        'fitsignal_receiver_requests_total{endpoint="hooks/rb2b",outcome="accepted"} 3',
        'fitsignal_receiver_requests_total{endpoint="hooks/rb2b",outcome="unauthorized"} 1',
        'fitsignal_receiver_requests_total{endpoint="odd\\"name",outcome="accepted"} 1',
        "# HELP fitsignal_spool_requests Requests that wait for the drain.",
        "# TYPE fitsignal_spool_requests gauge",
        "fitsignal_spool_requests 2",
        "# HELP fitsignal_spool_bytes Bytes that wait for the drain.",
        "# TYPE fitsignal_spool_bytes gauge",
        "fitsignal_spool_bytes 500",
        "# HELP fitsignal_spool_oldest_seconds Age of the oldest request that waits.",
        "# TYPE fitsignal_spool_oldest_seconds gauge",
        "fitsignal_spool_oldest_seconds 2.5",
    ]


@given(st.lists(st.floats(0, 5), max_size=60), st.floats(0.5, 5), st.integers(1, 8))
def test_a_key_gets_its_burst_and_then_its_rate_and_never_more(waits: list[float], rate: float, burst: int) -> None:
    now, taken = [0.0], 0
    buckets = Buckets(rate, burst, lambda: now[0])
    for wait in waits:
        now[0] += wait
        try:
            buckets.take("a")
            taken += 1
        except TooFast as refused:
            now[0] += refused.retry_after
            buckets.take("a")
            taken += 1
        assert taken <= burst + rate * now[0] + 1e-6


def test_there_are_no_more_buckets_than_bounded() -> None:
    buckets = Buckets(1.0, 1.0, lambda: 0.0)
    for number in range(MOST_BUCKETS * 2):
        buckets.take(str(number))
    with pytest.raises(TooFast):
        buckets.take(str(MOST_BUCKETS * 2 - 1))
    assert len(buckets) == MOST_BUCKETS
