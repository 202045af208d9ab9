"""Job boards: each kind is one file here, named as in `board = "..."`, and one line below."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.boards.format import Format

BOARDS = (
    "greenhouse",
    "lever",
    "ashby",
    "workable",
    "smartrecruiters",
    "recruitee",
    "teamtailor",
    "personio",
)
"""The kinds of boards."""


def board_format(kind: str) -> "Format":
    """How that kind of board answers; KeyError where there is none."""
    if kind not in BOARDS:
        raise KeyError(kind)
    found: Format = import_module(f"{__name__}.{kind}").FORMAT
    return found
