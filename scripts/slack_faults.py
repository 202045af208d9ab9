"""Run a workspace against a Slack that refuses, fails, hangs and drops calls, and kill it every few seconds.

python scripts/slack_faults.py [ALERTS]   (from the repository; needs the development dependencies; about 15 minutes)
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.laws.slack_faults import Trial, trial


def main(alerts: int) -> int:
    """Print what was found; 1 where an alert was lost, posted twice, too early or in no order, or the token kept."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="fitsignal-slack-") as folder:
        outcome = trial(Path(folder) / "workspace", replace(Trial(), alerts=alerts))
    print(f"{outcome.kills} kills in {time.monotonic() - begun:.0f} s; {outcome.posted:,} posted, {outcome.states}")
    print(f"lost: {len(outcome.lost)}; posted twice: {len(outcome.twice)}; too early: {len(outcome.hasty)}")
    print(f"out of order: {len(outcome.disordered)}; files that hold the token: {len(outcome.leaked)}")
    return 0 if outcome.well else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
