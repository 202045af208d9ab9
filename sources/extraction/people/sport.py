"""Sport in headlines: its bosses and managers train teams, they lead no organisation."""

from sources.extraction.people.roles import Role
from sources.extraction.text.item import Item
from sources.extraction.text.tables import pattern, words

_SPORT = pattern(words("names", "sport"))
_TRAINERS = frozenset(("boss", "chief", "manager"))


def is_trainer(role: Role | None, item: Item) -> bool:
    """Whether the role is a trainer's: "boss" beside a word of matches and seasons."""
    return role is not None and role.text.lower() in _TRAINERS and bool(_SPORT.search(item.title))
