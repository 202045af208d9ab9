"""How many of the market and of the best customers a profile lets in, and whether customers stand in its front."""

import numpy as np

from icp.columns.frame import Frame
from icp.columns.scoring import Scores
from icp.learning.beta import share
from icp.learning.honest import TOP, in_front
from icp.proof.finding import Finding, Level, percent

PERMISSIVE, STRICT = 0.5, 0.05
TARGET = (0.2, 0.3)
LEAST_CUSTOMERS = 0.5
FEW = 10


def market_share(market: Scores) -> Finding:
    """The share of the market that qualifies: over half is too permissive, under 5 % too strict."""
    count = len(market.points)
    inside = int(market.qualifies.sum())
    found = inside / count if count else 0.0
    level, meaning = _reach(found)
    words = f"{percent(found)} of the market qualify ({inside:,} of {count:,}): {meaning}"
    return Finding("market qualifies", found, share(inside, count - inside), count, level, words)


def customer_share(customers: Scores) -> Finding:
    """The share of the best customers that qualify; under half of them, the profile fails."""
    count = len(customers.points)
    inside = int(customers.qualifies.sum())
    found = inside / count if count else 0.0
    interval = share(inside, count - inside)
    failed = found < LEAST_CUSTOMERS
    meaning = "the profile fails: it would have missed most of them" if failed else "at least half must"
    few = f"; {count} {'is' if count == 1 else 'are'} too few to say more" if count < FEW else ""
    level: Level = "bad" if failed else "doubtful" if interval.low < LEAST_CUSTOMERS else "good"
    words = (
        f"{percent(found)} of the best customers qualify ({inside} of {count}, {percent(interval.low)} to "
        f"{percent(interval.high)}): {meaning}{few}"
    )
    return Finding("customers qualify", found, interval, count, level, words)


def customer_lift(customers: Scores, market: Scores) -> Finding:
    """How many times more customers than by chance stand in the top fifth of the market."""
    found = in_front(customers.points, market.points)
    inside, count = float(found.sum()), len(found)
    interval = share(inside, count - inside, prior=TOP).times(1 / TOP)
    value = inside / count / TOP if count else 0.0
    interval = interval._replace(low=min(interval.low, value), high=max(interval.high, value))
    level: Level = "bad" if interval.high < 1 else "doubtful" if interval.low <= 1 else "good"
    sure = "" if level == "good" else ": not shown to be better than chance"
    words = (
        f"the top fifth of the market holds {value:.1f} times as many of the best customers as chance would "
        f"({interval.low:.1f} to {interval.high:.1f}){sure}; a profile that was learned from the same customers looks "
        f"better here than it is"
    )
    return Finding("lift in the top fifth", value, interval, count, level, words)


def possible_share(market: Scores) -> Finding:
    """The share of the market that could qualify if more were known of it."""
    count = len(market.points)
    found = float((market.verdict == 1).mean()) if count else 0.0
    level: Level = "doubtful" if found > TARGET[1] else "told"
    words = f"{percent(found)} of the market could qualify if more were known of them"
    return Finding("market possible", found, None, count, level, words)


def without(frame: Frame, rows: "np.typing.NDArray[np.bool_]") -> Frame:
    """The rows of a list that are not among these."""
    return frame.take(~rows)


def _reach(part: float) -> tuple[Level, str]:
    if part > PERMISSIVE:
        return "bad", "too permissive, it hardly excludes anybody; 70 to 80 % should be out"
    if part < STRICT:
        return "bad", "too strict to live on; 20 to 30 % should qualify"
    if TARGET[0] <= part <= TARGET[1]:
        return "good", "70 to 80 % are out, as they should be"
    return "told", "between the bars of 5 and 50 %; 20 to 30 % is the target"
