"""What pydantic found wrong with a table, as sentences: the path of the key, what was found, what was expected."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fitsignal.expectations import cause, expected_words, near, offered_keys, type_words
from fitsignal.masking import Path, at, is_secret
from fitsignal.model_places import choices, keys_at, plain_place, type_at
from fitsignal.nearest import hint
from icp.problem import Level, Problem, shown

_BARE = re.compile(r"[\w:-]+")
_PLAIN = re.compile(r"[\w-]+")


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
            return self.unknown_key(path, keys_at(model, loc[:-1]) or offered_keys(detail))
        if kind == "missing":
            return self.unmet(path, "nothing", type_words(model, loc))
        expected, path = expected_words(detail), self._written(path)
        if kind == "too_short":
            expected = "text that is not empty" if isinstance(at(self._raw, path), str) else "a list that is not empty"
        if not expected or (kind == "value_error" and isinstance(at(self._raw, path), Mapping)):
            return self.problem(path, cause(detail))
        return self.unmet(path, self.found(path), expected + near(detail))

    def _no_choice(self, path: Path, known: list[str]) -> Problem:
        """The problem of a table whose `type` is none of those that there are, or is not said."""
        type_ = at(self._raw, path)
        if not isinstance(type_, str):
            return self.unmet(path, self.found(path), f"one of {', '.join(known)}")
        return self.unknown_word(path, type_, f"type of {str(path[-3]).removesuffix('s')}", known)


def _key(part: str) -> str:
    """A key as TOML would write it."""
    return part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)
