"""accounts: the account list in the store."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.commands.boards import discover_boards_
from fitsignal.errors import OperatorError, UsageError
from fitsignal.options import COMMON, Shared, pairs
from fitsignal.output import present, table

__all__ = ["discover_boards_", "import_", "list_", "set_", "show_"]
_COLUMNS = ("domain", "name", "status", "tier", "fit", "industry", "employees", "country", "owner")
_LEAST = 5
"""The columns, from the first on, that the narrowest terminal shows."""


def import_(
    file: Annotated[Path, Parameter(help="CSV, JSON Lines or Parquet.")],
    /,
    *,
    map: Annotated[
        tuple[str, ...],
        Parameter(help="HEADER=COLUMN, as often as needed; remembered for lists with these headers.", negative=""),
    ] = (),
    common: Shared = COMMON,
) -> None:
    """Take in an account list; accounts that are there already are updated."""
    if not file.is_file():
        raise OperatorError(f"{file} is no file: give an account list in CSV, JSON Lines or Parquet")
    mapping = _mapping(map)
    rows = call(
        common.workspace, "accounts.import", {"file": str(file.resolve()), **({"map": mapping} if mapping else {})}
    )
    present(rows, json=common.json, show=table)


def _mapping(texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        header, equals, column = text.rpartition("=")
        if not equals or not header.strip() or not column.strip():
            raise UsageError(f'the mapping {text!r} is not understood; expected "HEADER=COLUMN", as in "Site=domain"')
        found[header.strip()] = column.strip()
    return found


def list_(
    *,
    status: Annotated[str | None, Parameter(help="Only those of a status.")] = None,
    limit: Annotated[int, Parameter(help="At most so many; 0 for all.")] = 0,
    common: Shared = COMMON,
) -> None:
    """The accounts, the best fit first."""
    rows = call(common.workspace, "accounts.list", {"status": status, "limit": limit or None})
    known = [name for name in _COLUMNS if any(name in row for row in rows)]
    present(rows, json=common.json, show=lambda found: table(found, known, empty="no accounts", least=_LEAST))


def show_(domain: Annotated[str, Parameter(help="The account.")], /, *, common: Shared = COMMON) -> None:
    """Everything known of an account."""
    rows = call(common.workspace, "accounts.show", {"domain": domain})
    facts = [{"what": key, "value": value} for row in rows for key, value in row.items() if value not in (None, [])]
    present(rows, json=common.json, show=lambda _: table(facts, ("what", "value")))


def set_(
    domain: Annotated[str, Parameter(help="The account.")],
    /,
    *values: Annotated[str, Parameter(help="KEY=VALUE, such as status=customer.")],
    common: Shared = COMMON,
) -> None:
    """Change an account."""
    if not values:
        raise UsageError("nothing to set; expected KEY=VALUE, such as status=customer")
    params = {"domain": domain, "values": pairs(values, "the change")}
    present(call(common.workspace, "accounts.set", params), json=common.json, show=table)
