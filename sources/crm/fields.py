"""Values of a CRM's records: whatever comes, a value of the kind that is asked for, or nothing."""

import math
from datetime import UTC, datetime
from typing import Any

from icp.crm import CrmError

_LATEST = 253_402_300_799


def text_of(value: Any) -> str | None:
    """A text that is not empty."""
    if value is None or isinstance(value, dict | list | bool):
        return None
    return " ".join(str(value).split())[:500] or None


def number_of(value: Any) -> float | None:
    """A number that is one."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) and not isinstance(value, bool) else None


def instant_of(value: Any) -> datetime | None:
    """An instant: RFC 3339 as CRMs write it (`+0000` too), a bare date, or milliseconds since 1970; in UTC."""
    text = text_of(value)
    if text is None:
        return None
    if text.lstrip("-").isdigit() and len(text) > 8:
        seconds = int(text) / 1000
        return datetime.fromtimestamp(seconds, UTC) if 0 <= seconds <= _LATEST else None
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rows_of(answer: Any, name: str, key: str = "id") -> list[dict[str, Any]]:
    """The records of an answer that have a key. Raises CrmError where it has no list of them at all."""
    rows = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise CrmError(f"the CRM's answer has no list `{name}`: is the address right?", "later")
    return [each for each in rows if isinstance(each, dict) and each.get(key) not in (None, "")]
