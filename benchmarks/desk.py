"""100,000 signals over 10,000 accounts, from bytes to committed decision, beside a loop of one insert a signal.

python benchmarks/desk.py [SIGNALS]
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _setup, _world
from benchmarks._setup import bench, machine
from benchmarks._stopwatch import Stage, Stopwatch

ACCOUNTS, NAIVE = 10_000, 1_500
BATCHES = (5_000, 1_000)


def stages() -> list[Stage]:
    """What is timed, from bytes to commit."""
    from sinks import columns, desk, drafting, memory, store
    from streams import embedded

    return [
        Stage(_setup, "parsed", "parse and validate"),
        Stage(embedded, "arrive", "stamp, name, resolve"),
        Stage(desk, "signal_row", "rows of signals"),
        Stage(desk.Desk, "_judge", "fold, intent, decide"),
        Stage(drafting, "reasons", "reasons of alerts"),
        Stage(drafting.Drafting, "write", "rows of triggers, intents, decisions, alerts"),
        Stage(columns.Table, "_run", "SQL"),
        Stage(columns.Table, "_arrow", "Arrow"),
        Stage(store.Store, "commit", "commit"),
        Stage(memory.Memory, "load", "memory"),
        Stage(desk.Desk, "apply", "the rest of the desk"),
    ]


def naive(lines: list[bytes]) -> float:
    """Signals a second of the plainest pipeline: parse, one insert, one commit a signal; it decides nothing."""
    import duckdb
    import orjson

    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        store = duckdb.connect(str(Path(folder) / "naive.duckdb"))
        store.execute(
            "CREATE TABLE q (id VARCHAR PRIMARY KEY, domain VARCHAR, kind VARCHAR, at VARCHAR, payload JSON)".replace(
                " at ", ' "at" '
            )
        )
        start = time.perf_counter()
        for number, line in enumerate(lines):
            signal = orjson.loads(line)
            row = [str(number), signal["company"]["domain"], signal["kind"], signal["occurred_at"], line.decode()]
            store.execute("INSERT OR IGNORE INTO q VALUES (?, ?, ?, ?, ?)", row)
        seconds = time.perf_counter() - start
        store.close()
    return len(lines) / seconds


def main() -> None:
    """Print both figures and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    lines = list(_world.lines(count, ACCOUNTS))
    print(machine())
    slow = naive(lines[:NAIVE])
    for batch in BATCHES:
        with bench(ACCOUNTS) as ours:
            fast = count / ours.feed(lines, batch)
            kept = {table: ours.count(table) for table in ("signals", "triggers", "decisions", "alerts")}
        times = f"{fast / slow:.0f} times one insert a signal ({slow:,.0f}/s)"
        print(f"batches of {batch:,}: {fast:,.0f} signals/s · {times} · stored {kept}")
    with bench(ACCOUNTS) as ours, Stopwatch(stages()) as watch:
        ours.feed(lines, BATCHES[0])
    print(f"where the time goes in batches of {BATCHES[0]:,}, each stage alone:")
    print("\n".join(watch.lines(count)))


if __name__ == "__main__":
    main()
