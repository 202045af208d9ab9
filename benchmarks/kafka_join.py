"""The join alone on a broker of this machine: signals in the topic to signals joined and acknowledged.

python benchmarks/kafka_join.py [SIGNALS]

In arrays as our own producers write them, in arrays of 25, and as single records of a foreign producer, with and
without a broken one in every hundred. The broker is the tests' one; where there is none, it says so and ends.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._setup import machine
from streams.topics import QUALIFIED, SIGNALS, SILENT
from streams.wire import pack, partitioner
from tests.kafka import joins
from tests.kafka.broker import GivenBroker, LocalBroker, NoBroker

ACCOUNTS, SIGNALS_OF_ARRAYS = 10_000, 300_000
POISON = b"not JSON at all"
MOST = 300.0
"""Seconds for one way of writing: the benchmark ends by itself, also when a worker stands still."""


def accounts() -> list[Any]:
    """Six of ten fit."""
    return [joins.account(f"a{n}.com", "pass" if n % 10 < 6 else "out") for n in range(ACCOUNTS)]


def records(count: int, full: int) -> Iterator[tuple[bytes, bytes]]:
    """So many signals over the accounts, in records of at most `full` bytes."""
    partition_of = partitioner(joins.PARTITIONS)
    numbered = ((n, f"a{n * 7919 % ACCOUNTS}.com") for n in range(count))
    return pack(((domain, joins.dumped(joins.signal(n, domain))) for n, domain in numbered), partition_of, full)


def fill(address: str, count: int, full: int, poisoned: bool) -> None:
    """Empty topics, and then the signals in them."""
    from tests.kafka.conftest import empty

    empty(address)
    joins.make_topics(address)
    joins.put_accounts(address, *accounts())
    with joins.producing(address) as producer:
        for place, (key, value) in enumerate(records(count, full)):
            if poisoned and place % 100 == 0:
                producer.send(SIGNALS, POISON, key)
            producer.send(SIGNALS, value, key)
        producer.flush(timeout=300)


def joined(address: str, count: int) -> tuple[float, float]:
    """Signals a second of one worker between its first record sent and its last, and its CPU in microseconds each."""
    with joins.worker(address) as process, joins.reading(address, QUALIFIED, SILENT) as readers:
        begun = until_it_joins(process)
        passed = sum(n * 7919 % ACCOUNTS % 10 < 6 for n in range(count))
        joins.PATIENCE = 600.0
        for reader, expected in zip(readers, (passed, count - passed), strict=True):
            wait_for(reader, expected)
        used = cpu(process) - begun
        stamps = [record.timestamp for reader in readers for record in reader.records]
    return count / ((max(stamps) - min(stamps)) / 1000), used / count * 1e6


def until_it_joins(process: "subprocess.Popen[bytes]") -> float:
    """The processor that its start took, in seconds."""
    end = time.monotonic() + MOST
    while "joining" not in joins.said_by(process):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the worker ended before it joined, or did not join within {MOST:g} s")
        time.sleep(0.05)
    return cpu(process)


def wait_for(reader: Any, expected: int) -> None:
    """Look on rarely, so that the looking costs little."""
    found, end = 0, time.monotonic() + MOST
    while found < expected:
        if time.monotonic() > end:
            raise RuntimeError(f"{found:,} of {expected:,} were joined within {MOST:g} s")
        time.sleep(0.5)
        before = len(reader.records)
        while reader._poll(50):
            pass
        found += sum(record.value.count(b'"verdict":') for record in reader.records[before:])


def cpu(process: "subprocess.Popen[bytes]") -> float:
    """Seconds of processor that the process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def broker() -> Iterator[str]:
    """The address of a broker that may be emptied."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("FITSIGNAL_BROKER")
        found = GivenBroker(given) if given else LocalBroker(Path(folder) / "kafka")
        with contextlib.closing(found):
            found.start()
            yield found.address


def main(count: int) -> None:
    """Print a line for each way of writing the same signals."""
    cases = (
        ("arrays of up to 256 kB", count, 256_000, False),
        ("arrays of about 25", count // 2, 12_000, False),
        ("single records", count // 5, 0, False),
        ("single records, one more in 100 broken", count // 5, 0, True),
    )
    print(f"join alone, one worker, {ACCOUNTS:,} accounts, {joins.PARTITIONS} partitions; {machine()}")
    try:
        with broker() as address:
            for name, signals, full, poisoned in cases:
                fill(address, signals, full, poisoned)
                rate, each = joined(address, signals)
                print(f"{name:40s} {rate:8,.0f} signals/s, {each:4.0f} us of the worker's processor each", flush=True)
    except NoBroker as why:
        print(f"skipped: {why}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SIGNALS_OF_ARRAYS)
