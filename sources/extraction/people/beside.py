"""A role beside its person: "names Ann Doe CFO", "names Doe CFO", "gets new CFO Ann Doe"."""

import re
from dataclasses import replace

from sources.extraction.people import people, roles
from sources.extraction.people.roles import Role, Seat
from sources.extraction.text.clauses import Clause
from sources.extraction.text.names import PLACES
from sources.extraction.text.statement import Statement
from sources.extraction.text.tables import either, words

POSTS = either(words("roles", "wording", "posts"))
_FINITE = frozenset(words("verbs", "other", "finite"))
_FORMER = re.compile(r"\b(?:former|ex|formerly|previous|previously)\b", re.IGNORECASE)
_FILLERS = (*words("roles", "wording", "fillers"), *words("roles", "wording", "counts"), "interim", "acting")
_NEW = re.compile(rf"^(?:(?:{either(_FILLERS)}|\d{{1,2}})\s*)*$", re.IGNORECASE)
_DEGREES = re.compile(r"(?:,\s(?:Ph\.?D\.?|M\.?D\.?|MBA|CPA|J\.?D\.?|RN|CFA|Pharm\.?D\.?|M\.?P\.?H\.?))+,$")
_OWN = re.compile(
    r"\s+(?:its|the|their|our|a|an|new|next|first|first-ever|inaugural|permanent|interim|newly created|1st)$",
    re.IGNORECASE,
)
_DIRECTOR = re.compile(r"directors?$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:of|by|in|with|at|from|and)$", re.IGNORECASE)
SURNAME = re.compile(r"[A-Z][a-z'À-ÿ]+(?:-[A-Z][\w']+)?(?:[A-Z][a-z]+)?$")
_NAMING = ("name", "appoint", "elect", "promot", "elevat", "make", "install", "pick", "select", "confirm", "crown")
HANDS = ("hand", "hands", "gives", "over")
_ENDS = re.compile(
    r"\s*(?:$|[,;:.]|\b(?:as|in|to|after|amid|for|from|with|on|ahead|effective|following|replacing|succeeding|ending)\b)",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(r"^(?P<who>.*\S)\s+(?P<kind>[a-z]+(?:\s[a-z]+)?)$")
_BEHIND_ROLE = re.compile(rf"^\s*(?:(?:{POSTS}|reins|keys|baton)\s+)?(?:to|in|,)?\s*", re.IGNORECASE)


def beside(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON ROLE without a marker, or new ROLE, with its person behind it or nowhere."""
    role = roles.find(rest)
    before = _DEGREES.sub("", rest[: role.start].rstrip()) if role else ""
    if not role or before.endswith(",") or (_FORMER.search(before) and not _ends_in_person(before)):
        return None
    if _NEW.match(before) and (strong or re.search(r"\b(?:new|next|first)", before, re.IGNORECASE)):
        named = _named_behind(rest[role.end :], clause.verb.split()[-1] in HANDS)
        role = _taken(role, named, rest)
        return Statement(clause.subject, named, elected(role, clause.verb), clause.at, 0.92)
    before, role = _widened(_unowned(before), role)
    sure = (
        people.is_full(people.person(before)) or people.is_described(before) or _is_surname(before, clause, rest, role)
    )
    handed = clause.verb in HANDS and re.match(rf"\s+(?:{POSTS})\b", rest[role.end :]) is not None
    made = clause.verb in ("makes", "made") and people.looks_like_person(before)
    if (strong or handed or made) and sure and not _OPEN.search(before):
        return Statement(clause.subject, before, role, clause.at, 0.95)
    return None


def _taken(role: Role, person: str, rest: str) -> Role:
    """The role behind the person, where the one before is the seat that is held: "board member Ann Doe CEO"."""
    behind = rest[role.end :].partition(person)[2] if person and role.seat is Seat.BOARD else ""
    held = roles.after_marker(behind.strip()) if behind else None
    return held if held and held.seat is Seat.LEADER else role


def _ends_in_person(before: str) -> bool:
    """Whether what somebody was is told before the name: "former Brisholm executive Ann Doe"."""
    return people.is_described(before) and people.looks_like_person(" ".join(before.split()[-2:]))


def _unowned(before: str) -> str:
    """The person without what leads to the role: "Ann Doe its new", "Ann Doe first"."""
    while (shorter := _OWN.sub("", before)) != before:
        before = shorter
    return before


def _is_surname(before: str, clause: Clause, rest: str, role: Role) -> bool:
    """Whether a lone word between verb and role is a surname: "names Doe CEO"; not where a person follows the role."""
    verb = clause.verb.split()[-1]
    alone = SURNAME.match(before) and verb.startswith(_NAMING) and verb.endswith(("s", "e", "t"))
    if (role.seat is Seat.BOARD and "chair" not in role.text.lower()) or people.describes(before):
        return False
    return (
        bool(alone)
        and before.lower() not in roles.AREAS
        and before.casefold() not in PLACES
        and _ENDS.match(rest[role.end :]) is not None
    )


def _widened(before: str, role: Role) -> tuple[str, Role]:
    """Small words between a person and a role belong to the role: "Ann Doe sporting director"."""
    small = _SMALL_WORDS.match(before)
    if small and people.looks_like_person(small["who"]) and role.text.islower():
        return small["who"], replace(role, text=f"{small['kind']} {role.text}")
    return before, role


def _named_behind(rest: str, handed: bool) -> str:
    """The person right behind a role: "new CFO Ann Doe", "new CFO in Ann Doe", "the top job to Ann Doe"."""
    if rest.startswith(" to ") and not handed:
        return ""
    following = _BEHIND_ROLE.sub("", rest, count=1).split()
    while len(following) > 2 and following[0].islower() and following[0].endswith("'s"):
        following = following[1:]
    whole = " ".join(following)
    if handed and following and (people.describes(following[0]) or people.is_described(whole)):
        return whole
    if handed and len(following) == 1 and SURNAME.match(following[0]):
        return following[0]
    if following and following[0].lower() in _FINITE:
        return ""
    sizes = (" ".join(following[:size]).rstrip(",") for size in (4, 3, 2))
    return next((name for name in sizes if people.looks_like_person(name)), "")


def elected(role: Role, verb: str) -> Role:
    """The role; directors are elected to a board."""
    return replace(role, seat=Seat.BOARD) if verb.startswith("elect") and _DIRECTOR.match(role.text) else role
