"""Records that break their contract: what can still be read of them, why, and the bytes of each object. Pure."""

import json
import re
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from streams.wire import VERSION, WireError

_BETWEEN = re.compile(r"[\s,]*")


def objects_of(value: bytes | None) -> list[Any]:
    """What the record's value holds, one by one, whatever they are. Raises WireError where it is no JSON."""
    if value is None:
        raise WireError("a record without a value: this topic has no tombstones")
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise WireError(f"not JSON: {error}") from None
    return found if isinstance(found, list) else [found]


def cause_of(found: Any, contract: type[BaseModel]) -> str:
    """Why the object is refused, in a sentence without its values: they may be long or personal."""
    if not isinstance(found, dict):
        return f"found {type(found).__name__}, expected an object or an array of objects"
    if found.get("v") != VERSION:
        return f'expected "v": {VERSION}, found {_told(found)}'
    try:
        contract.model_validate(found)
    except ValidationError as refused:
        return sentence(refused)
    except OverflowError:
        return "a time is out of range"
    return "it cannot be read among its neighbours"


def sentence(refused: ValidationError) -> str:
    """What a contract refuses, field by field, without its values: they may be long or personal."""
    problems = refused.errors(include_url=False, include_input=False, include_context=False)
    said = [_said(".".join(map(str, each["loc"])), each["type"], each["msg"]) for each in problems[:3]]
    return "; ".join(said) + (f" (and {len(problems) - 3} more)" if len(problems) > 3 else "")


def slice_of(value: bytes, found: Any, number: int) -> bytes:
    """The bytes of the record's object of that number, counted from 1, as they came."""
    if value.lstrip()[:1] != b"[":
        return value
    try:
        if (compact := orjson.dumps(found)) in value:
            return compact
    except TypeError:  # whole numbers over 64 bits
        pass
    return _scanned(value, number)


def _scanned(value: bytes, number: int) -> bytes:
    text, decoder = value.decode("utf-8", "replace"), json.JSONDecoder()
    start, at = 0, text.index("[") + 1
    try:
        for _ in range(number):
            start = _end_of_gap(text, at)
            _, at = decoder.raw_decode(text, start)
    except (ValueError, RecursionError):  # numbers of thousands of digits, nesting that this parser does not follow
        return value
    return text[start:at].encode()


def _end_of_gap(text: str, at: int) -> int:
    gap = _BETWEEN.match(text, at)
    return gap.end() if gap else at


def _told(found: dict[str, Any]) -> str:
    return f"version {str(found['v'])[:40]!r}" if "v" in found else "none"


def _said(where: str, kind: str, message: str) -> str:
    if where == "kind" and kind == "string_pattern_mismatch":
        return 'kind: not a kind of event; expected one such as "visit", or "custom:NAME"'
    told = message.removeprefix("Value error, ")
    told = f"{told[:1].lower()}{told[1:]}"
    return f"{where}: {told}" if where else told
