"""Invented lists to learn from: a market, and customers who differ from it in what the test says."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from icp.columns.frame import Frame
from icp.columns.reading import read_frame

Company = dict[str, Any]
INDUSTRIES = ("Software", "Retail", "Banking", "Logistics", "Media", "Hospitals")
COUNTRIES = ("France", "Germany", "Sweden", "Italy")
TOOLS = ("Salesforce", "HubSpot", "SAP", "Jira", "Zendesk")


def company(rng: random.Random, number: int) -> Company:
    """A company like any other of the market."""
    return {
        "domain": f"c{number}.example",
        "name": f"Company {number}",
        "industry": rng.choice(INDUSTRIES),
        "employees": int(rng.lognormvariate(4.5, 1.3)) + 1,
        "country": rng.choice(COUNTRIES),
        "technologies": ";".join(rng.sample(TOOLS, rng.randint(0, 3))),
        "growth": round(rng.gauss(8, 12), 1),
        "remote": rng.choice(("yes", "no")),
        "luck": rng.randint(1, 1000),
    }


def customer(rng: random.Random, number: int) -> Company:
    """A customer: mostly software companies of 50 to 500 people that use HubSpot and grow."""
    made = company(rng, number)
    if rng.random() < 0.7:
        made["industry"] = rng.choice(("Software", "COMPUTER_SOFTWARE"))
    if rng.random() < 0.8:
        made["employees"] = rng.randint(60, 450)
    if rng.random() < 0.7:
        made["technologies"] = "HubSpot;Jira"
    made["growth"] = round(made["growth"] + 10, 1)
    return made


def companies(
    count: int, seed: int = 0, make: Callable[[random.Random, int], Company] = company, first: int = 0
) -> list[Company]:
    """So many companies, the same for the same seed."""
    rng = random.Random(seed)
    return [make(rng, first + number) for number in range(count)]


def csv_of(rows: Sequence[Company]) -> bytes:
    """The companies as a CSV file."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [[_quoted(row.get(column)) for column in columns] for row in rows]
    return "\n".join(",".join(line) for line in [[_quoted(column) for column in columns], *lines]).encode()


def frame_of(rows: Sequence[Company]) -> Frame:
    """The companies as columns, by way of a file."""
    return read_frame(csv_of(rows), "csv", "list.csv")[0]


def _quoted(value: Any) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"'
