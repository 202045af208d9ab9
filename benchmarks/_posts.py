"""A load of signed Standard Webhooks posts over loopback, in a process of its own: raw sockets, one request at a time
on each connection, each with an id and a signature of its own. Prints one line of JSON.

python benchmarks/_posts.py PORT SECONDS [CONNECTIONS]
"""

import asyncio
import base64
import hmac
import itertools
import json
import sys
import time
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
SIZE = 808
"""Bytes of a body."""
CONNECTIONS = 64
_KEY = base64.b64decode(SECRET.removeprefix("whsec_"))
_HEAD = b"POST /hooks/bench HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench/1.0\r\nContent-Type: application/json\r\n"


def body() -> bytes:
    """A message of a visit, of 808 bytes."""
    data = {"company": {"name": "Acme", "domain": "acme.example"}, "url": "https://ours.example/pricing", "title": ""}
    bare = len(json.dumps({"type": "visit", "data": data}))
    data["title"] = "x" * (SIZE - bare)
    return json.dumps({"type": "visit", "data": data}).encode()


BODY = body()


def signed(number: int, run: str) -> bytes:
    """A whole request, signed now."""
    name, now = f"msg_{run}_{number}".encode(), b"%d" % int(time.time())
    signature = base64.b64encode(hmac.digest(_KEY, b"%b.%b.%b" % (name, now, BODY), "sha256"))
    return b"%bwebhook-id: %b\r\nwebhook-timestamp: %b\r\nwebhook-signature: v1,%b\r\nContent-Length: %d\r\n\r\n%b" % (
        _HEAD, name, now, signature, len(BODY), BODY,
    )  # fmt: skip


class Sender(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, notes how long it took, and sends again."""

    def __init__(self, load: "Load") -> None:
        self.load, self.at, self.seen = load, 0.0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.send()

    def send(self) -> None:
        request = signed(next(self.load.numbers), self.load.run)
        self.at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.seen += data
        head, end, rest = self.seen.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not end or len(rest) < int(length or 0):
            return
        self.load.note(time.perf_counter() - self.at, self.seen[9:12])
        self.seen = b""
        if time.perf_counter() < self.load.until:
            self.send()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.load.ended(self.at)


class Load:
    """All connections of a run, and what they saw."""

    def __init__(self, seconds: float, connections: int) -> None:
        self.run, self.numbers = f"{time.time_ns():x}", itertools.count()
        self.until, self.left = time.perf_counter() + seconds, connections
        self.took: list[float] = []
        self.others: dict[str, int] = {}
        self.over = asyncio.get_running_loop().create_future()

    def note(self, seconds: float, status: bytes) -> None:
        """An answer came."""
        if status == b"200":
            self.took.append(seconds)
        else:
            self.others[status.decode()] = self.others.get(status.decode(), 0) + 1

    def ended(self, since: float) -> None:
        """A connection was closed."""
        self.left -= 1
        if self.left == 0:
            self.over.set_result(None)


async def main(port: int, seconds: float, connections: int = CONNECTIONS) -> dict[str, object]:
    """Run the load."""
    loop, start = asyncio.get_running_loop(), time.perf_counter()
    load = Load(seconds, connections)
    for _ in range(connections):
        await loop.create_connection(lambda: Sender(load), "127.0.0.1", port)
    await load.over
    took = sorted(load.took)
    whole = time.perf_counter() - start
    at = {name: took[int(len(took) * part)] * 1000 for name, part in (("p50", 0.5), ("p99", 0.99))} if took else {}
    return {"answered": len(took), "a_second": len(took) / whole, **at, "others": load.others}


if __name__ == "__main__":
    import uvloop

    numbers = [float(given) for given in sys.argv[1:]]
    print(json.dumps(uvloop.run(main(int(numbers[0]), numbers[1], *(int(each) for each in numbers[2:])))))
