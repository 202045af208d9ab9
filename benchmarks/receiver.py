"""The receiver under load: signed posts of 808 bytes on 64 connections with every check on, beside a bare program on
the same server that only verifies, spools with one sync for all that wait, and answers.

Both serve at the same time and are asked in turns, so that a slow minute of the machine is both's. Then the memory of
the receiver is watched, its spool emptied behind it, over `--requests`, or for `--seconds` if that is shorter.

python benchmarks/receiver.py [--slice SECONDS] [--requests N] [--seconds MOST]
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._setup import machine

HERE = Path(__file__).parent
TURNS = 15
PIECES = 10
Seen = dict[str, Any]


@contextmanager
def serving(program: str, *words: str) -> Iterator[tuple[int, int]]:
    """A program under load: its process and port."""
    process = subprocess.Popen([sys.executable, HERE / program, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.pid, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def load(port: int, seconds: float) -> Seen:
    """What the load saw; anything but 200 ends the benchmark."""
    words = [sys.executable, str(HERE / "_posts.py"), str(port), str(seconds)]
    seen: Seen = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    if seen["others"]:
        raise SystemExit(f"not all was answered with 200: {seen['others']}")
    return seen


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def median(seen: list[Seen], name: str) -> float:
    """Of one figure."""
    return statistics.median(float(each[name]) for each in seen)


def compare(folder: str, seconds: float) -> None:
    """Print the speed of both and their ratio."""
    with serving("_bare.py", folder) as (_, bare_port), serving("_receiving.py", folder) as (_, port):
        load(bare_port, 1), load(port, 1)
        pairs = [(load(bare_port, seconds), load(port, seconds)) for _ in range(TURNS)]
    bare, ours = [first for first, _ in pairs], [second for _, second in pairs]
    ratio = statistics.median(second["a_second"] / first["a_second"] for first, second in pairs)
    for name, seen in (("bare", bare), ("receiver", ours)):
        speed, p50, p99 = median(seen, "a_second"), median(seen, "p50"), median(seen, "p99")
        print(f"{name}: {speed:,.0f} requests/s, median {p50:.1f} ms, p99 {p99:.1f} ms")
    print(f"ratio {ratio:.2f} (aim 0.6), worst p99 {max(each['p99'] for each in ours):.1f} ms (aim 50)")


def watch(folder: str, requests: int, most: float) -> None:
    """Print how the receiver's memory went over many requests."""
    with serving("_receiving.py", folder, "emptied") as (pid, port):
        load(port, 2)
        first, done, start = memory(pid), 0, time.perf_counter()
        while done < requests and time.perf_counter() - start < most:
            done += load(port, most / PIECES)["answered"]
            print(f"memory after {done:,} requests: {memory(pid):.1f} MB ({memory(pid) - first:+.1f})", flush=True)


def main() -> None:
    """Both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--slice", type=float, default=1.0)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    print(machine())
    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        compare(folder, given.slice)
    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        watch(folder, given.requests, given.seconds)


if __name__ == "__main__":
    main()
