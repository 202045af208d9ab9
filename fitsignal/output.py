"""What commands print: JSON Lines for machines, tables and sentences for people."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Row = Mapping[str, Any]
_WIDE = 240
_MANY = 1_000
"""Rows beyond which a table is laid out plainly."""
_GAP = 2
LONGEST = 500
"""Signs of a value in a table; JSON has all of them."""


def console(*, errors: bool = False) -> "Console":
    """A console on stdout (or stderr); where nobody looks at a terminal, lines are not cut to 80 columns."""
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(stderr=errors, width=width, soft_wrap=width is not None, highlight=False, markup=False, emoji=False)


def present(rows: Sequence[Row], *, json: bool, show: Callable[[Sequence[Row]], None]) -> None:
    """Rows as JSON Lines, or as `show` shows them to a person."""
    if json:
        print_json(rows)
    else:
        show(rows)


def print_json(rows: Iterable[Row]) -> None:
    """Rows to stdout, one JSON object a line."""
    from fitsignal.jsonl import lines

    sys.stdout.flush()
    for line in lines(rows):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """A sentence to stderr."""
    print(text, file=sys.stderr)


def table(
    rows: Sequence[Row], columns: Sequence[str] = (), *, title: str = "", empty: str = "nothing", least: int = 0
) -> None:
    """Rows as a table; without `columns`, all there are, in the order they come up.

    `least`: on a terminal that is too narrow for all, columns behind so many are left out, and named below the table.
    """
    if not rows:
        console().print(f"{title}: {empty}" if title else empty)
        return
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    kept = _fitting(rows, names, least) if least and sys.stdout.isatty() else names
    (_aligned if len(rows) > _MANY else _laid_out)(rows, kept, title)
    if left := [name for name in names if name not in kept]:
        console().print(f"left out for want of width: {', '.join(left)}; --json has all")


def _fitting(rows: Sequence[Row], names: Sequence[str], least: int) -> list[str]:
    """The first `least` columns, and of the others those for which the terminal has room."""
    room, kept = console().width, list[str]()
    for place, name in enumerate(names):
        wide = _GAP + max(len(name), *(len(cell(row.get(name))) for row in rows))
        if place < least or wide <= room:
            kept.append(name)
            room -= wide
    return kept


def _laid_out(rows: Sequence[Row], names: Sequence[str], title: str) -> None:
    from rich.table import Table

    shown = Table(title=title or None, title_justify="left", title_style="bold", box=None, padding=(0, _GAP, 0, 0))
    for name in names:
        numbers = all(isinstance(row.get(name), int | float | None) for row in rows)
        shown.add_column(name.replace("_", " "), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(cell(row.get(name)) for name in names))
    console().print(shown)


def _aligned(rows: Sequence[Row], names: Sequence[str], _: str) -> None:
    """Plain columns: laying out a hundred thousand rows with care takes minutes."""
    cells = [names, *([cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(each[place]) for each in cells) for place in range(len(names))]
    for each in cells:
        print((" " * _GAP).join(text.ljust(width) for text, width in zip(each, widths, strict=True)).rstrip())


def cell(value: Any) -> str:
    """A value as it stands in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(map(str, value))
    text = value if isinstance(value, str) else _json(value)
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def _json(value: Any) -> str:
    from fitsignal.jsonl import dumps

    return dumps(value).decode() if isinstance(value, list | dict) else str(value)
