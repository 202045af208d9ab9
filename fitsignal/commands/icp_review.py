"""icp review: what the profile missed in a quarter, and which change would mend it."""

from typing import Annotated

from cyclopts import Parameter

from fitsignal.errors import UsageError
from fitsignal.options import COMMON, Shared


def review_(
    *,
    since: Annotated[str | None, Parameter(help="Stories from this day on; without it of 90 days.")] = None,
    accept: Annotated[int | None, Parameter(help="Write the proposal of this number into the profile.")] = None,
    because: Annotated[str, Parameter(help="Why; kept with the change.")] = "",
    common: Shared = COMMON,
) -> int:
    """Won, churned and answered accounts against the profile: what it missed, and what each change would do."""
    from fitsignal.profiles.review.command import Acceptance, review

    if because and accept is None:
        raise UsageError("--because goes with --accept NUMBER")
    accepted = Acceptance(accept, because) if accept is not None else None
    return review(common.workspace, since, accepted, json=common.json)
