"""Full names of organisations that a title calls by their initials."""

import re

from sources.extraction.text.item import Item
from sources.extraction.text.names import unowned

_ACRONYM = re.compile(r"[A-Z]{2,6}")
_READ = 800
"""Characters of a lead that are read; tickers in brackets are still in it."""
_BEFORE = 90
"""Characters before the bracket in which the full name stands."""
_NAME = re.compile(r"(?:[A-Z][\w'’-]*(?:\s(?:of|for|and|the|de|in|&)){0,2}\s){1,7}$")


def spelled_out(name: str, item: Item) -> str:
    """The name that the lead has right before the same initials in brackets: "Norrvik Pump Union (NPU)"; else as it
    is."""
    if not _ACRONYM.fullmatch(name):
        return name
    lead = item.lead[:_READ]
    at = re.search(rf"\s\(\W?(?:the )?\W?{name}\W?[,;)]", lead)
    told = _NAME.search(lead[max(0, at.start() - _BEFORE) : at.start()] + " ") if at else None
    return _of_initials(told[0].split(), name) if told else name


def _of_initials(told: list[str], name: str) -> str:
    """The last of the words whose capitals make the name; the name itself where none do."""
    for size in range(len(told)):
        words = told[size:]
        if words[0][0].isupper() and "".join(word[0] for word in words if word[0].isupper()) == name:
            return unowned(" ".join(words))
    return name
