"""A page: what a place held when it was read, and how the place may be named."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Page:
    """What a place held. `caching` goes with the next request, so that an unchanged page is not sent again.

    `address`: where redirects ended. It may hold a key: it is for following, not for showing. `cookies`: the names of
    those that it sets.
    """

    body: bytes
    shown: str
    content_type: str = ""
    caching: tuple[tuple[str, Any], ...] = ()
    address: str = field(default="", repr=False)
    cookies: tuple[str, ...] = ()


def shown(url: str) -> str:
    """The address as it may be written down: without user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "the address"


def host_of(url: str | None) -> str:
    """The host of a link in small letters; empty where it has none."""
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""


def fingerprint(text: str) -> str:
    """A short stand-in for an address, for cursors: tells whether it changed, and gives nothing away."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
