"""From accepted to alert decided, embedded: receiver, drain, desk and commands in one process, at 500 requests/s.

A request is accepted when its receive time is stamped, before it is checked, spooled and answered; it is decided when
the transaction with its signal, its account's intent and its decision is committed. The store syncs, as always.

python benchmarks/receiver_latency.py [--rate A_SECOND] [--seconds SECONDS] [--accounts N]
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _paced, _world
from benchmarks._posts import SECRET
from benchmarks._setup import machine, wall
from fitsignal.api import OwnerServer
from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.operations import operate
from fitsignal.receiving import build_receiver, drain
from fitsignal.service import Service
from streams.embedded import EmbeddedHost
from streams.ports import Batch, Receipt

HERE = Path(__file__).parent
WARM = 3.0
"""Seconds of load before it counts."""
RECEIVER = f"""
[receiver]
bind = "127.0.0.1:0"
keys = {{ website = "{_paced.KEY}" }}
[[receiver.hooks]]
name = "bench"
type = "standard-webhooks"
secret = "{SECRET}"
"""


class Timed:
    """A host that notes for each signal how long it took from its request to its commit, in seconds."""

    def __init__(self, host: EmbeddedHost) -> None:
        self.took: list[float] = []
        self.sizes: list[int] = []
        self.alerted = 0
        self._host = host

    def accept(self, batch: Batch) -> "Future[Receipt]":
        """As the host does."""
        kept = self._host.accept(batch)
        kept.add_done_callback(partial(self._note, [each.observed_at for each in batch.drafts if each.observed_at]))
        return kept

    def _note(self, accepted: list[datetime], kept: "Future[Receipt]") -> None:
        now = wall()
        self.took += [(now - each).total_seconds() for each in accepted]
        self.sizes.append(len(accepted))
        self.alerted += kept.result().alerted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._host, name)


def measure(folder: Path, rate: float, seconds: float, accounts: int) -> None:
    """Print what was seen."""
    service = Service(load_workspace(folder))
    try:
        receiver = service.receiver = build_receiver(service.workspace, wall)
        assert receiver is not None
        timed = Timed(service.host)
        service.host = timed  # type: ignore[assignment]  # it stands in for it
        open_sinks(service)
        drain(service, receiver)
        server = OwnerServer(
            folder,
            partial(operate, service),
            bind=service.workspace.bind,
            before=receiver.before,
            protocol=receiver.protocol(),
        )
        server.start()
        port = int(server.url.rpartition(":")[2])
        load(port, rate, WARM, accounts)
        assert receiver.drain is not None
        receiver.drain.until_empty()
        first = len(timed.took)
        begun = time.process_time()
        seen = load(port, rate, seconds, accounts)
        busy = (time.process_time() - begun) / seconds
        receiver.drain.until_empty()
        server.close()
    finally:
        service.close()
    took = sorted(timed.took[first:])
    at = {part: took[int(len(took) * part / 1000)] * 1000 for part in (500, 990, 999)}
    print(f"answered: {seen['a_second']:.0f} requests/s, median {seen['p50']:.1f} ms, p99 {seen['p99']:.1f} ms")
    print(
        f"signals {len(took):,} ({timed.alerted:,} alerts since the start), {statistics.mean(timed.sizes):.0f} a batch"
    )
    print(f"accepted to alert decided: median {at[500]:.0f} ms (aim 150), p99 {at[990]:.0f} ms (aim 1,000)")
    print(f"99.9th percentile {at[999]:.0f} ms, worst {took[-1] * 1000:.0f} ms; {busy:.0%} of a core")
    if seen["others"] or len(took) < seen["answered"]:
        raise SystemExit(f"not all was taken: {seen}")


def load(port: int, rate: float, seconds: float, accounts: int) -> dict[str, Any]:
    """What the load saw."""
    words = [sys.executable, str(HERE / "_paced.py"), *map(str, (port, rate, seconds, accounts))]
    seen: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return seen


def main() -> None:
    """Make a workspace and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--accounts", type=int, default=10_000)
    given = parser.parse_args()
    print(machine())
    with TemporaryDirectory(prefix="fitsignal-bench-") as name:
        folder = Path(name)
        _world.write_workspace(folder, [], given.accounts)
        config = folder / "fitsignal.toml"
        config.write_text(config.read_text().replace('clock = "recorded"', "") + RECEIVER)
        measure(folder, given.rate, given.seconds, given.accounts)


if __name__ == "__main__":
    main()
