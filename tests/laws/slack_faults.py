"""Law: each alert is in Slack once or listed as ambiguous, whatever Slack answers and however often the process dies.

A workspace runs against a Slack that refuses, fails, hangs and drops calls, and is killed every few seconds.
"""

import csv
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from tests.fitsignal.fake_slack import FakeSlack, Faults, Posted, World
from tests.laws.workspaces import PROFILE

TOKEN = "xoxb-4711-not-to-be-found-anywhere"
CHANNELS = 10
CHILD = """
import sys
from datetime import timedelta
from fitsignal import seeking
from sinks import slack
slack.SlackSink.pace, slack.TIMEOUT = float(sys.argv[1]), float(sys.argv[2])
seeking.SETTLE, seeking.LOOK = timedelta(seconds=float(sys.argv[3])), min(1.0, float(sys.argv[3]))
sys.argv[1:4] = []
from fitsignal.cli import main
sys.exit(main())
"""
CONFIG = """
[workspace]
timezone = "UTC"
[[sources]]
type = "file"
name = "day"
path = "day.jsonl"
every = "1s"
[[sinks]]
type = "slack"
"""
BOT = """
token = "${{SLACK_BOT_TOKEN}}"
channel = "#channel0"
api_url = "{url}"
"""
HOOK = 'webhook = "${{SLACK_WEBHOOK}}"\n'
ROUTE = '[[routes]]\nwhen = {{ segment = "s{n}" }}\nto = "#channel{n}"\n'
BROKER = """
[broker]
url = "{url}"
partitions = 4
"""
STATES = "SELECT state, count(*) FROM outbox WHERE sink = 'slack' AND kind IN ('alert', 'escalation') GROUP BY ALL"
TOLD = """
    SELECT o.id::VARCHAR, o.state, o.account, a.priority FROM outbox AS o JOIN alerts AS a ON a.id = o.alert
    WHERE o.sink = 'slack' AND o.kind IN ('alert', 'escalation')
"""


HARD = Faults(limited=0.20, failing=0.10, hanging=0.05, hang=12.0, retry_after=1)


@dataclass(frozen=True)
class Trial:
    """How hard it is. `alerts` over ten channels; times in seconds, `every`: between two kills, from and to.

    `webhook`: an incoming webhook instead of a token: one channel, and nobody can be asked what is there.
    """

    alerts: int = 1000
    pace: float = 1.0
    timeout: float = 10.0
    settle: float = 45.0
    every: tuple[float, float] = (4.0, 9.0)
    faults: Faults = HARD
    patience: float = 1500.0
    seed: int = 7
    webhook: bool = False


