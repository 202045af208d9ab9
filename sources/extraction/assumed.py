"""The grammar of appointments told by the person: who is named, joins, takes or becomes what."""

import re
from collections.abc import Iterator
from dataclasses import replace

from . import people, roles
from .clauses import Clause, clauses, until_verb
from .owners import NAME_END, announced_by, apposed, headed, owner, owner_first, split_org
from .roles import Role, Seat
from .statement import UNTOLD, Statement
from .tables import either, words

_PASSIVE = words("verbs", "hire", "passive")
_TAKE = words("verbs", "hire", "take")
_BEING = re.compile(r"[\s,]+(?:is|was|has been|have been|been|were|will be|gets|to be|being)\s*$", re.IGNORECASE)
_OPENING = re.compile(r"^\s*(?:as|to|to the|to be|for|into)\s+", re.IGNORECASE)
_UNIT_OF = re.compile(
    r"\s*(?i:to\s+(?:lead|head|run)\s+(?:up\s+)?)?(?P<org>[A-Z0-9](?:(?!\sof\s).){1,50}?)'s?\s+"
    r"(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})"
)
_UNIT_KIND = re.compile(
    r"\s*(?:its\s+|the\s+)?(?P<unit>[\w&'/-]+(?:\s[\w&'/-]+){0,3}?\s"
    r"(?:unit|business|division|arm|operations|practice|desk|group|department|region))\b",
    re.IGNORECASE,
)
_HELM = re.compile(r"\b(?:helm|reins)\b")
_LEADING = re.compile(r"\s*to\s+(?:lead|head|run)\b", re.IGNORECASE)
_NO_UNIT = re.compile(rf"\b(?:{either(words('roles', 'wording', 'works'))})\b", re.IGNORECASE)
_MARKER = re.compile(r"[\s,]+(?:as|to become|to be|in the role of)\s+", re.IGNORECASE)
_NEW_ROLE = re.compile(r"^\s*(?:the\s+)?(?:\S+\s+){0,3}?(?:new|next)\s", re.IGNORECASE)
_POST = re.compile(rf"\s+(?:{either(words('roles', 'wording', 'posts'))})\b", re.IGNORECASE)
_CHAIRED = re.compile(
    r"^\s*(?:[a-z][\w-]+\s+)?(?P<org>[A-Z0-9][\w&'.-]*(?:\s+[A-Z0-9&][\w&'.-]*){0,4}?)(?:'s\s+(?:advisory\s+)?board)?\s*$"
)
_SEATED = re.compile(r"^\s*(?:an?\s+|its\s+)?(?:seat|place|spot)\s+on\s+", re.IGNORECASE)
_ITSELF = re.compile(rf"^(?:{either(words('names', 'itself'))})\b.*$", re.IGNORECASE)
_HERE = re.compile(r"^(?:[Tt]he|[Oo]ur|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s+(?!.*[A-Z0-9])")
_WHOSE = re.compile(r"\s+(?:of|at|from)\s+(?=\S)")
_TO_ROLE = re.compile(r"(?:\s+(?:as|to|be|for|its|the|new|their|of|role|position|post|an?))+\s*$", re.IGNORECASE)
_OWNED = re.compile(r"(?:as\s+)?[A-Z]\S*'s\s")
_AS = re.compile(r"\s(?:as|to)\s", re.IGNORECASE)
_TOLD = re.compile(r"^.*\b(?i:that|announced?s?|announcing|said|says)\s+(?=(?:Dr\.?\s|Ms\.?\s|Mr\.?\s)?[A-Z])")
_LEFT = re.compile(
    r"\s+(?:exits|leaves|departs|quits|ditches|swaps|trades|moves\s+on\s+from|resigns\s+from)\s+\S.*$", re.IGNORECASE
)
_NO_ORG = re.compile(r"\b(?:as|to|of|for|in|among|one|a)\b", re.IGNORECASE)


