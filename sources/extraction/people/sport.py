"""Sport in headlines: its bosses and managers train teams, they lead no organisation."""

import re

from sources.extraction.people.roles import Role
from sources.extraction.text.item import Item
from sources.extraction.text.tables import pattern, words

_SPORT = pattern(words("names", "sport"))
_HEAD_COACH = re.compile(r"\bhead (?:[a-z'-]+ ){1,3}coach\b", re.IGNORECASE)
_TRAINERS = frozenset(("boss", "chief", "manager"))


def is_trainer(role: Role | None, item: Item) -> bool:
    """Whether the role is a trainer's: "boss" beside a word of matches and seasons."""
    if _HEAD_COACH.search(item.title):
        return True
    return role is not None and role.text.lower() in _TRAINERS and bool(_SPORT.search(item.title))
