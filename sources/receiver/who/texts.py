"""Texts without people: e-mail and network addresses removed from what is kept, however they are encoded."""

import re
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache

GONE = "redacted"
MOST = 16_000
"""Characters of a text that are looked at; what lies behind is not kept."""
_AT = re.compile(r"@|＠|﹫|%(?:25)*40|&#0*64;?|&#x0*40;?|&commat;|\\u0040", re.IGNORECASE)
_ENCODED_AT = re.compile(r"%(?:25)*(?:EF(?:%(?:25)*BC(?:%(?:25)*A0)))", re.IGNORECASE)
_PARTS = re.compile(r"([\s/?&#=<>\"(),;:\[\]|]+)")
_VERSION = re.compile(r"[\d.]*|[\d.]+[-+.\w]*")
_PACKED = re.compile(r"[A-Za-z0-9+_-]{12,}")
_UNPACKED = re.compile(rb"[^\s@]+@[^\s@]+\.[^\s@]+")
_USER = re.compile(r"^([a-z][a-z0-9+.\-]*:)?//[^/?#]*@", re.IGNORECASE)
_ORIGIN = re.compile(r"^(?:[a-z][a-z0-9+.\-]*:)?//[^/?#]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def address_bar(url: str | None, secrets: Sequence[str] = ()) -> str | None:
    """A web address as it was sent, with its query, but for e-mail addresses, a user's name in it, and `secrets`.

    The host stays as it is. At most 4,000 characters; None where nothing is left.
    """
    if not url:
        return None
    bare = _bare_address(url[:MOST])
    origin = _ORIGIN.match(bare)
    start = origin.end() if origin else 0
    return (bare[:start] + _without(bare[start:], secrets))[:4000] or None


def plain_text(text: str | None, longest: int, secrets: Sequence[str] = ()) -> str | None:
    """A line of text without e-mail addresses and `secrets`, cut to its length; None where nothing is left."""
    if not text:
        return None
    line = _CONTROL.sub(" ", text[:MOST]).strip() if not text.isprintable() else text[:MOST].strip()
    return _without(_without_mail(line), secrets)[:longest] or None


def _without(text: str, secrets: Sequence[str]) -> str:
    """The text without what is known to be a person's, in any case of letters; a piece of a longer word is none."""
    for secret in secrets:
        if secret.lower() in text.lower():
            text = re.sub(rf"(?<![\w:]){re.escape(secret)}(?![\w:]|\.\d)|{_anywhere(secret)}", GONE, text, flags=re.I)
    return text


def _anywhere(secret: str) -> str:
    """What is unmistakable is removed inside longer words too."""
    return re.escape(secret) if len(secret) > 6 else r"(?!)"


@lru_cache(maxsize=16384)
def _bare_address(url: str) -> str:
    line = _USER.sub(lambda found: f"{found[1] or ''}//", _CONTROL.sub("", url).strip())
    origin = _ORIGIN.match(line)
    start = origin.end() if origin else 0
    rest = _without_mail(line[start:])
    return line[:start] + ("".join(map(_unpacked, _PARTS.split(rest))) if _PACKED.search(rest) else rest)


def _without_mail(text: str) -> str:
    if not _AT.search(text) and not _ENCODED_AT.search(text):
        return text
    return "".join(GONE if _is_mail(part) else part for part in _PARTS.split(text))


def _is_mail(part: str) -> bool:
    """A name, an at sign and what may be a host; `@scope` and `package@1.2.0` are none."""
    plain = _ENCODED_AT.sub("@", part)
    pieces = _AT.split(plain, maxsplit=1)
    if len(pieces) < 2 or not pieces[1]:
        return False
    return not _VERSION.fullmatch(pieces[1]) if pieces[0] else "." in pieces[1]


def _unpacked(part: str) -> str:
    """A parameter in base64 that holds an e-mail address is gone as a whole."""
    if not _PACKED.fullmatch(part):
        return part
    try:
        held = b64decode(part + "=" * (-len(part) % 4), altchars=b"-_" if "-" in part or "_" in part else None)
    except ValueError:
        return part
    return GONE if _UNPACKED.search(held) else part
