"""The person who leaves, from the lead, where the title names only the role."""

import re

from sources.extraction.people import people, roles
from sources.extraction.people.left import leavings
from sources.extraction.people.roles import Role

_WAS = re.compile(
    rf"^{people.NAME}(?:,\s+who\b|(?:,[^,]{{1,90}},)?\s+(?:has|had|was|will|is|announced|resigned|retired|stepped|left|joined|became|took|spent|came|served|led)\b)"
)


def leaver(role: Role, sentences: tuple[str, ...]) -> str | None:
    """The person whom the lead gives to the role that the title says is left."""
    for sentence in sentences:
        told = (people.person(statement.person) for statement in leavings(sentence))
        held = roles.find(sentence)
        beside = re.match(rf",?\s*{people.NAME}", sentence[held.end :]) if held and held.seat is role.seat else None
        apposed = held.text.rpartition(", ")[2] if held and held.seat is role.seat else ""
        opens = _WAS.match(sentence)
        names = (*told, apposed, *(found["name"] for found in (beside, opens) if found))
        if found := next((name for name in names if name and people.looks_like_person(name)), None):
            return found
    return None
