"""Names as the title writes them, where the lead has them longer."""

import re

from .item import Item
from .names import unowned
from .text import fold

_LEADS_TO_NAME = r"(?:^|\b(?i:joins?|joined|at|of|to|with|for)\s)"


def as_titled(name: str, item: Item) -> str:
    """The name, or the part of it that the title has: "Dorsey" where a lead has "Dorsey & Whitney LLP".

    In a title without letter case the part needs two words, for a single one may be any word.
    """
    name = unowned(name)
    if _has(name, item):
        return name
    whole = name.removeprefix("The ")
    if whole != name and _has(whole, item):
        return whole
    words = whole.split()
    heads = (" ".join(words[:size]).strip(" ,&") for size in range(len(words) - 1, 0, -1))
    return next((head for head in heads if _stands(head, item)), name)


def _has(name: str, item: Item) -> bool:
    return f" {fold(name)} " in f" {fold(item.title)} "


def _stands(head: str, item: Item) -> bool:
    """Whether the title has these first words as a name of its own."""
    if " " in head or not item.cased:
        return " " in head and (head in item.title if item.cased else _has(head, item))
    return bool(re.search(rf"{_LEADS_TO_NAME}{re.escape(head)}(?![\w-])", item.title))
