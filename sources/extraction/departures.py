"""Leadership departures without a successor in the title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import companies, people, roles
from .clauses import clauses
from .companies import Name
from .event import Event, Reading
from .item import Item
from .roles import Role, Seat
from .tables import either, pattern, words

_GO = words("verbs", "departure", "go")
_DISMISS = words("verbs", "departure", "dismiss")
_ANNOUNCE = words("verbs", "departure", "announce")
_NOUN = re.compile(
    rf"^\s*(?:the\s+|its\s+|planned\s+|upcoming\s+|immediate\s+)*(?:(?P<before>[\w\s.']{{2,50}}?)\s+)?(?:{either(words('verbs', 'departure', 'noun'))})\b(?:\s+of\s+(?P<of>.+))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:after|as|amid|on|following)\s+(?P<who>(?:its\s+|the\s+)?.{{2,60}}?)\s+(?P<verb>{either(_GO)})(?!\w)",
    re.IGNORECASE,
)
_SUCCESSOR = pattern(words("verbs", "departure", "successor"))
_FROM_ROLE = re.compile(
    r"^\s*(?:as|from|down\s+as|down\s+from)\s+(?:its\s+|the\s+|his\s+|her\s+|role\s+as\s+|position\s+as\s+|role\s+of\s+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Leaving:
    org: str
    person: str
    role: Role | None
    at: int
    strength: float


def read(item: Item) -> Reading | None:
    """The departure that the title states, if it names the role and no successor."""
    if not item.cased or _SUCCESSOR.search(item.title):
        return None
    for leaving in (*_gone(item), *_announced(item), *_caused(item)):
        if reading := _reading(leaving, item):
            return reading
    return None


def _gone(item: Item) -> Iterator[_Leaving]:
    """ORG ROLE PERSON steps down; PERSON steps down as ROLE of ORG; ROLE PERSON leaves ORG."""
    for clause in clauses(item.title, _GO):
        role = roles.find(clause.subject)
        if role and _is_held(role, clause.subject):
            org = clause.subject[: role.start].strip()
            behind = re.split(r",\s|\s(?:after|to|amid|following|as|for)\s", clause.rest.strip())[0]
            yield _Leaving(org or re.sub(r"^from\s+", "", behind), clause.subject[role.end :], role, clause.at, 0.93)
        elif marker := _FROM_ROLE.match(clause.rest):
            if left := roles.after_marker(clause.rest[marker.end() :]):
                yield _with_org(clause.subject, left, clause.rest[marker.end() :], clause.at)


def _is_held(role: Role, subject: str) -> bool:
    """Whether the noun is somebody's role and no part of a name: "Halden Capital Partners exits Norrvik" is none."""
    plain = re.search(r"\b(?:partners?|directors?|head|principal)$", role.text, re.IGNORECASE)
    return not plain or people.is_full(people.person(subject[role.end :]))


def _with_org(person: str, role: Role, rest: str, at: int) -> _Leaving:
    """PERSON leaves as "CEO of Norrvik", "Norrvik CEO" or "CEO"."""
    text = re.split(r"\s+(?:of|at|for)\s+", role.text, maxsplit=1)
    behind = re.match(r"\s*(?:of|at)\s+(?P<org>.+)$", rest[role.end :])
    inner = roles.HEAD.search(role.text)
    if len(text) == 2:
        return _Leaving(text[1], person, Role(text[0], role.seat, 0, 0), at, 0.93)
    if behind:
        return _Leaving(re.split(r",\s|\s(?:after|to|amid|following)\s", behind["org"])[0], person, role, at, 0.93)
    found = roles.find(role.text)
    start = found.start if found else inner.start() if inner else 0
    return _Leaving(role.text[:start].strip(), person, Role(role.text[start:], role.seat, 0, 0), at, 0.9)


def _announced(item: Item) -> Iterator[_Leaving]:
    """ORG announces the resignation of ROLE PERSON; ORG fires ROLE PERSON."""
    for clause in clauses(item.title, _ANNOUNCE):
        noun = _NOUN.match(clause.rest)
        if noun and (phrase := noun["of"] or noun["before"]) and (role := roles.find(phrase)):
            yield _Leaving(clause.subject, _beside(phrase, role), role, clause.at, 0.93)
    for clause in clauses(item.title, _DISMISS):
        role = roles.find(clause.rest)
        if role and role.start <= 12:
            yield _Leaving(clause.subject, _beside(clause.rest, role), role, clause.at, 0.9)


def _caused(item: Item) -> Iterator[_Leaving]:
    """ORG falls after its ROLE resigns."""
    for match in _AFTER.finditer(item.title):
        role = roles.find(match["who"])
        subject = re.split(
            rf"\s+(?:{either(words('verbs', 'other', 'finite'))}|shares|stock)\b",
            item.title[: match.start()],
            maxsplit=1,
            flags=re.IGNORECASE,
        )
        if role and len(subject) == 2:
            owner = re.sub(r"^(?:its|the)\s*", "", match["who"][: role.start].strip(), flags=re.IGNORECASE)
            yield _Leaving(owner or subject[0], match["who"][role.end :], role, match.start(), 0.82)


def _beside(phrase: str, role: Role) -> str:
    """The person before the role ("Ann Doe as CFO") or behind it."""
    before = re.sub(r"\s+as\s*$", "", phrase[: role.start]).strip(" ,")
    behind = re.split(
        r",\s|\s(?:after|to|amid|following|as|for|over|from|effective)\s", phrase[role.end :].strip(" ,")
    )[0]
    return before if people.is_full(people.person(before)) else behind


def _reading(leaving: _Leaving, item: Item) -> Reading | None:
    if leaving.role is None or leaving.role.seat is not Seat.LEADER:
        return None
    org = re.sub(r"'s?$", "", leaving.org.strip())
    name = companies.company(org, item) if org else _employer(item)
    if not name:
        return None
    person = people.person(leaving.person, item.opening)
    strength = (
        min(leaving.strength, name.certainty) if people.is_full(person) else min(leaving.strength, name.certainty, 0.82)
    )
    event = Event("leadership_departure", name.text, round(strength, 2), person=person, role=leaving.role.text)
    return Reading(leaving.at, event)


def _employer(item: Item) -> Name | None:
    return next((Name(name, 0.8) for name in companies.openings(item) if not people.looks_like_person(name)), None)
