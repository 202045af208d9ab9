"""Row groups: whether a checkpoint joins the small ones that earlier checkpoints left.

DuckDB joins them by default, and so packs each row again four times until its group is full: with a million signals
stored that took 90 us an alert and 9 us a signal, where to write them once takes 14 and 2. What a checkpoint of a busy
desk leaves is large enough; only many short runs, each with a few signals, leave crumbs, and those are joined.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

FULL = 122_880
"""Rows of a full group."""
MANY = 100
"""Groups of one table that do no harm, beside four for each that the rows would fill."""
GROWING = ("signals", "deliveries", "entries")
"""Tables of which one at least grows with whatever a run does."""

_ROWS = "SELECT table_name, estimated_size FROM duckdb_tables() WHERE table_name IN (SELECT unnest(?))"


def join_only_crumbs(connection: "duckdb.DuckDBPyConnection") -> None:
    """Let checkpoints join row groups only where there are many small ones. Before the configuration is locked."""
    found = connection.execute(_ROWS, [list(GROWING)]).fetchall()
    if not any(_groups(connection, table) > MANY + 4 * rows // FULL for table, rows in found):
        connection.execute("SET max_vacuum_tasks = 0")


def _groups(connection: "duckdb.DuckDBPyConnection", table: str) -> int:
    sql = f"SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('{table}')"  # noqa: S608 - one of ours
    row = connection.execute(sql).fetchall()
    return int(row[0][0])
