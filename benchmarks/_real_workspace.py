"""A workspace of real inputs: start-ups and listed companies as accounts; releases as feeds, job boards, filings."""

import csv
import gzip
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from icp.countries import fold_country, is_country_name
from icp.domains import is_profile_page, is_shared_host, registrable
from streams.names import read_name

RELEASES, STARTUPS = "news/press_releases_2023_2025.jsonl.gz", "accounts/techstars_companies.json"
DIRECTORY, BOARDS = "resolution/directory.jsonl", "job_boards/greenhouse_{}.json"
FILINGS = "feeds/edgar_2025-12-12"
BOARD_OF = {"stripe": ("Stripe", "stripe.com", "Fintech"), "amplitude": ("Amplitude", "amplitude.com", "Big Data")}
LISTED = "Listed company"
A_FILE = 6_000
COLUMNS = ("domain", "name", "industry", "country", "one_liner")

CONFIG = """[workspace]
name = "Real day"
timezone = "UTC"
accounts = "accounts.csv"
profile = "icp.toml"
clock = "recorded"

[[sources]]
type = "jobs"
name = "boards"
boards = [{boards}]

[[sources]]
type = "edgar"
name = "filings"
path = "filings/*"

{feeds}
[[sinks]]
type = "console"
"""
FEED = '[[sources]]\ntype = "feed"\nname = "{name}"\nurl = "{name}.xml"\n\n'
PROFILE = """[rule]
mandatory = 2
preferential = 0

[tiers]
A = 50
B = 40

[[criteria]]
name = "Sells technology"
role = "mandatory"
attribute = "industry"
one_of = [{industries}]
points = 35

[[criteria]]
name = "Where we sell"
role = "mandatory"
attribute = "country"
one_of = ["US", "CA", "GB", "IE", "DE", "FR", "NL", "SE", "DK", "FI", "NO", "IL", "AU", "SG"]
points = 35

[[criteria]]
name = "Company size"
role = "mandatory"
attribute = "employees"
between = [20, 1000]
points = 15

[[criteria]]
name = "Sells to companies"
role = "preferential"
attribute = "one_liner"
contains = ["platform", "software", "companies", "businesses", "teams", "enterprise"]
points = 15
"""
NO_BUYERS = {"Beauty", "Gaming", "Foodtech", "Restaurant tech", "Pet tech", "Femtech", "Oil and gas", ""}


@dataclass(frozen=True, slots=True)
class Made:
    """What went into a workspace."""

    startups: int
    without_domain: int
    listed: int
    shared_names: int
    releases: int
    feeds: int
    pages: int


def missing(data: Path) -> list[str]:
    """The inputs that are not there."""
    wanted = [RELEASES, STARTUPS, DIRECTORY, *(BOARDS.format(name) for name in BOARD_OF)]
    return [name for name in wanted if not (data / name).is_file()] + [FILINGS] * (not (data / FILINGS).is_dir())


def make(data: Path, workspace: Path) -> Made:
    """Write the workspace's files; what went into them."""
    rows, without = _startups(data)
    listed = list(_listed(data))
    with (workspace / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*rows, *listed])
    items = list(releases(data))
    parts = [items[first : first + A_FILE] for first in range(0, len(items), A_FILE)]
    feeds = [write_feed(workspace, f"wire{n}", part) for n, part in enumerate(parts)]
    for name in BOARD_OF:
        shutil.copy(data / BOARDS.format(name), workspace / f"{name}.json")
    pages = shutil.copytree(data / FILINGS, workspace / "filings", dirs_exist_ok=True)
    _write_config(workspace, len(feeds), [*rows, *listed])
    names = _shared_names([*rows, *listed])
    return Made(len(rows), without, len(listed), names, sum(feeds), len(feeds), len(list(pages.iterdir())))


def releases(data: Path) -> list[dict[str, Any]]:
    """The press releases, in the order of their days."""
    with gzip.open(data / RELEASES, "rt", encoding="utf-8") as lines:
        return sorted(map(json.loads, lines), key=lambda release: str(release["date"]))


def _startups(data: Path) -> tuple[list[dict[str, str]], int]:
    """A row a domain, the boards' companies first; and how many start-ups have no domain of their own."""
    rows = {
        domain: {"domain": domain, "name": name, "industry": industry, "country": "US", "one_liner": "software"}
        for name, domain, industry in BOARD_OF.values()
    }
    without = 0
    for company in json.loads((data / STARTUPS).read_text("utf-8")):
        if domain := _own_domain(company.get("website")):
            rows.setdefault(domain, company | {"domain": domain, "country": _country(company.get("location"))})
        else:
            without += 1
    return list(rows.values()), without


def _own_domain(website: str | None) -> str | None:
    domain = None if not website or is_profile_page(website) else registrable(website)
    return None if domain is None or is_shared_host(domain) else domain


def _country(location: str | None) -> str:
    """The ISO code of what stands behind the last comma; empty where that is no country."""
    last = (location or "").rpartition(",")[2].strip()
    return fold_country(last) if is_country_name(last) or last == "Georgia" else ""


def _listed(data: Path) -> Iterator[dict[str, str]]:
    """The listed companies of the directory; it has no domains of theirs, so they are made up."""
    for line in (data / DIRECTORY).read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["id"].startswith("sec:"):
            country = entry.get("country") or "US"
            yield {
                "domain": f"cik{entry['id'][4:]}.example",
                "name": entry["name"],
                "industry": LISTED,
                "country": country,
            }


def _shared_names(rows: Iterable[dict[str, str]]) -> int:
    """How many names are those of two accounts or more: the name alone tells none of them."""
    return sum(count > 1 for count in Counter(read_name(row["name"]).written.key for row in rows).values())


def write_feed(workspace: Path, name: str, items: list[dict[str, Any]]) -> int:
    """An RSS file of the releases; how many."""
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{name}</title>\n'
    (workspace / f"{name}.xml").write_text(head + "\n".join(map(_item, items)) + "\n</channel></rss>\n", "utf-8")
    return len(items)


def _item(release: dict[str, Any]) -> str:
    day = date.fromisoformat(release["date"][:10])
    fields = {
        "title": release["title"],
        "link": release["url"],
        "pubDate": format_datetime(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)),
        "description": release["lead"],
    }
    return "<item>" + "".join(f"<{tag}>{escape(_clean(text))}</{tag}>" for tag, text in fields.items()) + "</item>"


def _clean(text: str | None) -> str:
    """The text without the signs that XML does not allow."""
    return "".join(sign for sign in text or "" if sign >= " " or sign in "\t\n")


def _write_config(workspace: Path, feeds: int, rows: Iterable[dict[str, str]]) -> None:
    boards = ", ".join(
        f'{{ token = "{token}", path = "{token}.json", domain = "{domain}" }}'
        for token, (_, domain, _) in BOARD_OF.items()
    )
    told = "".join(FEED.format(name=f"wire{n}") for n in range(feeds))
    (workspace / "fitsignal.toml").write_text(CONFIG.format(boards=boards, feeds=told), "utf-8")
    industries = sorted({row["industry"] for row in rows} - NO_BUYERS)
    (workspace / "icp.toml").write_text(PROFILE.format(industries=", ".join(map(json.dumps, industries))), "utf-8")
