"""Bodies of client requests: unpacked by their first bytes, since what clients say of them is often wrong. Pure."""

import base64
import binascii
import json
import re
import zlib
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes

import orjson

from sources.receiver.body import Broken, TooLarge, inflated

LARGEST = 20_000_000
"""Bytes of a body when unpacked; the server's own cap may be lower."""
MOST = 4000
"""Events of one request that are read; Segment sends no more."""
_FORM = re.compile(rb"(?:^|&)data=")


class Unreadable(ValueError):
    """A body that holds no JSON in any of the encodings that clients use."""


def unpacked(body: bytes) -> bytes:
    """The body without gzip or zlib around it."""
    try:
        plain = inflated(body, LARGEST)
    except TooLarge:
        raise Unreadable(f"the body unpacks to more than {LARGEST} bytes") from None
    except Broken as broken:
        raise Unreadable(f"the compressed body is broken: {broken}") from None
    return _without_zlib(plain) if _is_zlib(plain) else plain


def _is_zlib(body: bytes) -> bool:
    return body[:1] == b"\x78" and len(body) > 5 and int.from_bytes(body[:2], "big") % 31 == 0


def _without_zlib(body: bytes) -> bytes:
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(body, LARGEST)
    except zlib.error:
        raise Unreadable("the compressed body is broken") from None
    if not machine.eof:
        raise Unreadable(f"the compressed body ends too early, or unpacks to more than {LARGEST} bytes")
    return plain


def value_of(body: bytes) -> Any:
    """The JSON in a body: plain, packed, in base64, or as `data=` of a form. Unreadable where there is none."""
    plain = unpacked(body).removeprefix(b"\xef\xbb\xbf").strip()
    if not plain:
        raise Unreadable("the body is empty")
    if plain[:1] in b'{["':
        return _json(plain)
    return _json(from_base64(_field(plain)))


def _field(plain: bytes) -> bytes:
    if not _FORM.search(plain):
        return plain
    try:
        data = parse_qs(plain, max_num_fields=20).get(b"data")
    except ValueError:
        data = None
    if not data:
        raise Unreadable("the form has no field data")
    return data[0]


def from_base64(data: bytes | str) -> bytes:
    """The bytes of a base64 text: URL-safe or not, with or without padding, its plus signs lost to spaces or not.

    What is JSON already, or percent-encoded JSON, is returned as it is; packed JSON is unpacked.
    """
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    raw = unquote_to_bytes(raw) if b"%" in raw else raw
    if raw.lstrip()[:1] in (b"{", b"["):
        return raw
    letters = raw.strip().replace(b" ", b"+").replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return unpacked(base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True))
    except (binascii.Error, ValueError):
        raise Unreadable("the body is neither JSON nor base64 of it") from None


def object_of(data: Any) -> dict[str, Any]:
    """The JSON object in a base64 text; an empty one where there is none."""
    try:
        value = _json(from_base64(data)) if isinstance(data, (str, bytes)) else data
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}


def _json(plain: bytes) -> Any:
    try:
        return orjson.loads(plain)
    except orjson.JSONDecodeError:
        return _lenient(plain)


def _lenient(plain: bytes) -> Any:
    """Also NaN, halves of characters, control characters and invalid UTF-8: some clients send them."""
    try:
        return json.loads(plain.decode("utf-8", "replace"), strict=False, parse_constant=lambda name: None)
    except (ValueError, RecursionError):
        raise Unreadable("the body is not JSON") from None


def bytes_of(value: Any) -> bytes:
    """A part of a body as bytes: a body of its own, that can be read again."""
    return json.dumps(value, ensure_ascii=True, default=str).encode()
