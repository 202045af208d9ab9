"""A CSV export as rows of fields with their lines. Pure: bytes in, no clock."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sources.errors import SourceError
from sources.exports.columns import Columns, Known
from sources.markup import decoded
from streams.ports import Rejected

PREAMBLE = 20
"""Lines before the header that an export may open with: a title, a date, nothing."""
LONGEST_FIELD = 1 << 20


class Row(NamedTuple):
    """A row's fields, and its line in the file."""

    line: int
    fields: dict[str, str]


class Table(NamedTuple):
    """The rows that can be read, and those that cannot."""

    rows: list[Row]
    broken: list[Rejected]


def read_table(
    body: bytes, where: str, known: Known, given: Mapping[str, str], needed: Sequence[Sequence[str]]
) -> Table:
    """The rows of an export. SourceError, naming file and header, where it has not the columns that are needed.

    A last line that was not written to its end is left for the next poll.
    """
    text = decoded(body)
    if not text.strip():
        return Table([], [])
    lines = _lines(text, where)
    columns = _columns(lines, where, known, given, needed)
    rows, broken = [], []
    for line, row in lines:
        if not any(map(str.strip, row)):
            continue
        try:
            rows.append(Row(line, columns.read(row)))
        except ValueError as cause:
            broken.append((line, Rejected(f"{where} line {line}", str(cause), _written(row))))
    ended = text.endswith(("\n", "\r"))
    last = rows[-1].line if rows else 0
    return Table(rows, [each for line, each in broken if ended or line < last])


def _columns(
    lines: Iterator[tuple[int, list[str]]],
    where: str,
    known: Known,
    given: Mapping[str, str],
    needed: Sequence[Sequence[str]],
) -> Columns:
    """By the first line that can be the header; what the first of all lacks is told where none can."""
    refused: ValueError | None = None
    for line, row in lines:
        if line > PREAMBLE:
            break
        if len(row) < 2:
            continue
        try:
            return Columns([name.strip() for name in row], known, given, needed)
        except ValueError as cause:
            refused = refused or cause
    raise SourceError(f"{where}: {refused or 'no line of it is a header of CSV'}")


def _lines(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Line and fields of each record; a field longer than a megabyte ends the reading."""
    head = text[:10_000]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_FIELD))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as cause:
            raise SourceError(f"{where} line {line} is not CSV: {cause}") from None
        if row is None:
            return
        yield line, row


def _written(row: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue().encode("utf-8", "replace")[:65_536]
