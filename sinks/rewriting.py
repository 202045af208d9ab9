"""Rewriting: the store's file made anew from what it holds, so that what was deleted is in no byte of it.

DuckDB frees the blocks of deleted rows and leaves their bytes until something overwrites them.
"""

import os
from pathlib import Path

MARK = "INSERT OR REPLACE INTO settings VALUES ('unclean', 'true')"
"""In the transaction that erases: the file still has the bytes, also after a crash."""
UNMARK = "DELETE FROM settings WHERE name = 'unclean'"
IS_MARKED = "SELECT count(*) FROM settings WHERE name = 'unclean'"


def copy_anew(path: Path, memory: str) -> None:
    """Replace a closed store's file by a copy of its rows, whole or not at all. Raises duckdb.Error and OSError."""
    import duckdb

    draft = path.with_name(f"{path.name}.rewriting")
    _remove(draft)
    try:
        with duckdb.connect(config={"threads": 1, "memory_limit": memory}) as connection:
            connection.execute(f"ATTACH '{_quoted(path)}' AS before (READ_ONLY)")
            connection.execute(f"ATTACH '{_quoted(draft)}' AS anew")
            connection.execute("COPY FROM DATABASE before TO anew")
            connection.execute("CHECKPOINT anew")
        _settle(draft)
        draft.replace(path)
        _settle(path.parent)
    finally:
        _remove(draft)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(draft: Path) -> None:
    for path in (draft, draft.with_name(f"{draft.name}.wal")):
        path.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
