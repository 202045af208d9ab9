"""The roles of a made-up market beside a broker, as processes, and what they say of themselves."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks import _world
from benchmarks._cluster import ACCOUNTS
from tests.kafka import joins
from tests.kafka.broker import die_with_parent, free_ports

ROOT = Path(__file__).resolve().parent.parent
_SAMPLE = re.compile(r"^(\w+)(\{[^}]*\})? (\S+)$", re.MULTILINE)


class Market:
    """A workspace in a folder whose roles run beside the broker; `clock`: "recorded" or "wall". `sinks`: a process."""

    sinks: "subprocess.Popen[bytes]"

    def __init__(self, folder: Path, address: str, clock: str) -> None:
        self.folder = folder
        _world.write_workspace(folder, [], ACCOUNTS)
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        config = (folder / "fitsignal.toml").read_text().replace('clock = "recorded"', f'clock = "{clock}"')
        tables = f'\n[dashboard]\nbind = "127.0.0.1:{port}"\n\n[broker]\nurl = "{address}"\n'
        (folder / "fitsignal.toml").write_text(config + tables + f"partitions = {joins.PARTITIONS}\n")

    @contextmanager
    def role(self, name: str) -> "Iterator[subprocess.Popen[bytes]]":
        """The role as a process, killed at the end of the block; what it says goes to a file of its name."""
        words = [sys.executable, "-m", "fitsignal", "run", "--role", name, "--workspace", str(self.folder)]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("FITSIGNAL_")}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                words,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=environment,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def ask(self, sql: str) -> list[Any]:
        """The rows of a query, by the running owner."""
        words = [sys.executable, "-m", "fitsignal", "store", "sql", sql, "--json", "--workspace", str(self.folder)]
        told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [json.loads(line) for line in told.splitlines()]

    def ready(self) -> bool:
        """Whether the sinks have begun to read."""
        try:
            return httpx.get(f"{self.url}/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def rows(self) -> Mapping[str, float]:
        """How many rows the store has, by table."""
        text = httpx.get(f"{self.url}/metrics", timeout=60).text
        return {
            labels.split('"')[1]: float(value)
            for name, labels, value in _SAMPLE.findall(text)
            if name == "fitsignal_store_rows"
        }
