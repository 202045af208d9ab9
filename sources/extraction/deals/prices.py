"""The price of a deal: which of the sums in title and lead was paid."""

import re

from sources.extraction.money import money
from sources.extraction.money.money import Sum
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, words

_HEDGES = either(words("money", "hedges", "list"))
_BEFORE = re.compile(
    rf"(?:\b(?:{either(words('acquisitions', 'price_before'))})|^)\s+(?:(?:{_HEDGES}|\w+)\s+){{0,3}}$", re.IGNORECASE
)
_VALUED = re.compile(
    rf"\b(?:{either(words('acquisitions', 'nouns', 'priced'))})\b\W+(?:\w+\W+){{0,6}}?"
    rf"(?:{either(words('acquisitions', 'price_valued'))})\s+(?:(?:{_HEDGES})\s+){{0,4}}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^[\s-]*(?:[\w-]+[\s-]+){{0,3}}?(?:{either(words('acquisitions', 'nouns', 'priced'))})\b", re.IGNORECASE
)
_TENDER = re.compile(r"\s*in\s+(?:cash|stock|shares|an?\s+all-)\b", re.IGNORECASE)
_EARNED = re.compile(
    rf"^[\s+]*(?:(?!including\b)\w+\s+)?(?:{either(words('acquisitions', 'price_not'))})\b", re.IGNORECASE
)


def price(sentence: str, item: Item) -> Sum | None:
    """The price: a sum behind "for" or before "deal", in the sentence or in the lead's first two."""
    for text in (sentence, *item.sentences[:2]):
        events = list(money.event_sums(text, item.text))
        for found in money.sums(text, item.text):
            before, after = text[max(0, found.start - 70) : found.start], text[found.end : found.end + 50]
            if not found.scaled or _EARNED.match(after):
                continue
            if _VALUED.search(before) or (_is_paid(before, after) and (found in events or _TENDER.match(after))):
                return money.finer(found, item.opening, item.text)
    return None


def _is_paid(before: str, after: str) -> bool:
    return bool(_BEFORE.search(before) or _AFTER.match(after))
