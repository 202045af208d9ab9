"""Sets of rows for DuckDB: rows are gathered as tuples and inserted as one Arrow table, never one by one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from streams.times import micros

if TYPE_CHECKING:
    import duckdb

_CASTS: dict[str, str] = {
    "uuid": "::UUID",
    "json": "",
    "time": "",
    "text": "",
    "float": "",
    "int": "",
    "bool": "",
}
_CASTS |= {"texts": "", "bytes": ""}


class Table:
    """How rows of one table are inserted: column names with the type each has in Arrow."""

    def __init__(self, name: str, columns: dict[str, str]) -> None:
        self.name, self.columns = name, columns
        picks = ", ".join(f'"{column}"{_CASTS[kind]} AS "{column}"' for column, kind in columns.items())
        names = ", ".join(f'"{column}"' for column in columns)
        self._picks = f"SELECT {picks} FROM incoming"  # noqa: S608
        self._into = f"INTO {name} ({names}) {self._picks}"

    def insert(
        self,
        connection: "duckdb.DuckDBPyConnection",
        rows: Sequence[tuple[Any, ...]],
        *,
        mode: str = "INSERT",
        tail: str = "",
    ) -> list[tuple[Any, ...]]:
        """Insert all rows as one set. `mode`: INSERT or INSERT OR REPLACE; `tail`: what follows, such as RETURNING."""
        return self._run(connection, rows, f"{mode} {self._into} {tail}")

    def query(
        self, connection: "duckdb.DuckDBPyConnection", rows: Sequence[tuple[Any, ...]], sql: str
    ) -> list[tuple[Any, ...]]:
        """Run a statement over the rows; `{source}` in it stands for them, in their columns."""
        return self._run(connection, rows, sql.format(source=self._picks))

    def _run(
        self, connection: "duckdb.DuckDBPyConnection", rows: Sequence[tuple[Any, ...]], sql: str
    ) -> list[tuple[Any, ...]]:
        if not rows:
            return []
        connection.register("incoming", self._arrow(rows))
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.unregister("incoming")

    def _arrow(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        import pyarrow as pa

        pool = pa.system_memory_pool()  # Arrow's own would keep what a large import has used
        arrays = [
            pa.array(values, _arrow_type(kind), memory_pool=pool)
            for values, kind in zip(zip(*rows, strict=True), self.columns.values(), strict=True)
        ]
        return pa.Table.from_arrays(arrays, names=list(self.columns))


def _arrow_type(kind: str) -> Any:
    import pyarrow as pa

    makers: dict[str, Callable[[], Any]] = {
        "uuid": pa.string,
        "json": lambda: pa.json_(pa.utf8()),
        "text": pa.string,
        "float": pa.float64,
        "int": pa.int64,
        "bool": pa.bool_,
        "bytes": pa.binary,
        "time": lambda: pa.timestamp("us", tz="UTC"),
        "texts": lambda: pa.list_(pa.string()),
    }
    return makers[kind]()


def time(instant: datetime | None) -> int | None:
    """An instant as a `time` column takes it: microseconds."""
    return None if instant is None else micros(instant)
