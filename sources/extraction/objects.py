"""The object of a verb that puts a person into a role: PERSON as ROLE, ROLE PERSON, PERSON to lead UNIT."""

import re
from dataclasses import replace
from itertools import islice

from . import people, roles
from .clauses import Clause
from .names import PLACES
from .roles import Role, Seat
from .statement import UNTOLD, Statement
from .tables import either, pattern, words

NOUN = either(words("verbs", "hire", "noun"))
_POSTS = either(words("roles", "wording", "posts"))
_MARKER = re.compile(
    r"[\s,]+(?:as|to\s+(?:be(?:come)?|(?:serve|join|return|take\s+over|assume\s+(?:the\s+)?role)\s+(?:as|of))|to|for|into|onto|in|on)\s+"
    r"(?:(?:the|a)\s+(?:role|position|post|seat)\s+(?:of|on)\s+)?",
    re.IGNORECASE,
)
_MARKERS = 6
"""Words that may lead to a role, tried in one object."""
_PREPOSITION = re.compile(r"\b(?:for|into|onto|in|on)\s+$", re.IGNORECASE)
_VERB_AFTER_TO = re.compile(r"(?:head|lead|chair|run|direct)\s+(?!of\b|[–—,-])", re.IGNORECASE)
_CHAIRED = re.compile(
    r"chair\s+(?:its\s+|the\s+)?(?P<body>(?:[\w&-]+\s){1,4}?(?:committee|council|board))\b", re.IGNORECASE
)
_PARTNERSHIP = re.compile(r"(?:the\s+|its\s+)?partnership\b", re.IGNORECASE)
_POST = re.compile(rf"\s+(?:{_POSTS})\b", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s,]+to\s+(?:lead|head|run|oversee)\s+(?:up\s+)?(?:its\s+|the\s+|new\s+)*"
    r"(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})",
    re.IGNORECASE,
)
_NO_UNIT = pattern((*words("roles", "wording", "no_unit"), *words("roles", "wording", "works")))
_FINITE = frozenset(words("verbs", "other", "finite"))
_AGAIN_VERBS = (v for v in (*words("verbs", "hire", "put"), *words("verbs", "hire", "join")) if v.endswith(("s", "ed")))
_AGAIN = re.compile(rf"(?:[,;]|\band)\s+(?:{either(_AGAIN_VERBS)})\b", re.IGNORECASE)
_VAGUE = pattern(words("roles", "vague", "words"))
_GONE = pattern((*words("verbs", "departure", "noun"), "transition", "passing", "death"))
_FORMER = re.compile(r"\b(?:former|ex|formerly|previous|previously)\b", re.IGNORECASE)
_FILLERS = (*words("roles", "wording", "fillers"), *words("roles", "wording", "counts"), "interim", "acting")
_NEW = re.compile(rf"^(?:(?:{either(_FILLERS)}|\d{{1,2}})\s*)*$", re.IGNORECASE)
_COUNTED = re.compile(
    rf"^(?:\d{{1,3}}|{either(words('roles', 'wording', 'counts'))})(?:\s+[a-z-]+){{0,3}}$", re.IGNORECASE
)
_DIRECTOR = re.compile(r"directors?$", re.IGNORECASE)
_ITS_NOUN = re.compile(rf"'s\s+(?:{NOUN})\s*$", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:of|by|in|with|at|from|and)$", re.IGNORECASE)
_ABOARD = re.compile(
    r"\s+(?:on\s+board|aboard|back|over|onboard|in\s+charge|in)(?=\s+(?:as|to\s+lead)\b)", re.IGNORECASE
)
_VERBAL = re.compile(r"\s(?:has|have|had|is|was|were|will|been)\s", re.IGNORECASE)
_BARE_END = re.compile(r"[,;]\s|\s(?:to|in|from|for|as|after|amid|with|and)\s")
_HANDS = ("hand", "hands", "gives", "over")
_HIRING = ("hire", "add", "welcome", "recruit", "poach", "lure", "snag", "nab", "tap", "promote", "elevate")
_SURNAME = re.compile(r"[A-Z][a-z'À-ÿ]+(?:-[A-Z][\w']+)?(?:[A-Z][a-z]+)?$")
_NAMING = ("name", "appoint", "elect", "promot", "elevat", "make", "install", "pick", "select", "confirm", "crown")
_ENDS = re.compile(
    r"\s*(?:$|[,;:.]|\b(?:as|in|to|after|amid|for|from|with|on|ahead|effective|following|replacing|succeeding|ending)\b)",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"\s+(?:away\s+from|from|of|out\s+of)\s+\S.*$", re.IGNORECASE)
_SMALL_WORDS = re.compile(r"^(?P<who>.*\S)\s+(?P<kind>[a-z]+(?:\s[a-z]+)?)$")
_BEHIND_ROLE = re.compile(rf"^\s*(?:(?:{_POSTS}|reins|keys|baton)\s+)?(?:to|in|,)?\s*", re.IGNORECASE)


