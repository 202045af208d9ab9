"""Kill a receiver with -9 under load 200 times, and look for every request that it had answered with 200.

python scripts/receiver_kills.py [KILLS]   (from the repository; needs the development dependencies)
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.laws.receiver_kills import killed


def main(kills: int) -> int:
    """Print what was found; 1 where something was missing, or there twice."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="fitsignal-kills-") as folder:
        outcome = killed(Path(folder) / "workspace", kills)
    seconds = time.monotonic() - begun
    print(f"{outcome.kills} kills in {seconds:.0f} s; {outcome.answered:,} requests were answered with 200")
    print(
        f"missing: {len(outcome.missing)}; repeated: {len(outcome.repeated)}; other answers: {outcome.others or 'none'}"
    )
    return 1 if outcome.missing or outcome.repeated else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
