"""What the tests of the file source share: lines of visits, and reading on from a cursor."""

import json
from pathlib import Path
from typing import Any


def visit(number: int, **more: Any) -> bytes:
    return (
        json.dumps({"id": f"v{number}", "kind": "visit", "company": {"domain": "acme.example"}, **more}).encode()
        + b"\n"
    )


def ids(bench: Any) -> list[str]:
    return [draft["native"] for draft in bench.outlet.drafts]


def write(path: Path, *lines: bytes, mode: str = "wb") -> None:
    with path.open(mode) as file:
        file.write(b"".join(lines))


def read_on(source: Any, name: str, cursor: dict[str, Any], found: list[Any]) -> dict[str, Any]:
    from sources.contract import Step

    step, more = Step(cursor, [], []), True
    while more:
        step, more = source.grown(step, name, False)
    found += [draft.model_dump() for draft in step.drafts] + [
        (item.where, item.cause, item.raw) for item in step.rejected
    ]
    found.sort(key=repr)
    return dict(step.cursor)
