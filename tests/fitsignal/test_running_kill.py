"""Law: nothing lost. Killed at any moment under load, the next start goes on: nothing twice, nothing missing."""

import json
from contextlib import suppress
from pathlib import Path
from random import Random
from subprocess import Popen, TimeoutExpired
from time import monotonic
from typing import Any

import duckdb
import orjson

from tests.laws.workspaces import COMPARED, lines, run, start, workspace

KILLS = 20
SIGNALS = 3000
FILES = 5
"""Files that are read at the same time, each of companies of its own: their order is that of the file."""
SOURCE = '[[sources]]\ntype = "file"\nname = "part{n}"\npath = "parts/{n}.jsonl"\nevery = "1s"\n'
TWICE = """
    SELECT alert FROM outbox GROUP BY 1 HAVING count(*) > 1
    UNION ALL SELECT signal FROM decisions GROUP BY 1 HAVING count(*) > 1
"""


class Inbox:
    """The day's signals in pieces, each appended to its files in raw bytes: a piece may end amid a line."""

    def __init__(self, folder: Path) -> None:
        (folder / "parts").mkdir()
        self._files = [folder / "parts" / f"{n}.jsonl" for n in range(FILES)]
        parts: list[list[bytes]] = [[] for _ in range(FILES)]
        for number, line in enumerate(lines(SIGNALS)):
            parts[_part_of(line, number)].append(line + b"\n")
        self._rest = [b"".join(part) for part in parts]

    def append(self, share: float) -> None:
        """Write this share of what is left."""
        for number, file in enumerate(self._files):
            size = int(len(self._rest[number]) * share)
            with file.open("ab") as end:
                end.write(self._rest[number][:size])
            self._rest[number] = self._rest[number][size:]


def _part_of(line: bytes, number: int) -> int:
    try:
        name = orjson.loads(line)["company"]
    except orjson.JSONDecodeError:
        return number % FILES
    return sum(str(name.get("domain") or name).encode()) % FILES


def tables(folder: Path) -> dict[str, list[Any]]:
    return {name: rows(folder, f"SELECT {what} FROM {name} ORDER BY ALL") for name, what in COMPARED.items()}


def rows(folder: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(folder / ".fitsignal" / "store.duckdb"), read_only=True) as store:
        return store.execute(sql).fetchall()


def let_run(process: "Popen[bytes]", seconds: float) -> None:
    """Let it run for so long; it must not end by itself."""
    with suppress(TimeoutExpired):
        process.wait(timeout=seconds)
    assert process.poll() is None, "it runs until it is killed"


def let_open(process: "Popen[bytes]", folder: Path) -> None:
    """Let it run until it owns the store and turns to its sources."""
    path = folder / ".fitsignal" / "owner.json"
    while not path.exists() or json.loads(path.read_bytes())["pid"] != process.pid:
        let_run(process, 0.01)


def test_killed_twenty_times_under_load_it_decides_what_an_undisturbed_run_decides(tmp_path: Path) -> None:
    more = "".join(SOURCE.format(n=n) for n in range(FILES))
    calm, killed = workspace(tmp_path / "calm", more=more), workspace(tmp_path / "killed", more=more)
    Inbox(calm).append(1)
    begun = monotonic()
    run(calm, "run", "--once")
    usual, dice, inbox = monotonic() - begun, Random(17), Inbox(killed)
    for number in range(KILLS):
        inbox.append(0.05)
        process = start(killed, "run")
        if number % 3 == 0:  # amid the start
            let_run(process, usual * dice.uniform(0.02, 0.6))
        else:  # amid the work
            let_open(process, killed)
            inbox.append(0.05)
            let_run(process, usual * dice.uniform(0.0, 0.3))
        process.kill()
        process.wait()
    inbox.append(1)
    run(killed, "run", "--once")
    expected = tables(calm)
    assert len(expected["alerts"]) > 20
    assert len(expected["dead_letters"]) > 10
    assert tables(killed) == expected
    assert rows(killed, TWICE) == []
    assert rows(killed, "SELECT DISTINCT state FROM outbox") == [("sent",)]