@dataclass
class Outcome:
    """What was found; all of it but `kills`, `posted` and `states` should be empty."""

    kills: int = 0
    posted: int = 0
    states: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    hasty: list[float] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether the law holds."""
        return not (self.lost or self.twice or self.hasty or self.disordered or self.leaked)


def trial(folder: Path, given: Trial, broker: str = "") -> Outcome:
    """Run it to the end. `broker`: the address of one that has the topics; then the sinks alone are killed."""
    channels = {f"#channel{n}": f"C0{n}" for n in range(CHANNELS)}
    with FakeSlack(World(channels=channels), given.faults, TOKEN, given.seed) as slack:
        prepare(folder, slack, given, BROKER.format(url=broker) if broker else "")
        with _roles_beside(folder) if broker else nullcontext():
            outcome = Outcome(kills=_killed_until_done(folder, given, ("--role", "sinks") if broker else ()))
        _judge(outcome, folder, slack.posted, given)
    return outcome


@contextmanager
def _roles_beside(folder: Path) -> Iterator[None]:
    """The roles that are left alone."""
    with (folder / "beside.txt").open("wb") as said, ExitStack() as running:
        for role in ("sources", "join"):
            words = [sys.executable, "-m", "fitsignal", "run", "--role", role, "--workspace", str(folder)]
            process = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT, cwd=Path.cwd())
            running.callback(process.wait)
            running.callback(process.kill)
        yield


def prepare(folder: Path, slack: FakeSlack, given: Trial, tables: str = "") -> None:
    """A workspace of half as many accounts over ten channels, and a file of two signals of each."""
    folder.mkdir(parents=True)
    routes = "" if given.webhook else "".join(ROUTE.format(n=n) for n in range(CHANNELS))
    sink = HOOK if given.webhook else BOT
    (folder / "fitsignal.toml").write_text((CONFIG + sink).format(url=slack.url) + routes + tables)
    (folder / "icp.toml").write_text(PROFILE)
    (folder / ".env").write_text(f"SLACK_BOT_TOKEN={TOKEN}\nSLACK_WEBHOOK={slack.webhook}\n")
    names = [f"company{n}.example" for n in range(given.alerts // 2)]
    with (folder / "accounts.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["domain", "name", "employees", "industry", "country", "segment"])
        rows.writerows([name, name.title(), 100, "Software", "FR", f"s{n % CHANNELS}"] for n, name in enumerate(names))
    now = datetime.now(UTC)
    first = [_signal(name, "funding_round", now - timedelta(hours=2), round="series_a") for name in names]
    second = [_signal(name, "form_submitted", now - timedelta(hours=1), form="demo") for name in names]
    (folder / "day.jsonl").write_text("".join(json.dumps(each) + "\n" for each in [*first, *second]))


def _signal(name: str, kind: str, at: datetime, **details: str) -> dict[str, Any]:
    company, url = {"domain": name}, f"https://news.example/{name}/{kind}"
    told = {"kind": kind, "company": company, "occurred_at": at.isoformat(), "details": details}
    return {**told, "evidence": {"url": url, "title": f"News of {name}"}, "confidence": 0.99}


def _killed_until_done(folder: Path, given: Trial, words: Sequence[str] = ()) -> int:
    """Start and kill until nothing waits; how often it was killed."""
    dice, kills, deadline = Random(given.seed), 0, time.monotonic() + given.patience
    while time.monotonic() < deadline:
        with (folder / "said.txt").open("ab") as said:
            process = _start(folder, given, words, said)
            try:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_ready(folder, process) + dice.uniform(*given.every))
                    raise AssertionError(f"it ended by itself: {(folder / 'said.txt').read_text()[-2000:]}")
            finally:
                process.kill()
                process.wait()
        kills += 1
        if _done(folder, given):
            return kills
    return kills


def _start(folder: Path, given: Trial, words: Sequence[str], said: Any) -> "subprocess.Popen[bytes]":
    times = [str(each) for each in (given.pace, given.timeout, given.settle)]
    command = [sys.executable, "-c", CHILD, *times, "run", *words, "--workspace", str(folder)]
    return subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=Path.cwd())


def _ready(folder: Path, process: "subprocess.Popen[bytes]") -> float:
    """Wait until it owns the store: from then on its time is counted."""
    path, deadline = folder / ".fitsignal" / "owner.json", time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, ValueError):
            if json.loads(path.read_bytes())["pid"] == process.pid:
                return 0.0
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    return 0.0


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / ".fitsignal" / "store.duckdb"), read_only=True) as store:
        return store.execute(sql).fetchall()


def _done(folder: Path, given: Trial) -> bool:
    states, ends = dict(_rows(folder, STATES)), {"sent", "failed"} | ({"ambiguous"} if given.webhook else set())
    return states.keys() <= ends and sum(states.values()) == given.alerts


def _judge(outcome: Outcome, folder: Path, posted: list[Posted], given: Trial) -> None:
    told = _rows(folder, TOLD)
    rows = [row[:3] for row in told]
    if given.webhook:
        _named(posted, {(account, priority): id_ for id_, _, account, priority in told})
    counts = Counter(each.id for each in posted)
    outcome.posted, outcome.states = len(posted), dict(Counter(state for _, state, _ in rows))
    outcome.lost = [f"{id_} {state}" for id_, state, _ in rows if counts[id_] == 0 and state != "ambiguous"]
    outcome.lost += ["alerts were not decided"] * (given.alerts - len(rows))
    outcome.twice = [f"{id_} {counts[id_]}" for id_, state, _ in rows if counts[id_] > 1 and state != "ambiguous"]
    outcome.hasty = _hasty(posted, given.pace)
    outcome.disordered = _disordered(posted, {id_: account for id_, _, account in rows}, threads=not given.webhook)
    outcome.leaked = [str(path) for path in _kept(folder) if TOKEN.encode() in path.read_bytes()]


def _hasty(posted: list[Posted], pace: float) -> list[float]:
    """Pauses in a channel that were too short."""
    places: dict[str, list[float]] = defaultdict(list)
    for each in posted:
        places[each.channel].append(each.came)
    pauses = (b - a for came in places.values() for a, b in zip(sorted(came), sorted(came)[1:], strict=False))
    return [pause for pause in pauses if pause < pace * 0.98]


def _named(posted: list[Posted], ids: dict[tuple[str, str], str]) -> None:
    """What a webhook took has no metadata: it is known by its account and priority."""
    for each in posted:
        priority, name = str(each.body["text"]).replace("↑ ", "").split(" ")[:2]
        each.body["metadata"] = {"event_payload": {"id": ids[name.lower(), priority]}}


def _disordered(posted: list[Posted], accounts: dict[str, str], *, threads: bool) -> list[str]:
    """Accounts whose escalation stands before what it raises, or, where there are threads, not in its thread."""
    seen: dict[str, Posted] = {}
    wrong = []
    for each in sorted(posted, key=lambda one: one.came):
        account = accounts[each.id]
        before = seen.setdefault(account, each)
        if before is each and "thread_ts" in each.body:
            wrong.append(f"{account}: the answer came first")
        if threads and each.id != before.id and each.body.get("thread_ts") != before.ts:
            wrong.append(f"{account}: in no thread")
        if not threads and _raised(before) and not _raised(each):
            wrong.append(f"{account}: the rise came first")
    return wrong


def _raised(posted: Posted) -> bool:
    return str(posted.body["text"]).startswith("P1")


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != ".env"]
