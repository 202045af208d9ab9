"""`fitsignal run` on the example beside a broker, and what its commands say."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from tests.kafka.broker import Broker, free_ports

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "northwind"


def environment(broker: Broker | None) -> dict[str, str]:
    told = {"FITSIGNAL_KAFKA": broker.address, "WRITE_KEY": "demo"} if broker else {}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FITSIGNAL_")}
    return {**kept, **told}


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "fitsignal", *words, "--workspace", str(folder)]


def northwind(folder: Path, config: str) -> Path:
    """The example with this file as its configuration, on ports of its own."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".fitsignal"))
    text = (EXAMPLE / config).read_text(encoding="utf-8")
    receiver, private = free_ports(2)
    text = text.replace("0.0.0.0:8787", f"127.0.0.1:{receiver}").replace("0.0.0.0:8788", f"127.0.0.1:{private}")
    (folder / "fitsignal.toml").write_text(text, encoding="utf-8")
    return folder


class Running:
    """`fitsignal run` on a workspace: its supervisor, its roles, and its addresses."""

    def __init__(self, folder: Path, broker: Broker, log: Path) -> None:
        self.folder, self.log, self.environment = folder, log, environment(broker)
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command(folder, "run"), env=self.environment, cwd=ROOT, stdout=out, stderr=out
            )

    def until(self, reached: Callable[[], bool]) -> None:
        """Let it run until something is so; it must not end by itself."""
        while not reached():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.1)
            assert self.process.poll() is None, self.log.read_text()

    def answers(self, path: str) -> bool:
        try:
            return httpx.get(self.address("dashboard") + path, timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def address(self, table: str) -> str:
        text = (self.folder / "fitsignal.toml").read_text(encoding="utf-8").partition(f"[{table}]")[2]
        return "http://" + text.partition('bind = "')[2].partition('"')[0]

    def send(self, body: dict[str, Any]) -> bool:
        try:
            return httpx.post(f"{self.address('receiver')}/v1/page", json=body, auth=("demo", "")).status_code == 200
        except httpx.TransportError:
            return False

    def ask(self, sql: str) -> Any:
        return self.command("store", "sql", sql, "--json")

    def status(self) -> list[dict[str, Any]]:
        """The rows of `fitsignal status`; none while nobody answers."""
        return self.command("status", "--json") or []

    def command(self, *words: str) -> Any:
        """The rows that a command gives; None where it did not work."""
        done = subprocess.run(
            command(self.folder, *words), env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        return [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else None

    def roles(self) -> dict[str, int]:
        """The processes of the roles that live, by the list of the system."""
        listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
        ours = [line.split() for line in listed.splitlines()]
        return {
            words[words.index("--role") + 1]: int(words[0])
            for words in ours
            if "--role" in words and str(self.folder) in words
        }
