"""Records that break their contract: what can still be read of them, why, and the bytes of each object. Pure."""

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from pydantic import ValidationError

from streams.wire import VERSION, WireError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Letter(NamedTuple):
    """What `streams.records.DeadLetterRecord` holds, of a record at its place."""

    source: str
    where: str
    cause: str
    raw: bytes
    observed_at: datetime
    topic: str
    partition: int
    offset: int


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


def cause_of(refused: Exception) -> str:
    """Why an object is refused, in a sentence without its values: they may be long or personal."""
    if isinstance(refused, OverflowError):
        return "a time is out of range"
    return cause_told(problems_of(refused)) if isinstance(refused, ValidationError) else str(refused)


def problems_of(refused: ValidationError) -> "list[ErrorDetails]":
    """What a contract refuses, field by field; with the values, which are for nobody to read."""
    return refused.errors(include_url=False, include_context=False)


def cause_told(problems: "Sequence[ErrorDetails]") -> str:
    """The cause that problems make, in a sentence without their values."""
    for each in problems:
        if each["type"] == "model_type":
            return f"found {type(each['input']).__name__}, expected an object or an array of objects"
        if each["loc"] == ("v",):
            told = "none" if each["type"] == "missing" else f"version {str(each['input'])[:40]!r}"
            return f'expected "v": {VERSION}, found {told}'
    return _sentence(problems)


def sentence(refused: ValidationError) -> str:
    """What a contract refuses, field by field, without its values: they may be long or personal."""
    return _sentence(refused.errors(include_url=False, include_input=False, include_context=False))


def letter_json(letter: Letter) -> bytes:
    """The value of a dead letter, as `streams.records.DeadLetterRecord` writes it, at a tenth of the cost."""
    raw = b64encode(letter.raw).decode()
    return orjson.dumps({"v": VERSION, **letter._asdict(), "raw": raw}, option=orjson.OPT_UTC_Z)


def _sentence(problems: "Sequence[ErrorDetails]") -> str:
    said = [_said(".".join(map(str, each["loc"])), each["type"], each["msg"]) for each in problems[:3]]
    return "; ".join(said) + (f" (and {len(problems) - 3} more)" if len(problems) > 3 else "")


class Slices:
    """The bytes of a record's objects as they came, cut out when one is asked for: of many, best in their order."""

    def __init__(self, value: bytes) -> None:
        self._value, self._at = value, 0
        self._cut: list[bytes] | None = None

    def of(self, found: Any, number: int) -> bytes:
        """The object of that number, counted from 1, which was read as `found`; all where it cannot be cut out."""
        if self._cut is None and self._value.lstrip()[:1] != b"[":
            return self._value
        if self._cut is None and (compact := self._compact(found)):
            return compact
        self._cut = _cut(self._value) if self._cut is None else self._cut
        return self._cut[number - 1] if number <= len(self._cut) else self._value

    def _compact(self, found: Any) -> bytes | None:
        """It as most producers write it, where that stands behind what was found last."""
        try:
            compact = orjson.dumps(found)
        except TypeError:  # whole numbers over 64 bits
            return None
        at = self._value.find(compact, self._at)
        self._at = at + len(compact) if at >= 0 else self._at
        return compact if at >= 0 else None


def _cut(value: bytes) -> list[bytes]:
    """The objects of an array, in one pass; up to what this parser does not follow: huge numbers, deep nesting."""
    text, decoder, found = value.decode("utf-8", "replace"), json.JSONDecoder(), list[bytes]()
    at = text.index("[") + 1
    try:
        while True:
            start = _end_of_gap(text, at)
            _, at = decoder.raw_decode(text, start)
            found.append(text[start:at].encode())
    except (ValueError, RecursionError):
        return found


def _end_of_gap(text: str, at: int) -> int:
    gap = _BETWEEN.match(text, at)
    return gap.end() if gap else at


def _said(where: str, kind: str, message: str) -> str:
    if where == "kind" and kind == "string_pattern_mismatch":
        return 'kind: not a kind of event; expected one such as "visit", or "custom:NAME"'
    told = message.removeprefix("Value error, ")
    told = f"{told[:1].lower()}{told[1:]}"
    return f"{where}: {told}" if where else told
