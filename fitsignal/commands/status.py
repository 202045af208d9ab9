"""status: how a workspace is doing."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared
from fitsignal.output import Row, present, table

_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z")


def status(
    *,
    link: Annotated[
        bool, Parameter(help="Print a link that signs a browser in to the status page, once.", negative="")
    ] = False,
    common: Shared = COMMON,
) -> None:
    """Health of sources, sinks and receiver, counts at every step of the way, what is unresolved, dead, undelivered."""
    if link:
        present(call(common.workspace, "page.link", {}), json=common.json, show=lambda rows: print(rows[0]["url"]))
        return
    present(call(common.workspace, "status", {}), json=common.json, show=show)


def show(rows: Sequence[Row]) -> None:
    """A table for each `part` that the rows name."""
    parts = list(dict.fromkeys(str(row.get("part", "")) for row in rows))
    for part in parts:
        within = [row for row in rows if str(row.get("part", "")) == part]
        table([{key: _told(value) for key, value in row.items() if key != "part"} for row in within], title=part)


def _told(value: Any) -> Any:
    """A time to the second, with its zone; anything else as it is."""
    instant = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    return f"{instant[1]} {instant[2]} UTC" if instant else value
