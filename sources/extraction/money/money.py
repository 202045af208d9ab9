"""Sums of money in text: which number, which currency, and whose sum it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sources.extraction.money import currencies
from sources.extraction.text.tables import either, pattern, table, words

_SCALES: dict[str, float] = table("money")["scales"]
_NUMBERS: dict[str, float] = table("money")["numbers"]

_JOINED = {"m": 1e6, "k": 1e3, "t": 1e3}
"""Sizes that are written within the code: "45 MSEK", "800 TEUR"."""

_HINT = re.compile(r"\d|illion", re.IGNORECASE)
_NUMBER = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d{1,4})?|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:'\d{3})+|\d{1,3}(?: \d{3})+(?![\d])"
    r"|\d{1,15}(?:[.,]\d{1,4})?"
)
_SCALE = rf"(?:{either(_SCALES)})(?![a-z0-9])\.?"
_RANGE = rf"(?:\s?(?:-|–|to|and)\s?(?:{currencies.SIGN})?(?P<upper>{_NUMBER})(?=[\s-]?(?:{_SCALE})))?"
_PREFIXED = re.compile(
    rf"(?<![\w$€£]){currencies.BEFORE}(?P<number>{_NUMBER})(?:[\s-]?(?P<lower>{_SCALE}))?{_RANGE}"
    rf"(?:[\s-]?(?P<scale>{_SCALE}))?{currencies.WHOSE}",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(
    rf"(?<![\w.,$€£])(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE}))?{currencies.AFTER}", re.IGNORECASE
)
_SPELLED = re.compile(
    rf"\b(?P<number>{either(_NUMBERS)})[\s-](?P<scale>(?:{_SCALE}))\s(?P<word>{currencies.WORD})\b", re.IGNORECASE
)
_BARE = re.compile(
    r"(?<![\w.,$€£])(?P<prefix>us)?(?P<number>\d{1,4}(?:[ .]\d{1,2})?)\s?"
    r"(?P<scale>m|mn|million|bn|billion|k)(?!\w)(?!\s(?:valuation|users|customers))",
    re.IGNORECASE,
)

_TRAPS_BEFORE = re.compile(
    rf"\b(?:{either(words('money', 'traps', 'before') + words('money', 'traps', 'total_before'))})$", re.IGNORECASE
)
_TRAPS_AFTER = pattern(words("money", "traps", "after") + words("money", "traps", "total_after"))
_DOLLARS = ("CAD", "AUD", "NZD", "SGD", "HKD", "TWD")
_HEDGES = words("money", "hedges", "list")
_NO_HEDGE = re.compile(r"$")
_HEDGE = re.compile(rf"(?:\b(?:{either(h for h in _HEDGES if h != 'to')})\W*){{0,4}}$", re.IGNORECASE)
_LOOSE_HEDGE = re.compile(rf"(?:\b(?:{either(_HEDGES)})\W*){{0,4}}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in units of its currency, and where the text has it."""

    amount: float
    currency: str | None
    start: int
    end: int
    digits: int
    """How many digits the text gives before zeros: of two sums the one with more is the finer."""
    scaled: bool
    """Whether the text gives a word of size or thousands: a sum of an event, not a price."""
    plain_dollar: bool = False
    """Whether the currency is said by "$" alone."""


def sums(text: str, country_from: str = "") -> list[Sum]:
    """Every sum in the text, in its order and none within another; "kr" takes its country from ``country_from``."""
    return list(_sums(text, country_from))


@lru_cache(maxsize=32)
def _sums(text: str, country_from: str) -> tuple[Sum, ...]:
    if not _may_have_sums(text):
        return ()
    matches = (m for pick in (_PREFIXED, _SUFFIXED, _SPELLED) for m in pick.finditer(text))
    found = [s for m in matches if (s := _sum(m, country_from or text))]
    found.sort(key=lambda s: (s.start, -s.end))
    apart: list[Sum] = []
    for each in found:
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
        elif each.scaled and not apart[-1].scaled and each.end > apart[-1].end:
            apart[-1] = each
    return tuple(apart)


def _may_have_sums(text: str) -> bool:
    return bool(_HINT.search(text))


def event_sums(text: str, country_from: str = "") -> Iterator[Sum]:
    """The sums that are no valuation, price, revenue or total to date."""
    for found in sums(text, country_from):
        before = text[max(0, found.start - 60) : found.start].rstrip()
        trapped = any(_ends_in_trap(hedge.sub("", before).rstrip()) for hedge in (_NO_HEDGE, _HEDGE, _LOOSE_HEDGE))
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
    joined = groups.get("in_scale") or groups.get("scale_after") or ("m" if _is_mkr(groups) else None)
    number = _number(match["number"], bool(scale or joined))
    code = currencies.currency(groups, text)
    if number is None or code is None or (groups.get("letter") and not scale):
        return None
    factor = _factor(scale) if scale else _JOINED[joined.lower()] if joined else 1.0
    return Sum(
        round(number * factor, 2),
        code or None,
        match.start(),
        match.end(),
        digits=len(re.sub(r"[^\d]", "", match["number"]).rstrip("0")) or 1,
        scaled=bool(scale or joined) or number >= 1000,
        plain_dollar=groups.get("sign") == "$" and not groups.get("whose"),
    )


def _factor(scale: str) -> float:
    return _SCALES[re.sub(r"\s+", " ", scale.rstrip(".").lower())]


def _is_mkr(groups: dict[str, str | None]) -> bool:
    return (groups.get("crown_after") or "").lower() == "mkr"


def _number(text: str, scaled: bool) -> float | None:
    """The number; a comma is a decimal point where digits of a thousand do not follow it."""
    if text[0].isalpha():
        return _NUMBERS[re.sub(r"\s+", " ", text.lower())]
    if re.fullmatch(r"\d+,\d{1,2}", text) and scaled:
        text = text.replace(",", ".")
    if text.count(".") > 1:
        text = text.replace(".", "")
    try:
        return float(re.sub(r"[, ']", "", text))
    except ValueError:
        return None


def finer(stated: Sum, text: str, country_from: str = "") -> Sum:
    """The same sum as the text writes it, where that is more precise or names the currency."""
    near = 0.1 if stated.digits == 1 else 0.05
    for other in event_sums(text, country_from):
        same = abs(other.amount - stated.amount) <= near * stated.amount
        tells = stated.currency is None or (stated.plain_dollar and other.currency in _DOLLARS)
        if same and (tells or (other.digits > stated.digits and other.currency == stated.currency)):
            return other
    return stated
