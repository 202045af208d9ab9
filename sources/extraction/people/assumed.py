"""The grammar of appointments told by the person: who is named, joins, takes or becomes what."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people import people, roles
from sources.extraction.people.led import chaired, unit_led
from sources.extraction.people.owners import NAME_END, announced_by
from sources.extraction.people.passives import BEING, PASSIVE, is_passive
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.subjects import is_somebody, named_org, person_part, with_org, words_of_successor
from sources.extraction.text.clauses import clauses, until_verb
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import either, words

_TAKE = words("verbs", "hire", "take")
_HELM = re.compile(r"\b(?:helm|reins|charge|over at)\b")
_LEADING = re.compile(r"\s*to\s+(?:lead|head|run)\b", re.IGNORECASE)
_ORIGIN = re.compile(r"^\s*(?:away\s+)?from\s+\S.{1,60}?(?=\sto\s)", re.IGNORECASE)
_MARKER = re.compile(r"[\s,]+(?:as|to become|to be|in the role of)\s+", re.IGNORECASE)
_NEW_ROLE = re.compile(r"^\s*(?:the\s+)?(?:\S+\s+){0,3}?(?:new|next)\s", re.IGNORECASE)
_LEADS = re.compile(
    r"(?P<org>\s\S.{1,80}?)\s+to\s+(?:lead|head|run|oversee)\s+(?:up\s+)?(?:its\s+|the\s+|new\s+)*"
    rf"(?P<unit>(?!(?:{either(words('roles', 'wording', 'no_unit'))})\b)\w[\w&'/-]*"
    r"(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})"
)
_DONE_TO = re.compile(r"\s*(?:\w+ly\s)?\w+(?:ed|en|ing)\b")
"""Behind "will be": what happens to the person is no role."""
_POST = re.compile(rf"\s+(?:{either(words('roles', 'wording', 'posts'))})\b", re.IGNORECASE)
_BY = re.compile(
    r"^\s*by\s+(?:the\s+)?(?P<org>.{2,60}?)\s+(?:as|to\s+(?:become|be|serve\s+as|the\s+(?:role|position|post)\s+of))\s+"
    r"(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_SEATED = re.compile(r"^\s*(?:an?\s+|its\s+)?(?:seat|place|spot)\s+on\s+", re.IGNORECASE)


def assumed(sentence: str) -> Iterator[Statement]:
    """Every appointment of the sentence that has the person for its subject."""
    yield from _passive(sentence)
    yield from _joined(sentence)
    yield from _taken(sentence)
    for clause in clauses(sentence, words("verbs", "hire", "assume")):
        if clause.verb == "will be" and _DONE_TO.match(clause.rest):
            continue
        yield from with_org(person_part(clause.subject), clause, 0.9)
    for clause in clauses(sentence, ("is",)):
        if _NEW_ROLE.search(clause.rest):
            yield from with_org(person_part(clause.subject), clause, 0.88)


def _passive(sentence: str) -> Iterator[Statement]:
    """PERSON named ROLE of ORG; PERSON appointed to the ORG board; PERSON appointed to lead ORG's UNIT."""
    for clause in clauses(sentence, PASSIVE):
        person = BEING.sub("", person_part(clause.subject))
        if not is_passive(clause) or words_of_successor(clause.rest):
            continue
        if by := _BY.match(clause.rest):
            told = with_org(person, replace(clause, rest=f" {by['rest']}"), 0.94)
            yield from (replace(found, org=found.org or by["org"]) for found in told)
        elif _LEADING.match(rest := _ORIGIN.sub("", clause.rest)):
            yield from unit_led(person, replace(clause, rest=rest))
        else:
            yield from with_org(person, clause, 0.96)


def _joined(sentence: str) -> Iterator[Statement]:
    """PERSON joins ORG as ROLE; PERSON joins the ORG board; PERSON to lead ORG's UNIT; PERSON to chair ORG."""
    for clause in clauses(sentence, words("verbs", "hire", "join")):
        subject = person_part(clause.subject)
        if until_verb(subject) != subject or (subject.split()[-1:] and subject.split()[-1].lower() in PASSIVE):
            continue
        marker = _MARKER.search(clause.rest)
        role = roles.after_marker(clause.rest[marker.end() :]) if marker else None
        if marker and role and is_somebody(subject):
            org = named_org(clause.rest[: marker.start()].strip())
            yield Statement(org or announced_by(clause.subject), subject, role, clause.at, 0.96)
        elif clause.verb.endswith(("lead", "head", "run")):
            yield from unit_led(subject, clause)
        elif clause.verb.endswith("chair"):
            yield from chaired(subject, clause)
        elif _HELM.search(clause.verb) and (people.looks_like_person(subject) or people.is_described(subject)):
            yield Statement(NAME_END.split(clause.rest.strip())[0], subject, None, clause.at, 0.85)
        elif (led := _LEADS.match(clause.rest)) and is_somebody(subject):
            role = Role(f"Head of {led['unit']}", Seat.LEADER, 0, 0)
            yield Statement(named_org(led["org"].strip()), subject, role, clause.at, 0.78)
        elif not marker or "board" in clause.rest[: marker.start()].lower():
            seats = with_org(subject, clause, 0.95)
            yield from (s for s in seats if s.role and s.role.seat is Seat.BOARD)


def _is_seat(role: Role) -> bool:
    """Whether the role is taken as it is: "takes the Norrvik chair", "takes top job"."""
    return role.text.lower() in ("top job", "chair", "chairmanship")


def _taken(sentence: str) -> Iterator[Statement]:
    """PERSON takes ROLE post at ORG; PERSON takes a seat on the ORG board."""
    for clause in clauses(sentence, _TAKE):
        if seat := _SEATED.match(clause.rest):
            yield from with_org(person_part(clause.subject), replace(clause, rest=clause.rest[seat.end() :]), 0.9)
        role = roles.find(clause.rest)
        if role and (_POST.match(clause.rest[role.end :]) or _is_seat(role)):
            yield from with_org(person_part(clause.subject), clause, 0.88)
