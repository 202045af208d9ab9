"""Leadership hires and seats on boards."""

import re
from dataclasses import replace

from . import companies, people, roles
from .appointments import appointments, person_of, role_of
from .companies import Name
from .event import IN_LEAD, Event, Kind, Reading
from .item import Item
from .names import bare
from .roles import Role, Seat
from .statement import Statement
from .tables import pattern, words

_HINT = pattern(word for name in ("put", "join", "passive", "noun") for word in words("verbs", "hire", name))
_TEASE = pattern((*words("roles", "vague", "words"), *words("roles", "vague", "teases"), *words("noise", "teases")))
_SOMEBODY = pattern(words("roles", "vague", "somebody"))
_BODY = re.compile(
    r"\b(?P<body>(?:(?:scientific|strategic|medical|clinical|technical|industry|global)\s+)*"
    r"advisory\s+(?:board|council|committee)|board\s+of\s+(?:directors|trustees|advisors|advisers|governors))\b",
    re.IGNORECASE,
)
_FORMS = pattern(words("roles", "board", "forms"))
_VICE = re.compile(r"(?:\w+\s+)*?(?:vice[\s-]president|[se]?vp|avp)\b", re.IGNORECASE)
_NO_BODY = re.compile(r"\b(?:study|event|research|award|government|county|city|state)\b", re.IGNORECASE)
_DIRECTOR = re.compile(r"directors?$", re.IGNORECASE)
_TO_BOARD = re.compile(r"\bto (?:its|the|the company's) board\b", re.IGNORECASE)
_READ = 3
"""Sentences of the lead that are read."""


def read(item: Item) -> Reading | None:
    """The hire or seat that the title states, or that the lead states of a title which hints at it."""
    stated = appointments(item.title) if item.cased else []
    readings = (_reading(statement, item) for statement in stated)
    return next((reading for reading in readings if reading), None) or _formed(item) or _from_lead(item)


def _reading(statement: Statement, item: Item) -> Reading | None:
    """The appointment as an event, if its company is named and its role leads."""
    name = companies.organisation(statement.org, item)
    person = people.person(statement.person, item.opening)
    if not name or not _is_sound(name, person, statement):
        return None
    role = _fullest(statement.role, person, item)
    found = person or person_of(role, item.sentences[:_READ])
    return _event(name, None if found and bare(found) == bare(name.text) else found, role, statement, item)


def _fullest(role: Role | None, person: str | None, item: Item) -> Role | None:
    """The role; where the title has none, or a vice president's without its area, the one that the lead gives."""
    if role and not (person and roles.is_bare_vice(role)):
        return role
    told = role_of(person, item.sentences[:_READ])
    if role is None:
        return told
    fuller = (
        told is not None and told.seat is role.seat and bool(_VICE.match(told.text)) and not roles.is_bare_vice(told)
    )
    return told if fuller else role


def _is_sound(name: Name, person: str | None, statement: Statement) -> bool:
    """Whether person and company are two, and a person left out is left out by the text and not by this reading."""
    if person:
        return bare(name.text) != bare(person)
    described = statement.org != "" and people.describes((statement.person.split() or [""])[-1])
    return statement.role is not None and (not statement.person.strip() or described)


def _event(name: Name, person: str | None, role: Role | None, statement: Statement, item: Item) -> Reading:
    sure = min(name.certainty, statement.strength)
    if person is None:
        sure = min(sure, 0.85 if statement.strength >= 0.93 else 0.78)
    elif not people.is_full(person):
        sure = min(sure, 0.8)
    kind = _kind(role, item)
    event = Event(kind, name.text, round(sure, 2), person=person, role=role.text if role else None)
    return Reading(statement.at, event)


def _kind(role: Role | None, item: Item) -> Kind:
    """A hire or a seat; a bare "director" sits on the board where the lead speaks of one."""
    seated = role is not None and _DIRECTOR.match(role.text) and _TO_BOARD.search(item.opening)
    if seated or (role and role.seat is Seat.BOARD):
        return "board_appointment"
    return "leadership_hire"


def _from_lead(item: Item) -> Reading | None:
    """The appointment of the lead's first sentences, where the title hints at one and at its person."""
    if item.title and not _HINT.search(item.title) and not _TEASE.search(item.title):
        return None
    stated = (statement for sentence in item.sentences[:2] for statement in appointments(sentence))
    hinted = (s for s in stated if s.role and _is_hinted(people.person(s.person), item))
    reading = next((r for s in hinted if (r := _reading(replace(s, at=IN_LEAD), item))), None)
    return _doubted(reading) if reading and item.cased else reading


def _is_hinted(person: str | None, item: Item) -> bool:
    """Whether the title speaks of this person, or of somebody without a name."""
    if not person or not people.is_full(person):
        return False
    named = people.surname(person).casefold() in item.title.casefold()
    return not item.title or named or bool(_SOMEBODY.search(item.title))


def _doubted(reading: Reading) -> Reading:
    event = reading.event
    return Reading(reading.at, replace(event, confidence=min(event.confidence, 0.76)))


def _formed(item: Item) -> Reading | None:
    """A whole board announced, without persons."""
    body, forms = _BODY.search(item.title), _FORMS.search(item.title)
    if not body or not forms or forms.start() > body.start() or _NO_BODY.search(item.title):
        return None
    subject = item.title[: forms.start()]
    name = companies.company(subject, item) if not roles.find(subject) else None
    if not name:
        return None
    event = Event("board_appointment", name.text, round(min(name.certainty, 0.78), 2), role=body["body"])
    return Reading(forms.start(), event)
