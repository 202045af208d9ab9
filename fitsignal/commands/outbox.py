"""outbox: what is to be delivered, or was."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table

State = Literal["pending", "sending", "sent", "ambiguous", "failed", "muted"]
Ids = Annotated[str, Parameter(help="Its id, or the first signs of it.")]
All = Annotated[bool, Parameter(name="--all", help="All that are ambiguous or failed.", negative="")]


def list_(
    *,
    state: Annotated[State | None, Parameter(help="Only rows in a state.")] = None,
    limit: Annotated[int, Parameter(help="At most so many; 0 for all.")] = 100,
    common: Shared = COMMON,
) -> None:
    """Rows of the outbox, the newest first."""
    rows = call(common.workspace, "outbox.list", {"state": state, "limit": limit or None})
    present(rows, json=common.json, show=lambda found: table(found, empty="the outbox is empty"))


def resend_(*ids: Ids, every: All = False, common: Shared = COMMON) -> None:
    """Send rows again that are ambiguous, failed or muted: what did arrive shows twice then."""
    _present("outbox.resend", ids, every, common)


def drop_(*ids: Ids, every: All = False, common: Shared = COMMON) -> None:
    """Let go of rows that are pending, ambiguous or failed."""
    _present("outbox.drop", ids, every, common)


def _present(operation: str, ids: Sequence[str], every: bool, common: Shared) -> None:
    if bool(ids) == every:
        raise UsageError("say which: ids, or --all")
    params: dict[str, Any] = {"ids": list(ids), "all": every}
    rows = call(common.workspace, operation, params)
    present(rows, json=common.json, show=lambda found: table(found, empty="nothing was in doubt"))
