"""The supervisor: parts as processes with their names before their lines, started again, ended cleanly, never left."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fitsignal.supervisor import LONGEST_LINE, Part, Supervisor, lines, pause_after

ROOT = Path(__file__).resolve().parent.parent.parent
FOREVER = "\nimport signal\nwhile True: signal.pause()"
POLITE = """
import signal, sys
def bye(*_):
    print("bye")
    sys.exit(0)
signal.signal(signal.SIGTERM, bye)
print("up")
while True: signal.pause()
"""


def part(name: str, script: str) -> Part:
    return Part(name, (sys.executable, "-c", script))


def told_until(enough: int | Callable[[list[str]], bool], parts: list[Part], *, grace: float = 8.0) -> list[str]:
    """What is said until it is enough, or so many lines, and then while all is stopped."""
    said: list[str] = []

    async def watched() -> None:
        stop = asyncio.Event()

        def say(line: str) -> None:
            said.append(line)
            if enough(said) if callable(enough) else len(said) == enough:
                stop.set()

        await Supervisor(parts, say, grace=grace).run(stop)

    asyncio.run(watched())
    return said


def test_each_line_bears_the_name_of_its_part_whichever_stream_it_came_by() -> None:
    script = "import sys; print('out', flush=True); print('err', file=sys.stderr, flush=True)" + FOREVER
    assert told_until(2, [part("join", script)]) == ["join | out", "join | err"]


def test_names_stand_in_a_column() -> None:
    said = told_until(2, [part("join", f"print('a'){FOREVER}"), part("sources", f"print('b'){FOREVER}")])
    assert sorted(said) == ["join    | a", "sources | b"]


def test_a_part_that_ends_starts_again_and_the_log_says_how_it_ended() -> None:
    said = told_until(5, [part("sinks", "print('here'); raise SystemExit(3)")])
    assert said == [
        "sinks | here",
        "sinks | ended with exit code 3; it starts again in 0.25 s",
        "sinks | here",
        "sinks | ended with exit code 3; it starts again in 0.5 s",
        "sinks | here",
    ]


def test_a_part_that_was_killed_starts_again_and_the_others_are_not_touched() -> None:
    killed = part("join", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    again = "join  | was ended by SIGKILL; it starts again in 0.5 s"
    said = told_until(
        lambda said: {again, "sinks | once"} <= set(said), [killed, part("sinks", f"print('once'){FOREVER}")]
    )
    assert said.count("sinks | once") == 1


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0.25), (1, 0.5), (2, 1), (4, 4), (5, 5), (1000, 5)])
def test_the_pause_before_a_start_doubles_up_to_five_seconds(failures: int, seconds: float) -> None:
    assert pause_after(failures) == seconds


def test_told_to_stop_it_lets_every_part_end_cleanly_and_shows_its_last_words() -> None:
    said = told_until(2, [part("a", POLITE), part("b", POLITE)])
    assert sorted(said) == ["a | bye", "a | up", "b | bye", "b | up"]


def test_a_part_that_does_not_heed_the_signal_is_killed_after_the_grace() -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(__import__('os').getpid())" + FOREVER
    said = told_until(1, [part("a", deaf)], grace=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(said[0].removeprefix("a | ")), 0)


def test_one_part_may_be_run_to_its_end() -> None:
    said: list[str] = []
    supervisor = Supervisor([], said.append)
    code = asyncio.run(supervisor.run_through(part("sources", "print('done'); raise SystemExit(1)"), asyncio.Event()))
    assert (code, said) == (1, ["sources | done"])


def test_children_end_when_their_supervisor_was_killed(tmp_path: Path) -> None:
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    child = f"from fitsignal.leash import heed; heed(); held = open({str(fifo)!r}, 'w'){FOREVER}"
    script = f"""
import asyncio, sys
from fitsignal.supervisor import Part, Supervisor
asyncio.run(Supervisor([Part("a", (sys.executable, "-c", {child!r}))], print).run(asyncio.Event()))
"""
    supervisor = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    with fifo.open() as alive:  # opens once the child holds the other end
        supervisor.send_signal(signal.SIGKILL)
        supervisor.wait()
        assert alive.read() == ""  # ends once nobody holds it


def test_without_a_supervisor_a_process_heeds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from fitsignal import leash

    monkeypatch.delenv(leash.VARIABLE, raising=False)
    leash.heed()
    monkeypatch.setenv(leash.VARIABLE, "elsewhere")
    leash.heed()
    assert leash.VARIABLE not in os.environ


def read(data: bytes) -> list[str]:
    async def all_of_it() -> list[str]:
        stream = asyncio.StreamReader()
        stream.feed_data(data)
        stream.feed_eof()
        return [line async for line in lines(stream)]

    return asyncio.run(all_of_it())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\n\nno end", ["a", "", "no end"]),
        (b"caf\xe9\n", ["caf�"]),
        (b"x" * (LONGEST_LINE + 1) + b"\n", ["x" * LONGEST_LINE, "x"]),
    ],
)
def test_what_a_process_prints_is_read_line_by_line(data: bytes, expected: list[str]) -> None:
    assert read(data) == expected
