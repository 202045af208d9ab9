"""Leadership hires and seats on boards."""

import re

from . import companies, people, roles
from .appointed import Appointment, appointments
from .companies import Name
from .event import IN_LEAD, Event, Reading
from .item import Item
from .roles import Role, Seat
from .tables import either, pattern, words

_HINT = pattern(
    words("verbs", "hire", "noun")
    + words("verbs", "hire", "put")
    + words("verbs", "hire", "join")
    + words("roles", "vague", "words")
    + words("verbs", "hire", "passive")
    + (
        "appoints",
        "names",
        "welcomes",
        "joins",
        "hires",
        "promotes",
        "taps",
        "leadership transition",
        "board member",
        "board members",
        "new ceo",
        "new president",
    )
    + words("noise", "teases")
)
_BODY = re.compile(
    r"\b(?P<body>(?:(?:scientific|strategic|medical|clinical|technical|industry|global)\s+)*advisory\s+(?:board|council|committee)|board\s+of\s+(?:directors|trustees|advisors|advisers|governors))\b",
    re.IGNORECASE,
)
_NEWLY = re.compile(rf"\bnewly[\s-]appointed\s+[^.,]{{2,60}}?\s+{people.NAME}")
_FORMS = re.compile(rf"\b(?:{either(words('roles', 'board', 'forms'))})\b", re.IGNORECASE)
_NO_BODY = re.compile(r"\b(?:study|event|research|award|government|county|city|state)\b", re.IGNORECASE)


def read(item: Item) -> Reading | None:
    """The hire or seat that the title states, or that the lead states of a title which hints at it."""
    if item.cased:
        for found in appointments(item.title):
            if reading := _reading(found, item, found.at):
                return reading
    return _formed(item) or _from_lead(item)


def _reading(found: Appointment, item: Item, at: int) -> Reading | None:
    """The appointment as an event, if its company is named and its role leads."""
    name = companies.company(found.org, item) if found.org else _employer(item)
    lead = item.opening
    person = people.person(found.person, lead)
    role = found.role or _role_in_lead(person, item)
    if (
        not name
        or (person and companies.bare(name.text) == companies.bare(person))
        or (found.role is None and not person)
    ):
        return None
    if person is None and not _passes_without_person(found, item):
        return None
    person = person or _person_in_lead(role, item)
    return _event(name, person, role, found, at)


def _event(name: Name, person: str | None, role: Role | None, found: Appointment, at: int) -> Reading:
    certainty = min(name.certainty, found.strength)
    if not people.is_full(person):
        certainty = min(certainty, 0.85 if person is None else 0.8)
    seat = role.seat if role else Seat.LEADER
    if person is None and found.strength < 0.93:
        certainty = min(certainty, 0.78)
    event = Event(seat.value, name.text, round(certainty, 2), person=person, role=role.text if role else None)
    return Reading(at, event)


def _passes_without_person(found: Appointment, item: Item) -> bool:
    """A role without a name counts where nobody is named; a phrase that is no name hides who, or what, is meant."""
    words_left = found.person.split()
    return not words_left or (
        found.role is not None and found.org != "" and bool(words_left) and people.describes(words_left[-1])
    )


def _employer(item: Item) -> Name | None:
    """The company that announces: the name that the lead opens with."""
    return next((Name(name, 0.84) for name in companies.openings(item) if not people.looks_like_person(name)), None)


def _person_in_lead(role: Role | None, item: Item) -> str | None:
    """The person that the lead gives to this role."""
    for sentence in item.sentences[:3]:
        if named := _NEWLY.search(sentence):
            return people.person(named["name"]) if people.looks_like_person(named["name"]) else None
        for found in appointments(sentence):
            person = people.person(found.person)
            same = role is None or found.role is None or found.role.seat is role.seat
            if people.is_full(person) and same:
                return person
    return next((name for s in item.sentences[:3] if role and (name := _beside_role(role, s))), None)


def _beside_role(role: Role, sentence: str) -> str | None:
    """The name right behind the role, or at the sentence's beginning right before its verb."""
    head = re.escape(role.text)
    behind = re.search(rf"(?i:{head}),?\s+{people.NAME}", sentence)
    opener = re.match(rf"{people.NAME}\s+(?:will|has|is|joins|was)\b", sentence)
    named = behind or opener
    return people.person(named["name"]) if named and people.looks_like_person(named["name"]) else None


def _role_in_lead(person: str | None, item: Item) -> Role | None:
    """The role that the lead gives to this person."""
    for sentence in item.sentences[:3]:
        for found in appointments(sentence):
            if found.role and person and people.surname(person) in found.person:
                return found.role
    return None


def _from_lead(item: Item) -> Reading | None:
    """The appointment of the lead's first sentences, where the title hints at one and names its person."""
    if item.title and not _HINT.search(item.title):
        return None
    for sentence in item.sentences[:2]:
        for found in appointments(sentence):
            person = people.person(found.person)
            if found.role and people.is_full(person) and person and _hinted(person, item):
                reading = _reading(found, item, IN_LEAD)
                if reading:
                    return _lowered(reading) if item.cased else reading
    return None


def _hinted(person: str, item: Item) -> bool:
    """Whether the title speaks of this person, or of somebody without a name."""
    title = item.title.casefold()
    surname = people.surname(person).casefold()
    return (
        not title
        or surname in title
        or bool(re.search(r"\b(?:new|leadership|executive|member|officer|news|announcement|hire|head)\b", title))
    )


def _lowered(reading: Reading) -> Reading:
    e = reading.event
    return Reading(reading.at, Event(e.kind, e.company, min(e.confidence, 0.76), person=e.person, role=e.role))


def _formed(item: Item) -> Reading | None:
    """A whole board announced, without persons."""
    body = _BODY.search(item.title)
    forms = _FORMS.search(item.title)
    if not body or not forms or forms.start() > body.start() or _NO_BODY.search(item.title):
        return None
    name = companies.company(item.title[: forms.start()], item)
    if not name or roles.find(item.title[: forms.start()]):
        return None
    return Reading(
        forms.start(), Event("board_appointment", name.text, round(min(name.certainty, 0.85), 2), role=body["body"])
    )
