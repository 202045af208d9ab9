"""The pipeline beside a broker of this machine, and what a user would write instead, in one run.

    python benchmarks/kafka.py [SIGNALS]

Peers on the same topic: a first Faust app (table read, table write and a send for each record; it stores nothing), and
kafka-python with one insert into DuckDB a message. Then the join alone, on arrays and single records, with two workers
and with broken records; the whole way, from the topic to committed decisions; and the delay of a signal that alerts.
Where there is no broker it says so and ends.
"""

import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.pop(0)  # this folder, which would hide kafka-python
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _peers
from benchmarks._cluster import bodies, broker, fill, with_broken
from benchmarks._join_alone import Joined, joined
from benchmarks._setup import machine
from benchmarks._whole_way import delay, whole_way
from streams.wire import FULL
from tests.kafka.broker import NoBroker

SIGNALS, RATE, SECONDS = 100_000, 100, 20
INSERTS = 2_000
TURNS = 3
CORES = 4
"""Two workers, the broker and who reads what comes out: with fewer, a second worker takes turns with the others."""


def peers(address: str, count: int) -> tuple[float, float]:
    """Signals a second of the first Faust app, and of one insert a message."""
    fill(address, bodies(count), 0)
    with TemporaryDirectory() as folder:
        faust = _peers.first_faust_app(address, count, Path(folder))
        inserts = _peers.one_insert(address, min(INSERTS, count), Path(folder))
    print(f"peers: a first Faust app {faust:,.0f} signals/s, one insert a message {inserts:,.0f}/s", flush=True)
    return faust, inserts


def join_alone(address: str, count: int) -> None:
    """One worker on arrays and on single records, and what two workers and broken records make of that."""
    one = _join(address, "arrays of up to 256 kB", 3 * count, lambda: fill(address, bodies(3 * count), FULL))
    two = _join(address, "the same, two workers", 3 * count, lambda: fill(address, bodies(3 * count), FULL), 2)
    print(f"join: {_scaling(one, two, os.cpu_count() or 1)}", flush=True)
    single = _in_turns(
        lambda: _join(address, "single records", count // 3, lambda: fill(address, bodies(count // 3), 0)),
        lambda: _join(
            address, "one more in 100 no JSON", count // 3, lambda: fill(address, bodies(count // 3), 0, poisoned=True)
        ),
    )
    arrays = _in_turns(
        lambda: _join(address, "arrays", count, lambda: fill(address, bodies(count), FULL)),
        lambda: _join(
            address, "one member in 100 broken", count, lambda: fill(address, with_broken(bodies(count)), FULL)
        ),
    )
    print(f"join: broken ones cost {single} as records, {arrays} in arrays, of the processor a signal", flush=True)


def _scaling(one: Joined, two: Joined, cores: int) -> str:
    """What a second worker brings: its rate where there are cores for it, and what a signal costs then in any case."""
    said = f"two workers {two.rate / one.rate:.2f} times one, a signal costs {two.each / one.each:.2f} times as much"
    if cores >= CORES:
        return said
    return f"{said}; {cores} cores do not hold two workers, the broker and a reader: the first figure says nothing"


def _in_turns(whole: Callable[[], Joined], broken: Callable[[], Joined]) -> str:
    """How much more a signal costs with broken ones among them: the median of pairs, in turns A B B A A B."""
    found = []
    for turn in range(TURNS):
        first, second = (whole, broken) if turn % 2 == 0 else (broken, whole)
        costs = {first: first().each, second: second().each}
        found.append(costs[broken] / costs[whole] - 1)
    return f"{statistics.median(found):.1%} ({min(found):.1%} to {max(found):.1%})"


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
                f" {whole.each:.0f} us of the sinks' processor each; the outlet before it {whole.produced:,.0f}/s",
                flush=True,
            )
            join_alone(address, count)
            waits(address)
    except NoBroker as why:
        print(f"skipped: {why}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SIGNALS)
