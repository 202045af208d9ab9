"""Rows as JSON Lines: whatever a store can hold becomes JSON, the same by every road."""

import json
import math
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson


def dumps(row: Any) -> bytes:
    """One row as JSON, without a line end."""
    try:
        return orjson.dumps(row, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    except TypeError:  # an integer beyond 64 bits, or a text with half a character
        return json.dumps(_jsonable(row), ensure_ascii=True).encode()


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    """One line a row."""
    return (dumps(row) + b"\n" for row in rows)


def plain_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they come back from JSON: in one process the same as over HTTP."""
    return [json.loads(dumps(row)) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        raw = bytes(value)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return b64encode(raw).decode()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)


def _jsonable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else _plain(value)
