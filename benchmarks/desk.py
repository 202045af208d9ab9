"""100,000 signals over 10,000 accounts, from bytes to committed decision, beside a loop of one insert a signal.

python benchmarks/desk.py [SIGNALS]
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _world
from benchmarks._sampler import Sampler
from benchmarks._setup import bench, machine

ACCOUNTS, NAIVE = 10_000, 1_500
STAGES = {
    "BaseModel.model_validate_json": "parse and validate",
    "arrive": "stamp, name, resolve",
    "Desk._store_signals": "rows of signals",
    "judge": "fold, intent, decide",
    "reasons": "reasons of alerts",
    "Drafting.write": "rows of triggers, intents, decisions, alerts",
    "Table._run": "SQL",
    "Table._arrow": "Arrow",
    "Store.transaction": "commit",
    "Memory.load": "memory",
    "Desk._apply": "the rest of the desk",
}


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
    for batch in (5_000, 1_000):
        with bench(ACCOUNTS) as ours, Sampler(STAGES) as sampler:
            fast = count / ours.feed(lines, batch)
            kept = {table: ours.count(table) for table in ("signals", "triggers", "decisions", "alerts")}
        print(
            f"batches of {batch:,}: {fast:,.0f} signals/s · {fast / slow:.0f} times one insert a signal ({slow:,.0f}/s)"
        )
        print(f"  stored {kept}")
        print("\n".join(sampler.lines()))


if __name__ == "__main__":
    main()
