"""JSON Lines from stdin to stdout: one answer a line, in order, whatever the lines hold."""

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import orjson

from fitsignal.jsonl import dumps

_ID = re.compile(rb'"id"\s*:\s*("(?:[^"\\\x00-\x1f]|\\.)*"|-?\d+(?:\.\d+)?(?=\s*[,}]))')

Answer = Callable[[dict[str, Any]], Mapping[str, Any]]


def answer_stdin(answer: Answer, nothing: Mapping[str, Any]) -> None:
    """Answer each line of stdin; `nothing` is what a line that cannot be read is answered with, beside id and error."""
    answer_lines(sys.stdin.buffer, sys.stdout.buffer, answer, nothing)


def answer_lines(lines: BinaryIO, out: BinaryIO, answer: Answer, nothing: Mapping[str, Any]) -> None:
    """The same over any streams. Each answer is handed over at once: a program may wait for it before its next line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            out.write(_answered(line, number, answer, nothing) + b"\n")
            out.flush()


def _answered(line: bytes, number: int, answer: Answer, nothing: Mapping[str, Any]) -> bytes:
    record, error = _read(line)
    if record is None:
        return dumps({"id": _id_of(line), **nothing, "error": f"line {number} {error}"})
    try:
        return dumps(answer(record))
    except Exception as failure:  # one line must not stop the others
        said = f"line {number} could not be answered: {type(failure).__name__}"
        return dumps({"id": record.get("id"), **nothing, "error": said})


def _read(line: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        record = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        return None, f"is not JSON: {error.msg}"
    if isinstance(record, dict):
        return record, ""
    return None, "is not a JSON object"


def _id_of(line: bytes) -> Any:
    """The id that a broken line still shows."""
    found = _ID.search(line)
    try:
        return orjson.loads(found[1]) if found else None
    except orjson.JSONDecodeError:
        return None
