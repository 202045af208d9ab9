"""What a tracker knows of a company, under the names of an account list's columns; nothing of its people."""

from collections.abc import Mapping, Sequence
from typing import Any

from icp.headers import known_column
from sources.receiver.who.texts import plain_text

COLUMNS = frozenset((
    "industry", "employees", "revenue", "country", "region", "technologies", "founded", "funding_stage",
))  # fmt: skip
_MOST = 20
_LONGEST = 200


def traits_of(told: Mapping[str, Any], more: Sequence[str], secrets: Sequence[str]) -> dict[str, Any]:
    """The traits of a company that a fit may ask for: known columns, and those that the configuration names."""
    found: dict[str, Any] = {}
    for name, value in list(told.items())[:200]:
        if not isinstance(name, str):
            continue
        column = known_column(name[:100])
        column = column if column in COLUMNS else name.lower() if name.lower() in more else None
        if column and column not in found and (plain := _plain(value, secrets)) is not None:
            found[column] = plain
    return found


def _plain(value: Any, secrets: Sequence[str]) -> Any:
    if isinstance(value, str):
        return plain_text(value, _LONGEST, secrets)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [plain for each in value[:_MOST] if isinstance(each, str) and (plain := _plain(each, secrets))] or None
    return None
