"""The grammar of appointments told by the person: who takes, joins, becomes or succeeds."""

import re
from collections.abc import Iterator
from dataclasses import replace

from . import left, people, roles
from .clauses import Clause, clauses
from .roles import Role, Seat
from .statement import Statement
from .tables import either, words

_PASSIVE = words("verbs", "hire", "passive")
_BEING = re.compile(r"[\s,]+(?:is|was|has been|have been|been|were|will be|gets|to be|being)\s*$", re.IGNORECASE)
_OPENING = re.compile(r"^\s*(?:as|to|to the|to be)\s+", re.IGNORECASE)
_UNIT_OF = re.compile(
    r"\s*(?P<org>\S.{1,50}?)'s\s+(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})"
)
_SUCCESSOR = re.compile(
    r"\s*(?:as\s+)?(?:his\s+|her\s+|their\s+|the\s+|interim\s+)?(?:successor|replacement)\b", re.IGNORECASE
)
_NOBODY_ELSE = re.compile(
    r"\s*(?:him|her|them|the (?:role|job|post|helm|reins))?\s*(?:$|[,.;]|in\b|on\b|from\b|next\b)", re.IGNORECASE
)
_REPLACED_BY = re.compile(rf"\b(?:replaced|succeeded)\s+by\s+{people.NAME}")
_NEW_ROLE = re.compile(r"^\s*(?:the\s+)?(?:\S+\s+){0,3}?(?:new|next)\s", re.IGNORECASE)
_OWNER_FIRST = re.compile(r"^(?P<org>\S.*?)'s?\s+(?=\S)")
_MEMBER = re.compile(
    r"(?:'s|\s*\b(?:(?:as\s+)?(?:a\s+|an?\s+new\s+)?members?\s+(?:of|to)(?:\s+the)?|seat\s+on(?:\s+the)?"
    r"|chair\s+of(?:\s+the)?|its|the|next|new|first|as))\s*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|its|an?|as|to)(?:\s+|$)", re.IGNORECASE)
_WHOLE = either(words("roles", "wording", "whole"))
_TITLE_OF = re.compile(
    rf"(?P<role>.*?(?:chief\b.*?\bofficer|\bC[A-Z]{{1,3}}O|{_WHOLE}))\s+(?:of|for|to)\s+(?:the\s+board\s+of\s+)?"
    r"(?P<org>(?:the\s+)?[A-Z0-9].*)$",
    re.IGNORECASE,
)
_BODY_OF = re.compile(
    rf"(?P<role>.*\b(?:{either(words('roles', 'wording', 'bodies'))}))\s+(?:of|for|at)\s+"
    r"(?P<org>(?:the\s+)?(?!directors|trustees|advis)\S.*)$",
    re.IGNORECASE,
)
_VICE = re.compile(r"\bvice[\s-]president$", re.IGNORECASE)
_ORG_END = re.compile(
    rf"\s(?:{either(words('clauses', 'after_name'))})\s|[;:|§]|,\s(?!Inc|Ltd|LLC|P\.A|Corp)|\s[–—-]\s", re.IGNORECASE
)
_WHOSE = re.compile(r"\s+(?:of|at|from)\s+(?=\S)")
_AT = re.compile(r"[\s,]+(?:at|for|by|with)\s+(?P<org>\S.*)$", re.IGNORECASE)
_NO_ORG = re.compile(r"\b(?:as|to|of|for|in|among|one|a)\b", re.IGNORECASE)


def assumed(sentence: str) -> Iterator[Statement]:
    """Every appointment of the sentence that has the person for its subject."""
    yield from _passive(sentence)
    yield from _joined(sentence)
    for clause in clauses(sentence, words("verbs", "hire", "assume")):
        yield from _with_org(_person_part(clause.subject), clause, 0.9)
    for clause in clauses(sentence, ("is",)):
        if _NEW_ROLE.search(clause.rest):
            yield from _with_org(_person_part(clause.subject), clause, 0.88)
    yield from _succeeding(sentence)


def is_passive(clause: Clause) -> bool:
    """Whether "named" or "appointed" has the person before it, as in "Ann Doe named Norrvik CEO"."""
    person = _person_part(clause.subject)
    if clause.verb not in _PASSIVE:
        return False
    if _BEING.search(clause.subject) or people.is_described(person):
        return True
    role = roles.find(clause.rest)
    named = role is not None and people.looks_like_person(clause.rest[: role.start])
    return people.looks_like_person(person) and not named


def _passive(sentence: str) -> Iterator[Statement]:
    """PERSON named ROLE of ORG; PERSON appointed to the ORG board; PERSON named successor."""
    for clause in clauses(sentence, _PASSIVE):
        person = _BEING.sub("", _person_part(clause.subject))
        if _SUCCESSOR.match(clause.rest):
            yield from _in_place(person, sentence, clause.at)
        elif is_passive(clause):
            yield from _with_org(person, clause, 0.96)


