"""Erasing at the edge: what waits in the spool, and what sources keep of where they stand, without a person's name."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from sources.receiver.contract import Request
from streams.mentions import Mentions

_SCRUBBED = ("cursor", "error")


def without(request: Request, mentions: Mentions) -> Request | None:
    """A kept request without the events that name one of them, the very same where none does.

    None where nothing is left, or where nobody can tell its events apart.
    """
    if any(map(mentions.found, (request.path, request.query, *request.headers.values()))):
        return None
    if not mentions.found(request.body):
        return request
    left = _pruned(request.body, mentions)
    return None if left is None else replace(request, body=left)


def scrub_state(path: Path, mentions: Mentions) -> int:
    """Take them out of the kept state of sources, overwritten on the disk; how many texts were changed."""
    if not path.is_file() or not mentions.names:
        return 0
    with closing(sqlite3.connect(path, timeout=10.0, isolation_level=None)) as base:
        base.execute("PRAGMA secure_delete = ON")
        changed = sum(_scrub(base, column, mentions) for column in _SCRUBBED)
        if changed:
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return changed


def _scrub(base: sqlite3.Connection, column: str, mentions: Mentions) -> int:
    rows = base.execute(f"SELECT name, {column} FROM sources WHERE {column} IS NOT NULL").fetchall()  # noqa: S608
    found = [(mentions.erased(text), name) for name, text in rows if mentions.found(text)]
    base.executemany(f"UPDATE sources SET {column} = ? WHERE name = ?", found)  # noqa: S608  the names are our own
    return len(found)


def _pruned(body: bytes, mentions: Mentions) -> bytes | None:
    """JSON without the items of its outermost lists that name one of them; None where one is named still."""
    try:
        left = orjson.dumps(_left(orjson.loads(body), mentions))
    except (orjson.JSONDecodeError, TypeError, RecursionError):
        return None
    return None if mentions.found(left) else left


def _left(value: Any, mentions: Mentions) -> Any:
    if isinstance(value, dict):
        return {key: _left(each, mentions) for key, each in value.items()}
    if isinstance(value, list):
        return [each for each in value if not mentions.found(orjson.dumps(each))]
    return value


def overwrite(paths: Iterable[Path], mentions: Mentions) -> int:
    """Blank them in place in text files that others write on, such as a log; how many lines were changed."""
    return sum(_overwrite(path, mentions) for path in paths if path.is_file()) if mentions.names else 0


def _overwrite(path: Path, mentions: Mentions) -> int:
    changed, place = 0, 0
    with path.open("r+b") as file:
        for line in file.read().splitlines(keepends=True):
            if mentions.found(line):
                file.seek(place)
                file.write(b"*" * len(line.rstrip(b"\r\n")))
                changed += 1
            place += len(line)
    return changed
