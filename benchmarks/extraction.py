"""Press releases from feed bytes to stamped, resolved signals on one core, in feeds of fifty entries.

    python benchmarks/extraction.py [RELEASES]

Needs the real inputs (FITSIGNAL_DATA, or ../shared/data). Times are processor time. The measure beside it is what the
same pages cost as XML alone, and what each step costs of the whole.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _real_workspace
from benchmarks._setup import machine
from fitsignal.offline import directory_of
from sources.entry import Entry, entries
from sources.feeds.news import told_by
from streams.match import Match, Query
from streams.outlet import arrive
from streams.ports import Arrivals, Batch
from streams.resolution import resolve
from streams.signal import SignalDraft

ROOT = Path(__file__).resolve().parent.parent
PAGE = 50
AIM = 2_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print items a second of the whole, and of each step."""
    data = Path(os.environ.get("FITSIGNAL_DATA") or ROOT.parent / "shared" / "data")
    if gone := _real_workspace.missing(data):
        print(f"skipped: no {gone[0]} in {data}; FITSIGNAL_DATA names the folder of real inputs")
        return
    print(machine())
    releases = _real_workspace.releases(data)[: int(sys.argv[1]) if len(sys.argv) > 1 else 20_000]
    bodies = pages(releases)
    resolver = looking_up(data)
    drafts_of(bodies[0])  # what is read once is read before the clock starts
    bare, _ = timed(lambda: [ElementTree.fromstring(body) for body in bodies])
    parsing, found = timed(lambda: [read(body) for body in bodies])
    reading, drafts = timed(lambda: [[draft for entry in page for draft in told_by(entry)] for page in found])
    stamping, arrived = timed(lambda: [stamped(page, resolver) for page in drafts])
    whole = parsing + reading + stamping
    signals, unresolved = sum(len(each.signals) for each in arrived), sum(len(each.unresolved) for each in arrived)
    count = sum(map(len, found))
    print(f"{count:,} releases, {signals + unresolved:,} events, {signals:,} of them at accounts of the directory")
    print(f"feed bytes to signals: {count / whole:,.0f} items/s (aim {AIM:,}), 1/{whole / bare:.0f} of bare XML")
    for name, seconds in (("feed to entries", parsing), ("entries to events", reading), ("to signals", stamping)):
        print(f"  {name}: {seconds / whole:.0%}, {count / seconds:,.0f} items/s")


def timed(act: Callable[[], list[Any]]) -> tuple[float, list[Any]]:
    """Processor seconds that it takes, and what it gives."""
    start = time.process_time()
    given = act()
    return time.process_time() - start, given


def pages(releases: list[dict[str, Any]]) -> list[bytes]:
    """The releases as bytes of feeds."""
    with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
        parts = [releases[first : first + PAGE] for first in range(0, len(releases), PAGE)]
        return [page(Path(folder), part) for part in parts]


def page(folder: Path, part: list[dict[str, Any]]) -> bytes:
    """One feed."""
    _real_workspace.write_feed(folder, "wire", part)
    return (folder / "wire.xml").read_bytes()


def read(body: bytes) -> list[Entry]:
    """The entries of one feed."""
    return entries(body, "application/rss+xml", "wire")


def drafts_of(body: bytes) -> list[SignalDraft]:
    """The drafts of one feed."""
    return [draft for entry in read(body) for draft in told_by(entry)]


def looking_up(data: Path) -> Callable[[str | None, str | None, str | None, str | None], Match]:
    """Resolution against the directory of the real inputs."""
    directory = directory_of(data / _real_workspace.DIRECTORY, data)
    return lambda name, domain, email, country: resolve(
        directory, Query(name=name, domain=domain, email=email, country=country)
    )


def stamped(drafts: list[SignalDraft], resolver: Callable[..., Match]) -> Arrivals:
    """The signals of one feed's drafts."""
    return arrive(Batch("wire", "feed", drafts), resolver, NOW, recorded=True)


if __name__ == "__main__":
    main()
