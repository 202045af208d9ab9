"""What a signal costs as the store grows from 50,000 to 5,000,000, one signal alone, and memory: 100,000 accounts.

    python benchmarks/growth.py [MOST STORED, default 5000000]

Signals come at a constant rate, 33,333 a day, one in three days at each account: 50,000 are a day and a half, five
million are five months. So the accounts of the large store also have some forty times the live triggers of the small
one's, and more of their signals come over the bar and alert. For like with like, a market of 1,000 accounts at the same
rate an account stores 50,000 in the same five months: the same density of live triggers, a hundredth of the store.
Both ratios are printed. Costs are processor time, from bytes to commit, so that a busy machine does not blur them.
Memory is the peak of this process, which also makes the signals up. Five million take ten to twenty minutes.
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

ACCOUNTS, FEW_ACCOUNTS, RATE = 100_000, 1_000, 100_000 / 3
BATCH, LITTLE, PROBE, SINGLES = 5_000, 1_000, 20_000, 400
SMALL, MIDDLE, LARGE = 50_000, 1_000_000, 5_000_000


def grow(made: Bench, lines: Iterator[bytes], by: int) -> None:
    """Store so many more."""
    while by > 0 and (chunk := list(islice(lines, min(by, 50_000)))):
        made.feed(chunk, BATCH)
        by -= len(chunk)


def cost(made: Bench, lines: Iterator[bytes], batch: int, probe: int = PROBE) -> float:
    """Microseconds of processor time a signal, over a probe in batches."""
    chunk = list(islice(lines, probe))
    start = time.process_time()
    made.feed(chunk, batch)
    return (time.process_time() - start) / len(chunk) * 1e6


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


def market(accounts: int, most: int) -> Iterator[bytes]:
    """Signals of a market of so many accounts at the constant rate."""
    count = most + 10 * PROBE
    return _world.lines(count, accounts, days=count / (RATE * accounts / ACCOUNTS))


def alike(most: int) -> float:
    """Cost in a store of a hundredth of the accounts and signals: the density of live triggers is the same."""
    small = most * FEW_ACCOUNTS // ACCOUNTS
    lines = market(FEW_ACCOUNTS, small)
    with bench(FEW_ACCOUNTS) as made:
        grow(made, lines, small - PROBE // 4)
        return cost(made, lines, LITTLE, PROBE // 2)


def told(made: Bench, what: str) -> None:
    """One line: how many are stored and live, what was measured, the peak of memory."""
    held = made.desk.memory.held
    print(f"{made.count('signals'):,} stored, {held:,} held in memory: {what}, peak {peak():,.0f} MiB", flush=True)


def small_store(made: Bench, lines: Iterator[bytes]) -> float:
    """Grow to the small size; the cost there."""
    grow(made, lines, SMALL - PROBE // 2)
    found = cost(made, lines, BATCH)
    told(made, f"{found:.1f} us a signal")
    return found


def middle_store(made: Bench, lines: Iterator[bytes], by: int) -> None:
    """Grow by so many; signals alone there, and in batches."""
    grow(made, lines, by)
    alone = singles(made, lines)
    median, last = statistics.median(alone), alone[int(len(alone) * 0.99)]
    told(
        made, f"one alone {median:.1f} ms median, {last:.1f} ms 99th percentile, {cost(made, lines, BATCH):.1f} us each"
    )


def main() -> None:
    """Print the figures at each size."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    print(machine())
    lines = market(ACCOUNTS, most)
    with bench(ACCOUNTS) as made:
        print(f"{ACCOUNTS:,} accounts taken in: peak {peak():,.0f} MiB", flush=True)
        small = small_store(made, lines)
        middle_store(made, lines, min(MIDDLE, most) - SMALL - PROBE // 2)
        grow(made, lines, most - MIDDLE - PROBE)
        large, little = cost(made, lines, BATCH), cost(made, lines, LITTLE)
        told(made, f"{large:.1f} us a signal, {large / small:.2f} times that of {SMALL:,} stored")
    fewer = alike(most)
    print(
        f"at the same density, in batches of {LITTLE:,}: {little:.1f} us with {most:,} stored,"
        f" {fewer:.1f} us with {most * FEW_ACCOUNTS // ACCOUNTS:,}: {little / fewer:.2f} times"
    )


if __name__ == "__main__":
    main()
