"""Deleting: rows of the store by their keys, counted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


def ids_of(connection: "duckdb.DuckDBPyConnection", sql: str, values: Sequence[str]) -> list[str]:
    """The first column of a query about some values; nothing is asked about none."""
    return [row[0] for row in connection.execute(sql, [list(values)]).fetchall()] if values else []


def delete(
    connection: "duckdb.DuckDBPyConnection", table: str, column: str, values: Sequence[str], kind: str = "UUID"
) -> int:
    """Delete the rows whose column has one of the values; how many these were."""
    if not values:
        return 0
    sql = f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?)::{kind})"  # noqa: S608  the names are our own
    return count(connection.execute(sql, [list(dict.fromkeys(values))]))


def count(result: Any) -> int:
    """How many rows a change met."""
    return int(result.fetchall()[0][0])
