"""A page: what a place held when it was read, and how the place may be named."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Page:
    """What a place held. `caching` goes with the next request, so that an unchanged page is not sent again."""

    body: bytes
    shown: str
    content_type: str = ""
    caching: tuple[tuple[str, Any], ...] = ()


def shown(url: str) -> str:
    """The address as it may be written down: without user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "the address"


def fingerprint(text: str) -> str:
    """A short stand-in for an address, for cursors: tells whether it changed, and gives nothing away."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
