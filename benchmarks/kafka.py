"""The pipeline beside a broker of this machine, and what a user would write instead, in one run.

    python benchmarks/kafka.py [SIGNALS]

Peers on the same topic: a first Faust app (table read, table write and a send for each record; it stores nothing), and
kafka-python with one insert into DuckDB a message. Then the join alone, on arrays and single records, with two workers
and with broken records; the whole way, from the topic to committed decisions; and the delay of a signal that alerts.
Where there is no broker it says so and ends.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.pop(0)  # this folder, which would hide kafka-python
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _peers
from benchmarks._cluster import bodies, broker, fill
from benchmarks._join_alone import Joined, joined
from benchmarks._setup import machine
from benchmarks._whole_way import delay, whole_way
from streams.wire import FULL
from tests.kafka.broker import NoBroker

SIGNALS, RATE, SECONDS = 100_000, 100, 20
INSERTS = 2_000


def peers(address: str, count: int) -> tuple[float, float]:
    """Signals a second of the first Faust app, and of one insert a message."""
    fill(address, bodies(count), 0)
    with TemporaryDirectory() as folder:
        faust = _peers.first_faust_app(address, count, Path(folder))
        inserts = _peers.one_insert(address, min(INSERTS, count), Path(folder))
    print(f"peers: a first Faust app {faust:,.0f} signals/s, one insert a message {inserts:,.0f}/s", flush=True)
    return faust, inserts


def join_alone(address: str, count: int) -> None:
    """One worker on arrays and on single records, two workers, and broken records among the others."""
    arrays = _join(address, "arrays of up to 256 kB", 3 * count, lambda: fill(address, bodies(3 * count), FULL))
    two = _join(address, "the same, two workers", 3 * count, lambda: fill(address, bodies(3 * count), FULL), 2)
    single, poisoned = _in_turns(address, count // 3)
    print(
        f"join: two workers {two.rate / arrays.rate:.2f} times one, on {os.cpu_count()} cores with the broker;"
        f" broken records cost {1 - poisoned.rate / single.rate:.1%} of the throughput,"
        f" {poisoned.each / single.each - 1:.1%} of the processor",
        flush=True,
    )


def _in_turns(address: str, count: int) -> tuple[Joined, Joined]:
    """The best of two of single records, and of the same with broken ones among them: the machine's mood is both's."""
    found: list[tuple[Joined, Joined]] = []
    for _ in range(2):
        whole = _join(address, "single records", count, lambda: fill(address, bodies(count), 0))
        broken = _join(address, "one more in 100 broken", count, lambda: fill(address, bodies(count), 0, poisoned=True))
        found.append((whole, broken))
    wholes, brokens = zip(*found, strict=True)
    return min(wholes, key=lambda each: each.each), min(brokens, key=lambda each: each.each)


def _join(address: str, what: str, count: int, filled: Callable[[], None], workers: int = 1) -> Joined:
    filled()
    found = joined(address, count, workers)
    print(f"join, {what:24s} {found.rate:8,.0f} signals/s, {found.each:4.0f} us of processor each", flush=True)
    return found


def waits(address: str) -> None:
    """How long signals take at a rate that a person would call busy."""
    found = delay(address, RATE, SECONDS)
    for what, (median, last) in (("decided", found.decided), ("alert published", found.published)):
        print(f"produced to {what} at {RATE}/s: median {median:.0f} ms, 99th percentile {last:.0f} ms", flush=True)
    print(f"{found.came:,} of {found.due:,} alerts came")


def main(count: int) -> None:
    """Print the figures and their ratios."""
    print(machine())
    try:
        with broker() as address:
            faust, inserts = peers(address, count // 3)
            whole = whole_way(address, count)
            print(
                f"the whole way, arrays to committed decisions: {whole.decided:,.0f} signals/s,"
                f" {whole.decided / faust:.1f} times the Faust app, {whole.decided / inserts:.0f} times one insert;"
                f" the outlet before it {whole.produced:,.0f}/s",
                flush=True,
            )
            join_alone(address, count)
            waits(address)
    except NoBroker as why:
        print(f"skipped: {why}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SIGNALS)
