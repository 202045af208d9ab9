"""Wrapping of long lines at a terminal's width, by the cells that each sign takes, with what follows indented."""

from shutil import get_terminal_size
from typing import TextIO


def on_terminal(text: str, stream: TextIO, indent: int = 4) -> str:
    """The text wrapped where the stream is a terminal; whole for a file or a pipe."""
    return wrapped(text, get_terminal_size().columns, indent) if stream.isatty() else text


def wrapped(text: str, width: int, indent: int = 4) -> str:
    """The text with no line over `width` cells, as far as its words allow; what is carried over is indented."""
    return "\n".join(_wrapped(line, max(width, indent + 20), indent) for line in text.split("\n"))


def _wrapped(line: str, width: int, indent: int) -> str:
    from rich.cells import cell_len

    if cell_len(line) <= width:
        return line
    told: list[str] = []
    cells = 0
    for word in line.split(" "):
        size = cell_len(word) + bool(told)
        if told and cells + size > width:
            told.append("\n" + " " * indent + word)
            cells = indent + size - 1
        else:
            told.append(f" {word}" if told else word)
            cells += size
    return "".join(told)
