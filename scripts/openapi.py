"""Writes docs/openapi.json; `--check` says where it is not current."""

import sys
from pathlib import Path

import orjson

from fitsignal.openapi import document

FILE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def rendered() -> bytes:
    """The document as it is written: indented, keys sorted, so that a change shows as a small difference."""
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def main(arguments: list[str]) -> int:
    """Write, or with `--check` compare; 1 where it is not current."""
    if "--check" not in arguments:
        FILE.write_bytes(rendered())
        return 0
    if FILE.is_file() and FILE.read_bytes() == rendered():
        return 0
    print("docs/openapi.json is not current: run `.venv/bin/python -m scripts.openapi` and commit it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
