"""A workspace's fitsignal.toml as it is inspected: its tables with the environment filled in, and what is wrong."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from fitsignal.environment import Expansion, variables
from fitsignal.masking import Mask
from fitsignal.masking import Path as Place
from fitsignal.settings import WorkspaceTable
from fitsignal.validation import Reader
from icp.problem import Problem, shown

FILE = "fitsignal.toml"
M = TypeVar("M", bound=BaseModel)


class Document:
    """The file and the problems found in it so far. `raw`: its tables as written; `tables`: with ${NAME} filled in."""

    def __init__(self, folder: Path, raw: dict[str, Any]) -> None:
        known, problems = variables(folder)
        self.folder, self.raw, self.problems = folder, raw, problems
        self.reader = Reader(FILE, raw)
        expansion = Expansion(known, FILE, self.reader.path_text)
        self.tables = expansion.expand(raw)
        self.reader.known_bad = expansion.failed
        self.problems += expansion.problems
        self._mask = Mask(raw, expansion.used)

    @property
    def failed(self) -> bool:
        """Whether a problem keeps the workspace from running."""
        return any(problem.level == "error" for problem in self.problems)

    def told(self) -> tuple[Problem, ...]:
        """Every problem, without secrets."""
        return tuple(map(self._masked, self.problems))

    def _masked(self, problem: Problem) -> Problem:
        texts = {key: self._mask(getattr(problem, key)) for key in ("found", "expected", "message")}
        return problem.model_copy(update=texts)

    def table(self, name: str) -> dict[str, Any]:
        """A table; empty where there is none, or something else."""
        value = self.tables.get(name)
        return value if isinstance(value, dict) else {}

    def listed(self, name: str) -> list[tuple[Place, dict[str, Any]]]:
        """The tables of a list, each with its place."""
        rows = self.tables.get(name)
        rows = rows if isinstance(rows, list) else []
        return [((name, place), row) for place, row in enumerate(rows) if isinstance(row, dict)]

    def model(self, model: type[M], table: Any, place: Place) -> M | None:
        """The table as a model, None and its problems where it is wrong."""
        try:
            return model.model_validate(table)
        except ValidationError as error:
            self.problems += self.reader.problems(error, model, place)
            return None

    @cached_property
    def named(self) -> WorkspaceTable:
        """What `[workspace]` says of files, even where other keys of it are wrong."""
        table = self.table("workspace")
        try:
            return WorkspaceTable.model_validate(table)
        except ValidationError as error:
            bad = {detail["loc"][0] for detail in error.errors(include_url=False) if detail["loc"]}
            return WorkspaceTable.model_validate({key: value for key, value in table.items() if key not in bad})

    def warn(self, place: Place, message: str) -> None:
        """A problem that keeps nothing from running."""
        self.problems.append(self.reader.problem(place, message, level="warning"))

    def type_is_known(self, options: dict[str, Any], place: Place, known: Sequence[str], noun: str) -> bool:
        """Whether a table's `type` is one of these; else that is a problem."""
        path, type_ = (*place, "type"), options.get("type")
        if not isinstance(type_, str):
            self.problems.append(self.reader.unmet(path, self.reader.found(path), f"one of {', '.join(known)}"))
        elif type_ not in known and path not in self.reader.known_bad:
            self.problems.append(self.reader.unknown_word(path, type_, f"type of {noun}", known))
        return type_ in known

    def no_repeats(self, names: Sequence[str], what: str) -> None:
        """A name that two have is a problem."""
        for name, count in Counter(names).items():
            if count > 1:
                message = f"{FILE} {what}.name: found {shown(name)} {count} times, expected a name of its own for each"
                self.problems.append(Problem(where=FILE, field=f"{what}.name", found=name, message=message))

    def file_in_workspace(self, name: str, place: Place) -> Path | None:
        """The path of a file that a key names; None and a problem where it is not inside the workspace, or missing."""
        path = (self.folder / name).resolve()
        if place in self.reader.known_bad:
            return None
        if Path(name).is_absolute() or not path.is_relative_to(self.folder):
            self.problems.append(self.reader.unmet(place, shown(name), "a path inside the workspace, relative to it"))
            return None
        if not path.is_file():
            expected = "a file of the workspace"
            self.problems.append(self.reader.unmet(place, f"{shown(name)}, which is not there", expected))
            return None
        return path
