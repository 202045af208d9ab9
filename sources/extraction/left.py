"""The grammar of departures: who leaves which role of which organisation."""

import re
from collections.abc import Iterator

from . import people, roles
from .clauses import clauses
from .roles import Role
from .statement import Statement
from .tables import either, words

_GO = words("verbs", "departure", "go")
_NOUN = re.compile(
    r"^\s*(?:the\s+|its\s+|planned\s+|upcoming\s+|immediate\s+)*(?:(?P<before>[\w\s.']{2,50}?)\s+)?"
    rf"(?:{either(words('verbs', 'departure', 'noun'))})\b(?:\s+of\s+(?P<of>.+))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:after|as|amid|on|following)\s+(?P<who>(?:its\s+|the\s+)?.{{2,60}}?)\s+(?:{either(_GO)})(?!\w)",
    re.IGNORECASE,
)
_MAIN_VERB = re.compile(
    rf"\s+(?:{either(words('verbs', 'other', 'finite'))}|shares|stock|falls|drops|slips)\b", re.IGNORECASE
)
_FROM_ROLE = re.compile(
    r"^\s*(?:as|from|down\s+as|down\s+from)\s+(?:its\s+|the\s+|his\s+|her\s+|role\s+as\s+|position\s+as\s+|role\s+of\s+)*",
    re.IGNORECASE,
)
_NAME_END = re.compile(rf",\s|;\s|\s(?:{either(words('clauses', 'after_name'))})\s", re.IGNORECASE)
_PLAIN = re.compile(r"\b(?:partners?|directors?|head|principal)$", re.IGNORECASE)


def leavings(sentence: str) -> Iterator[Statement]:
    """Every departure of the sentence."""
    yield from _gone(sentence)
    yield from _announced(sentence)
    yield from _dismissed(sentence)
    yield from _caused(sentence)


def _gone(sentence: str) -> Iterator[Statement]:
    """ORG ROLE PERSON steps down; PERSON steps down as ROLE of ORG; ROLE PERSON leaves ORG."""
    for clause in clauses(sentence, _GO):
        marker = _FROM_ROLE.match(clause.rest)
        role = _unplaced(roles.find(clause.subject), clause.subject)
        if role and _is_held(role, clause.subject):
            org = clause.subject[: role.start].strip() or re.sub(r"^\s*from\s+", "", _NAME_END.split(clause.rest)[0])
            yield Statement(org.strip(), clause.subject[role.end :], role, clause.at, 0.93)
        elif marker and (kept := roles.after_marker(clause.rest[marker.end() :])):
            yield _with_org(clause.subject, kept, clause.rest[marker.end() :], clause.at)


def _unplaced(role: Role | None, subject: str) -> Role | None:
    """The role without a country that may belong to the name before it: "Air India CEO" is the CEO of Air India."""
    head = roles.HEAD.search(subject)
    org = subject[: role.start].strip() if role else ""
    if role and head and len(org.split()) == 1 and not org.endswith("'s") and head.start() > role.start:
        return Role(subject[head.start() : role.end], role.seat, head.start(), role.end)
    return role


def _is_held(role: Role, subject: str) -> bool:
    """Whether the noun is a role and no part of a name: "Halden Capital Partners exits Norrvik" tells of no person."""
    return not _PLAIN.search(role.text) or people.is_full(people.person(subject[role.end :]))


def _with_org(person: str, role: Role, rest: str, at: int) -> Statement:
    """PERSON leaves as "CEO of Norrvik", "Norrvik CEO", or "CEO" with the organisation before the person."""
    head, *area = re.split(r"\s+(?:of|at|for)\s+", role.text, maxsplit=1)
    behind = re.match(r"\s*(?:of|at)\s+(?P<org>.+)$", rest[role.end :])
    if area:
        return Statement(area[0], person, Role(head, role.seat, 0, 0), at, 0.93)
    if behind:
        return Statement(_NAME_END.split(behind["org"])[0], person, role, at, 0.93)
    found = roles.find(role.text)
    start = found.start if found else 0
    owner = re.match(r"^(?P<org>\S.*?'s)\s", person)
    org = role.text[:start].strip() or (owner["org"] if owner else "")
    return Statement(org, person, Role(role.text[start:], role.seat, 0, 0), at, 0.9)


def _announced(sentence: str) -> Iterator[Statement]:
    """ORG announces the resignation of ROLE PERSON."""
    for clause in clauses(sentence, words("verbs", "departure", "announce")):
        noun = _NOUN.match(clause.rest)
        phrase = (noun["of"] or noun["before"]) if noun else None
        if phrase and (role := roles.find(phrase)):
            yield Statement(clause.subject, _beside(phrase, role), role, clause.at, 0.93)


def _dismissed(sentence: str) -> Iterator[Statement]:
    """ORG fires ROLE PERSON."""
    for clause in clauses(sentence, words("verbs", "departure", "dismiss")):
        role = roles.find(clause.rest)
        if role and role.start <= 12:
            yield Statement(clause.subject, _beside(clause.rest, role), role, clause.at, 0.9)


def _caused(sentence: str) -> Iterator[Statement]:
    """ORG falls after its ROLE resigns."""
    for match in _AFTER.finditer(sentence):
        role = roles.find(match["who"])
        subject = _MAIN_VERB.split(sentence[: match.start()], maxsplit=1)
        if role and len(subject) == 2:
            owner = re.sub(r"^(?:its|the)\s*", "", match["who"][: role.start].strip(), flags=re.IGNORECASE)
            yield Statement(owner or subject[0], match["who"][role.end :], role, match.start(), 0.82)


def _beside(phrase: str, role: Role) -> str:
    """The person before the role ("Ann Doe as CFO") or behind it."""
    before = re.sub(r"\s+as\s*$", "", phrase[: role.start]).strip(" ,")
    behind = _NAME_END.split(phrase[role.end :].strip(" ,"))[0]
    return before if people.is_full(people.person(before)) else behind
