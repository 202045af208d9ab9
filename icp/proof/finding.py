"""A finding on a profile: what was measured, the figure with its interval, and what it means."""

from typing import Literal, NamedTuple

from icp.learning.beta import Interval

Level = Literal["good", "doubtful", "bad", "told"]


class Finding(NamedTuple):
    """One measure: `what` names it, `value` is a share, a ratio or an area, it rests on so many `companies`.

    `level` judges it: `told` is a figure without a bar. `words` is the sentence for a person.
    """

    what: str
    value: float | None
    interval: Interval | None
    companies: int
    level: Level
    words: str


def percent(part: float) -> str:
    """A share as a person reads it."""
    return f"{100 * part:.0f} %" if part >= 0.0095 or not part else f"{100 * part:.1f} %"
