"""Names as the title writes them, where the lead has them longer."""

import re
from dataclasses import replace

from sources.extraction.people.people import surname
from sources.extraction.people.role_nouns import first_head
from sources.extraction.people.roles import Role
from sources.extraction.text.item import Item
from sources.extraction.text.names import unowned
from sources.extraction.text.tables import either, words
from sources.extraction.text.text import fold

_HOUSES = either(words("names", "houses"))
"""Behind one of these written small a word is no name of its own: "Ashford hospital"."""
_PLURAL = ("Cos", "Cos.", "Companies")
"""Where a lead has one of these at a name's end, a title leaves it away."""
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
    if words[1:] and words[-1] in _PLURAL and re.search(rf"(?<!\w){re.escape(' '.join(words[:-1]))}(?!\w)", item.title):
        return " ".join(words[:-1])
    heads = (" ".join(words[:size]).strip(" ,&") for size in range(len(words) - 1, 0, -1))
    return next((head for head in heads if _stands(head, item)), name)


def lengthened(name: str, role: Role | None, item: Item) -> tuple[str, Role | None]:
    """The name with the words that look like the role's area, where the lead has them as the name's: of "Tarn Media
    CEO" in a title, "Tarn Media, which publishes" in its lead makes "Tarn Media" with a CEO."""
    head = first_head(role.text) if role else None
    area = role.text[: head.start()].split() if role and head else []
    for size in range(len(area), 0, -1):
        longer, rest = " ".join((name, *area[:size])), (role.text if role else "").split()[size:]
        told = rf"(?<![\w-]){re.escape(longer)}(?![\w-])(?!\s+{re.escape(rest[0])})"
        if longer in item.title and area[0][:1].isupper() and re.search(told, item.opening):
            return longer, replace(role, text=" ".join(rest)) if role else None
    return name, role


def person_as_titled(person: str | None, item: Item) -> str | None:
    """The person, or the surname alone where the title has no more of the name: "Roe" where a lead has "Bo Roe"."""
    if not person or _has(person, item) or not item.cased:
        return person
    last = surname(person)
    return last if last in item.title and re.search(rf"(?<![\w-]){re.escape(last)}(?![\w-])", item.title) else person


def _has(name: str, item: Item) -> bool:
    return f" {fold(name)} " in f" {fold(item.title)} "


def _stands(head: str, item: Item) -> bool:
    """Whether the title has these first words as a name of its own."""
    if " " in head or not item.cased:
        return " " in head and (head in item.title if item.cased else _has(head, item))
    return head in item.title and bool(
        re.search(rf"{_LEADS_TO_NAME}{re.escape(head)}(?![\w-])(?!\s(?:{_HOUSES})\b)", item.title)
    )
