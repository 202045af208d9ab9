"""What sources of exports share: files by a pattern, read whole when they change, and columns named once."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, model_validator

from sources.contract import Context, Cursor, Every, Source, SourceOptions, Step
from sources.errors import SourceError
from sources.exports.columns import Known
from sources.exports.table import Row, read_table
from sources.place import PatternText, inside, matches
from sources.tail import stamp
from streams.ports import Rejected
from streams.signal import SignalDraft

LARGEST = 100_000_000
CHUNK = 10_000
COLUMNS = 'columns of other names, said once: `{ field = "Column" }` with the fields '


class ExportOptions(SourceOptions):
    """`path`: a file or a glob pattern inside the workspace. `columns`: fields whose columns have other names."""

    path: PatternText = Field(description="a file or a pattern inside the workspace, such as `inbox/*.csv`")
    columns: dict[str, str] = Field(default={}, description=COLUMNS)
    every: Every = timedelta(minutes=1)
    fields: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _columns_are_of_known_fields(self) -> "ExportOptions":
        if unknown := sorted(set(self.columns) - set(self.fields)):
            raise ValueError(
                f"columns: {', '.join(unknown)} is no field here, expected some of {', '.join(self.fields)}"
            )
        return self


class ExportSource(Source):
    """Files of a tool's export. The cursor stands, for each file, behind its whole content, by size and time.

    `known` are the columns' names by field, `needed` the choices of fields without which a file is refused.
    """

    options: ExportOptions
    known: ClassVar[Known]
    needed: ClassVar[Sequence[Sequence[str]]]

    @property
    def live(self) -> bool:
        return False

    @abstractmethod
    def drafts(self, rows: Sequence[Row], where: str) -> Iterator[SignalDraft | Rejected]:
        """What the rows of one file tell. Pure."""

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        paths: list[str] = await context.work(matches, self.setting.workspace, self.options.path)
        files = {path: state for path, state in cursor.get("files", {}).items() if path in paths}
        first, failed = "files" not in cursor, []
        for path in paths:
            try:
                read = await context.work(self._changed, path, files.get(path))
            except SourceError as cause:
                failed.append(cause)
                continue
            if read is not None:
                files = {**files, path: read[0]}
                for step in self._steps(read[1], {"files": files}, cursor, first=first):
                    yield step
                cursor = {"files": files}
        if failed:
            raise SourceError("; ".join(map(str, failed[:3])) + (" ..." if len(failed) > 3 else ""))

    def _changed(self, path: str, state: Any) -> tuple[Any, list[SignalDraft | Rejected]] | None:
        """The file's mark and what it tells; None where it is as it was."""
        where = self._located(path)
        try:
            mark = stamp(where.stat())
            if mark == state:
                return None
            if where.stat().st_size > LARGEST:
                raise SourceError(f"{path} is larger than {LARGEST / 1e6:g} MB: split it")
            body = where.read_bytes()
        except OSError as cause:
            raise SourceError(f"{path} could not be read: {cause.strerror or type(cause).__name__}") from None
        return mark, self.told(body, path)

    def told(self, body: bytes, path: str) -> list[SignalDraft | Rejected]:
        """What the bytes of an export tell. Pure; SourceError for a header that lacks what is needed."""
        table = read_table(body, path, self.known, self.options.columns, self.needed)
        return [*table.broken, *self.drafts(table.rows, path)]

    def _steps(
        self, told: Sequence[SignalDraft | Rejected], after: Cursor, before: Cursor, *, first: bool
    ) -> Iterator[Step]:
        """In chunks; the cursor moves with the last one, and what comes twice after a crash is known by its id."""
        chunks = [told[start : start + CHUNK] for start in range(0, len(told), CHUNK)] or [[]]
        for number, chunk in enumerate(chunks, 1):
            drafts = [each for each in chunk if isinstance(each, SignalDraft)]
            broken = [each for each in chunk if isinstance(each, Rejected)]
            yield Step(after if number == len(chunks) else before, drafts, broken, first=first)

    def _located(self, path: str) -> Path:
        try:
            return inside(self.setting.workspace, path)
        except ValueError:
            raise SourceError(f"{path} leads out of the workspace: it was not read") from None


def rejected(row: Row, where: str, cause: str) -> Rejected:
    """A row that is no signal, with its fields."""
    told = ", ".join(f"{field}={value}" for field, value in row.fields.items())
    return Rejected(f"{where} line {row.line}", cause, told.encode("utf-8", "replace")[:65_536])


def numbered(said: str | None) -> float | None:
    """The number of a cell: "1,200", "85%", "-3"; None where it is none."""
    try:
        found = float((said or "").replace(",", "").strip().rstrip("%").strip())
    except ValueError:
        return None
    return found if -1e15 < found < 1e15 else None


def fields_of(known: Mapping[str, Any]) -> str:
    """The fields as a sentence of docs."""
    return ", ".join(f"`{field}`" for field in known)
