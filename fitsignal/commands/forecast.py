"""forecast: what the policy in force would send."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.asking import call
from fitsignal.options import COMMON, Shared
from fitsignal.output import present, table


def forecast(
    *,
    days: Annotated[int, Parameter(help="Of the last so many days.")] = 30,
    common: Shared = COMMON,
) -> None:
    """Alerts a rep and day that the stored signals would have made under the policy in force, before any budget."""
    rows = call(common.workspace, "forecast", {"days": days})
    present(
        rows, json=common.json, show=lambda found: table(found, empty="no signal of an account that fits is stored")
    )
