"""The bare program: on the same server as the receiver, it verifies a signature, spools with one sync for all that
wait, answers 200, and does nothing else: no bounds, no limits, no replays, no other endpoint.

python benchmarks/_bare.py FOLDER   (prints its port)
"""

import asyncio
import base64
import binascii
import hmac
import sqlite3
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._posts import SECRET
from benchmarks._serve import serve

_KEY = base64.b64decode(SECRET.removeprefix("whsec_"))
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"15")]


class Spool:
    """Bodies in a table; all that wait share a commit."""

    def __init__(self, path: Path) -> None:
        self.queue: SimpleQueue[tuple[bytes, asyncio.Future[None], asyncio.AbstractEventLoop]] = SimpleQueue()
        self.path = path
        threading.Thread(target=self.work, daemon=True).start()

    def add(self, body: bytes) -> "asyncio.Future[None]":
        """Done when it is on the disk."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self.queue.put((body, future, loop))
        return future

    def work(self) -> None:
        """Commit what waits, for ever."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE requests(at REAL, body BLOB)")
        while True:
            group = [self.queue.get()]
            while not self.queue.empty():
                group.append(self.queue.get())
            now = time.time()
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO requests VALUES (?, ?)", [(now, body) for body, _, _ in group])
            connection.execute("COMMIT")
            group[0][2].call_soon_threadsafe(settle, [future for _, future, _ in group])


def settle(futures: "list[asyncio.Future[None]]") -> None:
    """Tell those that wait."""
    for future in futures:
        future.set_result(None)


def verified(scope: Any, body: bytes) -> bool:
    """Whether the signature is right and fresh."""
    headers = dict(scope["headers"])
    name, at = headers.get(b"webhook-id", b""), headers.get(b"webhook-timestamp", b"")
    mine = hmac.digest(_KEY, b"%b.%b.%b" % (name, at, body), "sha256")
    try:
        theirs = base64.b64decode(headers.get(b"webhook-signature", b"").removeprefix(b"v1,"))
        return hmac.compare_digest(mine, theirs) and abs(time.time() - int(at)) <= 300
    except (binascii.Error, ValueError):
        return False


def bare(spool: Spool) -> Any:
    """The ASGI application."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        status = 200 if verified(scope, body) else 401
        if status == 200:
            await spool.add(body)
        await send({"type": "http.response.start", "status": status, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": b'{"status":"ok"}'})

    return app


if __name__ == "__main__":
    serve(bare(Spool(Path(sys.argv[1]) / "bare.sqlite")))
