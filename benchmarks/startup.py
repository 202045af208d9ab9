"""`fitsignal --help`: median of runs, beside a bare Python that starts and ends.

python benchmarks/startup.py
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._setup import machine

RUNS = 9


def seconds(*command: str) -> float:
    """Median wall time of a command."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Print both."""
    print(machine())
    bare, ours = seconds(sys.executable, "-c", "pass"), seconds(sys.executable, "-m", "fitsignal", "--help")
    print(f"fitsignal --help: {ours:.3f} s, {ours / bare:.1f} times a bare Python ({bare:.3f} s)")


if __name__ == "__main__":
    main()
