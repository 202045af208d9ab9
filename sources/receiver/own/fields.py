"""The fields of a snippet's message, whatever the bytes: each is read as what it should be, or is not there."""

import json
import re
from datetime import timedelta
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from sources.receiver.contract import Request

_MARK = re.compile(r"[\w.-]{8,80}", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
MOST = 40
"""Fields of a query."""


def fields(request: Request) -> dict[str, Any]:
    """What was sent, by name; nothing where it cannot be read."""
    if request.method != "POST":
        return _query(request.query)
    try:
        value = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        value = _lenient(request.body)
    return value if isinstance(value, dict) else {}


def _query(query: str) -> dict[str, Any]:
    try:
        return dict(parse_qsl(query, max_num_fields=MOST, errors="replace"))
    except ValueError:
        return {}


def _lenient(body: bytes) -> Any:
    """A title cut in the middle of a sign has half a surrogate pair, which orjson refuses."""
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def text(value: object, longest: int = 4000) -> str:
    """A plain line of text; empty where it is none."""
    if not isinstance(value, str):
        return ""
    whole = value[:longest].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub(" ", whole).strip()


def mark(value: object) -> str | None:
    """An id as the snippet makes them, or as a site may."""
    return value if isinstance(value, str) and _MARK.fullmatch(value) else None


def email(value: object) -> str | None:
    """What looks like an e-mail address; whether it is one nobody knows."""
    plain = text(value, 300)
    return plain if _EMAIL.fullmatch(plain) else None


def web_address(value: object) -> str | None:
    """An address of the web, with its query; None for anything else."""
    plain = text(value)
    try:
        parts = urlsplit(plain)
    except ValueError:
        return None
    return plain if parts.scheme in ("http", "https") and parts.netloc else None


def milliseconds(value: object, most: timedelta) -> timedelta | None:
    """A span of time of at most `most`; None where it is none or cannot be true."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return timedelta(milliseconds=number) if isfinite(number) and 0 <= number <= most.total_seconds() * 1000 else None
