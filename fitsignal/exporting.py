"""Exporting: lists of accounts for other programs, written whole or not at all, when their time has come.

A file's own time tells when it was written last, so nothing else is kept; one that was taken away is written anew.
"""

import asyncio
import csv
import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fitsignal.export_settings import Export

if TYPE_CHECKING:
    from fitsignal.service import Service

log = logging.getLogger("fitsignal")
LOOK = 30.0
"""Seconds between two looks at the clock."""
_FITTING = """
    FROM accounts AS a JOIN fits AS f ON f.account = a.domain AND f.best
    LEFT JOIN live_intents AS i ON i.account = a.domain
    WHERE f.verdict = 'qualifies' AND a.status IN ('prospect', 'discovered') AND f.tier IN ('A', 'B')
"""
LISTS = {
    "qualified": """
        SELECT account AS domain, name, owner, status, profile, fit, tier, round(intent, 1) AS intent, level, strongest
        FROM qualified_accounts ORDER BY fit DESC, intent DESC, domain
    """,
    "nurture": """
        SELECT a.domain, a.name, a.owner, f.fit, f.tier, round(coalesce(i.intent, 0), 1) AS intent,
            a.industry, a.employees, a.country
        {fitting} AND coalesce(i.intent, 0) < (
            SELECT (value ->> '$')::DOUBLE FROM settings WHERE name = 'intent_bar'
        ) ORDER BY f.fit DESC, a.domain
    """,
    "audience": """
        SELECT a.name AS companyname, a.domain AS companywebsite, a.domain AS companyemaildomain, a.industry,
            a.country AS companycountry
        {fitting} ORDER BY f.fit DESC, a.domain
    """,
}
"""What each list holds; an audience has the headers that ad platforms take."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")


async def send_exports(service: "Service", stop: asyncio.Event) -> None:
    """Write each list when its time has come, until the service stops."""
    from sources.runner import pause

    while service.workspace.exports:
        await asyncio.to_thread(export_due, service)
        if await pause(LOOK, stop):
            return


def export_due(service: "Service", *, all_of_them: bool = False) -> dict[str, str]:
    """Write the lists that are due; a sentence for each that could not be written."""
    troubles = {}
    for export in service.workspace.exports:
        path = service.workspace.path / export.path
        if all_of_them or is_due(export, _written(path), service.wall(), service.workspace.timezone):
            try:
                write(path, export.format, *rows_of(service, export.what))
            except OSError as error:
                troubles[export.path] = f"{export.what} was not written: {error.strerror or error}"
                log.warning("export %s: %s", export.path, troubles[export.path])
    return troubles


def is_due(export: Export, written: datetime | None, now: datetime, zone: str) -> bool:
    """Whether a list whose file was written then is to be written now."""
    if written is None:
        return True
    if export.every is not None:
        return now - written >= export.every
    local = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(local.date(), time.fromisoformat(export.at or "00:00"), tzinfo=local.tzinfo)
    last = today if today <= local else today - timedelta(days=1)
    return written < last


def rows_of(service: "Service", what: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows of a list."""
    with service.store.read(600.0) as cursor:
        cursor.execute(LISTS[what].replace("{fitting}", _FITTING))
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


def write(path: Path, form: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write a list beside its file, then put it in its place. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        draft.write_bytes(_parquet(columns, rows) if form == "parquet" else _csv(columns, rows))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _csv(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _plain(value: Any) -> Any:
    """A text that a spreadsheet would take as a formula is marked as a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def _parquet(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    table = pa.table({name: pa.array(list(column)) for name, column in zip(columns, values, strict=True)})
    out = pa.BufferOutputStream()
    pq.write_table(table, out)
    return bytes(out.getvalue())


def _written(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
