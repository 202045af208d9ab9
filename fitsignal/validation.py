"""What pydantic found wrong with a table, as sentences: the path of the key, what was found, what was expected."""

import json
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from fitsignal.masking import Path, at, is_secret
from fitsignal.model_places import choices, keys_at, plain_place, type_at
from fitsignal.nearest import hint, nearest
from icp.problem import Level, Problem, shown
from streams.durations import duration_text

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
    "string_too_short": "text that is not empty",
}
_SHAPES = {
    r"^[a-z0-9][a-z0-9_-]{0,63}$": "lower-case letters, digits, - and _",
    r"^([01]\d|2[0-3]):[0-5]\d$": 'a time of day such as "08:00"',
    r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$": 'hours such as "19:00-08:00"',
}
_BARE = re.compile(r"[\w:-]+")
_PLAIN = re.compile(r"[\w-]+")
_SPAN = re.compile(r"(days|seconds)=(\d+)")
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


class Reader:
    """Turns the errors of one file into problems. `raw` is the file as written: what is shown is taken from there."""

    def __init__(self, where: str, raw: Mapping[str, Any]) -> None:
        self.where = where
        self.known_bad: set[Path] = set()
        """Places whose problem is told already."""
        self._raw = raw

    def problems(self, error: ValidationError, model: Any, prefix: Path = ()) -> list[Problem]:
        """A problem for each error; `prefix` is where the model's table stands in the file."""
        details = error.errors(include_url=False, include_context=True)
        found = [(each, (*prefix, *plain_place(model, each["loc"]))) for each in details]
        return [self._problem(each, model, path) for each, path in found if path not in self.known_bad]

    def path_text(self, path: Path) -> str:
        """A path as a person reads it: tables in a list go by their name, else by their place from 1."""
        text, walked = "", []
        for part in path:
            walked.append(part)
            text += f".{_key(part)}" if isinstance(part, str) else self._item(tuple(walked), part)
        return text.removeprefix(".")

    def problem(self, path: Path, what: str, *, found: str = "", expected: str = "", level: Level = "error") -> Problem:
        """A problem of the key at a path: `what` follows the key in the sentence."""
        key = self.path_text(path)
        message = f"{self.where} {key}: {what}" if key else f"{self.where}: {what}"
        return Problem(where=self.where, field=key, found=found, expected=expected, message=message, level=level)

    def unmet(self, path: Path, found: str, expected: str) -> Problem:
        """The problem of a value that is not what was expected."""
        return self.problem(path, f"found {found}, expected {expected}", found=found, expected=expected)

    def unknown_key(self, path: Path, known: Collection[str]) -> Problem:
        """The problem of a key that means nothing."""
        key = str(path[-1])
        return self.problem(path, f"found an unknown key, {hint(key, known)}", found=key, expected=", ".join(known))

    def unknown_word(self, path: Path, word: str, noun: str, known: Collection[str]) -> Problem:
        """The problem of a word that names nothing known."""
        what = f"found {shown(word)}, which is no {noun}, {hint(word, known)}"
        return self.problem(path, what, found=word, expected=", ".join(known))

    def found(self, path: Path) -> str:
        """The value at a path as it may be shown."""
        value = at(self._raw, path)
        if value is None:
            return "nothing"
        if isinstance(value, Mapping):
            return "a table"
        reference = isinstance(value, str) and "${" in value
        return "a secret" if is_secret(path) and not reference else shown(value)

    def _written(self, path: Path) -> Path:
        """The path as it is in the file, where one text may stand for a list of one."""
        return path[:-1] if isinstance(at(self._raw, path[:-1]), str) else path

    def _item(self, path: Path, place: int) -> str:
        table = at(self._raw, path)
        name = table.get("name") if isinstance(table, Mapping) else None
        siblings = at(self._raw, path[:-1])
        names = [each.get("name") for each in siblings if isinstance(each, Mapping)] if siblings else []
        unique = isinstance(name, str) and _PLAIN.fullmatch(name) and names.count(name) == 1
        return f".{name}" if unique else f"[{place + 1}]"

    def _problem(self, detail: ErrorDetails, model: Any, path: Path) -> Problem:
        loc, kind = tuple(part for part in detail["loc"] if part != "[key]"), detail["type"]
        if kind in ("union_tag_invalid", "union_tag_not_found"):
            return self._no_choice((*path, "type"), list(choices(type_at(model, loc))))
        if kind == "extra_forbidden" or detail["loc"][-1:] == ("[key]",):
            return self.unknown_key(path, keys_at(model, loc[:-1]))
        if kind == "missing":
            return self.unmet(path, "nothing", _type_words(model, loc))
        expected, path = _expected(detail), self._written(path)
        if not expected or (kind == "value_error" and isinstance(at(self._raw, path), Mapping)):
            return self.problem(path, _cause(detail))
        return self.unmet(path, self.found(path), expected + _near(detail))

    def _no_choice(self, path: Path, known: list[str]) -> Problem:
        """The problem of a table whose `type` is none of those that there are, or is not said."""
        type_ = at(self._raw, path)
        if not isinstance(type_, str):
            return self.unmet(path, self.found(path), f"one of {', '.join(known)}")
        return self.unknown_word(path, type_, "type", known)


def _key(part: str) -> str:
    """A key as TOML would write it."""
    return part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)


def _expected(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx") or {}
    for bound, words in _BOUNDS.items():
        if bound in context:
            return f"{words} {_amount(context[bound])}"
    if kind in ("literal_error", "enum"):
        return str(context.get("expected", ""))
    if kind == "string_pattern_mismatch":
        return _SHAPES.get(str(context.get("pattern")), f"text of the form {context.get('pattern')}")
    if kind == "value_error":
        return _expected_by_sentence(_cause(detail))
    base = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float")
    return _WORDS.get(kind) or _WORDS.get(base) or _lower(detail["msg"])


def _near(detail: ErrorDetails) -> str:
    if detail["type"] != "literal_error" or not isinstance(detail["input"], str):
        return ""
    known = re.findall(r"'([^']+)'", str((detail.get("ctx") or {}).get("expected")))
    found = nearest(detail["input"], known)
    return f"; did you mean `{found}`?" if found else ""


def _expected_by_sentence(cause: str) -> str:
    if not cause.startswith("expected "):
        return ""
    return cause.removeprefix("expected ").split(", found ")[0]


def _cause(detail: ErrorDetails) -> str:
    return detail["msg"].removeprefix("Value error, ")


def _type_words(model: Any, loc: Path) -> str:
    annotation = type_at(model, loc)
    if get_origin(annotation) is Literal:
        return " or ".join(repr(word) for word in get_args(annotation))
    names = {SecretStr: "text in quotes", str: "text in quotes", int: "a whole number", float: "a number"}
    if annotation in names:
        return names[annotation]
    return "a list" if get_origin(annotation) in (list, tuple) else "a value"


def _amount(bound: Any) -> str:
    """A bound in words; pydantic gives some spans of time as the text of their repr."""
    if isinstance(bound, int | float):
        return f"{bound:g}"
    units = {unit: int(number) for unit, number in _SPAN.findall(str(bound))}
    return duration_text(timedelta(**units)) if str(bound).startswith("datetime.timedelta(") else str(bound)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
