"""explain: why an account stands where it stands."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared, instant_text
from fitsignal.output import present


def explain(
    domain: Annotated[str, Parameter(help="The account.")],
    /,
    *,
    at: Annotated[str | None, Parameter(help="As of a past instant.")] = None,
    common: Shared = COMMON,
) -> None:
    """Fit, intent, each signal's share, the triggers, what was decided and why; every sum can be redone by hand."""
    from fitsignal.explanation import show

    rows = call(common.workspace, "explain", {"domain": domain, "at": instant_text(at, "--at")})
    present(rows, json=common.json, show=show)
