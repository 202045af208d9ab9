"""Files as records: CSV of any delimiter and encoding, JSON (lines, one array, one object), Parquet.

A record is what a row says, by column as given, with the place to name in a problem ("accounts.csv line 7").
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple

import orjson

from icp.decoding import decode
from icp.headers import is_location, ranks, weak_domain_rank
from icp.problem import Problem, shown

Format = Literal["csv", "jsonl", "parquet"]
Cell = str | int | float | bool | list[Any] | None
_DELIMITERS = (",", ";", "\t", "|")
_NESTED = 3


class Record(NamedTuple):
    """One row: where it stands, and its cells by position of the column."""

    where: str
    cells: list[Cell]


class Table(NamedTuple):
    """The columns of a file in their order, its rows, and what was wrong with it: complete once the rows are read."""

    columns: tuple[str, ...]
    records: Iterable[Record]
    problems: list[Problem]


def read_table(data: bytes, format: Format, name: str) -> Table:
    """The records of a file. Never raises, whatever the bytes: what cannot be read is a problem that says so."""
    if format == "parquet":
        return _read_parquet(data, name)
    problems: list[Problem] = []
    text = decode(data, name, problems)
    if format == "csv":
        return _read_csv(text, name, problems)
    return _read_json(text, name, problems)


def _read_csv(text: str, name: str, problems: list[Problem]) -> Table:
    if text[:4].lower() == "sep=":
        text = "\n" + text.partition("\n")[2]
    rows = _csv_rows(text, _delimiter(text), name, problems)
    _, header = next(rows, (0, []))
    columns = tuple(cell.strip() for cell in header)
    return Table(columns, _csv_records(rows, columns, name, problems), problems)


def _csv_records(
    rows: Iterable[tuple[int, list[str]]], columns: tuple[str, ...], name: str, problems: list[Problem]
) -> Iterator[Record]:
    width = len(columns)
    for line, row in rows:
        where = f"{name} line {line}"
        if row[:1] == [columns[0]] and tuple(cell.strip() for cell in row) == columns:
            problems.append(_header_again(where))
            continue
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            problems.append(_ragged(where, len(row), width))
        yield Record(where, list[Cell](row[:width]))


def _csv_rows(text: str, delimiter: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    begun = line = 1
    while True:
        begun, line = line, reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            problems.append(_unclosed(f"{name} line {line}", str(error)))
            continue
        if any(cell.strip() for cell in row):
            yield line, row
    if begun < reader.line_num and text.count('"') % 2:
        problems.append(_unclosed(f"{name} line {begun}", "it runs to the end of the file"))


def _unclosed(where: str, cause: str) -> Problem:
    message = f"{where} cannot be read as CSV ({cause}): is a quote opened there and never closed?"
    return Problem(where=where, field="row", expected="quotes in pairs", message=message)


def _header_again(where: str) -> Problem:
    message = f"{where} is the header once more: left out"
    return Problem(where=where, field="row", expected="a company", message=message, level="warning")


def _ragged(where: str, found: int, expected: int) -> Problem:
    message = f"{where} has {found} cells, the header {expected}: the rest was left out; quote cells with delimiters"
    return Problem(
        where=where, field="row", found=f"{found} cells", expected=f"{expected} cells", message=message, level="warning"
    )


def _delimiter(text: str) -> str:
    """The delimiter under which the header row shows the most known columns, then the most columns."""
    head = text.lstrip()[:65536]

    def score(delimiter: str) -> tuple[int, int]:
        header = next(iter(_csv_rows(head, delimiter, "", [])), (0, []))[1]
        known = sum(bool(ranks(cell)) or is_location(cell) or weak_domain_rank(cell) is not None for cell in header)
        return known, len(header)

    return max(_DELIMITERS, key=score)


def _read_json(text: str, name: str, problems: list[Problem]) -> Table:
    whole = text.lstrip()[:1] == "["
    items = _json_array(text, name, problems) if whole else _json_lines(text, name, problems)
    return _tabulate(items, problems)


def _json_array(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        items = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeError) as error:
        problems.append(Problem(where=name, field="file", message=f"{name} is not one JSON array: {error}"))
        return
    yield from _objects(((f"{name} item {number}", item) for number, item in enumerate(items, 1)), problems)


def _json_lines(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name} line {number}"
        try:
            item = orjson.loads(line)
        except (orjson.JSONDecodeError, UnicodeError) as error:
            message = f"{where} is not JSON ({error}): one object a line is expected"
            problems.append(
                Problem(where=where, field="row", found=shown(line), expected="a JSON object", message=message)
            )
            continue
        yield from _objects([(where, item)], problems)


def _objects(items: Iterable[tuple[str, Any]], problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, item in items:
        if isinstance(item, dict):
            yield where, item
        else:
            message = f"{where} is {shown(item)}, not an object with a domain"
            problems.append(
                Problem(where=where, field="row", found=shown(item), expected="a JSON object", message=message)
            )


def _tabulate(items: Iterable[tuple[str, dict[str, Any]]], problems: list[Problem]) -> Table:
    places: dict[str, int] = {}
    records = []
    for where, item in items:
        cells: list[Cell] = [None] * len(places)
        for column, value in _flat(item):
            place = places.setdefault(column, len(places))
            cells.extend([None] * (place + 1 - len(cells)))
            cells[place] = cell_of(value)
        records.append(Record(where, cells))
    return Table(tuple(places), records, problems)


def _flat(item: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Nested objects as `outer_inner`; HubSpot's `properties` wrapper leaves no trace in the names."""
    for key, value in item.items():
        column = f"{prefix}_{key}" if prefix else key
        if isinstance(value, dict) and depth < _NESTED:
            yield from _flat(value, "" if column in ("properties", "company", "organization") else column, depth + 1)
        else:
            yield column, value


def cell_of(value: Any) -> Cell:
    """A value as JSON would hold it; numbers that are none (NaN, infinities) are nothing."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_text(each) if isinstance(each, list | tuple | dict) else cell_of(each) for each in value]
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if not isinstance(value, dict | list | tuple):
        return str(value)
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:
        return "(nested too deeply)"


def _read_parquet(data: bytes, name: str) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(pa.BufferReader(data)).to_pylist()
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        cause = str(error).partition("\n")[0]
        message = f"{name} cannot be read as Parquet: {cause}"
        return Table((), [], [Problem(where=name, field="file", expected="a Parquet file", message=message)])
    return _tabulate(((f"{name} row {number}", row) for number, row in enumerate(rows, 1)), [])
