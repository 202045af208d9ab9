"""A workspace beside a broker under load: trackers that call its receiver, a file that grows, and what of it is there.

Trackers are several at once, and each sends again what was not answered, under the same id; some lines are broken.
"""

import http.client
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import httpx
import orjson

from fitsignal.owner import read_owner
from tests.kafka.broker import Broker, free_ports
from tests.laws.receiver_kills import KEY, Ledger, sent
from tests.laws.workspaces import workspace

COMPANIES = 2_000
RATE = 250
"""Requests to the receiver a second, and lines of the file: together twice as many signals."""
SENDERS = 5
PIECE = 25
"""Lines written at a time."""
EVERY_BROKEN = 100
"""Of so many lines one is broken."""
TABLES = """
[broker]
url = "{broker}"
join_workers = {joins}
[receiver]
bind = "127.0.0.1:{port}"
keys = {{ website = "{key}" }}
rate = {{ per_second = 100000, burst = 100000 }}
{receiver}
[[receiver.hooks]]
name = "std"
type = "standard-webhooks"
secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
[dashboard]
bind = "127.0.0.1:{private}"
"""
URLS = "SELECT evidence ->> '$.url' AS url FROM signals"
RAW = "SELECT decode(raw) AS raw FROM dead_letters"


@dataclass
class Load:
    """A workspace, its ports, and what was acknowledged to who sends to it."""

    folder: Path
    port: int
    private: int
    lines: "Lines"
    ledger: Ledger = field(default_factory=Ledger)

    @contextmanager
    def flowing(self, rate: int = RATE) -> Iterator[None]:
        """Send, so many requests and so many lines a second, until the end of the block."""
        stop = threading.Event()
        threads = [threading.Thread(target=send, args=(self, rate, stop)) for _ in range(SENDERS)]
        threads.append(threading.Thread(target=self.lines.write, args=(rate, stop)))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def is_up(self) -> bool:
        """Whether the store's owner and the receiver answer."""
        return answers(self.private, "/health/ready") and answers(self.port, "/health/live")

    def acknowledged(self) -> set[str]:
        """What must be there: as a signal, or of broken lines as a dead letter."""
        lines = self.lines.good | self.lines.broken
        return {f"request {n}" for n in self.ledger.answered} | {f"line {n}" for n in lines}

    def is_there(self) -> bool:
        """Whether the running service has all of it."""
        return self._missing() == set()

    def lacking(self) -> str:
        """What the running service has not of it."""
        missing = self._missing()
        return "the store does not answer" if missing is None else f"{len(missing)} missing: {sorted(missing)[:20]}"

    def _missing(self) -> set[str] | None:
        urls, raw = self.ask(URLS), self.ask(RAW)
        if urls is None or raw is None:
            return None
        return self.acknowledged() - found([each["url"] for each in urls], [each["raw"] for each in raw]).keys()

    def ask(self, sql: str) -> list[dict[str, Any]] | None:
        """Rows of the running service; None while nobody answers."""
        owner = read_owner(self.folder)
        if owner is None:
            return None
        headers = {"authorization": f"Bearer {owner.token}"}
        asked: dict[str, Any] = {"json": {"query": sql}, "headers": headers, "timeout": 30.0, "trust_env": False}
        try:
            answer = httpx.post(f"{owner.url}/api/op/store.sql", **asked)
        except httpx.TransportError:
            return None
        return [orjson.loads(line) for line in answer.content.splitlines()] if answer.status_code == 200 else None

    def column(self, sql: str) -> list[Any]:
        """The first column of a query on the store that nobody has open."""
        with duckdb.connect(str(self.folder / ".fitsignal" / "store.duckdb"), read_only=True) as store:
            return [row[0] for row in store.execute(sql).fetchall()]

    def stored(self) -> Counter[str]:
        """How often each is in the store that nobody has open."""
        return found(self.column(URLS), self.column(RAW))


def loaded(folder: Path, broker: Broker, *, joins: int = 1, receiver: str = "") -> Load:
    """A workspace of so many companies, of which nothing runs yet. `receiver`: more keys of its table."""
    port, private = free_ports(2)
    told = {"broker": broker.address, "joins": joins, "port": port, "private": private, "key": KEY}
    made = workspace(folder, clock="wall", more=TABLES.format(receiver=receiver, **told))
    rows = ["domain,name,employees,industry,country"]
    rows += [f"company{n}.example,Company {n},120,Software,FR" for n in range(COMPANIES)]
    (made / "accounts.csv").write_text("\n".join(rows) + "\n")
    return Load(made, port, private, Lines(made / "inbox" / "a.jsonl"))


class Lines:
    """A file that grows: what is in it was acknowledged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.good, self.broken = set[int](), set[int]()

    def write(self, rate: int, stop: threading.Event) -> None:
        """So many lines a second, until it is told to stop."""
        begun = time.monotonic()
        with self._path.open("ab") as file:
            for first in count(0, PIECE):
                for number in range(first, first + PIECE):
                    file.write(_line(number) + b"\n")
                    (self.broken if number % EVERY_BROKEN == 0 else self.good).add(number)
                file.flush()
                os.fsync(file.fileno())
                if stop.wait(max(0.0, begun + (first + PIECE) / rate - time.monotonic())):
                    return


def _line(number: int) -> bytes:
    """Each company has a day of its own: a round, and visits after it."""
    if number % EVERY_BROKEN == 0:
        return b'{"kind": "visit", "broken": %d' % number
    kind, details = ("funding_round", {"round": "seed"}) if number % 20 == 1 else ("visit", {"page": "/pricing"})
    company = {"domain": f"company{number // 20 % COMPANIES}.example"}
    url = f"https://news.example/{kind}?line={number}"
    return orjson.dumps({"kind": kind, "company": company, "evidence": {"url": url}, "details": details})


def send(load: Load, rate: int, stop: threading.Event) -> None:
    """Send at a sender's share of the rate; what is not answered is sent again."""
    pause = SENDERS / rate
    while not stop.is_set():
        with closing(http.client.HTTPConnection("127.0.0.1", load.port, timeout=5)) as connection:
            following = time.monotonic()
            while sent(connection, load.ledger) == 200 and not stop.wait(max(0.0, following - time.monotonic())):
                following = max(following + pause, time.monotonic() - 1.0)
        stop.wait(pause)


def answers(port: int, path: str) -> bool:
    """Whether somebody says that all is well there."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def found(urls: Sequence[str | None], raw: Sequence[str]) -> Counter[str]:
    """How often each request and each line is among addresses of signals and texts of dead letters."""
    names = {"n": "request", "line": "line"}
    told = [(url or "").rpartition("?")[2].partition("=") for url in urls]
    there = Counter(f"{names[name]} {number}" for name, _, number in told if name in names)
    return there + Counter(f"line {int(text.rpartition(':')[2])}" for text in raw if '"broken":' in text)