def _joined(sentence: str) -> Iterator[Statement]:
    """PERSON joins ORG as ROLE; PERSON joins the ORG board."""
    for clause in clauses(sentence, words("verbs", "hire", "join")):
        marker = re.search(r"[\s,]+(?:as|to become|in the role of)\s+", clause.rest, re.IGNORECASE)
        role = roles.after_marker(clause.rest[marker.end() :]) if marker else None
        if marker and role and _is_somebody(clause.subject):
            yield Statement(clause.rest[: marker.start()].strip(), clause.subject, role, clause.at, 0.96)
        elif unit := _UNIT_OF.match(clause.rest) if clause.verb.endswith(("lead", "head", "run")) else None:
            role = Role(f"Head of {unit['unit']}", Seat.LEADER, 0, 0)
            yield Statement(unit["org"], clause.subject, role, clause.at, 0.78)
        elif not marker or "board" in clause.rest[: marker.start()].lower():
            yield from (s for s in _with_org(clause.subject, clause, 0.95) if s.role and s.role.seat is Seat.BOARD)


def _succeeding(sentence: str) -> Iterator[Statement]:
    """PERSON succeeds somebody as ROLE of ORG; ROLE leaves, PERSON takes over; ROLE to be replaced by PERSON."""
    for clause in clauses(sentence, words("verbs", "hire", "succeed")):
        if marker := re.search(r"\s+as\s+", clause.rest, re.IGNORECASE):
            yield from _with_org(clause.subject, replace(clause, rest=clause.rest[marker.end() :]), 0.92)
        elif _NOBODY_ELSE.match(clause.rest):
            yield from _in_place(_person_part(clause.subject), sentence, clause.at)
    if by := _REPLACED_BY.search(sentence):
        yield from _in_place(by["name"], sentence, by.start())


def _in_place(person: str, sentence: str, at: int) -> Iterator[Statement]:
    """The role that somebody leaves in the same sentence, for the person who follows."""
    leaver = next(left.leavings(sentence), None)
    named = people.person(person)
    if leaver and leaver.role and people.is_full(named):
        yield Statement(leaver.org, named or "", leaver.role, at, 0.88)
    elif (role := roles.find(sentence[:at])) and people.looks_like_person(person):
        yield Statement(_owner(sentence[: role.start]), person, role, at, 0.85)


def _with_org(person: str, clause: Clause, strength: float) -> Iterator[Statement]:
    """A role in whose phrase the organisation stands: "CFO of Norrvik", "CFO at Norrvik", "Norrvik CFO"."""
    rest = _OPENING.sub("", clause.rest).strip()
    role = roles.find(rest)
    if not role or not _is_somebody(person) or len(rest[: role.start].split()) > 7 or roles.is_partnership(rest):
        return
    text, behind = _split_org(role, rest)
    org = behind or _owner(rest[: role.start])
    if behind or not _NO_ORG.search(org):
        yield Statement(org or _owner_first(person), person, replace(role, text=text), clause.at, strength)


def _owner_first(person: str) -> str:
    """The organisation before its person: "Norrvik's Ann Doe", "Norrvik founder Ann Doe"."""
    if owner := _OWNER_FIRST.match(person):
        return owner["org"]
    tokens = person.split()
    described = next((i for i, token in enumerate(tokens) if i and people.describes(token)), 0)
    return " ".join(tokens[:described]) if tokens[0].lower() not in ("former", "ex") else ""


def _owner(before: str) -> str:
    """The organisation in the words before its role: "Norrvik's next", "a member of the Norrvik"."""
    while (shorter := _MEMBER.sub("", before)) != before:
        before = shorter
    return _ARTICLE.sub("", before).strip(" ,")


def _split_org(role: Role, rest: str) -> tuple[str, str]:
    """The role, and the organisation behind it: behind "at", or behind "of" where the role needs no area."""
    if at := _AT.match(rest[role.end :]):
        return role.text, _ORG_END.split(at["org"])[0]
    whole = _BODY_OF.match(role.text) or _TITLE_OF.match(role.text)
    if whole and not _VICE.search(whole["role"]):
        return whole["role"], whole["org"]
    return role.text, ""


def _is_somebody(phrase: str) -> bool:
    """Whether the phrase names a person, or says what one is: "former UN chief"."""
    words_of_it = re.split(r",\s", phrase)[0].split() or [""]
    return people.is_full(people.person(phrase)) or people.describes(words_of_it[-1])


def _person_part(subject: str) -> str:
    """The part of the subject with the person: "Shake-up: Ann Doe named CFO", "Ann Doe, CPA, named CFO"."""
    part = re.split(r":\s|;\s|\s[–—-]\s", subject)[-1]
    first, *others = re.split(r",\s", part)
    last = others[-1] if others and not people.looks_like_person(first) else first if others else part
    whose = _WHOSE.split(last, maxsplit=1)
    return whose[0] if len(whose) > 1 and people.looks_like_person(whose[0]) else last
