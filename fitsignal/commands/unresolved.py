"""unresolved: signals that name no account."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table
from fitsignal.owner import call


def list_(
    *,
    limit: Annotated[int, Parameter(help="At most so many; 0 for all.")] = 100,
    common: Shared = COMMON,
) -> None:
    """Signals that name no account, with the reason."""
    rows = call(common.workspace, "unresolved.list", {"limit": limit or None})
    present(rows, json=common.json, show=lambda found: table(found, empty="nothing is unresolved"))
