"""Write keys: what a client offers as its own, and whether it is one of ours. Pure."""

import base64
import binascii
import hmac
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

from sources.receiver.contract import Refused, Request


def is_known(offered: Iterable[Any], known: frozenset[str]) -> bool:
    """Whether one of the keys offered is known; how long it takes says nothing of a key."""
    found = False
    for key in offered:
        if isinstance(key, str) and key:
            given = key.strip().encode("utf-8", "replace")
            found |= sum(hmac.compare_digest(given, own.encode()) for own in known) > 0
    return found


def unknown() -> Refused:
    """The refusal of a key that is not ours."""
    return Refused(401, "This write key is not known here.", "unknown_key")


def from_headers(headers: Mapping[str, str]) -> list[str]:
    """The key of `Authorization`: as the user of Basic, or as the token of Bearer."""
    scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
    rest = rest.strip()
    if scheme.lower() == "bearer":
        return [rest]
    return [_user(rest)] if scheme.lower() == "basic" else []


def _user(rest: str) -> str:
    try:
        letters = rest.encode("latin-1").rstrip(b"=")
        return base64.b64decode(letters + b"=" * (-len(letters) % 4)).decode("utf-8", "replace").partition(":")[0]
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return rest


def from_query(request: Request, *names: str) -> list[str]:
    """The values of those fields of the query."""
    try:
        fields = parse_qs(request.query, max_num_fields=100)
    except ValueError:
        return []
    return [value for name in names for value in fields.get(name, ())]
