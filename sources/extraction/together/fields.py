"""Fields that a title leaves open or vague, from the lead's sentence about the same person."""

import re
from dataclasses import replace

from sources.extraction.event import Event
from sources.extraction.people import people
from sources.extraction.people.comers import Comer, comer, opens
from sources.extraction.people.roles import Seat
from sources.extraction.text.item import Item
from sources.extraction.text.names import bare
from sources.extraction.text.tables import words
from sources.extraction.text.titled import person_as_titled

_PEOPLE = ("leadership_hire", "board_appointment", "leadership_departure")
_PRESS = re.compile(
    rf"^(?:(?:new|next|interim|acting)\s)?(?:(?:the\s)?board"
    rf"|(?:[\w&-]+\s){{0,3}}(?:boss|chief|head|supremo|lead)|{'|'.join(words('roles', 'wording', 'of_press'))})$",
    re.IGNORECASE,
)
"""Words of the press for a role: the lead may have its title."""
_SEAT = re.compile(r"\b(?:director|chair|chairman|chairwoman|chairperson|trustee|observer)$", re.IGNORECASE)
_READ = 2


def filled(event: Event, item: Item) -> Event:
    """The event with the lead's person and role, where the title has no name or only a word of the press."""
    if event.kind not in _PEOPLE or (event.person and not _is_vague(event)):
        return event
    told = _told(event, item)
    named = (_full(told, event) if told else None) or _who(event, item)
    person = event.person or person_as_titled(named, item)
    role = told.role.text if told and told.role and _fits(event, told) else event.role
    return replace(event, person=person, role=role)


def _told(event: Event, item: Item) -> Comer | None:
    """What the lead says of who comes; of somebody else than the title's person, nothing."""
    if event.kind == "leadership_departure":
        return None
    found = (comer(sentence) for sentence in item.sentences[:_READ])
    same = (each for each in found if each and (not event.person or _is_same(each.person, event.person)))
    return next(same, None)


def _is_same(person: str, titled: str) -> bool:
    return not person or people.surname(person) == people.surname(titled)


def _is_vague(event: Event) -> bool:
    return event.role is None or bool(_PRESS.match(event.role))


def _fits(event: Event, told: Comer) -> bool:
    """Whether the lead's role is the one that the title speaks of, in other words."""
    if not told.role or not _is_vague(event) or told.role.text.lower().startswith((event.role or "").lower() or "-"):
        return False
    if event.kind == "board_appointment":
        return bool(_SEAT.search(told.role.text))
    return told.role.seat is Seat.LEADER


def _full(told: Comer, event: Event) -> str | None:
    return told.person if told.person and bare(told.person) != bare(event.company) else None


def _who(event: Event, item: Item) -> str | None:
    """Whom the lead's first sentence opens with, where the title names nobody."""
    named = opens(item.sentences[0], event.kind == "leadership_departure") if item.sentences else None
    return named if named and bare(named) != bare(event.company) else None
