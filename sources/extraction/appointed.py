"""The grammar of appointments told by the organisation: which puts which person into which role."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from . import people, roles
from .assumed import is_passive
from .clauses import Clause, clauses
from .roles import Role, Seat
from .statement import Statement
from .tables import either, pattern, words

_PUT = words("verbs", "hire", "put")
_WEAK = frozenset(words("verbs", "hire", "weak"))
_NOUN = either(words("verbs", "hire", "noun"))
_BY_NOUN = re.compile(
    rf"^.{{0,60}}?\b(?P<noun>{_NOUN})\s+of\s+(?=\S)"
    r"|^.{0,40}?\bthat\s+(?:it\s+(?:has\s+)?(?:hired|appointed|named|promoted|added)\s+)?",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"[\s,]+(?:as|to\s+(?:be(?:come)?|(?:serve|join|return|take\s+over|assume\s+(?:the\s+)?role)\s+(?:as|of))|to|for|into|in|on)\s+"
    r"(?:(?:the|a)\s+(?:role|position|post|seat)\s+(?:of|on)\s+)?",
    re.IGNORECASE,
)
_MARKERS = 6
"""Words that may lead to a role, tried in one object."""
_PREPOSITION = re.compile(r"\b(?:for|into|in|on)\s+$", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s,]+to\s+(?:lead|head|run)\s+(?:up\s+)?(?:its\s+|the\s+|new\s+)*"
    r"(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})"
)
_NO_UNIT = pattern(words("roles", "wording", "no_unit"))
_FINITE = frozenset(words("verbs", "other", "finite"))
_AGAIN = re.compile(
    rf"(?:,|\band)\s+(?:{either(v for v in (*_PUT, *words('verbs', 'hire', 'join')) if v.endswith(('s', 'ed')))})\b",
    re.IGNORECASE,
)
_VAGUE = pattern(words("roles", "vague", "words"))
_GONE = pattern((*words("verbs", "departure", "noun"), "transition", "passing", "death"))
_FORMER = re.compile(r"\b(?:former|ex|formerly|previous|previously)\b", re.IGNORECASE)
_NEW = re.compile(
    rf"^(?:(?:{either((*words('roles', 'wording', 'fillers'), 'interim', 'two', 'three'))})\s*)*$", re.IGNORECASE
)
_DIRECTOR = re.compile(r"directors?$", re.IGNORECASE)
_ITS_NOUN = re.compile(rf"'s\s+(?:{_NOUN})\s*$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:of|by|in|with|at|from|and)$", re.IGNORECASE)
_REPLACES = re.compile(r"^\s*(?P<gone>.{2,60}?)\s+with\s+(?P<who>\S.*)$", re.IGNORECASE)


def appointed(sentence: str) -> Iterator[Statement]:
    """Every appointment of the sentence that has the organisation for its subject."""
    for clause in clauses(sentence, _PUT):
        if is_passive(clause):
            continue
        noun = _BY_NOUN.match(clause.rest) if clause.verb in _WEAK or clause.verb in ("welcomes", "adds") else None
        named = bool(noun and noun["noun"])
        rest = clause.rest[noun.end() if noun else 0 :].strip()
        place = clause.at + (noun.start("noun") if noun and named else 0)
        if found := _object(replace(clause, at=place), rest, named or clause.verb not in _WEAK):
            yield found
    for clause in clauses(sentence, ("replaces", "replaced")):
        swap = _REPLACES.match(clause.rest)
        if swap and (role := roles.find(swap["gone"])) and people.is_full(people.person(swap["who"])):
            yield Statement(clause.subject, swap["who"], role, clause.at, 0.9)


def _object(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """The object of the verb in the first form that fits."""
    forms = (_marked, _to_lead, _beside, _vague)
    return next((found for form in forms if (found := form(clause, rest, strong))), None)


def _marked(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON as ROLE, PERSON to ROLE, PERSON to its board."""
    for marker in islice(_MARKER.finditer(rest), _MARKERS):
        before = rest[: marker.start()]
        if _AGAIN.search(before) or _GONE.search(before) or _has_role(before, bool(_PREPOSITION.search(marker[0]))):
            return None
        role = roles.after_marker(rest[marker.end() :])
        if role and (role.seat is Seat.BOARD or not _PREPOSITION.search(marker[0])):
            return Statement(
                clause.subject,
                _ITS_NOUN.sub("", before),
                _elected(role, clause.verb),
                clause.at,
                0.97 if strong else 0.93,
            )
    return None


def _elected(role: Role, verb: str) -> Role:
    """The role; directors are elected to a board."""
    return replace(role, seat=Seat.BOARD) if verb.startswith("elect") and _DIRECTOR.match(role.text) else role


def _has_role(before: str, by_preposition: bool) -> bool:
    """Whether the words before a marker hold person and role already: "Ann Doe CFO, as ..."."""
    named = roles.find(before)
    if not named:
        return False
    person = before[: named.start]
    beside = named.end >= len(before) - 1 and "," not in person and people.looks_like_person(person)
    return beside or (by_preposition and named.start < 4)


def _to_lead(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON to lead UNIT: the head of that unit."""
    unit = _UNIT.search(rest)
    if not unit or not strong or roles.find(rest) or _NO_UNIT.search(unit["unit"]):
        return None
    if not people.looks_like_person(rest[: unit.start()]):
        return None
    role = Role(f"Head of {unit['unit']}", Seat.LEADER, 0, 0)
    return Statement(clause.subject, rest[: unit.start()], role, clause.at, 0.78)


def _beside(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON ROLE without a marker, or new ROLE, with its person behind it or nowhere."""
    role = roles.find(rest)
    before = rest[: role.start].rstrip() if role else ""
    if not role or before.endswith(",") or _FORMER.search(before):
        return None
    if _NEW.match(before) and (strong or "new" in before.lower()):
        behind = rest[role.end :]
        named = _named_behind(behind) if clause.verb == "hands" or not behind.startswith(" to ") else ""
        return Statement(clause.subject, named, _elected(role, clause.verb), clause.at, 0.92)
    person = people.person(before)
    sure = people.is_full(person) or people.is_described(before)
    return (
        Statement(clause.subject, before, role, clause.at, 0.95)
        if strong and sure and not _OPEN.search(before)
        else None
    )


def _named_behind(rest: str) -> str:
    """The person right behind a role: "new CFO Ann Doe", "the top job to Ann Doe"."""
    following = re.sub(r"^\s*(?:to|,)?\s*", "", rest).split()
    if following and following[0].lower() in _FINITE:
        return ""
    sizes = (" ".join(following[:size]).rstrip(",") for size in (3, 2))
    return next((name for name in sizes if people.looks_like_person(name)), "")


def _vague(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON to the leadership team; a new executive: the role is for the lead to say."""
    vague = _VAGUE.search(rest)
    if not vague or roles.find(rest):
        return None
    before = re.sub(
        r"\s+(?:to|joins|for|in|on)\s+(?:its|the|their)?\s*$", "", rest[: vague.start()], flags=re.IGNORECASE
    )
    return Statement(clause.subject, before if before != rest[: vague.start()] else "", None, clause.at, 0.85)
