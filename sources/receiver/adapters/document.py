"""A request's JSON, read leniently: trailing commas, half a surrogate pair and NaN are mended, nothing else. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from streams.plain import plain

_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(strict=False)


class Unread(ValueError):
    """Why a request, or a part of one, is no event: a sentence that names no value, for it may be personal."""


def read(body: bytes) -> Any:
    """The JSON value of a body. Unread where it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _mended(body)


def _mended(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(_TRAILING.sub(r"\1", text), strict=False, parse_constant=lambda _: None)
        return plain({"value": value})["value"]
    except UnicodeDecodeError as cause:
        raise Unread(f"the body is not UTF-8, from byte {cause.start} on") from None
    except json.JSONDecodeError as cause:
        raise Unread(_said(cause, text)) from None
    except (ValueError, RecursionError):
        raise Unread("the body is JSON nested too deeply, or with numbers too long") from None


def _said(cause: json.JSONDecodeError, text: str) -> str:
    if not text.strip():
        return "the body is empty"
    return f"the body is not JSON: {cause.msg} at line {cause.lineno}, column {cause.colno}"


def first_item(body: bytes) -> bytes | None:
    """The first element of a JSON array, byte for byte; None where the body is no array or has none."""
    return next(_items(body), None)


def items(body: bytes, values: list[Any]) -> list[bytes]:
    """The elements of a JSON array, byte for byte; written anew where the body is not the array of these values."""
    found = list(_items(body))
    return found if len(found) == len(values) else [orjson.dumps(each, default=str) for each in values]


def _items(body: bytes) -> Iterator[bytes]:
    try:
        text = body.decode("utf-8-sig")
        at = _after_space(text, 0)
        if text[at : at + 1] != "[":
            return
        while text[at : at + 1] in ("[", ","):
            start = _after_space(text, at + 1)
            end = _DECODER.raw_decode(text, start)[1]
            yield text[start:end].encode()
            at = _after_space(text, end)
    except (ValueError, RecursionError):
        return


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def compact(body: bytes) -> bytes | None:
    """The same JSON as JavaScript writes it, without spaces: what some senders sign; None where it is no JSON."""
    try:
        return orjson.dumps(orjson.loads(body))
    except (ValueError, TypeError, RecursionError):
        return None