def put(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """The appointment that the object states, in the first form that fits."""
    handed = clause.verb.split()[-1] in _HANDS and not clause.verb.endswith("over to")
    forms = (_beside,) if handed else (_marked, _to_lead, _beside, _vague, _bare)
    return next((found for form in forms if (found := form(clause, rest, strong))), None)


def elected(role: Role, verb: str) -> Role:
    """The role; directors are elected to a board."""
    return replace(role, seat=Seat.BOARD) if verb.startswith("elect") and _DIRECTOR.match(role.text) else role


def _marked(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON as ROLE, PERSON to ROLE, PERSON to its board, PERSON for the ROLE post."""
    rest = _ABOARD.sub("", rest)
    for marker in islice(_MARKER.finditer(rest), _MARKERS):
        before, behind = rest[: marker.start()], rest[marker.end() :]
        by_preposition = bool(_PREPOSITION.search(marker[0]))
        if _AGAIN.search(before) or _GONE.search(before) or _has_role(before, by_preposition):
            return None
        if marker[0].lower().endswith("to ") and _VERB_AFTER_TO.match(behind):
            if body := _CHAIRED.match(behind):
                chair = Role(f"{body['body']} Chair", Seat.BOARD, 0, 0)
                return Statement(clause.subject, _person_phrase(before), chair, clause.at, 0.9)
            continue
        role = roles.after_marker(behind)
        if not role and _PARTNERSHIP.match(behind):
            role = Role("Partner", Seat.LEADER, 0, 11)
        if role and (role.seat is Seat.BOARD or not by_preposition or _is_post(role, behind)):
            person = _person_phrase(before)
            if _VERBAL.search(person):
                continue
            return Statement(clause.subject, person, elected(role, clause.verb), clause.at, 0.97 if strong else 0.93)
    return None


def _is_post(role: Role, behind: str) -> bool:
    """Whether the role is called one: "for the CTO post", "for top job"."""
    return bool(_POST.match(behind[role.end :])) or role.text.lower() == "top job"


def _person_phrase(before: str) -> str:
    """The phrase of the person: without where the person comes from; nothing where people are only counted."""
    phrase = _ITS_NOUN.sub("", before)
    origin = _ORIGIN.search(phrase)
    if origin and (people.looks_like_person(phrase[: origin.start()]) or _SURNAME.match(phrase[: origin.start()])):
        phrase = phrase[: origin.start()]
    return "" if _COUNTED.match(phrase.strip()) else phrase


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
    if not unit or not strong or roles.find(unit["unit"]) or _NO_UNIT.search(rest[unit.start("unit") :]):
        return None
    who = _person_phrase(rest[: unit.start()])
    if not people.looks_like_person(who) and not people.is_full(people.person(who)):
        return None
    role = Role(f"Head of {unit['unit']}", Seat.LEADER, 0, 0)
    return Statement(clause.subject, who, role, clause.at, 0.78)


def _beside(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON ROLE without a marker, or new ROLE, with its person behind it or nowhere."""
    role = roles.find(rest)
    before = rest[: role.start].rstrip() if role else ""
    if not role or before.endswith(",") or _FORMER.search(before):
        return None
    if _NEW.match(before) and (strong or re.search(r"\b(?:new|next|first)", before, re.IGNORECASE)):
        named = _named_behind(rest[role.end :], clause.verb.split()[-1] in _HANDS)
        return Statement(clause.subject, named, elected(role, clause.verb), clause.at, 0.92)
    before, role = _widened(before, role)
    sure = (
        people.is_full(people.person(before)) or people.is_described(before) or _is_surname(before, clause, rest, role)
    )
    if strong and sure and not _OPEN.search(before):
        return Statement(clause.subject, before, role, clause.at, 0.95)
    return None


def _is_surname(before: str, clause: Clause, rest: str, role: Role) -> bool:
    """Whether a lone word between verb and role is a surname: "names Doe CEO"; not where a person follows the role."""
    verb = clause.verb.split()[-1]
    alone = _SURNAME.match(before) and verb.startswith(_NAMING) and verb.endswith(("s", "e", "t"))
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
    if handed and following and people.describes(following[0]):
        return " ".join(following)
    if handed and len(following) == 1 and _SURNAME.match(following[0]):
        return following[0]
    if following and following[0].lower() in _FINITE:
        return ""
    sizes = (" ".join(following[:size]).rstrip(",") for size in (4, 3, 2))
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


def _bare(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """PERSON without a role, which the lead has to tell: "hires litigator Ann Doe"."""
    who = _BARE_END.split(_person_phrase(rest).strip())[0]
    named = people.looks_like_person(who) or (people.is_described(who) and people.is_full(people.person(who)))
    if strong and named and clause.verb.split()[0].startswith(_HIRING) and not roles.find(rest):
        return Statement(clause.subject, who, None, clause.at, UNTOLD)
    return None
