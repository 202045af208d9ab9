"""Gathering every problem of a document, each with its path, what was found, what was expected, and the nearest key."""

from collections.abc import Collection, Mapping
from typing import Any

from rapidfuzz import fuzz, process

from icp.problem import Level, Problem, shown


class Findings:
    """The problems of one document, in the order in which they were met."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems: list[Problem] = []

    @property
    def failed(self) -> bool:
        """Whether any of them is an error."""
        return any(problem.level == "error" for problem in self.problems)

    def note(self, path: str, found: object, expected: str, hint: str = "", level: Level = "error") -> None:
        """Adds a problem at a path such as `criteria[2].between`; paths count from 1, as people do."""
        seen = "nothing" if found is None else shown(found)
        message = f"{self.where} {path}: found {seen}, expected {expected}" + (f"; {hint}" if hint else "")
        self.problems.append(
            Problem(where=self.where, field=path, found=seen, expected=expected, message=message, level=level)
        )

    def keys(self, path: str, table: Mapping[str, Any], known: Collection[str]) -> None:
        """An error for each key of the table that is not known, with the nearest one that is."""
        for key in table:
            if key not in known:
                near = nearest(str(key), known)
                hint = f"did you mean `{near}`?" if near else ""
                self.note(f"{path}.{key}" if path else str(key), f"the key `{key}`", "one of " + ", ".join(known), hint)

    def table(self, path: str, value: object) -> dict[str, Any]:
        """The value as a table; an empty one, and an error, where it is something else. Absent is empty."""
        if value is None or isinstance(value, dict):
            return value or {}
        self.note(path, value, "a table")
        return {}


def nearest(word: str, words: Collection[str]) -> str | None:
    """The one of `words` that is spelled most like `word`; None where none is near."""
    found = process.extractOne(word, words, scorer=fuzz.WRatio, score_cutoff=70)
    return found[0] if found else None
