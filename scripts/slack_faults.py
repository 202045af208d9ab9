"""Run a workspace against a Slack that refuses, fails, hangs and drops calls, and kill it every few seconds.

python scripts/slack_faults.py [ALERTS] [--webhook] [--after]   (from the repository; needs the development
dependencies; about ten minutes). `--webhook`: an incoming webhook, which has one channel and no history: what is in
doubt stays listed. `--after`: whatever hangs or is reset was taken before.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.laws.slack_faults import HARD, Trial, trial


def main(given: argparse.Namespace) -> int:
    """Print what was found; 1 where an alert was lost, posted twice, too early or in no order, or the token kept."""
    begun = time.monotonic()
    faults = replace(HARD, after=1.0 if given.after else HARD.after)
    with TemporaryDirectory(prefix="fitsignal-slack-") as folder:
        hard = replace(Trial(), alerts=given.alerts, webhook=given.webhook, faults=faults)
        outcome = trial(Path(folder) / "workspace", hard)
    print(f"{outcome.kills} kills in {time.monotonic() - begun:.0f} s; {outcome.posted:,} posted, {outcome.states}")
    print(f"lost: {len(outcome.lost)}; posted twice: {len(outcome.twice)}; too early: {len(outcome.hasty)}")
    print(f"out of order: {len(outcome.disordered)}; files that hold the token: {len(outcome.leaked)}")
    return 0 if outcome.well else 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("alerts", nargs="?", type=int, default=1000)
    parser.add_argument("--webhook", action="store_true")
    parser.add_argument("--after", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(_given()))
