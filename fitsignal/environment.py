"""`${NAME}` in configuration: read from the environment, and from `.env` beside the file where it is not set there."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import Any

from fitsignal.masking import Path
from icp.problem import Problem

_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

PathText = Callable[[Path], str]


def variables(folder: FilePath) -> tuple[dict[str, str], list[Problem]]:
    """The variables that a workspace sees; the environment goes before `.env`, and is never changed."""
    from dotenv import dotenv_values

    path, problems = folder / ".env", []
    found: Mapping[str, str | None] = {}
    if path.is_file():
        try:
            found = dotenv_values(path, interpolate=False, encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            problems.append(Problem(where=".env", message=f".env cannot be read: {reason}"))
    return {**{name: value for name, value in found.items() if value is not None}, **os.environ}, problems


class Expansion:
    """Replaces references in a tree. `used` maps each value taken to its `${NAME}` and its place, for masking."""

    def __init__(self, known: Mapping[str, str], where: str, path_text: PathText) -> None:
        self.problems: list[Problem] = []
        self.failed: set[Path] = set()
        self.used: dict[str, tuple[str, Path]] = {}
        self._known, self._where, self._path_text = known, where, path_text

    def expand(self, tree: Any, path: Path = ()) -> Any:
        """The tree with every reference replaced; one that names nothing stays, and is a problem."""
        if isinstance(tree, dict):
            return {key: self.expand(value, (*path, key)) for key, value in tree.items()}
        if isinstance(tree, list):
            return [self.expand(value, (*path, place)) for place, value in enumerate(tree)]
        if isinstance(tree, str) and "${" in tree:
            return _REFERENCE.sub(lambda match: self._value(match, path), tree)
        return tree

    def _value(self, match: re.Match[str], path: Path) -> str:
        name = match[1] if match[1].isprintable() else repr(match[1])
        value = self._known.get(name, "")
        if value:
            self.used[value] = (match[0], path)
            return value
        self.failed.add(path)
        self.problems.append(self._missing(name, self._path_text(path)))
        return match[0]

    def _missing(self, name: str, key: str) -> Problem:
        if not _NAME.fullmatch(name):
            found, expected = f"${{{name}}}, which names no variable", "${NAME} of letters, digits and _"
        else:
            state = "is empty" if name in self._known else "is not set"
            found, expected = f"${{{name}}}, but {name} {state}", f"{name} in the environment or in .env"
        message = f"{self._where} {key}: found {found}, expected {expected}"
        return Problem(where=self._where, field=key, found=f"${{{name}}}", expected=expected, message=message)
