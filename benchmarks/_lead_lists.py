"""Lists with outcomes to learn from: those of ../shared/data, and invented markets whose truth is known."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from icp.columns.frame import Frame
from icp.columns.reading import read_frame

CRUNCHBASE = "lead_scoring/startup_success_crunchbase_923.csv"
_LATER = (
    "closed_at",
    "status",
    "labels",
    "relationships",
    "milestones",
    "age_first_milestone_year",
    "age_last_milestone_year",
)
_NAMES = (
    "Unnamed: 0",
    "id",
    "object_id",
    "name",
    "zip_code",
    "Unnamed: 6",
    "state_code.1",
    "city",
    "latitude",
    "longitude",
)
_INDUSTRIES = ("Software", "FinTech", "Retail", "Manufacturing", "Media", "Hospitals", "Logistics", "Agency")
_COUNTRIES = ("France", "Germany", "United Kingdom", "Netherlands", "Italy", "Sweden")
_TOOLS = ("Salesforce", "HubSpot", "Pipedrive", "SAP", "Jira", "Zendesk")
_STAGES = ("Bootstrapped", "Seed", "Series A", "Series B", "Series C")


class LeadList(NamedTuple):
    """A list, which of its rows bought, and the columns that only time told."""

    name: str
    frame: Frame
    bought: NDArray[np.bool_]
    ignored: tuple[str, ...] = ()


def lead_lists(data: Path, invented: int = 3) -> Iterator[LeadList]:
    """The real list where it is there, then so many invented markets, each with tastes of its own."""
    path = data / CRUNCHBASE
    if path.is_file():
        frame, _ = read_frame(path.read_bytes(), "csv", path.name)
        given = frame.as_given("status")
        bought = np.array([given.at(row) == "acquired" for row in range(frame.rows)])
        yield LeadList("crunchbase", frame, bought, (*_LATER, *_NAMES))
    for seed in range(invented):
        rows, bought = market(seed)
        yield LeadList(f"invented {seed + 1}", frame_of(rows), bought)


def market(seed: int, count: int = 4000) -> tuple[list[dict[str, object]], NDArray[np.bool_]]:
    """A market in which one in ten buys, by tastes that the seed draws, with noise and holes."""
    rng = random.Random(seed)
    rows = [_company(rng, number) for number in range(count)]
    taste = {
        "size": rng.uniform(4.2, 5.6),
        "industries": rng.sample(_INDUSTRIES[:6], 2),
        "countries": rng.sample(_COUNTRIES, 3),
        "tool": rng.choice(_TOOLS[:4]),
        "weights": [rng.uniform(0.7, 1.6) for _ in range(6)],
    }
    wish = np.array([_wish(row, taste) + 0.3 * rng.gauss(0, 1) for row in rows])
    luck = np.array([rng.gauss(0, 1.2) for _ in rows])
    bought: NDArray[np.bool_] = wish + luck >= np.quantile(wish + luck, 0.9)
    return [_holed(rng, row) for row in rows], bought


def frame_of(rows: list[dict[str, object]]) -> Frame:
    """Rows as columns, by way of a CSV file."""
    columns = list(rows[0])
    lines = [",".join(f'"{"" if row[column] is None else row[column]}"' for column in columns) for row in rows]
    return read_frame("\n".join([",".join(columns), *lines]).encode(), "csv", "market.csv")[0]


def _company(rng: random.Random, number: int) -> dict[str, object]:
    employees = int(rng.lognormvariate(4.3, 1.4)) + 1
    return {
        "domain": f"c{number}.example",
        "name": f"Company {number}",
        "industry": rng.choice(_INDUSTRIES),
        "employees": employees,
        "revenue": round(employees * rng.lognormvariate(11.5, 0.6)),
        "country": rng.choice(_COUNTRIES),
        "technologies": ";".join(rng.sample(_TOOLS, rng.randint(0, 3))),
        "funding_stage": rng.choice(_STAGES),
        "growth": round(rng.gauss(8, 12), 1),
        "founded": rng.randint(1985, 2024),
        "sales_people": int(employees * rng.betavariate(2, 10)),
        "remote": rng.choice(("yes", "no")),
        "luck": rng.randint(1, 1000),
        "colour": rng.choice(("red", "green", "blue", "grey")),
    }


def _wish(row: dict[str, object], taste: dict[str, object]) -> float:
    size, growth = float(str(row["employees"])), float(str(row["growth"]))
    parts = (
        2.0 * np.exp(-0.5 * ((np.log(size) - float(str(taste["size"]))) / 0.8) ** 2),
        1.2 * (str(row["industry"]) in str(taste["industries"])),
        0.7 * (str(row["country"]) in str(taste["countries"])),
        0.9 * (str(taste["tool"]) in str(row["technologies"])),
        0.03 * growth,
        0.6 * (str(row["funding_stage"]) in ("Series A", "Series B")),
    )
    weights = taste["weights"]
    assert isinstance(weights, list)
    return float(sum(weight * part for weight, part in zip(weights, parts, strict=True)))


def _holed(rng: random.Random, row: dict[str, object]) -> dict[str, object]:
    holes = {"revenue": 0.3, "growth": 0.25, "funding_stage": 0.2, "technologies": 0.1, "sales_people": 0.2}
    return {key: None if rng.random() < holes.get(key, 0) else value for key, value in row.items()}
