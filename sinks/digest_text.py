"""The digest as plain text, its columns aligned by the terminal cells that each sign really takes."""

from sinks.digest import Digest, Row, Section
from sinks.plain import ELLIPSIS

NAME_CELLS = 28
"""The widest a name's column gets, in terminal cells."""


def digest_text(digest: Digest) -> str:
    """The whole digest; lines are not wrapped. Ends with a line break."""
    parts = [digest.greeting, *map(_section, digest.sections), *digest.counts]
    return "\n\n".join(parts) + "\n"


def fitted(text: str, cells: int) -> str:
    """The text in exactly so many terminal cells: filled with spaces, or cut with an ellipsis."""
    from rich.cells import cell_len, set_cell_size

    return set_cell_size(text, cells) if cell_len(text) <= cells else set_cell_size(text, cells - 1) + ELLIPSIS


def _section(section: Section) -> str:
    from rich.cells import cell_len

    name = max((min(cell_len(row.name), NAME_CELLS) for row in section.rows), default=0)
    fit = max((len(_fit(row)) for row in section.rows), default=0)
    intent = max((len(_intent(row)) for row in section.rows), default=0)
    lines = [line for row in section.rows for line in (_line(row, name, fit, intent), *_answer(row))] + [
        f" {line}" for line in section.lines
    ]
    more = [f" … and {section.more:,} more"] if section.more else []
    return "\n".join([section.title.upper(), *lines, *more])


def _line(row: Row, name: int, fit: int, intent: int) -> str:
    head = f" {row.priority:<2} {fitted(row.name, name)}  {_fit(row):<{fit}} · {_intent(row):<{intent}}"
    return " · ".join([head, *row.notes]).rstrip()


def _answer(row: Row) -> list[str]:
    return [f"    Answer: {row.page}"] if row.page else []


def _fit(row: Row) -> str:
    return f"{row.tier} {row.fit}"


def _intent(row: Row) -> str:
    return f"{row.intent} {row.level}"
