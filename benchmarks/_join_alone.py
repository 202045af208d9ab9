"""The join alone: signals in the topic to signals joined, sent on and acknowledged, by one or more workers."""

from contextlib import ExitStack
from typing import Any, NamedTuple

from benchmarks._cluster import cpu, until
from streams.topics import QUALIFIED, SILENT
from tests.kafka import joins


class Joined(NamedTuple):
    """Signals a second between the first record sent and the last, and microseconds of the workers' processor each."""

    rate: float
    each: float


def joined(address: str, count: int, workers: int = 1) -> Joined:
    """What so many workers make of the signals in the topic."""
    with ExitStack() as last:
        processes = [last.enter_context(joins.worker(address)) for _ in range(workers)]
        readers = last.enter_context(joins.reading(address, QUALIFIED, SILENT))
        until(lambda: all("joining" in joins.said_by(each) for each in processes), 0.02, "the workers join")
        begun = sum(map(cpu, processes))
        until(lambda: _seen(readers) >= count, 0.5, f"{count:,} signals joined")
        used = sum(map(cpu, processes)) - begun
        stamps = [record.timestamp for reader in readers for record in reader.records]
    return Joined(count / max((max(stamps) - min(stamps)) / 1000, 0.001), used / count * 1e6)


def _seen(readers: list[Any]) -> int:
    """Signals that came out; looked at rarely, so that the looking costs little."""
    for reader in readers:
        while reader._poll(20):
            pass
    return sum(record.value.count(b'"verdict":') for reader in readers for record in reader.records)
