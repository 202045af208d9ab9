"""A payload's fields under folded names, for senders whose payload is the user's own. Pure.

`company.domain`, `Company Domain`, `company_domain` and `companyDomain` are all `companydomain`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST = 500
"""Fields that are looked at."""
DEEPEST = 4
_SIGNS = re.compile(r"[^a-z0-9]+")
_ENVELOPES = frozenset(("data", "payload", "body", "record", "event", "properties", "fields", "attributes"))


def folded(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Each field under its path's folded name; the first of a name counts. Tables that only wrap are left out of it."""
    found: dict[str, Any] = {}
    for count, (name, value) in enumerate(_fields(payload, "", DEEPEST)):
        if count >= MOST:
            break
        found.setdefault(name, value)
    return found


def _fields(table: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Any]]:
    """A table's own fields before those of the tables in it."""
    inner = []
    for key, value in table.items():
        name = fold(str(key)[:100])
        if isinstance(value, dict):
            inner.append((before if name in _ENVELOPES else before + name, value))
        yield before + name, value
    for name, value in inner if depth > 1 else ():
        yield from _fields(value, name, depth - 1)


def fold(name: str) -> str:
    """A name's letters and digits, in lower case."""
    return _SIGNS.sub("", name.lower())
