"""The object of a verb that puts a person into a role: PERSON as ROLE, ROLE PERSON, PERSON to lead UNIT."""

import re
from itertools import islice

from sources.extraction.people import people, roles
from sources.extraction.people.beside import HANDS, POSTS, SURNAME, beside, elected
from sources.extraction.people.roles import Role, Seat
from sources.extraction.text.clauses import Clause
from sources.extraction.text.statement import UNTOLD, Statement
from sources.extraction.text.tables import either, pattern, words

NOUN = either(words("verbs", "hire", "noun"))
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
    r"chair\s+(?:its\s+|the\s+)?(?P<body>(?:[\w&-]+\s){0,4}?(?:committee|council|board))\b", re.IGNORECASE
)
_PARTNERSHIP = re.compile(r"(?:the\s+|its\s+)?partnership\b", re.IGNORECASE)
_POST = re.compile(rf"\s+(?:{POSTS})\b", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s,]+to\s+(?:lead|head|run|oversee)\s+(?:up\s+)?(?:its\s+|the\s+|new\s+)*"
    r"(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})",
    re.IGNORECASE,
)
_NO_UNIT = pattern((*words("roles", "wording", "no_unit"), *words("roles", "wording", "works")))
_AGAIN_VERBS = (v for v in (*words("verbs", "hire", "put"), *words("verbs", "hire", "join")) if v.endswith(("s", "ed")))
_AGAIN = re.compile(rf"(?:[,;]|\band)\s+(?:{either(_AGAIN_VERBS)})\b", re.IGNORECASE)
_VAGUE = pattern(words("roles", "vague", "words"))
_GONE = pattern((*words("verbs", "departure", "noun"), "transition", "passing", "death"))
_COUNTED = re.compile(
    rf"^(?:\d{{1,3}}|{either(words('roles', 'wording', 'counts'))})(?:\s+[a-z-]+){{0,3}}$", re.IGNORECASE
)
_ITS_NOUN = re.compile(rf"'s\s+(?:{NOUN})\s*$", re.IGNORECASE)
_ABOARD = re.compile(
    r"\s+(?:on\s+board|aboard|back|over|onboard|in\s+charge|in)(?=\s+(?:as|to\s+lead)\b)", re.IGNORECASE
)
_VERBAL = re.compile(r"\s(?:has|have|had|is|was|were|will|been)\s", re.IGNORECASE)
_BARE_END = re.compile(r"[,;]\s|\s(?:to|in|from|for|as|after|amid|with|and)\s")
_HIRING = ("hire", "add", "welcome", "recruit", "poach", "lure", "snag", "nab", "tap", "promote", "elevate")
_HOLDER = re.compile(
    r"\s*(?:the\s+|an?\s+)?(?:former\s+)?(?:(?:head|chief|leader|director|president|CEO)\s+(?:of|at)\s"
    r"|[A-Z][\w.&' -]*?\s"
    r"(?:executive|exec|leader|veteran|alum|scientist|vet|insider|chief|boss|head|director|president|CEO|CFO|COO)\s*$)"
)
"""What somebody without a name is elsewhere: "head of Quillmar", "former Quillmar leader"."""
_FOLLOWING = re.compile(r"\s+(?:to\s+(?:succeed|replace|follow)|succeeding|replacing|following)\s+\S.*$", re.IGNORECASE)
_ORIGIN = re.compile(r"\s+(?:away\s+from|from|of|out\s+of)\s+\S.*$", re.IGNORECASE)


def put(clause: Clause, rest: str, strong: bool) -> Statement | None:
    """The appointment that the object states, in the first form that fits."""
    handed = clause.verb.split()[-1] in HANDS and not clause.verb.endswith("over to")
    forms = (beside,) if handed else (_marked, _to_lead, beside, _vague, _bare)
    return next((found for form in forms if (found := form(clause, rest, strong))), None)


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
                chair = Role(f"{body['body']} Chair".removeprefix("board "), Seat.BOARD, 0, 0)
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
    whole = role.start == 0 and role.text[:1].islower() and bool(re.match(r"chief\s\w+\s\w+", role.text))
    return whole or bool(_POST.match(behind[role.end :])) or role.text.lower().endswith((" job", " post", " role"))


def _person_phrase(before: str) -> str:
    """The phrase of the person: without where the person comes from; nothing where people are only counted."""
    if _HOLDER.match(before):
        return ""
    phrase = _FOLLOWING.sub("", _ITS_NOUN.sub("", before))
    described, comma, named = phrase.strip(" ,").rpartition(", ")
    if comma and people.looks_like_person(named) and not people.is_full(people.person(_ORIGIN.sub("", described))):
        return named
    origin = _ORIGIN.search(phrase)
    if origin and (people.looks_like_person(phrase[: origin.start()]) or SURNAME.match(phrase[: origin.start()])):
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
