"""How long an alert takes from the signal that decides it to its call at Slack, one at a time, with Slack well.

python benchmarks/posting.py [ALERTS]
"""

import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fitsignal.carriers import open_sinks
from fitsignal.config import load_workspace
from fitsignal.service import Service
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.fitsignal.fake_slack import FakeSlack, World
from tests.laws.slack_faults import CHANNELS, TOKEN, Trial, prepare

PAUSE = 0.4
"""Seconds between two alerts; they go to ten channels in turn."""


def measured(folder: Path, alerts: int) -> list[float]:
    """Seconds of each alert."""
    channels = {f"#channel{n}": f"C0{n}" for n in range(CHANNELS)}
    with FakeSlack(World(channels=channels), token=TOKEN) as slack:
        prepare(folder, slack, Trial(alerts=2 * alerts))
        service = Service(load_workspace(folder))
        try:
            open_sinks(service)
            begun = [_give(service, number) for number in range(alerts)]
            for courier in service.couriers:
                courier.drain()
        finally:
            service.close()
        return [posted.came - start for posted, start in zip(slack.posted, begun, strict=True)]


def _give(service: Service, number: int) -> float:
    company, begun = Company(domain=f"company{number}.example"), time.monotonic()
    draft = SignalDraft(kind="form_submitted", company=company, details={"form": "demo"}, confidence=0.99)
    service.host.accept(Batch("benchmark", "file", [draft])).result()
    time.sleep(PAUSE)
    return begun


def main(alerts: int) -> None:
    """Print the median and the slowest in a hundred."""
    with TemporaryDirectory(prefix="fitsignal-posting-") as folder:
        times = sorted(measured(Path(folder) / "workspace", alerts))
    middle, slow = statistics.median(times), times[int(len(times) * 0.99)]
    print(f"{alerts} alerts: median {1000 * middle:.0f} ms, 99 % within {1000 * slow:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
