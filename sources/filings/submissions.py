"""A company's submissions, https://data.sec.gov/submissions/CIK##########.json: columns of equal length. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sources.dates import read_instant
from sources.errors import SourceError
from sources.filings.filing import Filing, is_accession, named
from sources.foreign_json import read_json

COLUMNS = ("accessionNumber", "form", "filingDate")
"""Columns without which a list of submissions is none."""
SPAN = timedelta(days=366)


def submitted(body: bytes, where: str, cik: str) -> list[Filing]:
    """The filings of the year before the newest one, newest first. SourceError, naming what lacks, for what is none."""
    answer = _answer(body, where)
    name, recent = answer.get("name"), _recent(answer, where)
    if not isinstance(name, str) or not name.strip():
        raise SourceError(f"{where} has no name: is it a list of submissions?")
    rows = list(_rows(recent))
    newest = max((day for row in rows if (day := _day(row))), default=date.min)
    site = answer.get("website")
    domain = site.strip()[:500] or None if isinstance(site, str) else None
    return [
        _filing(row, named(name), cik, domain) for row in rows if (day := _day(row)) is None or newest - day <= SPAN
    ]


def _answer(body: bytes, where: str) -> Mapping[str, Any]:
    try:
        answer = read_json(body)
    except ValueError:
        raise SourceError(f"{where} did not answer with JSON: is it a list of submissions?") from None
    if not isinstance(answer, Mapping):
        raise SourceError(f"{where} is JSON, but no list of submissions")
    return answer


def _recent(answer: Mapping[str, Any], where: str) -> Mapping[str, list[Any]]:
    filings = answer.get("filings")
    recent = filings.get("recent") if isinstance(filings, Mapping) else None
    if not isinstance(recent, Mapping):
        raise SourceError(f"{where} has no filings.recent: is it a list of submissions?")
    for column in COLUMNS:
        if not isinstance(recent.get(column), list):
            raise SourceError(f"{where} has no list filings.recent.{column}")
    columns = {name: column for name, column in recent.items() if isinstance(column, list)}
    length = len(columns[COLUMNS[0]])
    uneven = sorted(name for name in (*COLUMNS, "items") if name in columns and len(columns[name]) != length)
    if uneven:
        raise SourceError(f"{where}: filings.recent.{uneven[0]} is of another length than its accession numbers")
    return {name: column for name, column in columns.items() if len(column) == length}


def _rows(recent: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    for values in zip(*recent.values(), strict=True):
        row = dict(zip(recent, values, strict=True))
        if is_accession(row["accessionNumber"]) and isinstance(row["form"], str):
            yield row


def _day(row: Mapping[str, Any]) -> date | None:
    found = read_instant(row.get("filingDate"))
    return found.date() if found else None


def _filing(row: Mapping[str, Any], company: str, cik: str, domain: str | None) -> Filing:
    items = row.get("items")
    accepted = read_instant(row.get("acceptanceDateTime")) or read_instant(row.get("filingDate"))
    return Filing(
        accession=row["accessionNumber"],
        form=row["form"],
        company=company,
        cik=cik,
        party="Filer",
        filed=accepted,
        items=tuple(item.strip() for item in items.split(",")) if isinstance(items, str) and items else (),
        domain=domain,
    )
