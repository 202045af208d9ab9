"""Writes the JSON Schemas of the contracts into docs/schemas; `--check` says which are not current."""

import sys
from importlib import import_module
from pathlib import Path

import orjson
from pydantic import BaseModel, TypeAdapter

from streams.values import Value

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"
CONTRACTS = {
    "account": "icp.account:Account",
    "alert": "streams.alert:Alert",
    "fit": "icp.fit:Fit",
    "intent": "streams.intent:Intent",
    "qualified-signal": "streams.qualified:QualifiedSignal",
    "signal": "streams.signal:Signal",
    "signal-line": "sources.record:Line",
    "trigger": "streams.trigger:Trigger",
}
"""File name: the model it is made of. `signal-line` is a line of a `file` source, before it is stamped and resolved."""


def contract(path: str) -> type[BaseModel] | type[Value]:
    """The contract that `module:Name` names."""
    module, name = path.split(":")
    found = getattr(import_module(module), name)
    if not (isinstance(found, type) and issubclass(found, BaseModel | Value)):
        raise TypeError(f"schemas: {path} is no contract of pydantic's, so it has no schema: take it out of CONTRACTS")
    return found


def rendered(path: str) -> bytes:
    """The schema as it is written: indented, keys sorted, so that a change shows as a small difference."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | TypeAdapter(contract(path)).json_schema()
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def stale(folder: Path) -> list[str]:
    """A sentence for each file that differs from its contract, is missing, or belongs to none."""
    problems = []
    for name, path in CONTRACTS.items():
        file = folder / f"{name}.json"
        if not file.exists():
            problems.append(f"{file.name} is missing: {path} has no schema yet")
        elif file.read_bytes() != rendered(path):
            problems.append(f"{file.name} is not current: {path} has changed since it was written")
    strays = sorted(file.name for file in folder.glob("*.json") if file.stem not in CONTRACTS)
    return problems + [f"{name} belongs to no contract: delete it" for name in strays]


def main(arguments: list[str]) -> int:
    """Write, or with `--check` compare; 1 where something is not current."""
    if "--check" not in arguments:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, path in CONTRACTS.items():
            (FOLDER / f"{name}.json").write_bytes(rendered(path))
        return 0
    problems = stale(FOLDER)
    for problem in problems:
        print(f"docs/schemas: {problem}", file=sys.stderr)
    if problems:
        print("docs/schemas: run `.venv/bin/python scripts/schemas.py` and commit what it writes", file=sys.stderr)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
