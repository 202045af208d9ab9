"""What makes a learned profile less sure than it looks, each as a sentence with what would help."""

from collections.abc import Sequence

from icp.learning.beta import Interval
from icp.learning.contrast import Contrast
from icp.learning.learned import Shares
from icp.outcomes.currencies import currency_of

FEW = 20
_STRICT, _LOOSE = 0.05, 0.5
_KNOWN = 0.5
_COLUMNS = 5
"""Columns for each customer, beyond which some are likely to look like traits."""
_TOO_GOOD = 4.5
_LOOKED_AT = 2000
"""Different values of a column in which currencies are looked for."""


def doubts_of(contrast: Contrast, attributes: Sequence[str], lift: Interval, qualifying: Shares) -> tuple[str, ...]:
    """The doubts about a profile over these columns, the gravest first."""
    customers = len(contrast.rows)
    doubts = []
    if lift.low < 1:
        doubts.append(
            f"it is not shown that the profile is better than chance: {lift.value:.1f} times, from {lift.low:.1f} to "
            f"{lift.high:.1f}; use it as a list of questions, and learn again with more customers or other columns"
        )
    if lift.value > _TOO_GOOD:
        doubts.append(
            "it is nearly too good: do both lists come from one source, filled in the same way? If not, the profile "
            "may have learned to tell the sources"
        )
    if customers < FEW:
        doubts.append(f"{customers} customers are few: {FEW} or more make it surer")
    if len(contrast.attributes) > _COLUMNS * customers:
        doubts.append(
            f"{len(contrast.attributes):,} columns for {customers} customers: some set them apart by chance alone; "
            "keep those that you would believe, and leave the others out with --ignore"
        )
    doubts += _on_reach(qualifying)
    if contrast.found:
        rows = (
            "1 row of the market is a customer"
            if contrast.found == 1
            else f"{contrast.found} rows of the market are customers"
        )
        doubts.append(f"{rows}: taken out of it")
    if contrast.repeated:
        doubts.append(f"{contrast.repeated} rows of the customers repeat another: each customer counts once")
    for attribute in dict.fromkeys(attributes):
        doubts += [*_mostly_unknown(contrast, attribute), *_in_currencies(contrast, attribute)]
    return tuple(doubts)


def _on_reach(qualifying: Shares) -> list[str]:
    found = []
    if qualifying.market > _LOOSE:
        found.append(f"{qualifying.market:.0%} of the market qualify: too permissive to tell companies apart")
    if qualifying.market < _STRICT:
        found.append(f"only {qualifying.market:.1%} of the market qualify: too strict to live on")
    if qualifying.customers < 0.5:
        found.append(f"only {qualifying.customers:.0%} of the best customers qualify under their own profile")
    return found


def _mostly_unknown(contrast: Contrast, attribute: str) -> list[str]:
    known = float(contrast.pair(attribute).market.known.mean())
    if known >= _KNOWN:
        return []
    return [f"{attribute} is unknown for {1 - known:.0%} of the market, who earn nothing for it: fill it, or drop it"]


def _in_currencies(contrast: Contrast, attribute: str) -> list[str]:
    """Nothing is converted: a rate of which day would be a guess."""
    lists = (contrast.customers, contrast.market)
    series = [each.as_given(attribute) or each.series(attribute) for each in lists]
    texts = (str(value) for each in series for value in each.values[:_LOOKED_AT])
    found = {currency_of(text) for text in texts if any(sign.isdigit() for sign in text)} - {None}
    if len(found) < 2:
        return []
    return [f"{attribute} is told in {', '.join(sorted(map(str, found)))}, read as plain numbers: bring it to one"]
