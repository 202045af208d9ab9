"""Sums of deals in several currencies: only those of one can be compared."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from icp.outcomes.deal import Deal

_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₪": "ILS", "$": "USD"}
_CODES = (
    "usd eur gbp chf sek nok dkk pln czk huf ron bgn cad aud nzd inr jpy cny ils brl mxn zar sgd hkd krw try aed sar"
)
_CODE = re.compile(rf"(?<![a-z])(?:{'|'.join(_CODES.split())})(?![a-z])")
_DOLLARS = re.compile(r"(?<![a-z])(us|c|ca|a|au|nz|hk|s|sg|r|mx)\s?\$")
_OF_DOLLARS = {
    **{"us": "USD", "c": "CAD", "ca": "CAD", "a": "AUD", "au": "AUD", "nz": "NZD", "hk": "HKD"},
    **{"s": "SGD", "sg": "SGD", "r": "BRL", "mx": "MXN"},
}


def currency_of(text: str) -> str | None:
    """The ISO code of the currency that a sum, or a column of currencies, names; None where it names none."""
    folded = text.casefold()
    if code := _CODE.search(folded):
        return code[0].upper()
    if dollars := _DOLLARS.search(folded):
        return _OF_DOLLARS[dollars[1]]
    return next((code for sign, code in _SIGNS.items() if sign in folded), None)


def in_one_currency(deals: Iterable[Deal]) -> tuple[tuple[Deal, ...], str | None]:
    """The deals with the sums of their commonest currency alone, and a sentence where others were left out.

    Nothing is converted: rates of which day would be a guess. A sum that names no currency is taken to be in that one.
    """
    given = tuple(deals)
    counts = Counter(deal.currency for deal in given if deal.currency and _has_sum(deal))
    if len(counts) < 2:
        return given, None
    most = min(counts, key=lambda code: (-counts[code], code))
    told = ", ".join(f"{code} ({counts[code]})" for code in sorted(counts, key=lambda code: (-counts[code], code)))
    sentence = (
        f"sums are in {told}: only those in {most} are compared, and no rate is guessed; convert the others before, "
        "where they are many"
    )
    return tuple(deal if deal.currency in (None, most) else _without_sums(deal) for deal in given), sentence


def _has_sum(deal: Deal) -> bool:
    return any(each is not None for each in (deal.amount, deal.lifetime_value, deal.acquisition_cost))


def _without_sums(deal: Deal) -> Deal:
    return replace(deal, amount=None, lifetime_value=None, acquisition_cost=None)
