"""Appointments of a sentence, told from either side, and what the lead adds to a title's."""

import re

from . import people
from .appointed import appointed
from .assumed import assumed
from .roles import Role
from .statement import Statement

_NEWLY = re.compile(rf"\bnewly[\s-]appointed\s+[^.,]{{2,60}}?\s+{people.NAME}")


def appointments(sentence: str) -> list[Statement]:
    """Every appointment that the sentence states, in its order."""
    return sorted((*appointed(sentence), *assumed(sentence)), key=lambda statement: statement.at)


def person_of(role: Role | None, sentences: tuple[str, ...]) -> str | None:
    """The person whom the lead gives to this role."""
    for sentence in sentences:
        if named := _NEWLY.search(sentence):
            return _full(named["name"])
        for found in appointments(sentence):
            same = role is None or found.role is None or found.role.seat is role.seat
            if same and (person := _full(people.person(found.person))):
                return person
    return next((name for sentence in sentences if role and (name := _beside_role(role, sentence))), None)


def role_of(person: str | None, sentences: tuple[str, ...]) -> Role | None:
    """The role that the lead gives to this person."""
    stated = (found for sentence in sentences for found in appointments(sentence) if found.role)
    return next((s.role for s in stated if person and people.surname(person) in s.person), None)


def _beside_role(role: Role, sentence: str) -> str | None:
    """The name right behind the role, or at the sentence's beginning right before its verb."""
    behind = re.search(rf"(?i:{re.escape(role.text)}),?\s+{people.NAME}", sentence)
    named = behind or re.match(rf"{people.NAME}\s+(?:will|has|is|joins|was)\b", sentence)
    return _full(people.person(named["name"])) if named and people.looks_like_person(named["name"]) else None


def _full(name: str | None) -> str | None:
    return name if people.is_full(name) and name and people.looks_like_person(name) else None
