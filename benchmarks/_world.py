"""A made-up market for the benchmarks: accounts that fit and do not, and signals of every kind over thirty days."""

import csv
import random
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from icp.account import Account
from icp.profile import Profile, parse_profile

DAY_ZERO = datetime(2026, 10, 24, tzinfo=UTC)
PAGES = [
    "/",
    "/pricing",
    "/blog/a",
    "/docs/start",
    "/product",
    "/careers",
    "/customers",
    "/blog/b",
    "/security",
    "/demo",
]
ROLES = ["VP Sales", "CFO", "Chief Revenue Officer", "Head of Marketing", "Director of Engineering"]
TITLES = ["Sales Development Representative", "Account Executive", "Data Engineer", "Head of Sales", "Recruiter"]
ROUNDS = ["seed", "series_a", "series_b", "venture_unspecified"]


ICP = """
[rule]
mandatory = 2
preferential = 1

[[criteria]]
name = "Size"
role = "mandatory"
attribute = "employees"
between = [50, 500]
points = 25

[[criteria]]
name = "Industry"
role = "mandatory"
attribute = "industry"
one_of = ["Software"]
points = 20

[[criteria]]
name = "Country"
role = "mandatory"
attribute = "country"
one_of = ["FR", "DE", "GB"]
points = 20

[[criteria]]
name = "CRM"
role = "preferential"
attribute = "technologies"
contains = "Salesforce"
points = 15

[[criteria]]
name = "Young"
role = "preferential"
attribute = "founded"
at_least = 2010
points = 20
"""


def profile() -> Profile:
    """A profile of the usual size; about six in ten of the made-up accounts qualify."""
    found, problems = parse_profile(tomllib.loads(ICP), "market")
    if found is None:
        raise ValueError(str(problems))
    return found


def accounts(count: int, seed: int = 7) -> list[Account]:
    """`count` made-up accounts."""
    dice = random.Random(seed)
    return [
        Account(
            domain=f"company{n}.example",
            name=f"Company {n}",
            employees=dice.choice([12, 80, 140, 300, 900]),
            industry=dice.choice(["Software", "Software", "Retail"]),
            country=dice.choice(["FR", "DE", "US"]),
            technologies=tuple(dice.sample(["Salesforce", "HubSpot", "AWS"], 2)),
            founded=dice.choice([1990, 2012, 2018]),
        )
        for n in range(count)
    ]


def lines(count: int, accounts: int, seed: int = 11, days: float = 30) -> Iterator[bytes]:
    """`count` signals as lines of a `file` source, in the order of time; two in a hundred are repeats."""
    dice = random.Random(seed)
    last = b""
    for n in range(count):
        if n and n % 50 == 0:
            yield last
            continue
        at = DAY_ZERO + timedelta(seconds=n * days * 86_400 / count)
        kind, details = _event(dice)
        made = orjson.dumps(
            {
                "kind": kind,
                "company": {"domain": f"company{dice.randrange(accounts)}.example"},
                "occurred_at": at.isoformat(),
                "evidence": {"url": f"https://news.example/{seed}/{n}", "title": f"Made-up story {n}"},
                "details": details,
                "confidence": 0.95,
            }
        )
        last = bytes(memoryview(made))  # a copy: what orjson gives keeps its buffer of 4 kB
        yield last


def _event(dice: random.Random) -> tuple[str, dict[str, object]]:
    draw = dice.random()
    if draw < 0.70:
        return "visit", {"page": dice.choice(PAGES), "visitor": f"v{dice.randrange(50)}"}
    if draw < 0.85:
        return "job_posting", {"title": dice.choice(TITLES), "job": str(dice.randrange(10**6))}
    if draw < 0.92:
        return "funding_round", {
            "round": dice.choice(ROUNDS),
            "amount": dice.randrange(1, 50) * 10**6,
            "currency": "EUR",
        }
    if draw < 0.98:
        return "leadership_hire", {"role": dice.choice(ROLES), "person": f"Person {dice.randrange(1000)}"}
    return "form_submitted", {"form": dice.choice(["demo", "newsletter", "download"])}


def write_workspace(folder: Path, found: list[bytes], count: int) -> None:
    """A workspace with the made-up accounts, the profile, and one file of signals."""
    (folder / "inbox").mkdir()
    (folder / "inbox" / "signals.jsonl").write_bytes(b"".join(line + b"\n" for line in found))
    with (folder / "accounts.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["domain", "name", "employees", "industry", "country", "technologies", "founded"])
        for a in accounts(count):
            rows.writerow([a.domain, a.name, a.employees, a.industry, a.country, ";".join(a.technologies), a.founded])
    (folder / "icp.toml").write_text(ICP)
    (folder / "fitsignal.toml").write_text(FITSIGNAL)


FITSIGNAL = """
[workspace]
name = "Made-up market"
clock = "recorded"

[[sources]]
type = "file"
name = "imports"
path = "inbox/*.jsonl"
every = "1s"

[[sinks]]
type = "console"
"""
