"""Leadership departures without a successor in the title."""

import re
from dataclasses import replace

from sources.extraction.event import Event, Reading
from sources.extraction.people import left, people, roles
from sources.extraction.people.leavers import leaver
from sources.extraction.people.owners import NAME_END
from sources.extraction.people.partings import GO
from sources.extraction.people.roles import Seat
from sources.extraction.people.sport import is_trainer
from sources.extraction.people.subjects import person_part
from sources.extraction.text import companies
from sources.extraction.text.clauses import clauses
from sources.extraction.text.item import Item
from sources.extraction.text.names import bare
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import pattern, words
from sources.extraction.text.text import fold
from sources.extraction.text.titled import as_titled, lengthened

_SUCCESSOR = pattern(words("verbs", "departure", "successor"))
_SEARCH = re.compile(
    r"\b(?:successor|replacement|ceo|cfo)\s+(?:search|hunt|sought|not\s+named|to\s+be\s+named)\b"
    r"|\bwith\s(?-i:[A-Z])[\w&-]+\s(?:taking|to take)\sover\b"
    r"|\b(?:search|hunt|looks?|looking)\s+for\s+(?:an?\s+|his\s+|her\s+)?(?:successor|replacement)\b",
    re.IGNORECASE,
)
"""A successor who is only sought, and a company that takes over."""
_GOING = pattern((*words("verbs", "departure", "go"), *words("verbs", "departure", "dismiss")))
_THE_ROLE = re.compile(
    r"^The\s(?:[\w-]+'s\s)?(?P<role>[^,.]{2,50}?)(?:,|\s(?:will|has|is|who|of|departs|leaves|joined|announced|told)\b)"
)
_UNNAMED = 0.82
"""Confidence at most without the person's full name."""


def read(item: Item) -> Reading | None:
    """The departure that the title states, if it names the role and no successor."""
    if _SUCCESSOR.search(_SEARCH.sub("", item.title)):
        return None
    told = (item.title,) if item.cased else item.sentences[:2] if _GOING.search(item.title) else ()
    stated = [statement for sentence in told for statement in left.leavings(sentence)]
    if item.cased and (at := stated[0].at if stated else _goer(item)) is not None:
        stated += [replace(s, at=at) for sentence in item.sentences[:2] for s in left.leavings(sentence)]
    stated += _of_lead(item) if item.cased and not stated else []
    return next((reading for statement in stated if (reading := _reading(statement, item))), None)


def _of_lead(item: Item) -> list[Statement]:
    """A departure whose title has the person and the organisation, and whose lead begins with the role."""
    opens = _THE_ROLE.match(item.sentences[0]) if item.sentences else None
    role = roles.after_marker(opens["role"]) if opens else None
    told = (clause for clause in clauses(item.title, GO) if role and people.looks_like_person(clause.subject))
    return [Statement(NAME_END.split(c.rest.strip())[0], c.subject, role, c.at, 0.85) for c in told if c.rest.strip()]


def _goer(item: Item) -> int | None:
    """Where the title says that a person goes whose role the lead has: "Ann Doe to step down"."""
    for clause in clauses(item.title, GO):
        who = person_part(clause.subject)
        named = people.person(who)
        if named and people.is_full(named) and people.surname(named) in item.opening:
            return clause.at if people.looks_like_person(who) or people.is_described(who) else None
    return None


def _reading(statement: Statement, item: Item) -> Reading | None:
    role = statement.role
    if role is None or role.seat is not Seat.LEADER or is_trainer(role, item):
        return None
    name = companies.organisation(statement.org, item) or _employer(statement.org, item)
    if not name:
        return None
    person = people.person(statement.person, item.opening)
    if not statement.person.strip():
        told = leaver(role, item.sentences[:2])
        person = told if told and bare(told) != bare(name.text) else None
    sure = min(statement.strength, name.certainty, 1 if people.is_full(person) else _UNNAMED)
    company, held = lengthened(as_titled(name.text, item), role, item)
    event = Event("leadership_departure", company, round(sure, 2), person=person, role=(held or role).text)
    return Reading(statement.at, event)


def _employer(owner: str, item: Item) -> companies.Name | None:
    """The organisation of the lead that shares a word with the title's description: "Detroit chamber"."""
    name = companies.organisation("", item)
    return name if name and set(fold(owner).split()) & set(fold(name.text).split()) else None
