"""The supervisor: each part as a process of its own, its lines with its name before them, started again when it ends.

It holds no state and opens nothing: what a part needs to go on it finds in the workspace and at the broker.
"""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from fitsignal.leash import GRACE, Leash

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
"""Seconds before a part that ended starts again: twice as long each time, up to the longest."""
STEADY = 30.0
"""Seconds of life after which an end counts as the first."""
LONGEST_LINE = 65_536
"""Bytes; a longer line is shown in pieces."""

NAME = "FITSIGNAL_PART"
"""Tells a part what it is called, where several play one role."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A process to be run: its name in the log, and its command line."""

    name: str
    command: tuple[str, ...]


class Supervisor:
    """Runs parts until told to stop. `say` takes each line; `grace`: seconds from the first signal to SIGKILL."""

    def __init__(self, parts: Sequence[Part], say: Say, *, grace: float = GRACE) -> None:
        self.parts, self._say, self._grace = tuple(parts), say, grace
        self._width = max((len(part.name) for part in self.parts), default=0)

    async def run(self, stop: asyncio.Event) -> None:
        """Start every part, and again whenever one ends, until `stop` is set; then none is left."""
        with Leash() as leash:
            async with asyncio.TaskGroup() as tasks:
                for part in self.parts:
                    tasks.create_task(self._keep(part, leash, stop))

    async def run_through(self, part: Part, stop: asyncio.Event) -> int:
        """Run one part to its end, or until `stop` is set; its exit code, negative where a signal ended it."""
        with Leash() as leash:
            return await self._live(part, leash, stop)

    async def _keep(self, part: Part, leash: Leash, stop: asyncio.Event) -> None:
        failures, clock = 0, asyncio.get_running_loop().time
        while not stop.is_set():
            began = clock()
            ended = _ended(await self._live(part, leash, stop))
            if stop.is_set():
                return
            failures = 0 if clock() - began >= STEADY else failures
            pause = pause_after(failures)
            failures += 1
            self._tell(part, f"{ended}; it starts again in {pause:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def _live(self, part: Part, leash: Leash, stop: asyncio.Event) -> int:
        process = await self._started(part, leash)
        tasks = [asyncio.create_task(each) for each in (process.wait(), stop.wait())]
        relay = asyncio.create_task(self._relay(part, process))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await _end(process, self._grace)
            await _within(relay, 1.0)
        return process.returncode if process.returncode is not None else 1

    async def _started(self, part: Part, leash: Leash) -> Process:
        """A process group of its own: a Ctrl-C at the terminal is for the supervisor, which tells it once."""
        return await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", NAME: part.name, **leash.environment()},
            pass_fds=(leash.reading,),
            process_group=0,
        )

    async def _relay(self, part: Part, process: Process) -> None:
        assert process.stdout is not None
        async for line in lines(process.stdout):
            self._tell(part, line)

    def _tell(self, part: Part, line: str) -> None:
        self._say(f"{part.name:<{self._width}} | {line}")


def pause_after(failures: int) -> float:
    """Seconds before the next start, after so many ends in a row before this one."""
    pause: float = FIRST_PAUSE * 2.0 ** min(failures, 16)
    return min(pause, LONGEST_PAUSE)


async def lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """What a process prints, line by line; what is no UTF-8 is replaced, an overlong line comes in pieces."""
    rest = b""
    while piece := await stream.read(LONGEST_LINE):
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield _text(line)
        while len(rest) >= LONGEST_LINE:
            yield _text(rest[:LONGEST_LINE])
            rest = rest[LONGEST_LINE:]
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").rstrip("\r")


async def _end(process: Process, grace: float) -> None:
    """End a process and wait for it: by SIGTERM, and after `grace` seconds by SIGKILL."""
    for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, None)):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), patience)


async def _within(task: "asyncio.Task[None]", seconds: float) -> None:
    """Let a task end; one that does not, since a grandchild holds the pipe, is given up."""
    with suppress(TimeoutError):
        await asyncio.wait_for(task, seconds)


def _ended(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
