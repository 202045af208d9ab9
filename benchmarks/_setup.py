"""What the benchmarks share: a desk over a store in a folder of its own, and lines about the machine."""

import gc
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import _world
from fitsignal.defaults import default_policy
from fitsignal.service import TURN, YOUNG
from sinks.catalog import Catalog
from sinks.desk import Desk
from sinks.store import Store
from sinks.sync import sync
from streams.embedded import EmbeddedHost
from streams.ports import Batch
from streams.signal import SignalDraft

SETTINGS = {"clock": "recorded", "timezone": "UTC", "hot": 60, "intent_bar": 30, "fit_bar": 40}


def wall() -> datetime:
    """The instant now."""
    return datetime.now(UTC)


def machine() -> str:
    """The machine, and how long ten million turns of an empty loop take on it now: its speed today."""
    start = time.perf_counter()
    for _ in range(10_000_000):
        pass
    turns = time.perf_counter() - start
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, 10M turns {turns:.2f} s"


def parsed(lines: list[bytes]) -> list[SignalDraft]:
    """The drafts of lines, validated."""
    return [SignalDraft.model_validate_json(line) for line in lines]


class Bench:
    """A store with made-up accounts and the embedded host on it."""

    def __init__(self, folder: Path, accounts: int) -> None:
        gc.set_threshold(YOUNG, 50, 1000)
        sys.setswitchinterval(TURN)
        profiles, policy = (_world.profile(),), default_policy()
        self.store = Store(folder / "store.duckdb")
        self.catalog = Catalog(profiles)
        self.catalog.load(self.store.connection)
        self.desk = Desk(self.store, self.catalog, policy, ["console"], wall)
        sync(self.desk, profiles, policy, SETTINGS, lambda: _world.accounts(accounts), str(accounts), wall())
        self.host = EmbeddedHost(self.desk, self.catalog.resolver, wall, recorded=True)

    def feed(self, lines: list[bytes], batch: int) -> float:
        """Take all lines from bytes to committed decision, a few batches under way at once; seconds."""
        start, waiting = time.perf_counter(), []
        for first in range(0, len(lines), batch):
            waiting.append(self.host.accept(Batch("bench", "file", parsed(lines[first : first + batch]))))
            if len(waiting) > 2:
                waiting[-3].result()
        for each in waiting:
            each.result()
        return time.perf_counter() - start

    def count(self, table: str) -> int:
        """Rows of a table."""
        return int(self.store.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])

    def close(self) -> None:
        """Stop the host and close the store."""
        self.host.close()
        self.store.close()


@contextmanager
def bench(accounts: int) -> Iterator[Bench]:
    """A bench in a folder that goes away."""
    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        made = Bench(Path(folder), accounts)
        try:
            yield made
        finally:
            made.close()
