"""icp: the profile, learned and proved."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from fitsignal.commands.icp_filters import filters_
from fitsignal.commands.icp_report import report_
from fitsignal.commands.icp_review import review_
from fitsignal.options import COMMON, Shared

__all__ = ["filters_", "learn_", "lookalikes_", "report_", "review_", "validate_"]
Columns = Annotated[tuple[str, ...], Parameter(negative="", consume_multiple=True)]


def learn_(
    *,
    customers: Annotated[
        Path | None, Parameter(help="The best customers, a list; without it the accounts with status customer.")
    ] = None,
    market: Annotated[Path | None, Parameter(help="The market; without it the workspace's account list.")] = None,
    from_crm: Annotated[
        bool, Parameter(help="The customers are the accounts with a won deal in the CRM.", negative="")
    ] = False,
    best_by: Annotated[Columns, Parameter(help="Columns whose ranks, taken together, tell the best customers.")] = (),
    best: Annotated[
        int | None, Parameter(help="With --best-by: so many; without it the better half.", validator=Number(gte=1))
    ] = None,
    out: Annotated[Path | None, Parameter(help="Where to write the profile; without it, it is printed.")] = None,
    update: Annotated[bool, Parameter(help="Take what changed into a file that is there; edits stay.", negative="")] = (
        False
    ),
    trust: Annotated[Columns, Parameter(help="Columns to take in though they look like leaks.")] = (),
    ignore: Annotated[Columns, Parameter(help="Columns to leave out.")] = (),
    segments: Annotated[bool, Parameter(help="A profile for each clear group of customers.", negative="")] = False,
    common: Shared = COMMON,
) -> int:
    """A profile learned from the best customers against the market, with the evidence for each criterion."""
    from fitsignal.profiles.asked import Asked
    from fitsignal.profiles.learning import learn

    asked = Asked(customers, market, best_by, best, trust, ignore, common.workspace, from_crm)
    return learn(asked, out, update=update, segments=segments, json=common.json)


def validate_(
    *,
    profile: Annotated[Path | None, Parameter(help="The profile; without it, the workspace's.")] = None,
    customers: Annotated[
        Path | None, Parameter(help="The best customers; without it, those of status customer.")
    ] = None,
    market: Annotated[Path | None, Parameter(help="The market; without it the workspace's account list.")] = None,
    outcomes: Annotated[Path | None, Parameter(help="Companies with won and lost in a column.")] = None,
    sheet: Annotated[Path | None, Parameter(help="Write fifty leads to judge by hand, as CSV.")] = None,
    judged: Annotated[Path | None, Parameter(help="Read the judged sheet back.")] = None,
    common: Shared = COMMON,
) -> int:
    """Whether the profile tells: the market it lets in, the customers it would have missed, won against lost."""
    from fitsignal.profiles.asked import Asked
    from fitsignal.profiles.proving import Proof, validate

    asked = Asked(customers, market, workspace=common.workspace)
    return validate(asked, Proof(profile, outcomes, sheet, judged), json=common.json)


def lookalikes_(
    *,
    customers: Annotated[
        Path | None, Parameter(help="The best customers; without it, those of status customer.")
    ] = None,
    market: Annotated[Path | None, Parameter(help="The market; without it the workspace's account list.")] = None,
    limit: Annotated[int, Parameter(help="At most so many.", validator=Number(gte=1))] = 25,
    trust: Annotated[Columns, Parameter(help="Columns to take in though they look like leaks.")] = (),
    ignore: Annotated[Columns, Parameter(help="Columns to leave out.")] = (),
    common: Shared = COMMON,
) -> int:
    """The accounts most like the best customers, what they share, and whom each resembles."""
    from fitsignal.profiles.alike import lookalikes
    from fitsignal.profiles.asked import Asked

    asked = Asked(customers, market, trust=trust, ignore=ignore, workspace=common.workspace)
    return lookalikes(asked, limit, json=common.json)
