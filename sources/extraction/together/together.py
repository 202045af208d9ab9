"""The event that title and lead state together, of whichever kind."""

from sources.extraction.event import Event
from sources.extraction.text.item import Item
from sources.extraction.text.tables import anywhere, words
from sources.extraction.together import arrivals, called, deals, goers, party, rounds

_TELLS = anywhere(words("gates", "completes"))
_BEGINNING = 500
"""Characters of a lead in which what it tells must begin."""


def read(item: Item, stated: called.Stated) -> Event | None:
    """The event; None where either has no part of it. ``stated`` reads a sentence as if it were a title."""
    if not party.is_sentence(item.title) and not _TELLS.search(item.lead[:_BEGINNING].lower()):
        return None
    return rounds.read(item) or arrivals.read(item) or goers.read(item) or called.read(item, stated) or deals.read(item)
