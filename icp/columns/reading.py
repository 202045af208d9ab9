"""Reading an account list as columns: a CSV, JSON or Parquet file, with or without domains."""

from typing import TYPE_CHECKING

from icp.columns.coding import code_records, code_table
from icp.columns.frame import Frame
from icp.problem import Problem
from icp.records import Format, read_table

if TYPE_CHECKING:
    import pyarrow as pa


def read_frame(data: bytes, format: Format, name: str) -> tuple[Frame, tuple[Problem, ...]]:
    """The columns of a file and what was wrong with it. Never raises. Rows need no domain here."""
    table = read_table(data, format, name)
    coded = code_records(table.records, len(table.columns))
    return Frame(table.columns, coded), tuple(table.problems)


def frame_of_table(table: "pa.Table") -> Frame:
    """The columns of an Arrow table, a row an account."""
    return Frame(*code_table(table))