def assumed(sentence: str) -> Iterator[Statement]:
    """Every appointment of the sentence that has the person for its subject."""
    yield from _passive(sentence)
    yield from _joined(sentence)
    yield from _taken(sentence)
    for clause in clauses(sentence, words("verbs", "hire", "assume")):
        yield from with_org(person_part(clause.subject), clause, 0.9)
    for clause in clauses(sentence, ("is",)):
        if _NEW_ROLE.search(clause.rest):
            yield from with_org(person_part(clause.subject), clause, 0.88)


def is_passive(clause: Clause) -> bool:
    """Whether "named" or "appointed" has the person before it, as in "Ann Doe named Norrvik CEO"."""
    if clause.verb not in _PASSIVE or clause.perfect:
        return False
    person = person_part(clause.subject)
    last = (person.split() or [""])[-1]
    if _BEING.search(clause.subject) or people.is_described(person):
        return True
    role = roles.find(clause.rest)
    named = role is not None and _is_object(clause.rest, role)
    if people.looks_like_person(person) or people.describes(last):
        return not named
    return not named and role is not None and _is_surname_with_org(clause, role)


def _is_object(rest: str, role: Role) -> bool:
    """Whether a person stands between verb and role: then the verb's subject acts."""
    if roles.after_marker(_OPENING.sub("", rest).strip()) and not people.looks_like_person(rest[: role.start]):
        return False
    who = _AS.split(rest.strip(), maxsplit=1)[0]
    return people.looks_like_person(_TO_ROLE.sub("", rest[: role.start])) or people.is_described(who)


def _is_surname_with_org(clause: Clause, role: Role) -> bool:
    """Whether a lone surname is named: "Doe named CEO of Norrvik"; no company is made CEO of another."""
    person = person_part(clause.subject)
    plain = len(people.plain(person)) == 1 and person[:1].isupper()
    rest = _OPENING.sub("", clause.rest).strip()
    starts = roles.after_marker(rest)
    owned = _OWNED.match(rest)
    org = (
        split_org(role, clause.rest)[1]
        or (announced_by(clause.subject) if starts else "")
        or (owned and owned[0])
        or ""
    )
    return plain and starts is not None and not rest.lower().startswith("new ") and org[:1].isupper()


def _passive(sentence: str) -> Iterator[Statement]:
    """PERSON named ROLE of ORG; PERSON appointed to the ORG board; PERSON appointed to lead ORG's UNIT."""
    for clause in clauses(sentence, _PASSIVE):
        person = _BEING.sub("", person_part(clause.subject))
        if not is_passive(clause) or words_of_successor(clause.rest):
            continue
        if _LEADING.match(clause.rest):
            yield from _unit_led(person, clause)
        else:
            yield from with_org(person, clause, 0.96)


def words_of_successor(rest: str) -> bool:
    """Whether what follows the verb is "successor" or "replacement": whose role, another clause tells."""
    return bool(_SUCCESSOR.match(rest))


_SUCCESSOR = re.compile(
    r"\s*(?:as\s+)?(?:his\s+|her\s+|their\s+|the\s+|interim\s+)?(?:successor|replacement)\b", re.IGNORECASE
)


def _joined(sentence: str) -> Iterator[Statement]:
    """PERSON joins ORG as ROLE; PERSON joins the ORG board; PERSON to lead ORG's UNIT; PERSON to chair ORG."""
    for clause in clauses(sentence, words("verbs", "hire", "join")):
        subject = person_part(clause.subject)
        if until_verb(subject) != subject or (subject.split()[-1:] and subject.split()[-1].lower() in _PASSIVE):
            continue
        marker = _MARKER.search(clause.rest)
        role = roles.after_marker(clause.rest[marker.end() :]) if marker else None
        if marker and role and _is_somebody(subject):
            org = named_org(clause.rest[: marker.start()].strip())
            yield Statement(org or announced_by(clause.subject), subject, role, clause.at, 0.96)
        elif clause.verb.endswith(("lead", "head", "run")):
            yield from _unit_led(subject, clause)
        elif clause.verb.endswith("chair"):
            yield from _chaired(subject, clause)
        elif _HELM.search(clause.verb) and people.looks_like_person(subject):
            yield Statement(NAME_END.split(clause.rest.strip())[0], subject, None, clause.at, 0.85)
        elif not marker or "board" in clause.rest[: marker.start()].lower():
            seats = with_org(subject, clause, 0.95)
            yield from (s for s in seats if s.role and s.role.seat is Seat.BOARD)


