"""Who is to lead, head, run or chair what."""

import re
from collections.abc import Iterator

from sources.extraction.people import people, roles
from sources.extraction.people.owners import owner
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.subjects import is_somebody
from sources.extraction.text.clauses import Clause
from sources.extraction.text.statement import UNTOLD, Statement
from sources.extraction.text.tables import either, words

_UNIT_OF = re.compile(
    r"\s*(?i:to\s+(?:lead|head|run)\s+(?:up\s+)?)?(?P<org>[A-Z0-9](?:(?!\sof\s).){1,50}?)'s?\s+"
    r"(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})"
)
_UNIT_KIND = re.compile(
    r"\s*(?:its\s+|the\s+)?(?P<unit>[\w&'/-]+(?:\s[\w&'/-]+){0,3}?\s"
    r"(?:unit|business|division|arm|operations|practice|desk|group|department|region))\b",
    re.IGNORECASE,
)
_NO_UNIT = re.compile(rf"\b(?:{either(words('roles', 'wording', 'works'))})\b", re.IGNORECASE)
_CHAIRED = re.compile(
    r"^\s*(?:[a-z][\w-]+\s+)?(?P<org>[A-Z0-9][\w&'.-]*(?:\s+[A-Z0-9&][\w&'.-]*){0,4}?)(?:'s\s+(?:advisory\s+)?board)?\s*$"
)


def unit_led(person: str, clause: Clause) -> Iterator[Statement]:
    """PERSON to lead ORG's UNIT: the head of that unit; works, and what is no organisation's, are none."""
    unit = _UNIT_OF.match(clause.rest)
    if unit and not _NO_UNIT.search(clause.rest[: unit.end()]) and is_somebody(person):
        yield Statement(unit["org"], person, Role(f"Head of {unit['unit']}", Seat.LEADER, 0, 0), clause.at, 0.78)
    elif (held := roles.find(person)) and _UNIT_KIND.match(clause.rest) and _is_holder(person, held):
        unit_of = _UNIT_KIND.match(clause.rest)
        role = Role(f"Head of {unit_of['unit'] if unit_of else ''}", Seat.LEADER, 0, 0)
        yield Statement(owner(person[: held.start]), person[held.end :], role, clause.at, 0.78)
    elif (whole := _CHAIRED.match(clause.rest)) and people.looks_like_person(person):
        yield Statement(whole["org"], person, None, clause.at, UNTOLD)
    elif whole and held and _is_holder(person, held):
        yield Statement(whole["org"], person, Role(f"Head of {whole['org']}", Seat.LEADER, 0, 0), clause.at, 0.78)


def _is_holder(phrase: str, role: Role) -> bool:
    """Whether organisation, role and name stand in the phrase: "Norrvik CEO Ann Doe", "Norrvik CEO Doe"."""
    name = phrase[role.end :].strip()
    alone = " " not in name and name[:1].isupper()
    return role.start > 0 and (people.looks_like_person(name) or alone)


def chaired(person: str, clause: Clause) -> Iterator[Statement]:
    """PERSON to chair ORG."""
    body = _CHAIRED.match(clause.rest)
    if body and not _NO_UNIT.search(clause.rest) and is_somebody(person):
        yield Statement(body["org"], person, Role("chair", Seat.BOARD, 0, 0), clause.at, 0.8)
