"""Several profiles on one list: what they let in together, and which part of it each takes. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import score_frame
from icp.columns.several import best_places
from icp.learning.statuses import customer_rows
from icp.outcomes.comparison import Measure, compare
from icp.outcomes.deal import Deal
from icp.profile_model import Profile
from icp.reporting import homes_of


class Part(NamedTuple):
    """Of one profile: accounts that qualify by it, those of them whose best it is, and customers that qualify by it."""

    name: str
    qualify: int
    own: int
    customers: int


class Together(NamedTuple):
    """All profiles at once; an account qualifies where any lets it in, and deals are compared by that.

    `strangers`: deals with companies that the list does not have.
    """

    accounts: int
    customers: int
    qualify: int
    customers_qualify: int
    parts: tuple[Part, ...]
    measures: tuple[Measure, ...]
    strangers: int


def together(profiles: Sequence[Profile], frame: Frame, deals: Sequence[Deal] | None = None) -> Together:
    """What the profiles say of the list together; customers are the accounts whose status says so."""
    scores, customers = [score_frame(frame, profile) for profile in profiles], customer_rows(frame)
    best = best_places(scores)
    inside = np.logical_or.reduce([each.qualifies for each in scores])
    parts = tuple(
        Part(
            profile.document.name or profile.name,
            int(each.qualifies.sum()),
            int((inside & (best == place)).sum()),
            int((each.qualifies & customers).sum()),
        )
        for place, (profile, each) in enumerate(zip(profiles, scores, strict=True))
    )
    homes = homes_of(frame) if deals else {}
    known = [deal for deal in deals or () if deal.domain in homes]
    fitting = {domain for domain, row in homes.items() if inside[row]}
    measures = compare(known, fitting) if deals is not None else ()
    ours, fit, both = (int(mask.sum()) for mask in (customers, inside, inside & customers))
    return Together(frame.rows, ours, fit, both, parts, measures, len(deals or ()) - len(known))
