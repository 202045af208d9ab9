"""digest: the morning digest."""

import sys
from typing import Annotated, Literal

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared, day_text
from fitsignal.output import print_json

Format = Literal["text", "slack", "html", "json"]


def digest(
    *,
    date: Annotated[str | None, Parameter(help="Its day; without one, the last.")] = None,
    send: Annotated[bool, Parameter(help="Also deliver it.", negative="")] = False,
    format: Annotated[Format, Parameter(help="How it is written.")] = "text",
    common: Shared = COMMON,
) -> None:
    """The morning digest of a day: visitors that fit, and news of accounts that fit."""
    from sinks.wrapping import on_terminal

    params = {"date": day_text(date, "--date"), "send": send, "format": format}
    rows = call(common.workspace, "digest", params)
    if common.json or not all(row.keys() == {"text"} for row in rows):
        print_json(rows)
        return
    for row in rows:
        text = str(row["text"])
        text = on_terminal(text, sys.stdout) if format == "text" else text
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
