"""Sums of money in text: which number, which currency, and whose sum it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .tables import either, pattern, table, words

_MONEY = table("money")
_SIGNS: dict[str, str] = _MONEY["signs"]
_CODES: dict[str, str] = {code: code for code in _MONEY["codes"]["list"]} | _MONEY["codes"]["others"]
_WORDS: dict[str, str] = _MONEY["words"]
_SCALES: dict[str, float] = _MONEY["scales"]

_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=lambda sign: (-len(sign), sign)))
_NUMBER = r"\d{1,3}(?:,\d{2,3})+(?:\.\d{1,4})?|\d{1,3}(?: \d{3})+(?![\d])|\d{1,15}(?:[.,]\d{1,4})?"
_SCALE = rf"(?:{either(_SCALES)})(?![a-z0-9])\.?"
_BEFORE = rf"(?:(?P<sign>{_SIGN})|(?P<code>\b(?:{either(_CODES)}))|(?P<crown>\bkr))\.?\s?"
_AFTER = rf"[\s-]?(?:(?P<word>(?:{either(_WORDS)})\b)|(?P<code_after>(?:{either(_CODES)})\b)|(?P<crown_after>kr\b))"
_RANGE = rf"(?:\s?(?:-|–|to)\s?(?:{_SIGN})?(?P<upper>{_NUMBER}))?"
_PREFIXED = re.compile(
    rf"(?<![\w$€£]){_BEFORE}(?P<number>{_NUMBER})(?:[\s-]?(?P<lower>{_SCALE}))?{_RANGE}(?:[\s-]?(?P<scale>{_SCALE}))?",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(rf"(?<![\w.,$€£])(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE}))?{_AFTER}", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w.,$€£])(?P<prefix>us)?(?P<number>\d{1,4}(?:[ .]\d{1,2})?)\s?"
    r"(?P<scale>m|mn|million|bn|billion|k)(?!\w)",
    re.IGNORECASE,
)

_TRAPS_BEFORE = re.compile(
    rf"\b(?:{either(words('money', 'traps', 'before') + words('money', 'traps', 'total_before'))})$", re.IGNORECASE
)
_TRAPS_AFTER = pattern(words("money", "traps", "after") + words("money", "traps", "total_after"))
_HEDGE = re.compile(rf"(?:\b(?:{either(words('money', 'hedges', 'list'))})\W*){{0,4}}$", re.IGNORECASE)
_CROWNS = {code: pattern(names) for code, names in _MONEY["crowns"].items()}


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in units of its currency, and where the text has it."""

    amount: float
    currency: str | None
    start: int
    end: int
    digits: int
    scaled: bool


def sums(text: str, country_from: str = "") -> list[Sum]:
    """Every sum in the text, in its order; "kr" takes its country from ``country_from``."""
    found = [s for pick in (_PREFIXED, _SUFFIXED) for m in pick.finditer(text) if (s := _sum(m, country_from or text))]
    found.sort(key=lambda s: (s.start, -s.end))
    return [s for i, s in enumerate(found) if not any(t.end > s.start for t in found[:i])]


def event_sums(text: str, country_from: str = "") -> Iterator[Sum]:
    """The sums that are no valuation, price, revenue or total to date."""
    for found in sums(text, country_from):
        before = text[max(0, found.start - 60) : found.start].rstrip()
        trapped = _ends_in_trap(before) or _ends_in_trap(_HEDGE.sub("", before).rstrip())
        after = re.sub(r"^[\s+-]*", "", text[found.end : found.end + 40])
        if not trapped and not _TRAPS_AFTER.match(after) and found.amount > 0:
            yield found


def _ends_in_trap(before: str) -> bool:
    return bool(_TRAPS_BEFORE.search(before))


def bare(title: str) -> Sum | None:
    """The sum of an address line, which lost signs and points: "raises 5 2m" is 5.2 million of a currency not said."""
    match = _BARE.search(title)
    if not match:
        return None
    number = float(match["number"].replace(" ", "."))
    amount = round(number * _SCALES[match["scale"].lower()], 2)
    currency = "USD" if match["prefix"] else None
    return Sum(amount, currency, match.start(), match.end(), len(match["number"]), True) if amount > 0 else None


def _sum(match: re.Match[str], text: str) -> Sum | None:
    groups = match.groupdict()
    scale = groups.get("lower") or groups.get("scale")
    factor = _SCALES[scale.rstrip(".").lower()] if scale else 1.0
    number = _number(match["number"], bool(scale))
    code = _currency(groups, text)
    if number is None or code is None:
        return None
    digits = len(match["number"].rstrip("0").replace(".", "").replace(",", ""))
    end = match.end() if groups.get("scale") else match.end("lower") if groups.get("lower") else match.end()
    return Sum(round(number * factor, 2), code or None, match.start(), end, digits, bool(scale) or number >= 1000)


def _number(text: str, scaled: bool) -> float | None:
    """The number; a comma is a decimal point where digits of a thousand do not follow it."""
    if re.fullmatch(r"\d+,\d{1,2}", text) and scaled:
        text = text.replace(",", ".")
    try:
        return float(text.replace(",", "").replace(" ", ""))
    except ValueError:
        return None


def _currency(groups: dict[str, str | None], text: str) -> str | None:
    if sign := groups.get("sign"):
        return _sign(sign)
    if code := groups.get("code") or groups.get("code_after"):
        return _CODES.get(code.upper())
    if word := groups.get("word"):
        return _WORDS[re.sub(r"\s+", " ", word.lower())]
    return next((code for code, names in _CROWNS.items() if names.search(text)), "")


@cache
def _sign(sign: str) -> str | None:
    return next((code for known, code in _SIGNS.items() if known.lower() == sign.lower()), None)


def finer(stated: Sum, text: str, country_from: str = "") -> Sum:
    """The same sum as the text writes it, where that is more precise or names the currency."""
    for other in event_sums(text, country_from):
        same = abs(other.amount - stated.amount) <= 0.05 * stated.amount
        if same and (other.digits > stated.digits or stated.currency is None):
            return other
    return stated
