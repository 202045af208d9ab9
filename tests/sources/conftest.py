"""Fixtures of the sources: a workspace, the default policy, an outlet that keeps what it gets, a raw server."""

import asyncio
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sources import build_source
from sources.contract import Source
from sources.runner import Runner
from sources.state import State
from streams.policy import Policy
from streams.ports import Batch, OutletError, Receipt

Handler = Callable[[dict[str, str], asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[dict[str, bytes | Handler]], AbstractAsyncContextManager[str]]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class KeepingOutlet:
    """Keeps every batch; refuses the next `refusals` of them, as a store on a full disk would."""

    refusals: int = 0
    batches: list[Batch] = field(default_factory=list)

    def accept(self, batch: Batch) -> "Future[Receipt]":
        kept: Future[Receipt] = Future()
        if self.refusals:
            self.refusals -= 1
            kept.set_exception(OutletError("the disk is full"))
        else:
            self.batches.append(batch)
            kept.set_result(Receipt(stored=len(batch.drafts), dead=len(batch.rejected)))
        return kept

    @property
    def drafts(self) -> list[dict[str, Any]]:
        return [shown(draft) for batch in self.batches for draft in batch.drafts]

    @property
    def rejected(self) -> list[dict[str, str]]:
        return [{"where": r.where, "cause": r.cause} for batch in self.batches for r in batch.rejected]


def shown(draft: Any) -> dict[str, Any]:
    plain: dict[str, Any] = draft.model_dump(mode="json", exclude_defaults=True)
    return plain


@dataclass
class Bench:
    """A workspace with state, outlet and clock, in which sources are polled. Waiting moves the clock, not the world."""

    workspace: Path
    policy: Policy
    outlet: KeepingOutlet = field(default_factory=KeepingOutlet)
    now: datetime = NOON

    def source(self, **options: Any) -> Source:
        return build_source(options, self.workspace, self.policy)

    @property
    def state(self) -> State:
        if not hasattr(self, "_state"):
            self._state = State(self.workspace / ".fitsignal" / "sources.sqlite")
        return self._state

    def close(self) -> None:
        self.state.close()

    def runner(self, *sources: Source, **options: Any) -> Runner:
        return Runner(sources, self.outlet, self.state, clock=lambda: self.now, rng=Random(7), **options)

    def poll(self, *sources: Source, **options: Any) -> Any:
        return asyncio.run(self.runner(*sources, **options).run_once())

    async def wait(self, seconds: float, stop: asyncio.Event) -> bool:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)
        return stop.is_set()


@pytest.fixture(scope="session")
def policy() -> Policy:
    text = files("streams").joinpath("default_policy.toml").read_text("utf-8")
    return Policy.model_validate(tomllib.loads(text)["policy"])


@pytest.fixture
def bench(tmp_path: Path, policy: Policy) -> Iterator[Bench]:
    made = Bench(tmp_path, policy)
    yield made
    made.close()


@pytest.fixture(scope="session")
def new_bench(policy: Policy) -> Callable[[Path], Bench]:
    """For laws that need a fresh workspace for every example."""
    return lambda folder: Bench(folder, policy)


@pytest.fixture(scope="session")
def serve() -> Serve:
    """A raw HTTP server on the loopback: a path answers with its bytes, or by a handler that writes what it likes."""

    @asynccontextmanager
    async def serving(routes: dict[str, bytes | Handler]) -> AsyncIterator[str]:
        open_now: set[asyncio.Task[None]] = set()

        async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            open_now.add(task)
            try:
                await _answer(routes, reader, writer)
            except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                pass
            finally:
                open_now.discard(task)
                writer.close()

        server = await asyncio.start_server(on_connection, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in tuple(open_now):
                task.cancel()
            await asyncio.gather(*open_now, return_exceptions=True)
            await server.wait_closed()

    return serving


async def _answer(
    routes: dict[str, bytes | Handler], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    path = head[0].split(" ")[1]
    answer = routes.get(path.split("?")[0], b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
    if isinstance(answer, bytes):
        writer.write(answer)
    else:
        await answer({**headers, ":path": path}, writer)
    await writer.drain()
