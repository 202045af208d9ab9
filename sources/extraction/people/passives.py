"""Verbs like "named" that have the organisation or the person before them: which of the two."""

import re

from sources.extraction.people import people, roles
from sources.extraction.people.owners import announced_by, split_org
from sources.extraction.people.roles import Role
from sources.extraction.people.subjects import OPENING, OWNED, person_part
from sources.extraction.text.clauses import Clause
from sources.extraction.text.tables import words

PASSIVE = words("verbs", "hire", "passive")
BEING = re.compile(r"[\s,]+(?:is|was|has been|have been|been|were|will be|gets|to be|being)\s*$", re.IGNORECASE)
_TO_ROLE = re.compile(r"(?:\s+(?:as|to|be|for|its|the|new|their|of|role|position|post|an?))+\s*$", re.IGNORECASE)
_AS = re.compile(r"\s(?:as|to)\s", re.IGNORECASE)


def is_passive(clause: Clause) -> bool:
    """Whether "named" or "appointed" has the person before it, as in "Ann Doe named Norrvik CEO"."""
    if clause.verb not in PASSIVE or clause.perfect:
        return False
    person = person_part(clause.subject)
    last = (person.split() or [""])[-1]
    if BEING.search(clause.subject) or people.is_described(person):
        return True
    role = roles.find(clause.rest)
    named = role is not None and _is_object(clause.rest, role)
    if people.looks_like_person(person) or people.describes(last):
        return not named
    return not named and role is not None and _is_surname_with_org(clause, role)


def _is_object(rest: str, role: Role) -> bool:
    """Whether a person stands between verb and role: then the verb's subject acts."""
    before = _TO_ROLE.sub("", rest[: role.start])
    if roles.after_marker(OPENING.sub("", rest).strip()) and not people.looks_like_person(before):
        return False
    who = _AS.split(rest.strip(), maxsplit=1)[0]
    return people.looks_like_person(before) or people.is_described(who)


def _is_surname_with_org(clause: Clause, role: Role) -> bool:
    """Whether a lone surname is named: "Doe named CEO of Norrvik"; no company is made CEO of another."""
    person = person_part(clause.subject)
    plain = len(people.plain(person)) == 1 and person[:1].isupper()
    rest = OPENING.sub("", clause.rest).strip()
    starts = roles.after_marker(rest)
    owned = OWNED.match(rest)
    org = (
        split_org(role, clause.rest)[1]
        or (announced_by(clause.subject) if starts else "")
        or (owned and owned[0])
        or ""
    )
    return plain and starts is not None and not rest.lower().startswith("new ") and org[:1].isupper()
