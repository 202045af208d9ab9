"""outbox: what is to be delivered, or was."""

from typing import Annotated, Literal

from cyclopts import Parameter

from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table
from fitsignal.owner import call

State = Literal["pending", "sending", "sent", "ambiguous", "failed", "muted"]


def list_(
    *,
    state: Annotated[State | None, Parameter(help="Only rows in a state.")] = None,
    limit: Annotated[int, Parameter(help="At most so many; 0 for all.")] = 100,
    common: Shared = COMMON,
) -> None:
    """Rows of the outbox, the newest first."""
    rows = call(common.workspace, "outbox.list", {"state": state, "limit": limit or None})
    present(rows, json=common.json, show=lambda found: table(found, empty="the outbox is empty"))
