"""Records of a block of bytes: drafts of those that are signals, rejections of those that are not. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from sources.record import Columns, all_finite, from_json
from streams.ports import Rejected
from streams.signal import SignalDraft

MAX_RECORD_LINES = 50
_MARK = b"\xef\xbb\xbf"


class Taken(NamedTuple):
    """What a block gave: `length` bytes with `lines` line ends are done with; what follows is not a whole line yet."""

    drafts: list[SignalDraft]
    rejected: list[Rejected]
    length: int
    lines: int


class JsonLines:
    """One JSON object a line."""

    header = b""

    def take(self, block: bytes, shown: str, line: int, limit: int, last: bool) -> Taken:
        """Up to `limit` whole lines, the first of which is number `line` + 1.

        `last`: nothing follows the block any more, so a rest without a line end is taken too if it is a whole signal.
        """
        lines = block[: block.rfind(b"\n") + 1].split(b"\n", limit)
        rest = lines.pop()
        whole = block.rfind(b"\n") + 1 - len(rest)
        taken = Taken([], [], whole, len(lines))
        for number, text in enumerate(lines, line + 1):
            try:
                taken.drafts.append(_signal(text))
            except ValueError as cause:
                if text.removeprefix(_MARK).strip():
                    taken.rejected.append(Rejected(f"{shown} line {number}", str(cause), text))
        tail = block[whole:]
        return _with_tail(taken, tail) if last and tail and not rest else taken


def _signal(text: bytes) -> SignalDraft:
    draft = from_json(text)
    if not all_finite(draft.details):
        raise ValueError("details: NaN and infinity are not JSON numbers")
    return draft


def _with_tail(taken: Taken, tail: bytes) -> Taken:
    try:
        return Taken([*taken.drafts, _signal(tail)], taken.rejected, taken.length + len(tail), taken.lines)
    except ValueError:
        return taken


class CsvRows:
    """Rows of CSV under a header; a quoted field may span lines."""

    def __init__(self, header: bytes) -> None:
        self.header = header
        self.columns = Columns(header.decode("utf-8-sig", "replace").rstrip("\r\n"))

    def take(self, block: bytes, shown: str, line: int, limit: int, last: bool) -> Taken:
        """As `JsonLines.take`; the file's first line is the header, not a row."""
        *whole, tail = block.split(b"\n")
        drafts: list[SignalDraft] = []
        rejected: list[Rejected] = []
        at = 0 if line else min(1, len(whole))
        while at < min(len(whole), limit):
            used, found = self._record(whole, at, last)
            if not used:
                break
            if isinstance(found, ValueError):
                raw = self.header + b"\n".join(whole[at : at + used])
                rejected.append(Rejected(f"{shown} line {line + at + 1}", str(found), raw))
            elif found is not None:
                drafts.append(found)
            at += used
        length = sum(map(len, whole[:at])) + at
        if last and tail and at == len(whole) and isinstance(found := self._record([tail], 0, True)[1], SignalDraft):
            return Taken([*drafts, found], rejected, length + len(tail), at)
        return Taken(drafts, rejected, length, at)

    def _record(self, lines: list[bytes], at: int, last: bool) -> tuple[int, SignalDraft | ValueError | None]:
        """How many lines the record at `at` takes, and its signal, what is wrong with it, or None for a blank one.

        No lines: a quoted field is open, and its end may still be written.
        """
        for end in range(at + 1, min(at + MAX_RECORD_LINES, len(lines)) + 1):
            try:
                row = self.columns.row(b"\n".join(lines[at:end]).decode("utf-8"))
            except ValueError as cause:
                return 1, cause
            if row is not None:
                return end - at, self._draft(row)
        if last or len(lines) - at >= MAX_RECORD_LINES:
            return 1, ValueError("a quoted field is opened and never closed")
        return 0, None

    def _draft(self, row: Sequence[str]) -> SignalDraft | ValueError | None:
        try:
            return self.columns.draft(row) if any(map(str.strip, row)) else None
        except ValueError as cause:
            return cause


Records = JsonLines | CsvRows


def mended(raw: bytes) -> SignalDraft:
    """The signal of a rejected record's bytes, perhaps mended by hand: a JSON line, or a header and a row of CSV.

    ValueError with a sentence where it still is none.
    """
    if raw.removeprefix(_MARK).lstrip().startswith(b"{"):
        return from_json(raw)
    header, _, row = raw.partition(b"\n")
    try:
        rows = CsvRows(header + b"\n")
    except ValueError:
        raise ValueError('this is neither a JSON object nor a CSV header with a column "kind" and a row') from None
    found = rows._record([row], 0, True)[1]
    if isinstance(found, SignalDraft):
        return found
    raise found or ValueError("there is no row under the header")
