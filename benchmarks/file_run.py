"""100,000 signals in a file through `fitsignal run --once`: start-up, console and summary included.

    python benchmarks/file_run.py [SIGNALS]

Printed beside it: the same number of lines only parsed as JSON, in the same run, as a measure of the machine. A run of
one signal goes before, so that the program's bytecode is there, as after any first run.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _world
from benchmarks._setup import machine

ACCOUNTS = 10_000


def main() -> None:
    """Print signals a second, and the ratio to bare parsing."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(machine())
    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        lines = list(_world.lines(count, ACCOUNTS))
        bare = count / parsed(lines)
        alone, _ = run(Path(folder) / "one", lines[:1])
        seconds, said = run(Path(folder) / "all", lines)
    speed = count / seconds
    print(said[said.find("THE WAY") :].strip())
    print(f"run --once: {speed:,.0f} signals/s, 1/{bare / speed:.0f} of bare JSON parsing ({bare:,.0f}/s)")
    print(f"{seconds:.2f} s; a first run with one signal {alone:.2f} s, most of it imports and {ACCOUNTS:,} accounts")


def run(folder: Path, lines: list[bytes]) -> tuple[float, str]:
    """Seconds of a run over these lines, and what it printed."""
    folder.mkdir()
    _world.write_workspace(folder, lines, ACCOUNTS)
    command = [sys.executable, "-m", "fitsignal", "run", "--once", "--workspace", str(folder)]
    with_bytecode = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=with_bytecode)
    return time.perf_counter() - start, done.stdout


def parsed(lines: list[bytes]) -> float:
    """Seconds that the standard library takes to parse the lines."""
    import json

    start = time.perf_counter()
    for line in lines:
        json.loads(line)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
