"""1,000 feeds and 1,000 job boards polled on their schedule: processor time, memory, lateness, connections at once.

    python benchmarks/polling.py [ROUNDS] [TIMES]

The server is a process of its own on the loopback: 200 hosts of feeds and 8 of boards, each answer a tenth of a second
late; of ten polls one brings a new entry or posting, four are answered by 304, and one feed in a hundred never answers.
A quarter of an hour is run TIMES (10) times as fast: all of the work, and of lateness more, since what the clock
gains the answers do not. Processor time is told for the real quarter of an hour.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._setup import machine
from fitsignal.defaults import default_policy
from fitsignal.process import with_many_files
from sources import build_source
from sources.contract import Source
from sources.runner import Runner
from sources.state import State
from streams.ports import Batch, Receipt

FEEDS, BOARDS, FEED_HOSTS, BOARD_HOSTS = 1_000, 1_000, 200, 8
QUARTER = 900.0
LATE = 0.1
"""Seconds that the server waits before it answers."""
ENTRIES, SEATS = 30, 20


class Outlet:
    """Keeps counts of what it is given."""

    signals = 0

    def accept(self, batch: Batch) -> "Future[Receipt]":
        self.signals += len(batch.drafts)
        kept: Future[Receipt] = Future()
        kept.set_result(Receipt(stored=len(batch.drafts)))
        return kept


class Timed(Runner):
    """A runner that notes how late each poll began."""

    late: list[float]

    async def _poll(self, source: Source, *others: Any) -> Any:
        if due := self.state.health(source.name, source.type).next_poll:
            self.late.append((self.clock() - due).total_seconds())
        return await super()._poll(source, *others)


def feed(number: int, version: int) -> bytes:
    """A feed of releases, its newest of this version."""
    items = "".join(
        f"<item><title>Norrvik {number} raises ${entry}m Series A</title><link>https://wire.example/{number}/{entry}</link>"
        f"<guid isPermaLink='false'>{number}-{entry}</guid><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate>"
        f"<description>{'Norrvik makes harbour sensors. ' * 12}</description></item>"
        for entry in range(version, version + ENTRIES)
    )
    return f'<rss version="2.0"><channel><link>https://wire.example</link>{items}</channel></rss>'.encode()


def board(number: int, version: int) -> bytes:
    """A board of Greenhouse's, its newest seat of this version."""
    jobs = [
        {
            "id": number * 10_000 + seat,
            "title": f"Account Executive {seat}",
            "company_name": f"Norrvik {number}",
            "first_published": "2026-11-20T09:00:00Z",
            "content": "&lt;p&gt;You sell with HubSpot.&lt;/p&gt;" * 40,
        }
        for seat in range(version, version + SEATS)
    ]
    return json.dumps({"jobs": jobs}).encode()


async def serve(port: int) -> None:
    """The server, until it is ended; tells the most connections that were open at once when asked at /most."""
    asked: dict[str, int] = {}
    silent = {f"/feed/{number}" for number in range(99, FEEDS, 100)}
    now, most = 0, 0

    async def on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            if path in silent:
                await reader.read()
            else:
                writer.write(await answer(path))
            await writer.drain()
        now -= 1
        writer.close()

    async def answer(path: str) -> bytes:
        if path == "/most":
            return said(b"%d" % most)
        _, kind, text = path.split("/")
        number, count = int(text), asked.get(path, 0)
        asked[path] = count + 1
        await asyncio.sleep(LATE)
        if count and (number + count) % 10 < 4:
            return b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n"
        version = (number + count) // 10
        return said(feed(number, version) if kind == "feed" else board(number, version), b'etag: "v"\r\n')

    server = await asyncio.start_server(on, "0.0.0.0", port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


def said(body: bytes, more: bytes = b"") -> bytes:
    """An answer."""
    return b"HTTP/1.1 200 OK\r\nconnection: close\r\n%scontent-length: %d\r\n\r\n%s" % (more, len(body), body)


def sources(folder: Path, port: int, every: float) -> list[Source]:
    """One table of feeds and one of boards."""
    feeds = [f"http://127.0.1.{1 + n % FEED_HOSTS}:{port}/feed/{n}" for n in range(FEEDS)]
    boards = [
        {"token": f"b{n}", "domain": f"b{n}.example", "url": f"http://127.0.2.{1 + n % BOARD_HOSTS}:{port}/board/{n}"}
        for n in range(BOARDS)
    ]
    tables = (
        {"type": "feed", "name": "feeds", "feeds": feeds, "every": f"{every:.0f}s"},
        {"type": "jobs", "name": "boards", "boards": boards, "every": f"{every:.0f}s"},
    )
    return [build_source(table, folder, default_policy()) for table in tables]


async def run(runner: Timed, every: float, rounds: int) -> list[tuple[float, float]]:
    """Processor seconds and resident MB after the first polls and after each round."""
    stop, seen = asyncio.Event(), []
    task = asyncio.create_task(runner.run(stop))
    for _ in range(rounds + 1):
        await asyncio.sleep(every)
        seen.append((time.process_time(), resident()))
    stop.set()
    await task
    return seen


def resident() -> float:
    """Megabytes of memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def measure(rounds: int, times: float) -> None:
    """Run it and print what it came to."""
    with_many_files()
    port, every = 18_900, QUARTER / times
    child = subprocess.Popen([sys.executable, __file__, "serve", str(port)], stdout=subprocess.PIPE)
    try:
        assert child.stdout
        child.stdout.readline()
        with TemporaryDirectory(prefix="fitsignal-bench-") as folder:
            state, outlet = State(Path(folder) / "sources.sqlite"), Outlet()
            runner = Timed(sources(Path(folder), port, every), outlet, state)
            runner.late = []
            started = time.process_time()
            seen = asyncio.run(run(runner, every, rounds))
            most = asyncio.run(asked(port))
            told(runner, seen, started, most, times, outlet.signals)
            state.close()
    finally:
        child.terminate()
        child.wait()


async def asked(port: int) -> int:
    """The most connections that the server had open at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /most HTTP/1.1\r\n\r\n")
    body = (await reader.read()).partition(b"\r\n\r\n")[2]
    writer.close()
    return int(body)


def told(runner: Timed, seen: list[tuple[float, float]], started: float, most: int, times: float, signals: int) -> None:
    """Print the figures."""
    (first, memory), (last, after) = seen[0], seen[-1]
    rounds = len(seen) - 1
    polls = sum(health.polls for health in runner.health())
    late = sorted(runner.late)
    print(machine())
    print(f"{polls:,} polls, {signals:,} signals, at most {most} connections at once")
    print(f"the first polls: {first - started:.1f} s of processor time")
    print(f"memory: {memory:.0f} MB after them, {after:.0f} MB at the end")
    each = (last - first) / rounds
    print(f"a quarter of an hour: {each:.1f} s of processor time, {each / QUARTER:.1%} of one thread (aim 10 %)")
    print(
        f"late in real seconds, {times:g} times as fast: median {late[len(late) // 2]:.2f},"
        f" 99th percentile {late[len(late) * 99 // 100]:.2f}, at most {late[-1]:.1f} (aim 60)"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(int(sys.argv[2])))
    else:
        measure(int(sys.argv[1]) if sys.argv[1:] else 2, float(sys.argv[2]) if sys.argv[2:] else 10.0)
