"""The kinds of trigger events, and what tells two events of one kind apart."""

from typing import Annotated

from pydantic import StringConstraints

KINDS = (
    "visit",
    "form_submitted",
    "job_posting",
    "hiring_surge",
    "leadership_hire",
    "leadership_departure",
    "champion_move",
    "board_appointment",
    "funding_round",
    "fund_close",
    "public_offering",
    "acquisition",
    "topic_surge",
    "review_intent",
    "technology_change",
    "headcount_growth",
    "product_launch",
    "expansion",
)
RED_FLAGS = ("acquired", "layoffs", "insolvency")

Kind = Annotated[
    str, StringConstraints(pattern=rf"^({'|'.join(KINDS + RED_FLAGS)}|custom:[a-z0-9][a-z0-9_.-]{{0,59}})$")
]
"""One of `KINDS`, one of `RED_FLAGS`, or `custom:NAME` with points set in the policy."""
