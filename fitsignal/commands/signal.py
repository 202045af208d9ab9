"""signal: one signal by hand."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared, instant_text, pairs
from fitsignal.output import present, table


def signal(
    domain: Annotated[str, Parameter(help="The company's domain.")],
    kind: Annotated[str, Parameter(help="What happened: funding_round, visit, custom:NAME, ...")],
    /,
    *,
    at: Annotated[str | None, Parameter(help="When; without it, now.")] = None,
    url: Annotated[str | None, Parameter(help="The link that proves it.")] = None,
    detail: Annotated[tuple[str, ...], Parameter(help="KEY=VALUE, as often as needed.", negative="")] = (),
    common: Shared = COMMON,
) -> None:
    """Give one signal by hand; it goes the way of all others."""
    details = pairs(detail, "--detail")
    params = {"domain": domain, "kind": kind, "at": instant_text(at, "--at"), "url": url, "detail": details}
    present(call(common.workspace, "signal", params), json=common.json, show=table)
