"""accounts discover-boards: the job boards of accounts, by their home and careers pages."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table

_COLUMNS = ("domain", "board", "token", "jobs", "company", "note")


def discover_boards_(
    *domains: Annotated[str, Parameter(help="Accounts; all whose boards no source watches, where none is named.")],
    most: Annotated[int, Parameter(help="At most so many accounts.")] = 100,
    home: Annotated[str, Parameter(help="Where a home page is.")] = "https://{domain}/",
    allow_private: Annotated[bool, Parameter(help="Pages may lie in a private network.", negative="")] = False,
    common: Shared = COMMON,
) -> None:
    """Look for the job boards of accounts, and say what to paste into fitsignal.toml."""
    from fitsignal.boards import as_table, discover_boards
    from fitsignal.config import load_workspace

    rows = discover_boards(load_workspace(common.workspace), domains, most, home=home, allow_private=allow_private)
    present(rows, json=common.json, show=_shown)
    if not common.json and (text := as_table(rows)):
        print(f"\n{text}")


def _shown(rows: Sequence[Mapping[str, Any]]) -> None:
    table(rows, _COLUMNS, empty="every account's board is watched already", least=3)
