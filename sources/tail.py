"""Reading a growing file on from where it was left, noticing when it is not the same file any more."""

import os
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from sources.contract import Cursor
from sources.errors import SourceError

BLOCK = 1 << 20
LONGEST = 16 << 20
_SAMPLE = 1024


class Tail:
    """An open file at the place that `state` tells: offset, line, and a fingerprint of the bytes around it.

    Another file of that name, a shorter one, and one whose bytes before the offset changed are read from the start.
    """

    def __init__(self, path: Path, shown: str, state: Cursor) -> None:
        self.shown = shown
        try:
            self.file = path.open("rb", buffering=0)
        except OSError as cause:
            raise SourceError(f"{shown} could not be opened: {cause.strerror or type(cause).__name__}") from None
        self.stat = os.fstat(self.file.fileno())
        same = bool(state) and self._print(int(state["offset"])) == state["print"]
        self.offset: int = state["offset"] if same else 0
        self.line: int = state["line"] if same else 0

    def __enter__(self) -> "Tail":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def head(self) -> bytes:
        """The first line, with its line end; empty while it is not whole."""
        start = self._read(0, BLOCK)
        return start[: start.find(b"\n") + 1]

    def block(self, size: int) -> tuple[bytes, bool]:
        """Up to `size` bytes from the offset on, and whether they reach the end of the file."""
        data = self._read(self.offset, size)
        return data, self.ends_at(len(data))

    def ends_at(self, length: int) -> bool:
        """Whether `length` bytes from the offset on reach the end of the file."""
        return self.offset + length >= self.stat.st_size

    def line_length(self) -> tuple[int, bool]:
        """The bytes of the line at the offset with its end, and whether it has one; a block at a time is held."""
        at = self.offset
        while data := self._read(at, BLOCK):
            if (end := data.find(b"\n") + 1) > 0:
                return at + end - self.offset, True
            at += len(data)
        return at - self.offset, False

    def advance(self, length: int, lines: int) -> None:
        """Move behind what was taken: bytes, and line ends among them."""
        self.offset += length
        self.line += lines

    def state(self, settled: bool) -> Cursor:
        """What to go on from. `settled`: all whole lines are taken, so an unchanged file need not be opened again."""
        return {
            "offset": self.offset,
            "line": self.line,
            "print": self._print(self.offset),
            "stat": stamp(self.stat) if settled else None,
        }

    def _print(self, offset: int) -> str | None:
        """The file's identity and the bytes at its start and right before the offset; None where it is shorter."""
        if offset > self.stat.st_size:
            return None
        before = min(offset, _SAMPLE)
        sample = self._read(0, before) + self._read(offset - before, before)
        return blake2b(b"%d:" % self.stat.st_ino + sample, digest_size=9).hexdigest()

    def _read(self, start: int, size: int) -> bytes:
        size = min(size, self.stat.st_size - start)
        try:
            self.file.seek(start)
            return b"".join(iter(lambda: self.file.read(size - self.file.tell() + start), b"")) if size > 0 else b""
        except OSError as cause:
            raise SourceError(f"{self.shown} could not be read: {cause.strerror or type(cause).__name__}") from None


def stamp(stat: os.stat_result) -> list[int]:
    """What changes whenever a file is written or replaced."""
    return [stat.st_ino, stat.st_size, stat.st_mtime_ns]
