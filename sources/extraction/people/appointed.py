"""The grammar of appointments told by the organisation: which puts which person into which role."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people import people, roles
from sources.extraction.people.beside import beside
from sources.extraction.people.objects import NOUN, put
from sources.extraction.people.owners import owner_first
from sources.extraction.people.passives import is_passive
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.subjects import with_org
from sources.extraction.text.clauses import Clause, clauses, is_unreal
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import either, words

_PUT = words("verbs", "hire", "put")
_WEAK = frozenset(words("verbs", "hire", "weak"))
_VERBS = frozenset(v for v in (*words("verbs", "other", "finite"), *_PUT) if v.endswith("s") and " " not in v)
_GROW = frozenset(words("verbs", "hire", "grow"))
_BY_NOUN = re.compile(
    rf"^.{{0,60}}?\b(?P<noun>{NOUN})\s+of\s+(?=\S)"
    r"|^.{0,40}?\bthat\s+(?:it\s+(?:has\s+)?(?:hired|appointed|named|promoted|added)\s+)?",
    re.IGNORECASE,
)
_REPLACES = re.compile(r"^\s*(?P<gone>.{2,60}?)\s+with\s+(?P<who>\S.*)$", re.IGNORECASE)
_WITH = re.compile(rf"\s+(?:with|by adding)\s+(?:the\s+)?(?:{NOUN}\s+of\s+)?(?P<who>\S.*)$", re.IGNORECASE)
_NO_OBJECT = re.compile(r"^\s*(?:no one|nobody|at|in|on|with|from|by|for|of|to|as|into|over)\s", re.IGNORECASE)
_CREATES = re.compile(
    r"\b(?:creates|launches|adds|establishes|introduces)\s+(?P<what>.{3,60}?)\s+"
    rf"(?:{either(words('roles', 'wording', 'posts'))})\b",
    re.IGNORECASE,
)
_HIRED = re.compile(
    r"\bwith\s+(?:(?:an?|the|new|senior|key|lateral|double|another|latest)\s+)*(?P<what>[^,;:]{3,60}?)\s+"
    r"(?:hire|appointment)s?\b(?!\s+of\b)",
    re.IGNORECASE,
)
_BUILD = ("invests in", "builds", "builds out", "launches", "opens", "beefs up", "ramps up", "doubles down on", *_GROW)
_HAS_NEW = re.compile(
    r"^(?P<org>[A-Z0-9][^,:;]{1,60}?)\s+(?:now\s+)?(?:has|have)\s+(?:an?|its|their)\s+(?:new|first|next)\s+(?P<rest>.+)$"
)
_BEFORE_NAME = re.compile(r",\s(?=[A-Z])")
_TEAM = re.compile(
    r"^\s*(?:\S+\s+){0,4}?(?:team|bench|ranks|leadership|management)\s+(?:with|by adding)\s+(?:the\s+)?"
    rf"(?:{NOUN}\s+of\s+)?(?P<who>\S.*)$",
    re.IGNORECASE,
)
_FOUNDED = re.compile(r"\S\s+(?:co-?)?(?:founder|chairman|chair|owner)\s+[A-Z]", re.IGNORECASE)
_PLACED = re.compile(r"^\s*(?P<who>[A-Z].{2,40}?)\s+as\s+(?P<rest>\S.*\s(?:at|of|with|for)\s.*)$")
"""Recruiters place people at others."""
_WITH_NEW = re.compile(r"\bwith\s+(?:(?:its|a|the)\s+)?(?=new\s)", re.IGNORECASE)
_COMMA = re.compile(r",\s|\s(?:and|&|to|as)\s")
_PERMANENT = re.compile(r"^\s*(?:interim|acting)\s+(?P<phrase>\S.*?)\s+(?:as\s+)?permanent\b", re.IGNORECASE)


def appointed(sentence: str) -> Iterator[Statement]:
    """Every appointment of the sentence that has the organisation for its subject."""
    for clause in clauses(sentence, _PUT):
        if is_passive(clause) or _NO_OBJECT.match(clause.rest) or _acts(clause.rest):
            continue
        yield from _grown(clause) or _objects(clause) or _created(clause, sentence)
    if (new := _HAS_NEW.match(sentence)) and not is_unreal(new["org"]):
        clause = Clause(new["org"], "has", f"new {_BEFORE_NAME.sub(' ', new['rest'], count=1)}", new.start("rest"))
        found = beside(clause, clause.rest, True)
        yield from [found] if found and found.person else []
    for clause in clauses(sentence, _BUILD):
        hired = _HIRED.search(clause.rest)
        if hired and (role := roles.find(hired["what"])):
            yield Statement(clause.subject, "", role, clause.at, 0.85)
    for clause in clauses(sentence, ("places", "placed")):
        placed = _PLACED.match(clause.rest)
        if placed and people.looks_like_person(placed["who"]):
            yield from with_org(placed["who"], replace(clause, rest=placed["rest"]), 0.85)
    for clause in clauses(sentence, ("replaces", "replaced")):
        swap = _REPLACES.match(clause.rest)
        if swap and (role := roles.find(swap["gone"])) and _is_named(swap["who"]):
            yield Statement(clause.subject, swap["who"], role, clause.at, 0.9)


def _acts(rest: str) -> bool:
    """Whether another verb follows at once: then the first was a word of a name, as in "Harbour Hands names"."""
    return rest.split()[:1] != [] and rest.split()[0].lower() in _VERBS


def _is_named(who: str) -> bool:
    return people.is_full(people.person(who)) or people.is_described(who)


def _objects(clause: Clause) -> list[Statement]:
    """The appointment in the object of the clause, behind "the appointment of" or "that" where those stand."""
    noun = _BY_NOUN.match(clause.rest) if clause.verb in _WEAK or clause.verb in ("welcomes", "adds") else None
    named = bool(noun and noun["noun"])
    grown = _WITH_NEW.search(clause.rest) if clause.verb in _GROW and not noun else None
    start = noun or grown
    rest = clause.rest[start.end() if start else 0 :].strip()
    place = clause.at + (noun.start("noun") if noun and named else 0)
    found = put(replace(clause, at=place), rest, named or bool(grown) or clause.verb not in _WEAK)
    if not found or (clause.verb.startswith(("to ", "will ")) and not found.person.strip()):
        return []
    return [replace(found, org=owner_first(found.org)) if _FOUNDED.search(found.org) else found]


def _created(clause: Clause, sentence: str) -> list[Statement]:
    """ORG creates a ROLE post, names PERSON."""
    created = _CREATES.search(sentence[: clause.at])
    role = roles.find(created["what"]) if created else None
    named = people.looks_like_person(clause.rest.strip())
    return [Statement(clause.subject, clause.rest, role, clause.at, 0.85)] if role and named else []


def _grown(clause: Clause) -> list[Statement]:
    """ORG strengthens its board with PERSON; ORG makes interim ROLE PERSON permanent."""
    if permanent := _PERMANENT.match(clause.rest):
        role = roles.find(permanent["phrase"])
        found = role and _seated(clause, permanent["phrase"][role.end :], role)
        return [found] if found else []
    team = _TEAM.match(clause.rest) if clause.verb in _GROW else None
    if team and people.looks_like_person(_COMMA.split(team["who"])[0]) and not roles.find(clause.rest):
        return [Statement(clause.subject, _COMMA.split(team["who"])[0], None, clause.at, 0.7)]
    body = roles.find(clause.rest) if clause.verb in _GROW else None
    who = _WITH.match(clause.rest[body.end :]) if body and body.seat is Seat.BOARD else None
    if not body or not who or roles.find(_COMMA.split(who["who"])[0]):
        return []
    found = _seated(clause, _COMMA.split(who["who"])[0], body)
    return [found] if found else []


def _seated(clause: Clause, who: str, role: Role) -> Statement | None:
    known = people.is_full(people.person(who)) or people.looks_like_person(who)
    return Statement(clause.subject, who, role, clause.at, 0.92) if known else None
