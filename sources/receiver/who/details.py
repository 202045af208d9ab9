"""The details of a signal that comes from a visitor: page, dwell, form and campaign; nothing that tells who it was."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sources.receiver.who.texts import address_bar, plain_text

_PERSONAL = re.compile(
    r"e?mail|^ip$|ip.?addr|client.?ip|phone|mobile|^(?:first|last|full|given|family|middle|sur|display|nick|user).?name$"
    r"|^(?:name|names|username|user|users|uid|user.?ids?|visitor.?id|anonymous.?id|distinct.?id|device.?id|duid|session"
    r"|contacts?|lead|person|people|linked.?in\w*|twitter|avatar|photo|birth\w*|dob|gender|age|address|street|zip\w*"
    r"|postal\w*|lat\w*|lon\w*|location|user.?agent|agent|password|passwd|secret|token|cookies?|authorization|traits"
    r"|automated)$",
    re.IGNORECASE,
)
_NOT_ABOUT_VISITORS = frozenset(("person", "people", "location", "name", "lead"))
"""What the details of other kinds may tell: who was hired is public and the point of the signal."""
_MOST, _LONGEST, _DEEPEST = 50, 1000, 3
_UTM = ("source", "medium", "campaign", "term", "content")
_EMPTY = frozenset(("", "$direct", "(direct)", "direct", "null", "undefined", "about:client"))


def details_of(told: Mapping[str, Any], secrets: Sequence[str], *, on_site: bool) -> dict[str, Any]:
    """The tracker's details without what is personal: keys that name people, and addresses in any text."""
    return _table(told, secrets, frozenset() if on_site else _NOT_ABOUT_VISITORS, 0)


def _table(told: Mapping[str, Any], secrets: Sequence[str], but: frozenset[str], depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in list(told.items())[:_MOST]:
        if not isinstance(name, str) or (_is_personal(name) and name.lower() not in but):
            continue
        key = plain_text(name, 100, secrets)
        if key and (plain := _value(value, secrets, but, depth)) is not None:
            found[key] = plain
    return found


@lru_cache(maxsize=4096)
def _is_personal(name: str) -> bool:
    return _PERSONAL.search(name) is not None


def _value(value: Any, secrets: Sequence[str], but: frozenset[str], depth: int) -> Any:
    if isinstance(value, str):
        return address_bar(value, secrets) if "://" in value else plain_text(value, _LONGEST, secrets)
    if isinstance(value, bool | int | float):
        return value if not secrets or str(value) not in secrets else None
    if depth >= _DEEPEST:
        return None
    if isinstance(value, Mapping):
        return _table(value, secrets, but, depth + 1) or None
    if isinstance(value, list | tuple):
        return [each for one in value[:_MOST] if (each := _value(one, secrets, but, depth + 1)) is not None] or None
    return None


def referrer_of(told: str | None, secrets: Sequence[str]) -> str | None:
    """Where the visitor came from, as the browser tells it; None for the words that trackers write for nowhere."""
    return None if told is None or told.strip().lower() in _EMPTY else address_bar(told, secrets)


@lru_cache(maxsize=16384)
def path_of(url: str) -> str | None:
    """The path of a page's address, as it is written; None where the address is none."""
    try:
        return urlsplit(url).path[:1000] or "/"
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def campaign_of(url: str) -> tuple[tuple[str, str], ...]:
    """The utm parameters of a page's address that was freed of e-mail addresses before."""
    if "utm_" not in url:
        return ()
    try:
        pairs = dict(parse_qsl(urlsplit(url).query, max_num_fields=200))
    except ValueError:
        return ()
    told = ((name, plain_text(pairs.get(f"utm_{name}"), 200)) for name in _UTM)
    return tuple((name, value) for name, value in told if value)
