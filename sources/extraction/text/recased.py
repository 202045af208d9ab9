"""Titles all in capitals, as trade newsletters write them: read as if their words had only their first in capitals."""

import re
from dataclasses import replace

from sources.extraction.event import Event
from sources.extraction.text.item import Item
from sources.extraction.text.tables import words

_WORD = re.compile(r"[^\W\d_][\w'’]*")
_SHORT = frozenset(words("roles", "leader", "abbreviations"))
_SMALL = frozenset(words("names", "connectors")) | frozenset(words("clauses", "after_name")) | {"its", "an", "a"}
_SHOUTED = 3
"""Words of four letters and more that a title in capitals needs to be one: fewer may be names."""
_LETTERS = 4
SURE = 0.85
"""The most confidence of such a reading: which capitals are names', the title does not say."""


def recased(item: Item) -> Item | None:
    """The item with its title's capitals taken down; None where the title is not all in capitals."""
    title = item.marked_up
    long = (word for word in _WORD.findall(title) if len(word) >= _LETTERS)
    if item.cased or not title.isupper() or sum(1 for _ in long) < _SHOUTED:
        return None
    return Item(_WORD.sub(lambda found: _lowered(found[0]), title), item.lead)


def as_written(event: Event, item: Item) -> Event:
    """The event with the names as the lead has them, or else as the title does."""
    company, person = _written(event.company, item), event.person and _written(event.person, item)
    return replace(event, company=company or event.company, person=person, confidence=min(event.confidence, SURE))


def _lowered(word: str) -> str:
    if word in _SHORT:
        return word
    return word.lower() if word.lower() in _SMALL else f"{word[:1]}{word[1:].lower()}"


def _written(name: str, item: Item) -> str:
    form = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    found = form.search(item.opening) or form.search(item.title)
    return found[0] if found else name
