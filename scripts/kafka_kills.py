"""Kill every role beside a broker with -9 under load 200 times, and look for every signal that was acknowledged.

python scripts/kafka_kills.py [KILLS]   (from the repository; needs the development dependencies, Java and Maven)
"""

import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.kafka.broker import LocalBroker
from tests.kafka.kills import conserved


def main(kills: int) -> int:
    """Print what was found; 1 where something was missing, or there twice."""
    begun = time.monotonic()
    with (
        TemporaryDirectory(prefix="fitsignal-kills-") as folder,
        closing(LocalBroker(Path(folder) / "broker")) as broker,
    ):
        broker.start()
        outcome = conserved(Path(folder) / "workspace", broker, kills)
    told = ", ".join(f"{role} {times}" for role, times in sorted(outcome.kills.items()))
    print(f"{kills} kills in {time.monotonic() - begun:.0f} s: {told}")
    print(f"acknowledged: {outcome.acknowledged:,} signals, {outcome.broken:,} broken lines; {outcome.alerts:,} alerts")
    print(f"caught up {outcome.seconds:.1f} s after the last kill")
    print(f"missing: {outcome.missing or 'none'}; repeated: {outcome.repeated or 'none'}")
    print(f"other answers: {outcome.refused or 'none'}")
    print("\n".join(outcome.wrong) or "no alert twice, none missing")
    return 1 if outcome.missing or outcome.repeated or outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
