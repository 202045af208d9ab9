"""Cells of a file as codes: a column of a million cells is a number a cell, and each distinct cell once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from icp.columns.series import Codes
from icp.records import Cell, Record, cell_of

if TYPE_CHECKING:
    import pyarrow as pa

_AT_ONCE = 8192


class Coded(NamedTuple):
    """A column of a file: the distinct cells, and the place of each row's cell among them."""

    codes: Codes
    cells: list[Cell]


def code_records(records: Iterable[Record], width: int) -> list[Coded]:
    """The `width` columns of records; rows that end early are filled with nothing."""
    coders = [_Coder() for _ in range(width)]
    rows = 0
    for chunk in _chunks(records):
        for coder, column in zip(coders, _transposed(chunk), strict=False):
            coder.take(column, rows)
        rows += len(chunk)
    return [coder.coded(rows) for coder in coders]


def code_table(table: "pa.Table") -> tuple[tuple[str, ...], list[Coded]]:
    """The column names of an Arrow table and its columns, as a Parquet file of the same table would be read."""
    return tuple(table.column_names), [_code_column(column) for column in table.columns]


class _Coder:
    """Codes a column as its cells come: texts by Arrow, and whatever else a cell may be one by one."""

    def __init__(self) -> None:
        self._texts: list[pa.StringArray] | None = []
        self._places: dict[Any, int] = {}
        self._cells: list[Cell] = []
        self._parts: list[Codes] = []
        self._rows = 0

    def take(self, cells: Sequence[Cell], before: int) -> None:
        """Cells from row `before` on; rows that no call gave hold nothing."""
        import pyarrow as pa

        if before > self._rows:
            cells = [*([None] * (before - self._rows)), *cells]
        self._rows += len(cells)
        if self._texts is not None:
            try:
                self._texts.append(pa.array(cells, pa.string()))
                return
            except (pa.ArrowException, UnicodeError):
                self._give_up_texts()
        self._take_any(cells)

    def coded(self, rows: int) -> Coded:
        import pyarrow as pa

        if rows > self._rows:
            self.take([None] * (rows - self._rows), self._rows)
        if self._texts:
            return _code_column(pa.chunked_array(self._texts))
        return Coded(np.concatenate(self._parts or [np.empty(0, np.int32)]), self._cells)

    def _give_up_texts(self) -> None:
        earlier, self._texts = self._texts or [], None
        for chunk in earlier:
            self._take_any(chunk.to_pylist())

    def _take_any(self, cells: Sequence[Cell]) -> None:
        keys = [cell if type(cell) is str else _key(cell) for cell in cells]
        for key, cell in dict(zip(keys, cells, strict=True)).items():
            if key not in self._places:
                self._places[key] = len(self._cells)
                self._cells.append(cell)
        self._parts.append(np.fromiter(map(self._places.__getitem__, keys), np.int32, len(keys)))


def _transposed(chunk: list[Record]) -> Iterable[tuple[Cell, ...]]:
    """Columns of the rows, as wide as the widest."""
    widest = max(len(record.cells) for record in chunk)
    rows = (record.cells + [None] * (widest - len(record.cells)) for record in chunk)
    return zip(*rows, strict=True)


def _key(cell: Cell) -> Any:
    """What tells cells apart where Python takes 1, 1.0 and true for one."""
    return (type(cell), str(cell)) if isinstance(cell, list) else (type(cell), cell)


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    waiting = iter(records)
    while chunk := list(islice(waiting, _AT_ONCE)):
        yield chunk


def _code_column(column: "pa.ChunkedArray") -> Coded:
    import pyarrow as pa

    try:
        encoded = column.combine_chunks().dictionary_encode()
    except pa.ArrowNotImplementedError:  # lists and structs have no dictionary
        return _code_values(column.to_pylist())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = pa.concat_arrays(encoded.unify_dictionaries().chunks) if encoded.num_chunks else None
    if encoded is None:
        return Coded(np.empty(0, np.int32), [])
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return Coded(codes, [cell_of(value) for value in encoded.dictionary.to_pylist()])


def _code_values(values: list[Any]) -> Coded:
    coder = _Coder()
    coder.take([cell_of(value) for value in values], 0)
    return coder.coded(len(values))
