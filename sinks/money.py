"""Sums of money as a rep reads them: €14M, $3.25B, 12.5M SEK."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_SIGNS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "SGD": "S$",
    "HKD": "HK$", "BRL": "R$", "ILS": "₪", "KRW": "₩",
}  # fmt: skip
_STEPS = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))
_CENT = Decimal("0.01")
_SPOKEN_WITH_A_VOWEL = ("11", "18")
_LEADING_NUMBER = re.compile(r"[A-Z]{0,2}[$€£¥₹₪₩]?(\d+)")
"""The whole part of a sum's number, with or without its currency before it."""


def money(amount: object, currency: object = None) -> str | None:
    """The sum, rounded to two decimals of its step; None where the amount is no positive number.

    `amount` is in units of the currency, `currency` an ISO 4217 code; one without a sign of its own follows the number.
    """
    number = _number(amount)
    if number is None:
        return None
    text = _compact(number)
    code = currency.upper() if isinstance(currency, str) and len(currency) == 3 and currency.isalpha() else ""
    sign = _SIGNS.get(code)
    return f"{sign}{text}" if sign else f"{text} {code}".rstrip()


def article(noun: str) -> str:
    """ "a" or "an" before the noun as it is spoken: a €14M round, an $18M Series A, an angel round."""
    number = _LEADING_NUMBER.match(noun)
    if number:
        return "an" if number[1].startswith("8") or number[1] in _SPOKEN_WITH_A_VOWEL else "a"
    return "an" if noun[:1].lower() in tuple("aeio") else "a"


def _number(amount: object) -> Decimal | None:
    if isinstance(amount, bool) or not isinstance(amount, (int, float, str)):
        return None
    try:
        number = Decimal(str(amount)[:40])
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < Decimal(10) ** 16 else None


def _compact(number: Decimal) -> str:
    for step, letter in _STEPS:
        scaled = (number / step).quantize(_CENT, ROUND_HALF_UP)
        if scaled >= 1:
            return f"{trimmed(scaled)}{letter}"
    return trimmed(number.quantize(_CENT, ROUND_HALF_UP))


def trimmed(number: Decimal) -> str:
    """Digits without trailing zeros or exponent: 12.50 is 12.5, 100 stays 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
