"""Who comes, in the sentences of a lead: the person, the role if it is said, and how plainly it is news."""

import re
from dataclasses import dataclass

from sources.extraction.people import people, roles
from sources.extraction.people.owners import split_org
from sources.extraction.people.roles import Role
from sources.extraction.text.tables import either, words

_SURE = either(words("verbs", "coming", "sure"))
_LOOSE = either(words("verbs", "coming", "loose"))
_APPOSED = r"(?:,\s(?:[^,]{2,90}|[^,]{2,60},\s[^,]{2,60}),)?"
_OPENS = re.compile(
    rf"^(?:(?:[A-Z][a-z-]+\s)?(?:[a-z-]+\s){{1,4}})?{people.NAME}{_APPOSED}\s"
    rf"(?:(?P<sure>{_SURE}|is\s(?:the|its)\s[\w\s-]{{2,40}}'s\snew)|(?:{_LOOSE}))\b(?P<rest>.*)$"
)
_HELD = re.compile(rf"^(?:The|Its|A|An|His|Her|Their)\s[^,]{{3,90}},\s{people.NAME},\s(?P<sure>{_SURE})\b(?P<rest>.*)$")
_JOINT = re.compile(r"(?:\sand|;|:|\swhile)\s")
_PRONOUN = re.compile(
    r"^(?:.{0,80}\bsaid\s)?(?:[Ss]he|[Hh]e|[Tt]hey"
    rf"|The\s[^,.]{{0,60}}?\b(?:{either(words('people', 'descriptors'))})(?:\s(?:of|at|from)\s[^,.]{{2,40}}?)?)"
    rf"\s(?P<sure>{_SURE})\b(?P<rest>.*)$"
)
_PUT = re.compile(
    rf"\b(?P<sure>{either(words('verbs', 'coming', 'put'))})\s(?:[a-z-]+\s){{0,5}}(?:[a-z-]+,\s)?{people.NAME}"
    r"(?P<rest>.*)$"
)
_MADE = re.compile(rf"\b(?:{either(words('verbs', 'coming', 'put'))})\s(?:her|him|them)\b(?P<rest>.*)$")
_MARKER = re.compile(
    r"(?:^\s*|^,?\sto\s|\b(?:as|becomes?|be|named|appointed|elected|hired|up to|promoted to|of|hold the"
    r"|takes? the|take over|is now)\s)"
    r"(?:(?:(?:the|its|their|an?|our|new|next|first)\s)*(?:[a-z][\w-]*\s){0,3}[a-z]\w*'s\s)?(?:(?:the|its|their|an?|our|new|next|first)\s)*"
)
_MARKERS = 8
_OTHER_ROLE = re.compile(r"(?:will be|would be|becomes|will become|is now|became)\s(?:an?|the|one)\s[a-z]")
"""What somebody is to be that is no role: "will be a keynote speaker"."""
_PAST = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:years?|months|decades?)\sago\b"
    r"|\b(?:last|previous)\s(?:year|spring|summer|autumn|fall|winter)\b"
)
_ANY = re.compile(
    rf"^{people.NAME}(?:,\s[^,]{{2,90}},|,\s[^,]{{2,60}},\s[^,]{{2,60}},)?\s"
    r"(?:will|has|had|is|was|said|says|told|wrote|who|joined|joins|spent|starts|started|takes|took|moves|moved|quit|resigned|left|led|ran"
    r"|and|became|becomes|brings|comes|came|gave|gives|announced|stepped|steps|served|worked)\b"
)
_GOES = re.compile(r"\b(?:retir|resign|step(?:s|ped)? down|leav|left|depart|quit|ousted|fired|outgoing|exit)\w*")
_NEAR = 25
"""Characters behind the person in which a word may say that he or she goes."""
_NAMED_ORG = re.compile(r"^(?:the\s)?[A-Z0-9]")


@dataclass(frozen=True, slots=True)
class Comer:
    """A person (empty: the title's), the role (None: the title's), the organisation as said; whether it is plain."""

    person: str
    role: Role | None
    org: str
    sure: bool


def opens(sentence: str, leaves: bool) -> str | None:
    """The person with whom a sentence opens that tells of one, whatever it tells; ``leaves``: also of who goes."""
    named = _ANY.match(sentence)
    if not named or not _is_person(named["name"]) or (not leaves and _GOES.search(sentence[: named.end() + _NEAR])):
        return None
    return named["name"]


def comer(sentence: str) -> Comer | None:
    """Who comes, as the sentence tells it."""
    if _PAST.search(sentence):
        return None
    parts = (sentence[at:] for at in (0, *(joint.end() for joint in _JOINT.finditer(sentence))))
    opens = next(
        (told for part in parts if (told := _OPENS.match(part) or _HELD.match(part)) and _is_person(told["name"])), None
    )
    if opens and not _GOES.search(opens[0][: opens.start("rest") + _NEAR]):
        return _of(opens["name"], opens["sure"] or "", opens["rest"], bool(opens["sure"]))
    put = _PUT.search(sentence)
    if put and _is_person(put["name"]):
        return _of(put["name"], "", put["rest"], put["sure"].startswith("has "))
    if made := _MADE.search(sentence):
        return _of("", "", made["rest"], True)
    said = _PRONOUN.match(sentence)
    return _of("", said["sure"], said["rest"], True) if said else None


def _is_person(name: str) -> bool:
    return people.looks_like_person(name) and not name.endswith("'s")


def _of(person: str, verb: str, rest: str, sure: bool) -> Comer | None:
    told = f"{verb.rpartition(' ')[2]}{rest}" if verb.endswith(("the", "up", "as")) else rest
    role, org = _role(told)
    other = role is None and bool(_OTHER_ROLE.match(f"{verb}{rest}"))
    return None if other else Comer(person, role, org, sure)


def _role(rest: str) -> tuple[Role | None, str]:
    """The first role behind a marker, and the organisation that stands with it."""
    for found, _ in zip(_MARKER.finditer(rest), range(_MARKERS), strict=False):
        behind = rest[found.end() :]
        role = roles.after_marker(behind)
        if role:
            text, org = split_org(role, behind)
            return Role(text, role.seat, role.start, role.end), org
    return None, ""


def is_named(org: str) -> bool:
    """Whether the organisation is told by its name, and not by what it is: "the turbine maker"."""
    return bool(_NAMED_ORG.match(org))
