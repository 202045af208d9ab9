"""unresolved: signals that name no account, and whose they are."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table

_COLUMNS = ("name", "signals", "kinds", "candidates", "last_seen", "reason")
_LEAST = 2
"""The columns, from the first on, that the narrowest terminal shows."""


def list_(
    *,
    name: Annotated[str | None, Parameter(help="Only those of a name.")] = None,
    signals: Annotated[bool, Parameter(help="Each signal instead of each name.", negative="")] = False,
    limit: Annotated[int, Parameter(help="At most so many; 0 for all.")] = 100,
    common: Shared = COMMON,
) -> None:
    """Names that no account has: how many signals wait, why, and which accounts it could be."""
    params = {"name": name, "signals": signals, "limit": limit or None}
    rows = call(common.workspace, "unresolved.list", params)
    columns, least = ((), 0) if signals else (_COLUMNS, _LEAST)
    present(
        rows, json=common.json, show=lambda found: table(found, columns, empty="nothing is unresolved", least=least)
    )


def claim_(
    name: Annotated[str, Parameter(help="The name, as the list shows it.")],
    domain: Annotated[str, Parameter(help="The account it is a name of.")],
    /,
    *,
    common: Shared = COMMON,
) -> None:
    """Say whose a name is: it becomes another name of the account, which gets what waited under it."""
    rows = call(common.workspace, "unresolved.claim", {"name": name, "domain": domain})
    present(rows, json=common.json, show=table)
