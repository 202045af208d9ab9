"""status: how a workspace is doing."""

from collections.abc import Sequence

from fitsignal.options import COMMON, Shared
from fitsignal.output import Row, present, table
from fitsignal.owner import call


def status(*, common: Shared = COMMON) -> None:
    """Health of each source and sink, counts at every step of the way, what is unresolved, dead or undelivered."""
    present(call(common.workspace, "status", {}), json=common.json, show=show)


def show(rows: Sequence[Row]) -> None:
    """A table for each `part` that the rows name."""
    parts = list(dict.fromkeys(str(row.get("part", "")) for row in rows))
    for part in parts:
        within = [row for row in rows if str(row.get("part", "")) == part]
        table([{key: value for key, value in row.items() if key != "part"} for row in within], title=part)
