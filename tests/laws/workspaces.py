"""A workspace of forty invented companies and a file of signals about them, for tests of the whole process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import IO, Any

import orjson

from tests.streams.worlds import NOW

COMPARED = {
    "signals": "* EXCLUDE (seq, batch, stored_at)",
    "triggers": "*",
    "intents": "*",
    "decisions": "* EXCLUDE (seq)",
    "alerts": "*",
    "accounts": "*",
    "fits": "*",
    "unresolved": "*",
    "dead_letters": "* EXCLUDE (observed_at)",
}
"""Tables that two ways to the same end must leave alike, with the columns that count."""

CONFIG = """
[workspace]
name = "Law"
timezone = "Europe/Paris"
accounts = "accounts.csv"
profile = "icp.toml"
clock = "{clock}"
[[sources]]
type = "file"
name = "inbox"
path = "inbox/*.jsonl"
every = "1s"
{more}
"""
PROFILE = """
[rule]
mandatory = 2
preferential = 1
[[criteria]]
name = "Size"
role = "mandatory"
attribute = "employees"
between = [50, 500]
points = 30
[[criteria]]
name = "Industry"
role = "mandatory"
attribute = "industry"
one_of = ["Software"]
points = 30
[[criteria]]
name = "Country"
role = "preferential"
attribute = "country"
one_of = ["FR", "DE"]
points = 40
"""
COUNT = 40
PAGES = ("/pricing", "/demo", "/blog/a", "/careers", "/docs", "/customers")


def workspace(folder: Path, clock: str = "recorded", more: str = "") -> Path:
    """The workspace's files, with an empty inbox."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "fitsignal.toml").write_text(CONFIG.format(clock=clock, more=more))
    (folder / "icp.toml").write_text(PROFILE)
    dice = Random(3)
    rows = ["domain,name,employees,industry,country,status"]
    for n in range(COUNT):
        size, status = dice.choice([80, 120, 300, 5]), "customer" if n % 13 == 12 else "prospect"
        rows.append(f"company{n}.example,Company {n},{size},{dice.choice(['Software', 'Retail'])},FR,{status}")
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n")
    return folder


def lines(count: int, seed: int = 5, since: datetime = NOW - timedelta(days=20)) -> Iterator[bytes]:
    """Signals in the order of time over twenty days: listed companies, strangers, nobodies, repeats, broken lines."""
    dice, last = Random(seed), b"{}"
    for n in range(count):
        at = since + timedelta(days=20) * n / count
        draw = dice.random()
        if draw < 0.04:
            yield last
        elif draw < 0.05:
            yield b'{"kind": "visit", "company": \xff broken %d' % n
        else:
            last = orjson.dumps(signal(dice, at, n))
            yield last


def signal(dice: Random, at: datetime, number: int) -> dict[str, Any]:
    """One signal as a line of a file."""
    kind, details = _event(dice)
    company: dict[str, Any] = {"domain": f"company{dice.randrange(COUNT)}.example"}
    traits: dict[str, Any] = {}
    if dice.random() < 0.1:
        company = {"domain": f"stranger{dice.randrange(8)}.example", "name": f"Stranger {number % 3}"}
        traits = dice.choice([{}, {"employees": 90}, {"industry": "Software"}, {"country": "FR", "employees": 3}])
    elif dice.random() < 0.03:
        company = {"name": f"Nobody {dice.randrange(5)}"}
    url = f"https://news.example/{number}"
    given = {"kind": kind, "company": company, "occurred_at": at.isoformat(), "evidence": {"url": url}}
    return {**given, "details": details, "traits": traits, "confidence": dice.choice([0.95, 0.95, 0.7])}


def _event(dice: Random) -> tuple[str, dict[str, Any]]:
    draw = dice.random()
    if draw < 0.7:
        return "visit", {"page": dice.choice(PAGES), "visitor": f"v{dice.randrange(9)}"}
    if draw < 0.85:
        return "funding_round", {"round": dice.choice(["seed", "series_a"]), "amount": dice.randrange(1, 9) * 10**6}
    if draw < 0.95:
        return "leadership_hire", {"role": dice.choice(["CFO", "VP Sales"]), "person": f"Person {dice.randrange(30)}"}
    return dice.choice([("form_submitted", {"form": "demo"}), ("layoffs", {})])


def start(folder: Path, *arguments: str, out: IO[bytes] | int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    """`fitsignal` of this checkout with these arguments, on its way."""
    command = [sys.executable, "-c", "import sys; from fitsignal.cli import main; sys.exit(main())", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "FITSIGNAL_"))}
    command += ["--workspace", str(folder)]
    return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment, cwd=Path.cwd())


def run(folder: Path, *arguments: str) -> str:
    """What a command prints; it must succeed."""
    made = start(folder, *arguments, out=subprocess.PIPE)
    said, _ = made.communicate(timeout=120)
    assert made.returncode == 0, said.decode()
    return said.decode()
