"""The person of a clause and the organisation of the person's role."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people import people, roles
from sources.extraction.people.owners import announced_by, apposed, headed, owner, owner_first, split_org
from sources.extraction.people.roles import Seat
from sources.extraction.text.clauses import Clause
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import either, words

OPENING = re.compile(r"^\s*(?:as|to|to the|to be|for|into)\s+", re.IGNORECASE)
"""Words before a role."""
OWNED = re.compile(r"(?:as\s+)?[A-Z]\S*'s\s")
"""An owner at the beginning: "Norrvik's VP"."""
_ITSELF = re.compile(rf"^(?:{either(words('names', 'itself'))})\b(?!\s+(?:of|for)\s).*$", re.IGNORECASE)
_HERE = re.compile(r"^(?:[Tt]he|[Oo]ur|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s+(?!.*[A-Z0-9])")
_WHOSE = re.compile(r"\s+(?:of|at|from)\s+(?=\S)")
_TOLD = re.compile(r"^.*\b(?i:that|announced?s?|announcing|said|says)\s+(?=(?:Dr\.?\s|Ms\.?\s|Mr\.?\s)?[A-Z])")
_LEFT = re.compile(
    r"\s+(?:exits|leaves|departs|quits|ditches|swaps|trades|moves\s+on\s+from|resigns\s+from)\s+\S.*$", re.IGNORECASE
)
_KIND_OF = re.compile(
    r"^(?:the\s+)?(?:(?:rival|fellow|startup|start-up|fintech|competitor|neighbouring|parent)\s+)*(?=[A-Z0-9])"
)
_NO_ORG = re.compile(r"\b(?:as|to|of|for|in|among|one|a)\b", re.IGNORECASE)
_SUCCESSOR = re.compile(
    r"\s*(?:as\s+)?(?:his\s+|her\s+|their\s+|the\s+|interim\s+)?(?:successor|replacement)\b", re.IGNORECASE
)


def words_of_successor(rest: str) -> bool:
    """Whether what follows the verb is "successor" or "replacement": whose role, another clause tells."""
    return bool(_SUCCESSOR.match(rest))


def with_org(person: str, clause: Clause, strength: float) -> Iterator[Statement]:
    """A role in whose phrase the organisation stands: "CFO of Norrvik", "CFO at Norrvik", "Norrvik CFO"."""
    rest = OPENING.sub("", clause.rest).strip()
    role = roles.find(rest)
    if not role or len(rest[: role.start].split()) > 7 or roles.is_partnership(rest):
        return
    text, behind = split_org(role, rest)
    behind = named_org(behind)
    org = behind or named_org(owner(rest[: role.start]))
    label = announced_by(clause.subject)
    if not (
        is_somebody(person)
        or (person[:1].isupper() and (behind or label or OWNED.match(rest)) and len(people.plain(person)) == 1)
    ):
        return
    if behind or not _NO_ORG.search(org):
        org = _KIND_OF.sub("", org)
        org = org if org[:1].isupper() or org[:1].isdigit() else ""
        led = headed(role) if people.describes((person.split() or [""])[-1]) else ""
        org = org or label or led or owner_first(person) or headed(role) or apposed(clause.subject)
        org = owner_first(org) or org if role.seat is Seat.BOARD and "'s " in org else org
        yield Statement(org, person, replace(role, text=text), clause.at, strength)


def named_org(org: str) -> str:
    """The organisation; nothing where the text calls it "the company" or "our team"."""
    return "" if _ITSELF.match(org) or _HERE.match(org) else org


def is_somebody(phrase: str) -> bool:
    """Whether the phrase names a person, or says what one is: "former UN chief"."""
    words_of_it = re.split(r",\s", phrase)[0].split() or [""]
    return people.is_full(people.person(phrase)) or people.describes(words_of_it[-1]) or people.is_described(phrase)


def person_part(subject: str) -> str:
    """The part of the subject with the person: "Shake-up: Ann Doe named CFO", "Ann Doe, CPA, named CFO"."""
    part = _LEFT.sub("", _TOLD.sub("", re.split(r":\s|;\s|\s[–—|-]\s|\sas\s(?=[A-Z])", subject)[-1]))
    first, *others = re.split(r",\s", part)
    last = others[-1] if others and not people.looks_like_person(first) else first if others else part
    whose = _WHOSE.split(last, maxsplit=1)
    return whose[0] if len(whose) > 1 and people.looks_like_person(whose[0]) else last
