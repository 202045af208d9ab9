"""Why two lists teach nothing, before any column is looked at: a sentence, and what would help."""

import numpy as np

from icp.headers import known_column
from icp.learning.contrast import Contrast
from icp.learning.learned import TooLittle

LEAST_CUSTOMERS = 10
LEAST_MARKET = 30
_NAMING = frozenset(("domain", "name", "aliases", "domains"))
_COLUMNS = "give columns that say what the companies are: size, industry, country, technologies, funding, growth"
_SHOWN = 5


def too_little(contrast: Contrast) -> TooLittle | None:
    """Why these lists teach nothing, whatever is in their columns; None where they may."""
    if len(contrast.rows) < LEAST_CUSTOMERS:
        return _few_customers(contrast)
    if len(contrast.market_rows) < LEAST_MARKET:
        return _small_market(contrast)
    told = _told_of(contrast)
    if not told:
        return TooLittle("the customers' list names them and says nothing else of them", _COLUMNS)
    if not any(contrast.pair(each).market.known.any() for each in told):
        return _strangers(contrast, told)
    return _one_customer(contrast) if _all_alike(contrast, told) else None


def _few_customers(contrast: Contrast) -> TooLittle:
    customers = len(contrast.rows)
    plural = "customer is" if customers == 1 else "customers are"
    again = f" ({contrast.repeated} more rows name one of them again)" if contrast.repeated else ""
    return TooLittle(
        f"{customers} {plural} too few to learn a profile from: any trait that they share could be chance{again}",
        f"give at least {LEAST_CUSTOMERS} of the best customers, better 20; 50 make the ranges twice as sure",
    )


def _small_market(contrast: Contrast) -> TooLittle:
    own = f" ({contrast.found} of its rows are the customers themselves)" if contrast.found else ""
    return TooLittle(
        f"a market of {len(contrast.market_rows)} companies is too small to tell customers from{own}",
        f"give at least {LEAST_MARKET} companies that are not customers, better a thousand: all of the CRM",
    )


def _strangers(contrast: Contrast, told: list[str]) -> TooLittle:
    theirs = [each for each in contrast.market.attributes if each not in _NAMING]
    return TooLittle(
        f"of what the customers' list tells ({_listed(told)}) the market's ({_listed(theirs)}) says nothing",
        "give both lists a first line that names the columns, and the same columns",
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "") or "nothing"


def _one_customer(contrast: Contrast) -> TooLittle:
    return TooLittle(
        f"all {len(contrast.rows)} customers are the same row in every column but their names: they count as one",
        "give the customers as the CRM holds them, each with its own size, industry, country and technologies",
    )


def _all_alike(contrast: Contrast, attributes: list[str]) -> bool:
    told = {each: len(np.unique(contrast.pair(each).customers.codes)) for each in attributes}
    rows = len(contrast.rows)
    return not any(1 < values < rows or (values == rows and known_column(each)) for each, values in told.items())


def _told_of(contrast: Contrast) -> list[str]:
    """The columns of the customers' list that say more than who they are."""
    return [each for each in contrast.attributes if each not in _NAMING and contrast.pair(each).customers.known.any()]
