"""Every role killed with -9 under load, the broker stopped amid it: what was acknowledged, and what of it is there.

Whom to kill is drawn from the list of the system: three joins among them, and at times the supervisor, which is then
started again as a machine's own would do.
"""

import os
import signal
import subprocess
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from random import Random
from typing import IO

import orjson

from streams.topics import ALERTS
from tests.kafka.broker import Broker
from tests.kafka.load import Load, loaded
from tests.kafka.owners import contents
from tests.laws.workspaces import start

JOINS = 3
PAUSES = (2.0, 8.0)
"""Seconds between two kills, from and to."""
BROKER_EVERY = 12
"""Kills between two stops of the broker."""
PATIENCE = 120.0
"""Seconds that a first start may take, and within which all is caught up or is not any more."""
TOLD = 20
"""Lines of each role that a failure shows."""
UNSENT = "SELECT DISTINCT state FROM outbox WHERE state <> 'sent'"
WRONG = {
    "alerted twice": "SELECT account FROM alerts WHERE escalates IS NULL GROUP BY ALL HAVING count(*) > 1",
    "sent twice": "SELECT outbox FROM deliveries WHERE state = 'sent' GROUP BY ALL HAVING count(*) > 1",
    "in the outbox twice": "SELECT alert FROM outbox GROUP BY alert, sink HAVING count(*) > 1",
    "not sent": UNSENT,
}


@dataclass
class Outcome:
    """What became of it, of requests, lines and alerts. All lists are to be empty.

    `seconds`: from the last kill until all that was acknowledged was in the store.
    """

    kills: Counter[str]
    acknowledged: int
    broken: int
    alerts: int
    seconds: float
    missing: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class Kept:
    """`fitsignal run` of a workspace, kept running, and its roles. `log` takes what they print."""

    def __init__(self, folder: Path, log: IO[bytes]) -> None:
        self._folder, self._log = folder, log
        self.supervisor = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        return start(self._folder, "run", out=self._log.fileno())

    def processes(self) -> list[tuple[str, int]]:
        """Roles and their processes, the supervisor among them, by the list of the system."""
        listed = subprocess.run(["ps", "-ww", "-eo", "pid=,stat=,args="], capture_output=True, text=True, check=True)
        found = [line.split() for line in listed.stdout.splitlines()]
        ours = [words for words in found if str(self._folder) in words and "--role" in words and words[1][0] != "Z"]
        return [("supervisor", self.supervisor.pid), *((w[w.index("--role") + 1], int(w[0])) for w in ours)]

    def kill(self, role: str, number: int) -> None:
        """Kill a process; the supervisor is started again by who waits for it."""
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        if role == "supervisor":
            self.supervisor.wait()
            self.supervisor = self._started()

    def said(self) -> str:
        """The last lines that each printed."""
        printed: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=TOLD))
        for line in Path(self._log.name).read_text(errors="replace").splitlines():
            printed[line.partition(" |")[0]].append(line)
        return "\n".join(chain.from_iterable(printed.values()))

    def stop(self) -> int:
        """Stop all; the exit code."""
        self.supervisor.terminate()
        return self.supervisor.wait(PATIENCE)


@contextmanager
def kept(folder: Path, log: Path) -> Iterator[Kept]:
    """The service; nothing of it is left."""
    with log.open("ab") as out:
        found = Kept(folder, out)
        try:
            yield found
        finally:
            found.supervisor.kill()
            found.supervisor.wait()


def conserved(folder: Path, broker: Broker, kills: int, seed: int = 7) -> Outcome:
    """Kill so often under load, then wait until all is caught up, stop, and look."""
    load = loaded(folder, broker, joins=JOINS)
    with kept(load.folder, folder.with_suffix(".log")) as service:
        until(load.is_up, service)
        with load.flowing():
            killed = strike(service, broker, kills, Random(seed))
        last = time.monotonic()
        until(load.is_there, service, load.lacking)
        seconds = time.monotonic() - last
        until(lambda: load.ask(UNSENT) == [], service, lambda: f"states of the outbox: {load.ask(UNSENT)}")
        assert service.stop() == 0
    return looked(load, broker.address, killed, seconds)


def strike(service: Kept, broker: Broker, kills: int, dice: Random) -> Counter[str]:
    """Kill whom the dice say every few seconds, and stop and start the broker now and then; how often each."""
    struck: Counter[str] = Counter()
    for number in range(kills):
        threading.Event().wait(dice.uniform(*PAUSES))
        if number % BROKER_EVERY == BROKER_EVERY // 2:
            broker.stop()
            broker.start()
            struck["broker"] += 1
        processes = service.processes()
        roles = sorted({role for role, _ in processes})
        weights = [JOINS if role == "join" else 1 for role in roles]
        role = dice.choices(roles, weights)[0]
        service.kill(role, dice.choice([pid for name, pid in processes if name == role]))
        struck[role] += 1
    return struck


def until(holds: Callable[[], bool], service: Kept, why: Callable[[], str] = lambda: "it did not come true") -> None:
    """Wait until something is so, while the supervisor runs; `why` says what is amiss where it does not come true."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert service.supervisor.poll() is None, f"it runs until it is told to stop\n{service.said()}"
        assert time.monotonic() < end, f"{why()}\n{service.said()}"
        threading.Event().wait(0.25)


def looked(load: Load, address: str, killed: Counter[str], seconds: float) -> Outcome:
    """Look into the store, and at the topic of alerts."""
    wrong = [f"{what}: {rows}" for what, sql in WRONG.items() if (rows := load.column(sql))]
    alerts = load.column("SELECT id::VARCHAR FROM alerts")
    published = Counter(orjson.loads(each.value)["id"] for each in contents(address, ALERTS))
    if published != Counter(alerts):
        wrong.append(
            f"not published, or more than once: {(published - Counter(alerts)) + (Counter(alerts) - published)}"
        )
    acknowledged, there = load.acknowledged(), load.stored()
    return Outcome(
        kills=killed,
        acknowledged=len(acknowledged) - len(load.lines.broken),
        broken=len(load.lines.broken),
        alerts=len(alerts),
        seconds=seconds,
        missing=sorted(acknowledged - there.keys()),
        repeated=sorted(name for name, times in there.items() if times > 1),
        refused=dict(load.ledger.others),
        wrong=wrong,
    )
