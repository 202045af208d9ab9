"""Plain values: what a table of a signal may hold so that it reads back from any store, or a topic, as it was."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

import orjson

DEEPEST = 100
"""Levels of lists and tables; what lies deeper becomes text."""


def plain(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table in JSON's values. Whole numbers over 64 bits, dates and other kinds become text, NaN becomes None.

    A character that no encoding holds becomes "?". So a decision sees the same values before a restart and after it.
    """
    if table.__class__ is dict and _all_plain(table):
        return table
    cleaned: dict[str, Any] = orjson.loads(orjson.dumps(_cleaned(table, 0), default=str))
    return cleaned


def _all_plain(table: Mapping[str, Any]) -> bool:
    for key, value in table.items():  # a loop, and the usual kind first: half the time of all() over a generator
        if not ((value.__class__ is str and value.isascii()) or _is_plain(value)):
            return False
        if not ((key.__class__ is str and key.isascii()) or _is_plain(key)):
            return False
    return True


def _is_plain(value: Any) -> bool:
    kind = value.__class__
    if kind is str:
        return bool(value.isascii()) or _encoded(value) == value
    if kind is int:
        return bool(-(2**63) <= value < 2**64)
    return isfinite(value) if kind is float else kind is bool or value is None


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _encoded(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value)
    if depth >= DEEPEST and isinstance(value, Mapping | list | tuple):
        return "…"
    if isinstance(value, Mapping):
        return {_encoded(str(key)): _cleaned(each, depth + 1) for key, each in value.items()}
    return [_cleaned(each, depth + 1) for each in value] if isinstance(value, list | tuple) else value


def _encoded(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
