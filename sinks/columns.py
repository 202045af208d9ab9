"""Sets of rows for DuckDB: rows are gathered as tuples and inserted as one Arrow table, never one by one.

A statement reads its rows from a view. Where a connection was made ready the view stands, and the statement is parsed
once: of the 3 ms that one row takes otherwise, two go into making the view, dropping it and reading the SQL.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

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
    """How rows of one table are inserted: column names with the type each has in Arrow. `often`: with each batch."""

    _often: ClassVar[list["Table"]] = []
    _ready: ClassVar["WeakKeyDictionary[duckdb.DuckDBPyConnection, dict[Table, _Incoming]]"] = WeakKeyDictionary()

    def __init__(self, name: str, columns: dict[str, str], *, often: bool = False) -> None:
        self.name, self.columns = name, columns
        self._made: Any = None
        self._view = f"incoming_{name}"
        if often:
            self._view += f"_{len(self._often)}"
            self._often.append(self)
        picks = ", ".join(f'"{column}"{_CASTS[kind]} AS "{column}"' for column, kind in columns.items())
        names = ", ".join(f'"{column}"' for column in columns)
        self._picks = f"SELECT {picks} FROM {self._view}"  # noqa: S608
        self._into = f"INTO {name} ({names}) {self._picks}"

    @classmethod
    def make_ready(cls, connection: "duckdb.DuckDBPyConnection") -> None:
        """Keep the views of what is written often on a connection, outside of any transaction, which would own them."""
        held = cls._ready.setdefault(connection, {})
        for table in cls._often[len(held) :]:
            incoming = _Incoming(table._schema())
            connection.register(table._view, incoming)
            held[table] = incoming

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
        incoming = self._ready.get(connection, {}).get(self)
        if incoming is not None:
            return incoming.run(connection, self._arrow(rows), sql)
        connection.register(self._view, self._arrow(rows))
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.unregister(self._view)

    def _arrow(self, rows: Sequence[tuple[Any, ...]]) -> Any:
        import pyarrow as pa

        pool, schema = pa.system_memory_pool(), self._schema()  # Arrow's own would keep what a large import has used
        arrays = [
            pa.array(values, kind, memory_pool=pool)
            for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
        ]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _schema(self) -> Any:
        if self._made is None:
            import pyarrow as pa

            self._made = pa.schema([(name, _arrow_type(kind)) for name, kind in self.columns.items()])
        return self._made


class _Incoming:
    """What a view that stands reads: the rows of the statement that runs, none between two."""

    def __init__(self, schema: Any) -> None:
        self._schema, self._rows = schema, schema.empty_table()
        self._statements: dict[str, Any] = {}

    def __arrow_c_schema__(self) -> Any:
        return self._schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._rows.__arrow_c_stream__(requested_schema)

    def run(self, connection: "duckdb.DuckDBPyConnection", rows: Any, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement over the rows."""
        statement = self._statements.get(sql)
        if statement is None:
            (statement,) = connection.extract_statements(sql)
            self._statements[sql] = statement
        self._rows = rows
        try:
            return connection.execute(statement).fetchall()
        finally:
            self._rows = self._schema.empty_table()


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
