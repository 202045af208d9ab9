"""One signal alone, memory, and what a signal costs as the store grows: 100,000 accounts, up to five million signals.

    python benchmarks/growth.py [MOST STORED, default 1000000]

Memory is the peak of this process, which also makes the signals up. Five million take a quarter of an hour or more.
"""

import resource
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _world
from benchmarks._setup import Bench, bench, machine
from streams.ports import Batch
from streams.signal import SignalDraft

ACCOUNTS, BATCH, PROBE, SINGLES = 100_000, 5_000, 20_000, 400
SMALL, MIDDLE = 50_000, 1_000_000


def grow(made: Bench, lines: Iterator[bytes], by: int) -> None:
    """Store so many more."""
    while by > 0 and (chunk := list(islice(lines, min(by, 50_000)))):
        made.feed(chunk, BATCH)
        by -= len(chunk)


def cost(made: Bench, lines: Iterator[bytes]) -> float:
    """Microseconds a signal, over a probe in batches."""
    probe = list(islice(lines, PROBE))
    return made.feed(probe, BATCH) / len(probe) * 1e6


def singles(made: Bench, lines: Iterator[bytes]) -> list[float]:
    """Milliseconds from accepted to committed of signals that come alone, one after the other."""
    taken = []
    for line in islice(lines, SINGLES):
        draft = SignalDraft.model_validate_json(line)
        start = time.perf_counter()
        made.host.accept(Batch("bench", "file", [draft])).result()
        taken.append((time.perf_counter() - start) * 1e3)
    return sorted(taken)


def peak() -> float:
    """Peak memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures at each size."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else MIDDLE
    lines = _world.lines(most + 10 * PROBE, ACCOUNTS)
    print(machine())
    with bench(ACCOUNTS) as made:
        print(f"{ACCOUNTS:,} accounts taken in: peak {peak():,.0f} MiB")
        grow(made, lines, min(SMALL, most))
        small = cost(made, lines)
        print(f"{made.count('signals'):,} stored: {small:.1f} us a signal, peak {peak():,.0f} MiB")
        grow(made, lines, min(MIDDLE, most) - SMALL)
        alone = singles(made, lines)
        median, last = statistics.median(alone), alone[int(len(alone) * 0.99)]
        print(
            f"{made.count('signals'):,} stored: one alone {median:.1f} ms median, {last:.1f} ms 99th percentile,"
            f" {cost(made, lines):.1f} us a signal in batches, peak {peak():,.0f} MiB"
        )
        grow(made, lines, most - MIDDLE)
        large = statistics.median(cost(made, lines) for _ in range(3))
        print(f"{made.count('signals'):,} stored: {large:.1f} us a signal, {large / small:.2f} times that of the first")


if __name__ == "__main__":
    main()
