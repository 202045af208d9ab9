"""icp report: the profile on one page, with what the list and the deals say of it."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from fitsignal.options import COMMON, Shared


def report_(
    *,
    out: Annotated[Path, Parameter(help="Where to write the page (HTML).")],
    profile: Annotated[Path | None, Parameter(help="A profile; without it the workspace's.")] = None,
    accounts: Annotated[Path | None, Parameter(help="An account list; without it the workspace's.")] = None,
    against: Annotated[
        Path | None, Parameter(help="Another profile: who would enter and leave under it is shown.")
    ] = None,
    outcomes: Annotated[Path | None, Parameter(help="A list of deals: domain and outcome, dates, sums.")] = None,
    from_crm: Annotated[bool, Parameter(help="The deals that the CRM told.", negative="")] = False,
    common: Shared = COMMON,
) -> int:
    """The profile, proved, on one self-contained page."""
    from fitsignal.profiles.report.command import Sources, report

    sources = Sources(common.workspace, profile, accounts, against, outcomes, from_crm)
    return report(sources, out)
