"""What pydantic's errors expected, in words: of a value, of a key, and the nearest word that would have been right."""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic_core import ErrorDetails

from fitsignal.masking import Path
from fitsignal.model_places import type_at
from fitsignal.nearest import nearest
from streams.durations import duration_text
from streams.kinds import KINDS, RED_FLAGS

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a finite number",
    "string": "text in quotes",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a table",
    "model": "a table",
    "mapping": "a table",
    "model_attributes": "a table",
    "string_too_short": "text that is not empty",
}
_SHAPES = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "lower-case letters, digits, - and _",
    r"^([01]\d|2[0-3]):[0-5]\d$": 'a time of day such as "08:00"',
    r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": 'hours such as "19:00-08:00"',
}
_KINDS = 'a kind of signal such as "visit", or "custom:NAME"'
_SPAN = re.compile(r"(days|seconds)=(\d+)")
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def expected_words(detail: ErrorDetails) -> str:
    """What a value should have been; empty where the error says it otherwise."""
    kind, context = detail["type"], detail.get("ctx") or {}
    for bound, words in _BOUNDS.items():
        if bound in context:
            return f"{words} {_amount(context[bound])}"
    if kind in ("literal_error", "enum"):
        return str(context.get("expected", ""))
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        return _KINDS if _is_of_kinds(pattern) else _SHAPES.get(pattern, f"text of the form {pattern}")
    if kind == "value_error":
        return _expected_by_sentence(cause(detail))
    base = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float")
    return _WORDS.get(kind) or _WORDS.get(base) or _lower(detail["msg"])


def near(detail: ErrorDetails) -> str:
    """The word that was probably meant, as the end of a sentence."""
    context = detail.get("ctx") or {}
    of_kinds = _is_of_kinds(str(context.get("pattern")))
    if not isinstance(detail["input"], str) or not (detail["type"] == "literal_error" or of_kinds):
        return ""
    known = (*KINDS, *RED_FLAGS) if of_kinds else re.findall(r"'([^']+)'", str(context.get("expected")))
    found = nearest(detail["input"], known)
    return f"; did you mean `{found}`?" if found else ""


def _is_of_kinds(pattern: str) -> bool:
    return pattern.startswith("^(visit|")


def offered_keys(detail: ErrorDetails) -> list[str]:
    """The keys that the sentence of a validator of keys names."""
    said = cause(detail)
    return re.split(", | or ", said.removeprefix("expected one of ")) if said.startswith("expected one of ") else []


def _expected_by_sentence(cause: str) -> str:
    if not cause.startswith("expected "):
        return ""
    return cause.removeprefix("expected ").split(", found ")[0]


def cause(detail: ErrorDetails) -> str:
    """What a validator said."""
    return detail["msg"].removeprefix("Value error, ")


def type_words(model: Any, loc: Path) -> str:
    """What stands at a place, for one that is empty."""
    annotation = type_at(model, loc)
    if get_origin(annotation) is Literal:
        return " or ".join(repr(word) for word in get_args(annotation))
    names = {SecretStr: "text in quotes", str: "text in quotes", int: "a whole number", float: "a number"}
    if annotation in names:
        return names[annotation]
    if SecretStr in map(_inner, get_args(annotation)):
        return "a secret, or a list of them"
    return "a list" if get_origin(annotation) in (list, tuple) else "a value"


def _inner(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _amount(bound: Any) -> str:
    """A bound in words; pydantic gives some spans of time as the text of their repr."""
    if isinstance(bound, int | float):
        return f"{bound:g}"
    units = {unit: int(number) for unit, number in _SPAN.findall(str(bound))}
    return duration_text(timedelta(**units)) if str(bound).startswith("datetime.timedelta(") else str(bound)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
