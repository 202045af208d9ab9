"""Deals at which a title hints and whose purchase the lead tells: "seals energy deal", "the $6.8bn acquisition"."""

import re

from sources.extraction.deals import prices
from sources.extraction.event import Event
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, pattern, words
from sources.extraction.together import party

_HINT = pattern((*words("gates", "deals"), *words("acquisitions", "together", "hints")))
_NOUN = either((*words("acquisitions", "nouns", "deal"), "deal"))
_TOLD = re.compile(
    rf"^(?:The|Its|This)\s(?:(?:all-|cash|stock|share|shares|[$€£][\w.,]+|million|billion|bn|m)[\w-]*\s){{0,4}}(?:{_NOUN})\b"
    rf"|^The\s(?:[\w-]+\s){{1,6}}?[\w-]+'s\s(?:{_NOUN})\sof\s[A-Z]"
    r"|^(?:It|The\s(?:[\w'.-]+,?\s){1,6}?)"
    r"(?:\s?(?:will pay|is paying|paid|has paid|agreed to pay|will acquire|has bought|has acquired|bought|acquired))\b"
)
_UNDONE = pattern(words("acquisitions", "together", "undone"))
_SURE = 0.74


def read(item: Item) -> Event | None:
    """The purchase by the title's company; None where the title has no word of a deal or the lead tells none."""
    if not item.cased or not party.is_sentence(item.title) or not _HINT.search(item.title) or _UNDONE.search(item.text):
        return None
    told = any(map(_TOLD.match, item.sentences[:2]))
    name = party.subject(item) if told else None
    if not name:
        return None
    price = prices.price(item.title, item)
    amount, currency = (price.amount, price.currency) if price else (None, None)
    return Event("acquisition", name.text, min(_SURE, name.certainty), amount=amount, currency=currency)
