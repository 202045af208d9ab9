"""Acquisitions told from the side of who advises on them."""

import re
from collections.abc import Iterator

from sources.extraction.deals import bought, sales
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, words

_NOUN = either(words("acquisitions", "nouns", "deal"))
_ADVISED = re.compile(
    rf"^.+?\s(?:{either(words('verbs', 'acquisition', 'advise'))})\s+(?P<client>.+?)\s+(?:on|in|for|with)\s+"
    rf"(?:\S+\s+){{0,5}}?(?:(?:{_NOUN})\s+(?:of|with)|(?P<sale>sale\s+to|(?:{_NOUN})\s+by))\s+(?P<other>.+)$",
    re.IGNORECASE,
)


def advised(sentence: str, item: Item) -> Iterator[tuple[str, str, int, float]]:
    """Buyer, bought, place and how sure: ADVISER advises BUYER on acquisition of TARGET, or SELLER on sale to BUYER."""
    if not (found := _ADVISED.match(sentence)):
        return
    client, other = found["client"], found["other"]
    buyer, target = (other, client) if found["sale"] else (client, other)
    if sure := bought.strength(target, item):
        yield sales.BUYER_END.split(buyer)[0], target, 0, min(sure, 0.88)
