"""Fields of foreign job objects, read with care: whatever their type, a plain value or None. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from sources.boards.posting import MAX_TEXT
from sources.dates import read_instant
from sources.markup import plain
from streams.times import instant

FAR = 4_102_444_800_000
"""The year 2100 in milliseconds: what is later is no date."""


class Dated(TypedDict):
    """When a posting was published, or what was said in the place of a date."""

    published: Any
    unread_date: str | None


def words(value: Any) -> str | None:
    """One line of plain words."""
    return plain(value, 500) or None if isinstance(value, str) else None


def named(value: Any, key: str = "name") -> str | None:
    """The name of an object that has one."""
    return words(value.get(key)) if isinstance(value, Mapping) else None


def listed(value: Any) -> list[Any]:
    """A list, or nothing."""
    return value if isinstance(value, list) else []


def table(value: Any) -> Mapping[str, Any]:
    """An object, or nothing."""
    return value if isinstance(value, Mapping) else {}


def prose(*values: Any) -> str:
    """The plain words of one or more pieces of HTML or text."""
    said = "\n".join(value for value in values if isinstance(value, str))
    return plain(said, MAX_TEXT)


def place(*parts: Any) -> str | None:
    """City, region and country as one place."""
    return ", ".join(dict.fromkeys(part for each in parts if (part := words(each)))) or None


def dated(said: Any) -> Dated:
    """The instant of a text, or of milliseconds since 1970; or that what stood there is none."""
    published = _instant(said) if isinstance(said, int) else read_instant(said)
    return {"published": published, "unread_date": None if published or not said else plain(str(said), 100)}


def _instant(millis: int) -> datetime | None:
    return None if isinstance(millis, bool) or not 0 < millis < FAR else instant(millis * 1000)


def job_id(job: Mapping[str, Any], key: str = "id") -> str:
    """The posting's id at its board. Raises ValueError where it has none."""
    number = job.get(key)
    if isinstance(number, bool) or not isinstance(number, int | str) or not str(number).strip():
        raise ValueError(f"a job has no {key}")
    return str(number).strip()[:100]


def title(job: Mapping[str, Any], key: str = "title") -> str:
    """What the seat is called. Raises ValueError where that is missing."""
    found = words(job.get(key))
    if not found:
        raise ValueError("a job has no title" if key == "title" else f"a job has no title ({key})")
    return found
