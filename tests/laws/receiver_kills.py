"""A receiver that is killed with -9 under load, again and again, and the count of what it had answered with 200.

Senders are as trackers are: several at once, each with a signature or a key, and each sends again what was not
answered, under the same id.
"""

import base64
import hmac
import http.client
import json
import socket
import threading
import time
from collections import Counter, deque
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from subprocess import Popen, TimeoutExpired

import duckdb

from tests.laws.workspaces import COUNT, run, start, workspace

SECRET = b"0123456789abcdef0123456789abcdef"
KEY = "wk_0123456789abcdef"
RECEIVER = """
[receiver]
bind = "127.0.0.1:{port}"
keys = {{ website = "{key}" }}
[[receiver.hooks]]
name = "std"
type = "standard-webhooks"
secret = "whsec_{secret}"
"""
SENDERS = 8
ROLES = (("run",), ("run", "--role", "receiver"), ("run", "--role", "receiver"))
START = 60.0
"""Seconds within which a start is done."""
_URLS = "SELECT evidence ->> '$.url' FROM signals"


@dataclass
class Ledger:
    """What was sent, and of it what was answered with 200; any other answer is in `others`."""

    numbers: "count[int]" = field(default_factory=count)
    again: deque[int] = field(default_factory=deque)
    answered: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    others: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> int:
        """What to send now: what was not answered before, or something new."""
        with self.lock:
            number = self.again.popleft() if self.again else next(self.numbers)
            self.sent.add(number)
            return number

    def note(self, number: int, status: int | None) -> None:
        """An answer, or None where none came."""
        with self.lock:
            if status == 200:
                self.answered.add(number)
            else:
                self.again.append(number)
            if status not in (None, 200):
                self.others[status or 0] += 1


@dataclass
class Outcome:
    """What became of it. `missing`: answered with 200 and not found; `repeated`: found more than once."""

    kills: int
    answered: int
    missing: list[int]
    repeated: list[int]
    others: dict[int, int]


def killed(folder: Path, kills: int, seed: int = 23) -> Outcome:
    """Kill the receiver so often, alone and within the whole service, then let a run take all on, and look."""
    port, ledger, dice = free_port(), Ledger(), Random(seed)
    secret = base64.b64encode(SECRET).decode()
    made = workspace(folder, clock="wall", more=RECEIVER.format(port=port, key=KEY, secret=secret))
    for number in range(kills):
        process = start(made, *ROLES[number % len(ROLES)])
        try:
            until_open(process, port)
            under_load(process, port, ledger, dice.uniform(0.0, 0.3))
        finally:
            process.kill()
            process.wait()
    run(made, "run", "--once")
    return looked(made, ledger, kills)


def under_load(process: "Popen[bytes]", port: int, ledger: Ledger, seconds: float) -> None:
    """Send with all senders, and kill it amid that."""
    senders = [threading.Thread(target=send, args=(port, ledger, process)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    with suppress(TimeoutExpired):
        process.wait(timeout=seconds)
    assert process.poll() is None, "it runs until it is killed"
    process.kill()
    for sender in senders:
        sender.join()


def send(port: int, ledger: Ledger, process: "Popen[bytes]") -> None:
    """Send one after the other on one connection until it breaks."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=START)) as connection:
        while process.poll() is None and sent(connection, ledger) is not None:
            pass


def sent(connection: http.client.HTTPConnection, ledger: Ledger) -> int | None:
    """Send the ledger's next message and note the answer: its status, None where the connection broke."""
    number, status = ledger.next(), None
    try:
        connection.request("POST", *message(number))
        with connection.getresponse() as response:
            response.read()
            status = response.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        ledger.note(number, status)
    return status


def message(number: int) -> tuple[str, bytes, dict[str, str]]:
    """Path, body and headers of the visit of that number: from a webhook, or from an analytics client."""
    domain, url = f"company{number % COUNT}.example", f"https://ours.example/pricing?n={number}"
    if number % 2:
        return "/v1/track", *_tracked(number, domain, url)
    body = json.dumps({"type": "visit", "data": {"company": {"domain": domain}, "url": url}}).encode()
    name, now = f"msg_{number}", str(int(time.time()))
    signed = hmac.digest(SECRET, f"{name}.{now}.".encode() + body, "sha256")
    given = {
        "webhook-id": name,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
    return "/hooks/std", body, given | {"content-type": "application/json"}


def _tracked(number: int, domain: str, url: str) -> tuple[bytes, dict[str, str]]:
    told = {
        "messageId": f"id-{number}",
        "type": "page",
        "anonymousId": f"visitor-{number}",
        "properties": {"url": url},
        "context": {"traits": {"email": f"somebody@{domain}"}},
    }
    basic = base64.b64encode(f"{KEY}:".encode()).decode()
    return json.dumps(told).encode(), {"authorization": f"Basic {basic}", "content-type": "application/json"}


def looked(folder: Path, ledger: Ledger, kills: int) -> Outcome:
    """Look for everything in the store."""
    with duckdb.connect(str(folder / ".fitsignal" / "store.duckdb"), read_only=True) as store:
        urls = [url for (url,) in store.execute(_URLS).fetchall()]
    found = Counter(int(url.rpartition("=")[2]) for url in urls if url and "?n=" in url)
    missing = sorted(ledger.answered - found.keys())
    repeated = sorted(number for number, times in found.items() if times > 1)
    assert found.keys() <= ledger.sent
    return Outcome(kills, len(ledger.answered), missing, repeated, dict(ledger.others))


def until_open(process: "Popen[bytes]", port: int) -> None:
    """Wait until it answers; it must not end by itself."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            return answers(port)
        with suppress(TimeoutExpired):
            process.wait(timeout=0.02)
        assert process.poll() is None, "it starts"
    raise AssertionError(f"nothing answers on {port}")


def answers(port: int) -> None:
    """Ask it whether it lives. Raises OSError and HTTPException where it does not answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=START)) as connection:
        connection.request("GET", "/health/live")
        assert connection.getresponse().status == 200


def free_port() -> int:
    """A port that nobody uses now."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
