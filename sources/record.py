"""A signal as a line of a file: one JSON object, or a row of CSV under its header. Pure."""

import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import AliasChoices, Field, ValidationError

from sources.dates import read_instant
from streams.signal import Short, SignalDraft
from streams.values import value_class

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_NUMERIC = frozenset(("amount", "dwell", "employees", "growth", "headcount", "people", "score", "share", "visitors"))
_PLACES: Mapping[str, tuple[str, ...]] = {
    "domain": ("company", "domain"),
    "name": ("company", "name"),
    "company": ("company", "name"),
    "url": ("evidence", "url"),
    "title": ("evidence", "title"),
    "excerpt": ("evidence", "excerpt"),
    "page": ("details", "page"),
}
_TIMES = ("occurred_at", "observed_at")
_PLAIN = frozenset((str, int, bool, type(None)))
_OPEN = frozenset(("details", "traits"))
_TABLES = _OPEN | {"company", "evidence", "match"}


@value_class
class Line(SignalDraft):
    """A signal draft whose native id is written `id`."""

    native: Short | None = Field(
        default=None, validation_alias=AliasChoices("id", "native"), coerce_numbers_to_str=True
    )


def from_json(line: bytes) -> SignalDraft:
    """The signal of a JSON line; a null is the same as an absent key. ValueError with a sentence where it is none."""
    try:
        return Line.model_validate_json(line)
    except OverflowError:
        raise ValueError("occurred_at: the time is out of range") from None
    except ValidationError as refused:
        return _without_nulls(line, refused)


def _line(given: dict[str, Any]) -> SignalDraft:
    try:
        return Line.model_validate(given)
    except ValidationError:
        return Line.model_validate(_timed(given))


def _without_nulls(line: bytes, refused: ValidationError) -> SignalDraft:
    try:
        given = json.loads(line.removeprefix(b"\xef\xbb\xbf"), parse_constant=_no_number)
        return Line.model_validate(_timed(_dense(given)))
    except ValidationError as still:
        raise ValueError(sentence(still)) from None
    except (ValueError, OverflowError, RecursionError):
        raise ValueError(sentence(refused)) from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _dense(given: Any) -> Any:
    if not isinstance(given, dict):
        return given
    return {k: _dense(v) if k in _TABLES else v for k, v in given.items() if v is not None}


def _timed(given: Any) -> Any:
    """With instants that are written in another way than ours, as instants."""
    found = {name: read_instant(given.get(name)) for name in _TIMES} if isinstance(given, dict) else {}
    return given | {name: moment for name, moment in found.items() if moment is not None} if found else given


def sentence(refused: ValidationError) -> str:
    """What is wrong, at most three things, without the values: they may be long or personal."""
    problems = refused.errors(include_url=False, include_input=False, include_context=False)
    said = [_said(".".join(map(str, problem["loc"])), problem["type"], problem["msg"]) for problem in problems[:3]]
    return "; ".join(said) + (f" (and {len(problems) - 3} more)" if len(problems) > 3 else "")


def _said(where: str, kind: str, message: str) -> str:
    if kind == "json_invalid":
        return (
            f"the line is not JSON: {message.removeprefix('Invalid JSON: ').replace(' at line 1 column', ' at column')}"
        )
    if where == "kind" and kind == "string_pattern_mismatch":
        return 'kind: not a kind of event; expected one such as "visit", or "custom:NAME"'
    if kind in ("model_type", "dataclass_type"):
        return f"{where or 'the line'}: expected a JSON object"
    told = message.removeprefix("Value error, ")
    return f"{where}: {told[:1].lower()}{told[1:]}"


def all_finite(details: Mapping[str, Any]) -> bool:
    """False where NaN or infinity hides at any depth: no JSON, and no store, holds them."""
    for value in details.values():  # noqa: SIM110  half the time of all() over a generator
        if value.__class__ not in _PLAIN and not _finite(value):
            return False
    return True


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all_finite(value)
    return not isinstance(value, list) or all(map(_finite, value))


class Columns:
    """The header of a CSV file; ValueError where it has no `kind`.

    Besides: id, domain, name or company, email, country, occurred_at, observed_at, url, title, excerpt, page,
    confidence, seeded, `match.method`, `match.confidence`, `details.NAME` and `traits.NAME`. Others are ignored.
    """

    def __init__(self, header: str) -> None:
        self.delimiter = max(",;\t", key=header.count)
        names = next(csv.reader([header], delimiter=self.delimiter), [])
        self.paths = [_path(name) for name in names]
        if ("kind",) not in self.paths:
            raise ValueError('the first line names no column "kind"')

    def row(self, text: str) -> Sequence[str] | None:
        """The fields of a record; None where a quoted field is still open. ValueError where it is not CSV."""
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True))
        except csv.Error as cause:
            if "unexpected end of data" in str(cause):
                return None
            raise ValueError(f"the line is not CSV: {cause}") from None
        return rows[0] if rows else []

    def draft(self, row: Sequence[str]) -> SignalDraft:
        """The signal of a row; empty fields are absent. ValueError with a sentence where it is none."""
        if len(row) != len(self.paths):
            raise ValueError(f"the line has {len(row)} fields where the header has {len(self.paths)}")
        given: dict[str, Any] = {}
        for path, field in zip(self.paths, row, strict=True):
            if value := field.strip():
                _put(given, path, value)
        try:
            return _line(given)
        except OverflowError:
            raise ValueError("occurred_at: the time is out of range") from None
        except ValidationError as refused:
            raise ValueError(sentence(refused)) from None


def _path(name: str) -> tuple[str, ...]:
    plain = name.strip().lstrip("\ufeff")
    head, dot, rest = plain.partition(".")
    if dot and head.lower() in _TABLES:
        return (head.lower(), rest if head.lower() in _OPEN else rest.lower())
    return _PLACES.get(plain.lower(), (plain.lower(),))


def _put(given: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    table = given.setdefault(path[0], {}) if len(path) > 1 else given
    number = path[0] == "details" and path[-1] in _NUMERIC and _NUMBER.fullmatch(value)
    table[path[-1]] = (float(value) if "." in value else int(value)) if number else value
