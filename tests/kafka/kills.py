"""Every role killed with -9 under load, the broker stopped amid it: what was acknowledged, and what of it is there.

Trackers are several at once, and each sends again what was not answered, under the same id; a file grows meanwhile, and
some of its lines are broken. Whom to kill is drawn from the list of the system: three joins among them, and at times
the supervisor, which is then started again as a machine's own would do.
"""

import http.client
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import IO, Any

import duckdb
import httpx
import orjson

from fitsignal.owner import read_owner
from streams.topics import ALERTS
from tests.kafka.broker import Broker, free_ports
from tests.kafka.owners import contents
from tests.laws.receiver_kills import KEY, Ledger, message
from tests.laws.workspaces import start, workspace

JOINS = 3
COMPANIES = 2_000
RATE = 250
"""Requests to the receiver a second, and lines of the file: together twice as many signals."""
SENDERS = 5
PIECE = 25
"""Lines written at a time."""
EVERY_BROKEN = 100
"""Of so many lines one is broken."""
PAUSES = (2.0, 8.0)
"""Seconds between two kills, from and to."""
BROKER_EVERY = 12
"""Kills between two stops of the broker."""
PATIENCE = 120.0
"""Seconds that a first start may take, and within which all is caught up or is not any more."""
TABLES = """
[broker]
url = "{broker}"
join_workers = {joins}
[receiver]
bind = "127.0.0.1:{port}"
keys = {{ website = "{key}" }}
rate = {{ per_second = 100000, burst = 100000 }}
[[receiver.hooks]]
name = "std"
type = "standard-webhooks"
secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
[dashboard]
bind = "127.0.0.1:{private}"
"""
_URLS = "SELECT evidence ->> '$.url' AS url FROM signals"
_RAW = "SELECT decode(raw) AS raw FROM dead_letters"
_AGAIN = "SELECT account FROM alerts WHERE escalates IS NULL GROUP BY ALL HAVING count(*) > 1"
_SENT_AGAIN = "SELECT outbox FROM deliveries WHERE state = 'sent' GROUP BY ALL HAVING count(*) > 1"
_ROWS_AGAIN = "SELECT alert, sink FROM outbox GROUP BY ALL HAVING count(*) > 1"
_UNSENT = "SELECT DISTINCT state FROM outbox WHERE state <> 'sent'"


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


class Lines:
    """A file that grows: what is in it was acknowledged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.good, self.broken = set[int](), set[int]()

    def write(self, stop: threading.Event) -> None:
        """So many lines a second, until it is told to stop."""
        begun = time.monotonic()
        with self._path.open("ab") as file:
            for first in count(0, PIECE):
                for number in range(first, first + PIECE):
                    file.write(_line(number) + b"\n")
                    (self.broken if number % EVERY_BROKEN == 0 else self.good).add(number)
                file.flush()
                os.fsync(file.fileno())
                if stop.wait(max(0.0, begun + (first + PIECE) / RATE - time.monotonic())):
                    return


def _line(number: int) -> bytes:
    """Each company has a day of its own: a round, and visits after it."""
    if number % EVERY_BROKEN == 0:
        return b'{"kind": "visit", "broken": %d' % number
    kind, details = ("funding_round", {"round": "seed"}) if number % 20 == 1 else ("visit", {"page": "/pricing"})
    company = {"domain": f"company{number // 20 % COMPANIES}.example"}
    url = f"https://news.example/{kind}?line={number}"
    return orjson.dumps({"kind": kind, "company": company, "evidence": {"url": url}, "details": details})


class Running:
    """`fitsignal run` of a workspace, kept running, and its roles."""

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

    def stop(self) -> int:
        """Stop all; the exit code."""
        self.supervisor.terminate()
        return self.supervisor.wait(PATIENCE)


@contextmanager
def running(folder: Path, log: Path) -> Iterator[Running]:
    """The service; nothing of it is left."""
    with log.open("ab") as out:
        found = Running(folder, out)
        try:
            yield found
        finally:
            found.supervisor.kill()
            found.supervisor.wait()


def conserved(folder: Path, broker: Broker, kills: int, seed: int = 7) -> Outcome:
    """Kill so often under load, then wait until all is caught up, stop, and look."""
    port, private = free_ports(2)
    made = workspace(
        folder,
        clock="wall",
        more=TABLES.format(broker=broker.address, joins=JOINS, port=port, private=private, key=KEY),
    )
    _list_companies(made)
    ledger, lines, stop = Ledger(), Lines(made / "inbox" / "a.jsonl"), threading.Event()
    threads = [threading.Thread(target=send, args=(port, ledger, stop)) for _ in range(SENDERS)]
    threads.append(threading.Thread(target=lines.write, args=(stop,)))
    with running(made, folder.with_suffix(".log")) as service:
        until(lambda: _answers(private, "/health/ready") and _answers(port, "/health/live"), service)
        for thread in threads:
            thread.start()
        try:
            killed = strike(service, broker, kills, Random(seed))
        finally:
            last = time.monotonic()
            stop.set()
            for thread in threads:
                thread.join()
        until(lambda: _is_there(made, ledger, lines), service)
        seconds = time.monotonic() - last
        until(lambda: _ask(made, _UNSENT) == [], service)
        assert service.stop() == 0
    return looked(made, broker.address, ledger, lines, killed, seconds)


def _list_companies(folder: Path) -> None:
    rows = ["domain,name,employees,industry,country"]
    rows += [f"company{n}.example,Company {n},120,Software,FR" for n in range(COMPANIES)]
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n")


def strike(service: Running, broker: Broker, kills: int, dice: Random) -> Counter[str]:
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


def send(port: int, ledger: Ledger, stop: threading.Event) -> None:
    """Send at a sender's share of the rate; what is not answered is sent again."""
    pause = SENDERS / RATE
    while not stop.is_set():
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            following = time.monotonic()
            while _sent(connection, ledger) and not stop.wait(max(0.0, following - time.monotonic())):
                following = max(following + pause, time.monotonic() - 1.0)
        stop.wait(pause)


