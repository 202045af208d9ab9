"""The law of floors: what a module imports, also within a function or for its types alone, never imports it in turn."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("icp", "streams", "sources", "sinks", "fitsignal", "training")


def modules(root: Path, rooms: tuple[str, ...]) -> dict[str, Path]:
    files = (file for room in rooms for file in (root / room).rglob("*.py"))
    return {".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imported(file: Path) -> Iterator[tuple[str, str]]:
    """Each import as a module and a name in it, either of which may be the module meant."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, f"{node.module}.{each.name}") for each in node.names)
        elif isinstance(node, ast.Import):
            yield from ((each.name, each.name) for each in node.names)


def stacked(root: Path, rooms: tuple[str, ...]) -> list[str]:
    """The modules, each above all that it imports. Raises CycleError."""
    known = modules(root, rooms)
    below = {
        name: {longer if longer in known else shorter for shorter, longer in imported(file)} & known.keys() - {name}
        for name, file in known.items()
    }
    return list(TopologicalSorter(below).static_order())


def test_no_module_imports_what_imports_it() -> None:
    order = stacked(ROOT, ROOMS)
    assert order.index("sinks.store") < order.index("sinks.desk") < order.index("fitsignal.service")


@pytest.mark.parametrize("back", ["import room.one", "from room import one", "def f():\n    from room.one import x"])
def test_a_circle_is_told_however_it_is_closed(tmp_path: Path, back: str) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "one.py").write_text("from room.two import y\n")
    (room / "two.py").write_text(back + "\n")
    with pytest.raises(CycleError):
        stacked(tmp_path, ("room",))
