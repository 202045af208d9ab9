"""Options that every command takes, and how their texts are read."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from fitsignal.errors import UsageError


@dataclass(frozen=True)
class Common:
    """The options of every command."""

    workspace: Annotated[
        Path, Parameter(help="Folder of the workspace.", env_var="FITSIGNAL_WORKSPACE", show_default=lambda _: "here")
    ] = Path()
    json: Annotated[bool, Parameter(help="One JSON object a line, for machines.", negative="", show_default=False)] = (
        False
    )


Shared = Annotated[Common, Parameter(name="*")]
COMMON = Common()


def instant_text(text: str | None, option: str) -> str | None:
    """An instant as typed, in RFC 3339 and UTC; a bare date is 00:00 UTC. Raises UsageError."""
    found = instant_of(text, option)
    return found.isoformat().replace("+00:00", "Z") if found else None


def instant_of(text: str | None, option: str) -> datetime | None:
    """The same as an aware datetime."""
    from pydantic import TypeAdapter, ValidationError

    from streams.times import Instant

    if text is None:
        return None
    try:
        return TypeAdapter[datetime](Instant).validate_python(None if text.isdecimal() else text)
    except ValidationError:
        expected = "a time such as 2026-11-22T09:30:00Z, or a date"
        raise UsageError(f"{option} {text!r} is no time; expected {expected}") from None


def day_text(text: str | None, option: str) -> str | None:
    """A day as typed. Raises UsageError."""
    try:
        return date.fromisoformat(text).isoformat() if text is not None else None
    except ValueError:
        raise UsageError(f"{option} {text!r} is no day; expected one such as 2026-11-22") from None


def pairs(texts: tuple[str, ...], what: str) -> dict[str, Any]:
    """`key=value` texts as a table; values that are JSON numbers, true, false or null are taken as such."""
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"{what} {text!r} is not understood; expected KEY=VALUE")
        found[key.strip()] = _scalar(value)
    return found


def _scalar(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if value is None or isinstance(value, bool | int | float) else text
