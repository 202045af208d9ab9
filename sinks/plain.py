"""Plain text: what strangers wrote, made fit to be shown on one line.

Control signs could steer a terminal, bidirectional ones turn a sentence round, lone surrogates break every encoder.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

ELLIPSIS = "…"
URL_LIMIT = 2000
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0e"
    "\ufeff\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_NOT_IN_URLS = re.compile(r"[\s\"'<>\\^`{|}\x00-\x20\x7f-\x9f]")


def plain(text: str) -> str:
    """One line of visible text: no control, bidirectional or invisible signs, runs of white space as one space."""
    if text.isascii() and text.isprintable():
        if "  " not in text and text[:1] != " " != text[-1:]:
            return text
    else:
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis in place of what was cut; nothing for a limit under one."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + ELLIPSIS if limit > 0 else ""


def shown(value: object, limit: int = 120) -> str | None:
    """A detail as a person may read it; None for what is missing, empty or no single value."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return clip(plain(str(value)[: 10 * limit]), limit) or None


@lru_cache(maxsize=4096)
def web_link(url: str | None) -> str | None:
    """The address if a person can safely follow it: http or https, a host, no credentials; else None."""
    text = url.strip() if url else ""
    if not text or len(text) > URL_LIMIT or _INVISIBLE.search(text):
        return None
    try:
        parts = urlsplit(text)
        safe = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    if not safe:
        return None
    text = parts.scheme + text[len(parts.scheme) :]
    return _NOT_IN_URLS.sub(lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), text)
