"""columns.toml: what columns of account lists mean, as it was told once with `fitsignal accounts import --map`."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitsignal.errors import OperatorError

if TYPE_CHECKING:
    from icp.mapping import Remembered
    from icp.problem import Problem

FILE = "columns.toml"
_HEAD = "# What columns of account lists mean, by the headers of a list. `fitsignal accounts import --map` writes it.\n"


def read_maps(folder: Path) -> "tuple[Remembered, list[Problem]]":
    """The mappings of a workspace, and what is wrong with their file; none where there is no file."""
    path = folder / FILE
    if not path.is_file():
        return {}, []
    from fitsignal.toml_file import read_toml
    from icp.mapping import header_set
    from icp.problem import Problem

    tables, problems = read_toml(path, FILE)
    lists = (tables or {}).get("lists", [])
    if tables is None or not isinstance(lists, list) or not all(map(_is_right, lists)):
        said = f"{FILE} lists: expected tables with `headers`, a list of texts, and `map`, a table of texts"
        return {}, problems or [Problem(where=FILE, field="lists", message=said)]
    return {header_set(each["headers"]): each["map"] for each in lists}, []


def remember(folder: Path, headers: Iterable[str], mapping: Mapping[str, str]) -> None:
    """Keep a mapping for lists with these headers; the one before is forgotten. Raises OperatorError."""
    from fitsignal.toml_file import read_toml
    from icp.mapping import header_set

    _, problems = read_maps(folder)
    if problems:
        raise OperatorError(problems[0].message)
    path, names = folder / FILE, list(headers)
    tables = read_toml(path, FILE)[0] if path.is_file() else None
    kept = [each for each in (tables or {}).get("lists", []) if header_set(each["headers"]) != header_set(names)]
    text = _HEAD + "".join(map(_table, [*kept, {"headers": names, "map": dict(mapping)}]))
    draft = path.with_name(f".{FILE}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise OperatorError(f"the mapping was not remembered: {path}: {error.strerror or error}") from None


def _table(found: Mapping[str, Any]) -> str:
    headers = ", ".join(map(_text, found["headers"]))
    pairs = ", ".join(f"{_text(header)} = {_text(column)}" for header, column in found["map"].items())
    return f"\n[[lists]]\nheaders = [{headers}]\nmap = {{ {pairs} }}\n"


def _text(text: str) -> str:
    """A text as TOML writes it: JSON's way, but for signs beyond the basic plane."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_right(table: Any) -> bool:
    if not isinstance(table, dict):
        return False
    headers, mapping = table.get("headers"), table.get("map")
    if not isinstance(headers, list) or not isinstance(mapping, dict):
        return False
    return all(isinstance(each, str) for each in (*headers, *mapping.values()))
