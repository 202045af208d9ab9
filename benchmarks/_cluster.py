"""A broker for the benchmarks, and what they put into its topics."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from streams.topics import SIGNALS
from streams.wire import pack, partitioner
from tests.kafka import joins
from tests.kafka.broker import GivenBroker, LocalBroker
from tests.kafka.conftest import empty

ACCOUNTS = 10_000
POISON = b"not JSON at all"
MOST = 180.0
"""Seconds for one measurement: a benchmark ends by itself, also when a process stands still."""


@contextlib.contextmanager
def broker() -> Iterator[str]:
    """The address of a broker that may be emptied. Raises NoBroker where there is none."""
    with tempfile.TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        given = os.environ.get("FITSIGNAL_BROKER")
        found = GivenBroker(given) if given else LocalBroker(Path(folder) / "kafka")
        with contextlib.closing(found):
            found.start()
            yield found.address


def fits(number: int) -> bool:
    """Six of ten accounts fit."""
    return number % 10 < 6


def domain(number: int) -> str:
    """The account of a signal."""
    return f"a{number * 7919 % ACCOUNTS}.com"


def bodies(count: int) -> Iterator[tuple[str, bytes]]:
    """So many signals over the accounts, as the topic carries them, each with its key."""
    for number in range(count):
        yield domain(number), joins.dumped(joins.signal(number, domain(number))) or b""


def with_broken(found: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The same, and behind each hundredth one that is broken, as JSON it can still be read by."""
    for place, (key, body) in enumerate(found):
        yield key, body
        if place % 100 == 0:
            yield key, body.replace(b'"confidence":1.0', b'"confidence":7')


def fill(address: str, found: Iterable[tuple[str, bytes]], full: int, *, poisoned: bool = False) -> None:
    """Empty topics with the accounts, and then the signals in records of at most `full` bytes; 0: one a record.

    `poisoned`: behind each hundredth record one that is no JSON.
    """
    empty(address)
    joins.make_topics(address)
    joins.put_accounts(address, *(joins.account(f"a{n}.com", "pass" if fits(n) else "out") for n in range(ACCOUNTS)))
    with joins.producing(address) as producer:
        for place, (key, value) in enumerate(pack(found, partitioner(joins.PARTITIONS), full)):
            if poisoned and place % 100 == 0:
                producer.send(SIGNALS, POISON, key)
            producer.send(SIGNALS, value, key)
        producer.flush(timeout=MOST)


def until(holds: Callable[[], Any], every: float, what: str) -> float:
    """Ask until the answer is yes; the time by the wall clock then. Raises RuntimeError after a while."""
    end = time.monotonic() + MOST
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not within {MOST:g} s")
        time.sleep(every)
    return time.time()


def cpu(process: Any) -> float:
    """Seconds of processor that a process has used; 0 where the system does not tell it under /proc."""
    if sys.platform != "linux":
        return 0.0
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
