"""Hires and seats whose organisation the title has and whose person the lead has: "Norrvik raids a rival"."""

import re

from sources.extraction.event import Event, Kind
from sources.extraction.people import people, roles
from sources.extraction.people.comers import Comer, comer, is_named
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.sport import is_trainer
from sources.extraction.text import companies
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import bare, is_of_state
from sources.extraction.text.tables import pattern, words
from sources.extraction.text.titled import as_titled, person_as_titled
from sources.extraction.together import party

_HINTS = pattern(words("verbs", "coming", "hints"))
_TO_BOARD = re.compile(r"\bboard\b|\btop table\b", re.IGNORECASE)
_DIRECTOR = re.compile(r"(?:\w+\s)?directors?$", re.IGNORECASE)
_PARTNERS = ("partner", "partners")
_FOLLOWS = re.compile(r"\b(?:succeeds?|replaces?|take over|takes over|step in)\b")
_READ = 2
"""Sentences of the lead that are read."""
_SURE, _LOOSE = 0.8, 0.74


def read(item: Item) -> Event | None:
    """The appointment; None where the title names no organisation, or nobody comes to it in the lead."""
    if not item.cased or is_of_state(item.title):
        return None
    for sentence in item.sentences[:_READ]:
        found = comer(sentence)
        hinted = bool(_HINTS.search(item.title)) or (found is not None and _is_titled(found.person, item))
        if found and (hinted or found.sure) and (event := _event(found, hinted, item)):
            return event
    return None


def _event(found: Comer, hinted: bool, item: Item) -> Event | None:
    role = found.role or (_of_title(item.title) or _left(item) if hinted else None)
    person = found.person or party.person(item)
    if not role or not person or is_trainer(role, item):
        return None
    name = _organisation(found, person, item)
    if not name:
        return None
    kind: Kind = "board_appointment" if _is_seat(role, item) else "leadership_hire"
    sure = min(name.certainty, _SURE if hinted and found.sure else _LOOSE)
    return Event(
        kind, as_titled(name.text, item), round(sure, 2), person=person_as_titled(person, item), role=role.text
    )


def _of_title(title: str) -> Role | None:
    """The title's role; companies that partner are no partners."""
    role = roles.find(title)
    return None if role and role.text.lower() in _PARTNERS else role


def _left(item: Item) -> Role | None:
    """The role of whom somebody succeeds, as the lead's beginning tells it."""
    follows = any(map(_FOLLOWS.search, item.sentences[:_READ]))
    return roles.find(item.sentences[0]) if follows else None


def _organisation(found: Comer, person: str, item: Item) -> Name | None:
    """Who gets the person: whom the title is about; a name that the sentence has is the title's own, or the title has
    the person."""
    told = companies.company(found.org, item) if is_named(found.org) else None
    names = set(bare(person).split())
    titled = next((name for name in party.candidates(item) if names.isdisjoint(bare(name.text).split())), None)
    if told and titled:
        own = party.has_first(told.text, item) or (found.sure and _is_titled(person, item))
        return told if own else None
    return told or titled


def _is_titled(person: str, item: Item) -> bool:
    """Whether the title has the person's surname."""
    return bool(person) and people.surname(person) in item.title


def _is_seat(role: Role, item: Item) -> bool:
    return role.seat is Seat.BOARD or bool(_DIRECTOR.match(role.text) and _TO_BOARD.search(item.title))