def _unit_led(person: str, clause: Clause) -> Iterator[Statement]:
    """PERSON to lead ORG's UNIT: the head of that unit; works, and what is no organisation's, are none."""
    unit = _UNIT_OF.match(clause.rest)
    if unit and not _NO_UNIT.search(clause.rest[: unit.end()]) and _is_somebody(person):
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


def _chaired(person: str, clause: Clause) -> Iterator[Statement]:
    """PERSON to chair ORG."""
    chaired = _CHAIRED.match(clause.rest)
    if chaired and not _NO_UNIT.search(clause.rest) and _is_somebody(person):
        yield Statement(chaired["org"], person, Role("chair", Seat.BOARD, 0, 0), clause.at, 0.8)


def _taken(sentence: str) -> Iterator[Statement]:
    """PERSON takes ROLE post at ORG; PERSON takes a seat on the ORG board."""
    for clause in clauses(sentence, _TAKE):
        if seat := _SEATED.match(clause.rest):
            yield from with_org(person_part(clause.subject), replace(clause, rest=clause.rest[seat.end() :]), 0.9)
        role = roles.find(clause.rest)
        if role and (_POST.match(clause.rest[role.end :]) or role.text.lower() == "top job"):
            yield from with_org(person_part(clause.subject), clause, 0.88)


def with_org(person: str, clause: Clause, strength: float) -> Iterator[Statement]:
    """A role in whose phrase the organisation stands: "CFO of Norrvik", "CFO at Norrvik", "Norrvik CFO"."""
    rest = _OPENING.sub("", clause.rest).strip()
    role = roles.find(rest)
    if not role or len(rest[: role.start].split()) > 7 or roles.is_partnership(rest):
        return
    text, behind = split_org(role, rest)
    behind = named_org(behind)
    org = behind or owner(rest[: role.start])
    label = announced_by(clause.subject)
    if not (
        _is_somebody(person)
        or (person[:1].isupper() and (behind or label or _OWNED.match(rest)) and len(people.plain(person)) == 1)
    ):
        return
    if behind or not _NO_ORG.search(org):
        org = re.sub(r"^the\s+(?=[A-Z0-9])", "", org)
        org = org if org[:1].isupper() or org[:1].isdigit() else ""
        org = org or label or owner_first(person) or headed(role) or apposed(clause.subject)
        org = owner_first(org) or org if role.seat is Seat.BOARD and "'s " in org else org
        yield Statement(org, person, replace(role, text=text), clause.at, strength)


def named_org(org: str) -> str:
    """The organisation; nothing where the text calls it "the company" or "our team"."""
    return "" if _ITSELF.match(org) or _HERE.match(org) else org


def _is_somebody(phrase: str) -> bool:
    """Whether the phrase names a person, or says what one is: "former UN chief"."""
    words_of_it = re.split(r",\s", phrase)[0].split() or [""]
    return people.is_full(people.person(phrase)) or people.describes(words_of_it[-1]) or people.is_described(phrase)


def person_part(subject: str) -> str:
    """The part of the subject with the person: "Shake-up: Ann Doe named CFO", "Ann Doe, CPA, named CFO"."""
    part = _LEFT.sub("", _TOLD.sub("", re.split(r":\s|;\s|\s[–—-]\s|\sas\s(?=[A-Z])", subject)[-1]))
    first, *others = re.split(r",\s", part)
    last = others[-1] if others and not people.looks_like_person(first) else first if others else part
    whose = _WHOSE.split(last, maxsplit=1)
    return whose[0] if len(whose) > 1 and people.looks_like_person(whose[0]) else last
