"""What the deals with each customer add up to, for ranking customers by them."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from icp.outcomes.deal import Deal

_VALUE = ("value", "deal_value", "amount", "deal_amount", "revenue_with_us", "acv", "arr")
_DAYS = ("days", "days_to_close", "cycle", "sales_cycle", "speed_in_days")
_COUNT = ("deals", "won_deals", "number_of_deals")


def by_customer(deals: Iterable[Deal]) -> Mapping[str, Mapping[str, float]]:
    """By the key of a column, of each domain its figure, out of won deals.

    The sum of their amounts (value, deal_value, amount, ...), the mean days to close (days, cycle, ...), and their
    number (deals, ...).
    """
    won: dict[str, list[Deal]] = {}
    for deal in deals:
        if deal.won:
            won.setdefault(deal.domain, []).append(deal)
    sums = {
        domain: sum(given) for domain, own in won.items() if (given := [d.amount for d in own if d.amount is not None])
    }
    days = {
        domain: fmean(given) for domain, own in won.items() if (given := [d.days for d in own if d.days is not None])
    }
    counts = {domain: float(len(own)) for domain, own in won.items()}
    figures = ((_VALUE, sums), (_DAYS, days), (_COUNT, counts))
    return {key: values for keys, values in figures for key in keys if values}
