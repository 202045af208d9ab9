"""Sentences of a lead that call their organisation "the company" or "the board": it is the one the title names."""

import re

from sources.extraction.text import companies
from sources.extraction.text.clauses import until_verb
from sources.extraction.text.item import Item
from sources.extraction.text.tables import either, words

_CALLED = re.compile(
    rf"^(?:{either(words('names', 'itself'))})(?=\s(?:has|had|have|is|will|said|also|[a-z]+(?:s|ed))\b)", re.IGNORECASE
)
_OWNER = re.compile(r"^(?P<org>[A-Z0-9][^,:;]{1,60}?)'s?\s")
_BEING = re.compile(r"\s(?:is|was|has|have|will|to|gets|now|valued)\s.*$", re.IGNORECASE)


def named(sentence: str, item: Item) -> str:
    """The sentence with the title's organisation in the place of "the company"; as it is, where it has its own."""
    if not _CALLED.match(sentence):
        return sentence
    owner = _OWNER.match(item.title)
    subject = owner["org"] if owner else _BEING.sub("", until_verb(item.title))
    name = companies.company(subject, item) if subject != item.title else None
    return _CALLED.sub(lambda _: name.text, sentence, count=1) if name else sentence
