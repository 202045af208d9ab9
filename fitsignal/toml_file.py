"""Reading a TOML file that a person wrote: the tables, or a sentence with line and column."""

import re
import tomllib
from pathlib import Path
from typing import Any

from icp.problem import Problem

LARGEST = 5_000_000
"""Bytes of a file of configuration; more is another file by mistake."""
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml(path: Path, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The tables of a file, None where it cannot be read; `name` is how problems call it."""
    try:
        if path.stat().st_size > LARGEST:
            return None, [_problem(name, f"is larger than {LARGEST // 1_000_000} MB; expected a TOML file")]
        data = path.read_bytes()
    except OSError as error:
        return None, [_problem(name, f"cannot be read: {error.strerror or error}")]
    return parse_toml(data, name)


def parse_toml(data: bytes, name: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The tables of a file's bytes, with or without a byte order mark."""
    try:
        return tomllib.loads(data.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [_problem(f"{name} line {line}", "is not UTF-8; expected TOML in UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax(name, str(error), data)]
    except RecursionError:
        return None, [_problem(name, "nests its values too deeply to be read")]


def _syntax(name: str, text: str, data: bytes) -> Problem:
    place = _PLACE.search(text)
    line, column = (place[1], place[2]) if place and place[1] else (data.count(b"\n") + 1, None)
    where = f"{name} line {line}" + (f", column {column}" if column else " (the end)")
    cause = _PLACE.sub("", text)
    return _problem(where, f"is not TOML: {cause[:1].lower() + cause[1:]}")


def _problem(where: str, what: str) -> Problem:
    return Problem(where=where, message=f"{where} {what}")
