"""The grammar of departures: who leaves which role of which organisation."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people import founders, people, roles
from sources.extraction.people.owners import NAME_END, announced_by, described, owner, owner_first, split_org
from sources.extraction.people.partings import GO
from sources.extraction.people.roles import Role
from sources.extraction.people.shaped import shaped_departures
from sources.extraction.people.subjects import person_part
from sources.extraction.text.clauses import Clause, clauses
from sources.extraction.text.names import BOARD_OF
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import either, words

_NOUN = re.compile(
    r"^\s*(?:the\s+|its\s+|planned\s+|upcoming\s+|immediate\s+)*(?:(?P<before>[\w\s.']{2,50}?)\s+)?"
    rf"(?:{either(words('verbs', 'departure', 'noun'))})\b(?:\s+of\s+(?P<of>.+))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:after|as|amid|on|following)\s+(?P<who>(?:its\s+|the\s+)?.{{2,60}}?)\s+(?:{either(GO)})(?!\w)",
    re.IGNORECASE,
)
_MAIN_VERB = re.compile(
    rf"\s+(?:{either(words('verbs', 'other', 'finite'))}|shares|stock|falls|fall|drops|drop|slips|slip|slide|slides"
    r"|sink|sinks|plunge|plunges|tumble|dips|dip)\b",
    re.IGNORECASE,
)
_FROM_ROLE = re.compile(
    r"^\s*(?:as|from|down\s+as|down\s+from)\s+(?:its\s+|the\s+|his\s+|her\s+|role\s+as\s+|position\s+as\s+|role\s+of\s+)*",
    re.IGNORECASE,
)
_ORG_THEN_ROLE = re.compile(r"^\s*(?P<org>[A-Z0-9]\S*(?:\s[A-Z&]\S*){0,4})\s+(?:after\s+[\w\s-]{2,25}\s)?as\s+(?=\S)")
_FROM_BOARD = re.compile(
    r"^\s*(?:from\s+)?(?:(?!(?:by|after|amid|as)\b)\S+\s+){0,3}board\b|^\s*(?:temporarily|from\s+(?:race|stage|politics))\b",
    re.IGNORECASE,
)
_NO_STAY = re.compile(
    r"^\s*(?:on\s+(?:a\s+high|top)|door|open|mark|behind|room|legacy|hospital|court|jail|prison|stage|country|hint|questions|fans|employees)\b",
    re.IGNORECASE,
)
_AFTER_NAME = frozenset(
    (*words("clauses", "after_name"), "role", "post", "job", "company", "firm", "bank", "amidst", "just", "early")
)
_PLAIN = re.compile(r"(?<!managing )\b(?:partners?|principal)$|^(?:directors?|head)$", re.IGNORECASE)
_UNITS = frozenset(words("roles", "areas", "units"))
_WHOLE = re.compile(r"CEO|MD|chief executive|president|managing", re.IGNORECASE)
_SAYS = re.compile(
    r"^(?P<org>[^,]+?)(?:\s+on\s+\w+day)?\s+(?:has\s+)?(?:says?|said|confirms?|confirmed|announced?s?|reports?)"
    r"(?:\s+(?:\w+day|today))?(?:\s+that)?(?:\s+(?:its|the))?$",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(r"\s+(?:model|structure|search|plan|race|pay|perks?)\b", re.IGNORECASE)
_SHARES_IN = re.compile(r"^(?:shares?|stock)\s+(?:in|of)\s+", re.IGNORECASE)
_GIVE_UP = frozenset(("gives up", "to give up", "relinquishes", "to relinquish", "vacates", "leaves", "quits", "exits"))
_POST = re.compile(rf"\s+(?:{either(words('roles', 'wording', 'posts'))})\b", re.IGNORECASE)
_COMMA = re.compile(r",\s")
_APPOSED = re.compile(rf"^{people.NAME.replace('?P<name>', '?P<who>')}\s*,\s+(?:the\s+|a\s+)?(?P<org>.*)$")
_CAUSE_FIRST = re.compile(r"^(?:After|Amid|Following|Despite|Under)\s[^,]{2,60},\s+(?=[A-Z])")
"""What a title sets before its subject."""
_TELLS = re.compile(r"\s(?:announced|announces|said|says|has|had|is|was|will|who|also)\b.*$", re.IGNORECASE)


def leavings(sentence: str) -> Iterator[Statement]:
    """Every departure of the sentence."""
    sentence = _CAUSE_FIRST.sub("", sentence)
    yield from _gone(sentence)
    yield from _announced(sentence)
    yield from _dismissed(sentence)
    yield from _caused(sentence)
    yield from shaped_departures(sentence)


def _gone(sentence: str) -> Iterator[Statement]:
    """ORG ROLE PERSON steps down; PERSON resigns as ROLE of ORG; ROLE PERSON leaves ORG; PERSON quits ORG as ROLE."""
    for clause in clauses(BOARD_OF.sub("", sentence), GO):
        if _FROM_BOARD.match(clause.rest) or _NO_STAY.match(clause.rest):
            continue
        marker = _FROM_ROLE.match(f" as{clause.rest}" if clause.verb.endswith((" as", "no longer")) else clause.rest)
        named = _ORG_THEN_ROLE.match(clause.rest)
        role = _unplaced(roles.find(clause.subject), clause.subject)
        if role and _is_elsewhere(role, clause):
            continue
        if role and _is_held(role, clause.subject):
            yield _held(role, clause)
        elif marker and (kept := roles.after_marker(behind := marker.string[marker.end() :])):
            told = _with_org(person_part(clause.subject), kept, behind, clause.at)
            yield replace(told, org=told.org or announced_by(clause.subject))
        elif clause.verb in _GIVE_UP and (post := roles.find(clause.rest)) and _POST.match(clause.rest[post.end :]):
            org = split_org(post, clause.rest)[1] or owner(clause.rest[: post.start]) or owner_first(clause.subject)
            yield Statement(org, person_part(clause.subject), post, clause.at, 0.88)
        elif named and (kept := roles.after_marker(clause.rest[named.end() :])):
            yield Statement(named["org"], person_part(clause.subject), kept, clause.at, 0.9)
        elif not roles.find(clause.rest) and (founder := founders.held(clause.subject)):
            yield _held(founder, clause)


def _is_elsewhere(role: Role, clause: Clause) -> bool:
    """Whether somebody of a named organisation leaves another place: "Norrvik CEO leaves Davos"."""
    first = (clause.rest.split() or [""])[0].strip(",'").removesuffix("'s")
    org = clause.subject[: role.start]
    place = (
        clause.verb in ("leaves", "left", "exits", "departs")
        and first[:1].isupper()
        and first.lower() not in _AFTER_NAME
    )
    return place and bool(org.strip()) and first not in org


def _held(role: Role, clause: Clause) -> Statement:
    """The subject holds role and person, in any order, and the organisation, if the words behind the verb do not."""
    subject = clause.subject
    text, behind = split_org(role, subject)
    before = subject[: role.start].strip()
    if before.endswith(",") and (people.is_full(people.person(before)) or people.is_described(before.rstrip(","))):
        person = _COMMA.split(before.rstrip(","))[-1]
        org = NAME_END.split(behind)[0] if behind else owner_first(before)
        return Statement(org, person, replace(role, text=text), clause.at, 0.9)
    head, _, last = text.rpartition(", ")
    if head and people.looks_like_person(last):
        return Statement(owner(before), last, replace(role, text=head), clause.at, 0.9)
    if apposed := _APPOSED.match(before):
        org, role = described(apposed["org"], behind, replace(role, text=text))
        return Statement(org or NAME_END.split(_without_from(clause.rest))[0], apposed["who"], role, clause.at, 0.9)
    person = _TELLS.split(subject[role.end :])[0] or _swallowed(role)
    role = replace(role, text=text[: -len(person)].strip() if not subject[role.end :] and person else text)
    says = _SAYS.match(before)
    owned = announced_by(subject) if before.endswith(":") else ""
    org = behind or owned or (says["org"] if says else owner(before)) or NAME_END.split(_without_from(clause.rest))[0]
    return Statement(org.strip(), person, role, clause.at, 0.93)


def _without_from(rest: str) -> str:
    return re.sub(r"^\s*(?:from\s+)?", "", rest)


def _swallowed(role: Role) -> str:
    """The person whom an area reaches over: "co-head of M&A Ann Doe"."""
    tokens = role.text.split()
    name = " ".join(tokens[-2:])
    area = " ".join(tokens[:-2])
    inside = len(tokens) > 4 and " of " in area and people.looks_like_person(name)
    return name if inside and not any(token.lower() in roles.AREAS for token in tokens[-2:]) else ""


def _unplaced(role: Role | None, subject: str) -> Role | None:
    """The role without a country that may belong to the name before it: "Air India CEO" is the CEO of Air India."""
    head = roles.first_head(subject)
    org = subject[: role.start].strip() if role else ""
    if role and head and len(org.split()) == 1 and not org.endswith("'s") and head.start() > role.start:
        inside = subject[role.start : head.start()].split()
        area = bool(inside) and inside[0].lower() in _UNITS and (inside[0].isupper() or not _WHOLE.match(head[0]))
        if inside and inside[0][:1].isupper() and not area:
            return Role(subject[head.start() : role.end], role.seat, head.start(), role.end)
    return role


def _is_held(role: Role, subject: str) -> bool:
    """Whether the noun is a role and no part of a name: "Halden Capital Partners exits Norrvik" tells of no person."""
    person = subject[role.end :].strip()
    owned = " " in role.text and subject[: role.start].rstrip().endswith("'s") and person[:1].isupper()
    if _APPOSED.match(subject[: role.start].rstrip()):
        return True
    return not _PLAIN.search(role.text) or people.is_full(people.person(person)) or owned


def _with_org(person: str, role: Role, rest: str, at: int) -> Statement:
    """PERSON leaves as "CEO of Norrvik", "Norrvik CEO", or "CEO" with the organisation before the person."""
    head, *area = re.split(r"\s+(?:of|at|for)\s+", role.text, maxsplit=1)
    behind = re.match(r"\s*(?:of|at)\s+(?P<org>.+)$", rest[role.end :])
    if behind:
        return Statement(NAME_END.split(behind["org"])[0], person, role, at, 0.93)
    if area:
        return Statement(area[0], person, Role(head, roles.seat_of(head), 0, 0), at, 0.93)
    found = roles.find(role.text)
    start = found.start if found else 0
    org = role.text[:start].strip() or owner_first(person)
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
        role = roles.find(clause.rest) or founders.held(clause.rest)
        if role and role.start <= 12 and not _NO_PERSON.match(clause.rest[role.end :]):
            yield Statement(clause.subject, _beside(clause.rest, role), role, clause.at, 0.9)


def _caused(sentence: str) -> Iterator[Statement]:
    """ORG falls after its ROLE resigns."""
    for match in _AFTER.finditer(sentence):
        role = roles.find(match["who"])
        subject = _MAIN_VERB.split(sentence[: match.start()], maxsplit=1)
        if role and len(subject) == 2:
            owned = re.sub(r"^(?:its|the)\s*", "", match["who"][: role.start].strip(), flags=re.IGNORECASE)
            yield Statement(
                owned or _SHARES_IN.sub("", subject[0]), match["who"][role.end :], role, match.start(), 0.82
            )


def _beside(phrase: str, role: Role) -> str:
    """The person before the role ("Ann Doe as CFO") or behind it."""
    before = re.sub(r"\s+as\s*$", "", phrase[: role.start]).strip(" ,")
    behind = NAME_END.split(f" {phrase[role.end :].strip(' ,')}")[0]
    return before if people.is_full(people.person(before)) else behind
