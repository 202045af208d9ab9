"""file: signals that something else wrote, as JSON Lines or CSV.

Watches: files of the workspace, one or by a glob pattern, read in the order of their names as they grow, to the last
whole line. One that was replaced, truncated or rewritten is read anew, and its repeats change nothing.

Emits: what the lines say: each is a signal in the format of the [contracts](contracts.md), `id` its native id.

Costs: nothing; files that did not change are not opened.

Guarantees: every whole line at least once. A line that breaks the contract becomes a dead letter that names file and
line, and the lines around it go on. Of a line longer than 16 MB the dead letter keeps the first 64 kB.

Legal: the files are yours, and so is the care for persons in them.

For whatever has no source of its own; visits and forms come from [trackers](trackers.md). `.csv` and `.tsv` are tables,
everything else JSON Lines.

Example:

    [[sources]]
    type = "file"
    name = "imports"
    path = "inbox/*.jsonl"               # a file or a pattern, inside the workspace
    every = "1s"
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from sources.contract import Context, Cursor, Every, Source, SourceOptions, Step
from sources.errors import SourceError
from sources.place import PatternText, inside, matches
from sources.records import CsvRows, JsonLines, Records, Taken
from sources.tail import BLOCK, LONGEST, Tail, stamp
from streams.ports import Rejected

CHUNK = 10_000
KEPT = 64 << 10
"""Bytes of a line that is too long to be read."""
_TABLES = (".csv", ".tsv")


class FileOptions(SourceOptions):
    """`path`: a file or a glob pattern (`inbox/*.jsonl`, `imports/**/*.csv`), relative to the workspace."""

    type: Literal["file"]
    path: PatternText = Field(
        description="a file or a pattern inside the workspace; files that are not there yet may be named"
    )
    every: Every = timedelta(seconds=1)


class Part(NamedTuple):
    """A chunk of one file: what it gave, where the file stands now, and whether more whole lines follow."""

    taken: Taken
    state: Cursor
    more: bool


class FileSource(Source):
    """Lines of files. The cursor stands, for each file, behind the last line given: offset, line and fingerprint."""

    type = "file"
    retry_cap = timedelta(seconds=30)
    options_model = FileOptions
    options: FileOptions

    @property
    def live(self) -> bool:
        return False

    async def poll(self, cursor: Cursor, context: Context) -> AsyncIterator[Step]:
        paths: list[str] = await context.work(matches, self.setting.workspace, self.options.path)
        files: Cursor = {path: cursor["files"][path] for path in paths if path in cursor.get("files", {})}
        step = Step({**cursor, "files": files}, [], [], first=not cursor.get("begun"))
        failed: list[SourceError] = []
        for path in paths:
            more = True
            while more:
                try:
                    step, more = await context.work(self.grown, step, path, context.final)
                except SourceError as cause:
                    failed.append(cause)
                    break
                if _size(step) >= CHUNK:
                    yield step
                    step = replace(step, drafts=[], rejected=[])
        step.cursor["begun"] = True
        if step.cursor != cursor:
            yield step
        if failed:
            raise SourceError("; ".join(map(str, failed[:3])) + (" ..." if len(failed) > 3 else ""))

    def grown(self, step: Step, path: str, final: bool) -> tuple[Step, bool]:
        """The step with a file's next lines added, and whether it may hold more. SourceError where it is unreadable."""
        files: Cursor = step.cursor["files"]
        part = self._part(path, files.get(path, {}), final, CHUNK - _size(step))
        if part is None:
            return step, False
        cursor = {**step.cursor, "files": {**files, path: part.state}}
        drafts, rejected = [*step.drafts, *part.taken.drafts], [*step.rejected, *part.taken.rejected]
        return Step(cursor, drafts, rejected, step.first), part.more

    def _part(self, path: str, state: Cursor, final: bool, limit: int) -> Part | None:
        where = self._located(path)
        if not final and state and _unchanged(where, state):
            return None
        with Tail(where, path, state) as tail:
            records = self._records(path, tail)
            if records is None:
                return None
            taken, at_end = self._taken(tail, path, records, limit, final)
            tail.advance(taken.length, taken.lines)
            more = bool(taken.length) and (not at_end or taken.lines >= limit)
            return Part(taken, tail.state(settled=not more), more)

    def _located(self, path: str) -> Path:
        try:
            return inside(self.setting.workspace, path)
        except ValueError:
            raise SourceError(f"{path} leads out of the workspace: it was not read") from None

    def _records(self, path: str, tail: Tail) -> Records | None:
        if Path(path).suffix.lower() not in _TABLES:
            return JsonLines()
        header = tail.head()
        try:
            if not header and tail.stat.st_size > BLOCK:
                raise ValueError(f"the first line is longer than {BLOCK >> 20} MB, and so no header of CSV")
            return CsvRows(header) if header else None
        except ValueError as cause:
            raise SourceError(f"{path}: {cause}") from None

    def _taken(self, tail: Tail, path: str, records: Records, limit: int, final: bool) -> tuple[Taken, bool]:
        """A chunk from a block that grows until a whole record fits, up to the longest that is read."""
        size = BLOCK
        while True:
            block, at_end = tail.block(size)
            taken = records.take(block, path, tail.line, limit, final and at_end)
            if taken.length or at_end:
                return taken, at_end
            if size >= LONGEST:
                return _too_long(tail, path, records, final)
            size *= 4


def _too_long(tail: Tail, path: str, records: Records, final: bool) -> tuple[Taken, bool]:
    """A line that no block holds is rejected by its first bytes; one that is still being written waits for its end."""
    length, ended = tail.line_length()
    if not (ended or final):
        return Taken([], [], 0, 0), True
    what = "the line is" if length > LONGEST else "the record, by a quoted field that goes over line ends, is"
    cause = f"{what} longer than {LONGEST >> 20} MB: split it; of the line, at most the first {KEPT >> 10} kB are kept"
    raw = (records.header + tail.block(min(length, KEPT))[0])[:KEPT].rstrip(b"\n")
    rejected = Rejected(f"{path} line {tail.line + 1}", cause, raw)
    return Taken([], [rejected], length, int(ended)), tail.ends_at(length)


def _size(step: Step) -> int:
    return len(step.drafts) + len(step.rejected)


def _unchanged(where: Path, state: Cursor) -> bool:
    try:
        return bool(stamp(where.stat()) == state["stat"])
    except OSError:
        return False
