"""A steady load over loopback, in a process of its own: so many requests a second, whatever the answers take.

Half are signed webhooks that name a company, half page views of an analytics client whose visitor gave an address.
python benchmarks/_paced.py PORT REQUESTS_A_SECOND SECONDS ACCOUNTS   (prints one line of JSON)
"""

import asyncio
import base64
import hmac
import itertools
import json
import random
import sys
import time
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._posts import SECRET

KEY = "wk_0123456789abcdef"
CONNECTIONS = 64
PAGES = ("/pricing", "/demo", "/docs/start", "/blog/a", "/customers")
_KEY = base64.b64decode(SECRET.removeprefix("whsec_"))
_BASIC = base64.b64encode(f"{KEY}:".encode()).decode()


class Market:
    """Who comes, and what they do; one in fifty webhooks is a filled form."""

    def __init__(self, accounts: int) -> None:
        self._accounts, self._dice, self._run = accounts, random.Random(5), f"{time.time_ns():x}"

    def request(self, number: int) -> bytes:
        """The next request, whole."""
        domain = f"company{self._dice.randrange(self._accounts)}.example"
        url = f"https://ours.example{self._dice.choice(PAGES)}?n={number}"
        name = f"{self._run}-{number}"
        return self._view(name, domain, url) if number % 2 else self._hook(name, domain, url, form=number % 100 == 0)

    def _hook(self, name: str, domain: str, url: str, *, form: bool) -> bytes:
        kind = "form_submitted" if form else "visit"
        body = json.dumps({"type": kind, "data": {"company": {"domain": domain}, "url": url}}).encode()
        now = str(int(time.time()))
        mark = base64.b64encode(hmac.digest(_KEY, f"{name}.{now}.".encode() + body, "sha256")).decode()
        head = {"webhook-id": name, "webhook-timestamp": now, "webhook-signature": f"v1,{mark}"}
        return _post("/hooks/bench", head, body)

    def _view(self, name: str, domain: str, url: str) -> bytes:
        visitor = self._dice.randrange(20_000)
        told = {"messageId": name, "type": "page", "anonymousId": f"v{visitor}", "properties": {"url": url}}
        told["context"] = {"traits": {"email": f"person{visitor}@{domain}"}}
        return _post("/v1/page", {"authorization": f"Basic {_BASIC}"}, json.dumps(told).encode())


def _post(path: str, head: dict[str, str], body: bytes) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "host: 127.0.0.1",
        "content-type: application/json",
        f"content-length: {len(body)}",
    ]
    lines += [f"{name}: {value}" for name, value in head.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Sender(asyncio.Protocol):
    """One connection. What is due waits for a free one, and its time counts from when it was due."""

    def __init__(self, load: "Load") -> None:
        self.load, self.due, self.seen = load, 0.0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.load.free.put_nowait(self)

    def send(self, due: float, request: bytes) -> None:
        """Send what was due then."""
        self.due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, end, rest = self.seen.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if end and len(rest) >= int(length or 0):
            self.load.note(time.perf_counter() - self.due, self.seen[9:12].decode())
            self.seen = b""
            self.load.free.put_nowait(self)


class Load:
    """All connections, and what they saw."""

    def __init__(self) -> None:
        self.free: asyncio.Queue[Sender] = asyncio.Queue()
        self.took: list[float] = []
        self.others: dict[str, int] = {}

    def note(self, seconds: float, status: str) -> None:
        """An answer came."""
        self.took.append(seconds)
        if status != "200":
            self.others[status] = self.others.get(status, 0) + 1


async def main(port: int, rate: float, seconds: float, accounts: int) -> dict[str, object]:
    """Run the load."""
    loop, load, market = asyncio.get_running_loop(), Load(), Market(accounts)
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: Sender(load), "127.0.0.1", port)
    start = time.perf_counter()
    for number in itertools.takewhile(lambda n: n < rate * seconds, itertools.count()):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        (await load.free.get()).send(due, market.request(number))
    for _ in range(CONNECTIONS):
        await load.free.get()
    took = sorted(load.took)
    at = {name: took[int(len(took) * part)] * 1000 for name, part in (("p50", 0.5), ("p99", 0.99))}
    return {"answered": len(took), "a_second": len(took) / (time.perf_counter() - start), **at, "others": load.others}


if __name__ == "__main__":
    import uvloop

    port, rate, seconds, accounts = sys.argv[1:]
    print(json.dumps(uvloop.run(main(int(port), float(rate), float(seconds), int(accounts)))))