def _sent(connection: http.client.HTTPConnection, ledger: Ledger) -> bool:
    number, status = ledger.next(), None
    try:
        connection.request("POST", *message(number))
        with connection.getresponse() as response:
            response.read()
            status = response.status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        ledger.note(number, status)
    return status == 200


def until(holds: Any, service: Running) -> None:
    """Wait until something is so, while the supervisor runs."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert service.supervisor.poll() is None, "it runs until it is told to stop"
        assert time.monotonic() < end, "it did not come true"
        threading.Event().wait(0.25)


def _answers(port: int, path: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _ask(folder: Path, sql: str) -> list[dict[str, Any]] | None:
    """Rows of the running service; None while nobody answers."""
    owner = read_owner(folder)
    if owner is None:
        return None
    try:
        given = {"headers": {"authorization": f"Bearer {owner.token}"}, "timeout": 30.0, "trust_env": False}
        answer = httpx.post(f"{owner.url}/api/op/store.sql", json={"query": sql}, **given)
    except httpx.TransportError:
        return None
    return [orjson.loads(line) for line in answer.content.splitlines()] if answer.status_code == 200 else None


def _is_there(folder: Path, ledger: Ledger, lines: Lines) -> bool:
    urls, raw = _ask(folder, _URLS), _ask(folder, _RAW)
    if urls is None or raw is None:
        return False
    found, letters = numbers(each["url"] for each in urls), broken_in(each["raw"] for each in raw)
    return not (
        ledger.answered - found["n"].keys() or lines.good - found["line"].keys() or lines.broken - letters.keys()
    )


def numbers(urls: Iterator[str | None] | Sequence[str | None]) -> dict[str, Counter[int]]:
    """How often each number is there: `n` of requests, `line` of lines."""
    found: dict[str, Counter[int]] = {"n": Counter(), "line": Counter()}
    for url in urls:
        name, _, number = (url or "").rpartition("?")[2].partition("=")
        if name in found:
            found[name][int(number)] += 1
    return found


def broken_in(raw: Iterator[str] | Sequence[str]) -> Counter[int]:
    """How often each broken line is there."""
    return Counter(int(text.rpartition(":")[2]) for text in raw if '"broken":' in text)


def looked(folder: Path, address: str, ledger: Ledger, lines: Lines, killed: Counter[str], seconds: float) -> Outcome:
    """Look into the store, and at the topic of alerts."""
    with duckdb.connect(str(folder / ".fitsignal" / "store.duckdb"), read_only=True) as store:

        def column(sql: str) -> list[Any]:
            return [row[0] for row in store.execute(sql).fetchall()]

        found, letters = numbers(column(_URLS)), broken_in(column(_RAW))
        alerts = column("SELECT id::VARCHAR FROM alerts")
        wrong = [
            f"{what}: {rows}"
            for what, sql in (
                ("alerted twice", _AGAIN),
                ("sent twice", _SENT_AGAIN),
                ("in the outbox twice", _ROWS_AGAIN),
                ("not sent", _UNSENT),
            )
            if (rows := column(sql))
        ]
    published = Counter(orjson.loads(each.value)["id"] for each in contents(address, ALERTS))
    if published.keys() != set(alerts):
        wrong.append(f"published and not in the store, or the other way: {published.keys() ^ set(alerts)}")
    if again := [name for name, times in published.items() if times > 1]:
        wrong.append(f"published twice: {again}")
    acknowledged = {f"request {n}" for n in ledger.answered} | {f"line {n}" for n in lines.good | lines.broken}
    there = Counter({f"request {n}": times for n, times in found["n"].items()})
    there += Counter({f"line {n}": times for n, times in (found["line"] + letters).items()})
    return Outcome(
        kills=killed,
        acknowledged=len(acknowledged) - len(lines.broken),
        broken=len(lines.broken),
        alerts=len(alerts),
        seconds=seconds,
        missing=sorted(acknowledged - there.keys()),
        repeated=sorted(name for name, times in there.items() if times > 1),
        refused=dict(ledger.others),
        wrong=wrong,
    )
