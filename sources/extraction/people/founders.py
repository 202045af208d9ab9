"""Founders as leavers: a role that nobody is hired into, and that is left."""

import re

from sources.extraction.people.roles import Role, Seat

_FOUNDER = re.compile(r"(?<![\w-])(?:co-?\s?)?founders?\b(?!'s)", re.IGNORECASE)


def held(phrase: str) -> Role | None:
    """The role of the founder whom the phrase names."""
    found = _FOUNDER.search(phrase)
    return Role(found[0], Seat.LEADER, found.start(), found.end()) if found else None
