"""Real press releases, job boards and a day of SEC filings through `fitsignal run --once`: what came out, to be judged.

python benchmarks/real_day.py [WORKSPACE]    # with a folder, the workspace stays there
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import _real_workspace
from benchmarks._setup import machine
from sources.extraction import extract

ROOT = Path(__file__).resolve().parent.parent
MAIN = "import sys; from fitsignal.cli import main; sys.exit(main())"
COUNTS = {
    "brought": """
        SELECT source AS what, count(*) AS n FROM (SELECT source FROM signals UNION ALL SELECT source FROM unresolved)
        GROUP BY ALL""",
    "resolved": "SELECT source AS what, count(*) AS n FROM signals GROUP BY ALL",
    "alerted": """
        SELECT s.source AS what, count(*) AS n FROM alerts AS a JOIN signals AS s ON s.id = a.signal GROUP BY ALL""",
    "signals by kind": """
        SELECT kind AS what, count(*) AS n FROM (SELECT kind FROM signals UNION ALL SELECT kind FROM unresolved)
        GROUP BY ALL""",
    "resolved by": "SELECT method || ' ' || match_confidence AS what, count(*) AS n FROM signals GROUP BY ALL",
    "unresolved because": """
        SELECT CASE WHEN len(candidates) > 1 THEN 'the name is that of several accounts'
                    WHEN name IS NULL THEN 'no name' ELSE 'no account has the name' END AS what, count(*) AS n
        FROM unresolved GROUP BY ALL""",
    "gate": "SELECT verdict AS what, count(*) AS n FROM signals GROUP BY ALL",
    "decisions": "SELECT verdict || coalesce(': ' || cause, '') AS what, count(*) AS n FROM decisions GROUP BY ALL",
}
ALERTS = """
    SELECT a.account, ac.name, a.priority, a.intent, s.kind, s.confidence, s.method, s.match_confidence,
        strftime(s.observed_at, '%Y-%m-%d') AS day, s.details ->> '$.person' AS person, s.details ->> '$.role' AS role,
        s.details ->> '$.round' AS round, s.details ->> '$.title' AS posting, s.evidence ->> '$.title' AS title
    FROM alerts AS a JOIN signals AS s ON s.id = a.signal JOIN accounts AS ac ON ac.domain = a.account
    ORDER BY s.observed_at, a.account"""
AMBIGUOUS = """
    SELECT name, array_to_string(candidates, ', ') AS what, count(*) AS n FROM unresolved WHERE len(candidates) > 1
    GROUP BY ALL ORDER BY name"""


def main() -> None:
    """Make the workspace, run it, print what came out."""
    data = Path(os.environ.get("FITSIGNAL_DATA") or ROOT.parent / "shared" / "data")
    if gone := _real_workspace.missing(data):
        print(f"skipped: no {gone[0]} in {data}; FITSIGNAL_DATA names the folder of real inputs")
        return
    with TemporaryDirectory(prefix="fitsignal-real-") as folder:
        report(data, Path(sys.argv[1] if len(sys.argv) > 1 else folder))


def report(data: Path, workspace: Path) -> None:
    """The whole run, in one table after the other."""
    workspace.mkdir(parents=True, exist_ok=True)
    made = _real_workspace.make(data, workspace)
    seconds = run(workspace)
    whole, alone = made.releases / seconds, made.releases / reading(data)
    print(machine())
    print(f"{made.startups:,} start-ups ({made.without_domain} more have no domain of their own)")
    print(f"{made.listed:,} listed companies, {made.shared_names} names shared by several accounts")
    boards = len(_real_workspace.BOARD_OF)
    print(f"{made.releases:,} press releases in {made.feeds} feeds, {boards} job boards, {made.pages} pages of filings")
    print(f"{seconds:.1f} s from start to end: {whole:,.0f} releases/s")
    print(f"{alone:,.0f}/s where they are only read: the whole way has {whole / alone:.2f} of that speed")
    for line in told(workspace):
        print(line)


def run(workspace: Path) -> float:
    """Seconds of `fitsignal run --once` in a process of its own."""
    command = [sys.executable, "-c", MAIN, "run", "--once", "--fresh", "--workspace", str(workspace)]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"fitsignal run ended with {done.returncode}: {done.stderr.strip()}")
    return time.perf_counter() - start


def reading(data: Path) -> float:
    """Seconds of reading every release for its event, and nothing else."""
    releases = _real_workspace.releases(data)
    start = time.perf_counter()
    for release in releases:
        extract(release["title"], release["lead"][:600])
    return time.perf_counter() - start


def told(workspace: Path) -> Iterator[str]:
    """What the store holds: counts, and every alert with its evidence."""
    import duckdb

    with duckdb.connect(str(workspace / ".fitsignal" / "store.duckdb"), read_only=True) as store:
        for heading, query in COUNTS.items():
            counts = store.execute(f"SELECT * FROM ({query}) ORDER BY n DESC, what").fetchall()
            yield f"{heading}: " + ", ".join(f"{what} {n:,}" for what, n in counts)
        for name, what, n in store.execute(AMBIGUOUS).fetchall():
            yield f"  ambiguous: {name} ({n}): {what}"
        found = store.execute(ALERTS)
        columns = [each[0] for each in found.description or ()]
        alerts = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
        yield f"{len(alerts)} alerts"
        yield from (line for alert in alerts for line in lines(alert))


def lines(alert: dict[str, Any]) -> Iterator[str]:
    """An alert in two lines: who and what, and the headline that proves it."""
    what = ", ".join(alert[field] for field in ("round", "person", "role", "posting") if alert[field])
    sure = f"{alert['confidence']:.2f} × {alert['method']} {alert['match_confidence']:.2f}"
    yield f"{alert['day']} {alert['priority']} {alert['name']} ({alert['account']}) · {alert['kind']}: {what} · {sure}"
    yield f"    {(alert['title'] or '')[:150]}"


if __name__ == "__main__":
    main()
