"""The grammar of appointments: which organisation puts which person into which role, sentence by sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import people, roles
from .clauses import Clause, clauses
from .roles import Role, Seat
from .tables import either, pattern, words

_PUT = words("verbs", "hire", "put")
_WEAK = frozenset(words("verbs", "hire", "weak"))
_PASSIVE = words("verbs", "hire", "passive")
_JOIN = words("verbs", "hire", "join")
_ASSUME = words("verbs", "hire", "assume")
_SUCCEED = words("verbs", "hire", "succeed")
_NOUN = either(words("verbs", "hire", "noun"))
_BY_NOUN = re.compile(
    rf"^.{{0,60}}?\b(?P<noun>{_NOUN})\s+of\s+(?=\S)|^.{{0,40}}?\bthat\s+(?:it\s+(?:has\s+)?(?:hired|appointed|named|promoted|added)\s+)?",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"[\s,]+(?:as|to\s+be(?:come)?|to\s+serve\s+as|to|for|into|in|on)\s+(?:(?:the|a)\s+(?:role|position|post|seat)\s+(?:of|on)\s+)?",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\b(?:for|into|in|on)\s+$", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s,]+to\s+(?:lead|head|run)\s+(?:up\s+)?(?:its\s+|the\s+|new\s+)*(?P<unit>\w[\w&'/-]*(?:\s+(?!(?:as|amid|after|in|for|at|with|from)\b)[\w&'/-]+){0,4})"
)
_NO_UNIT = re.compile(
    r"\b(?:next|chapter|way|charge|future|fight|effort|efforts|phase|growth|transformation|through|into|race|push|it|company)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    rf"(?:,|\band)\s+(?:{either(v for v in (*_PUT, *_JOIN) if v.endswith(('s', 'ed')))})\b", re.IGNORECASE
)
_VAGUE = pattern(words("roles", "vague", "words"))
_BEING = re.compile(r"[\s,]+(?:is|was|has been|have been|been|were|will be|gets|to be|being)\s*$", re.IGNORECASE)
_NEW = re.compile(
    r"^(?:(?:a|an|its|the|their|our|first|first-ever|new|next|newest|interim|permanent|two|three)\s*)*$", re.IGNORECASE
)
_OPENING = re.compile(r"^\s*(?:as|to|to the|to be)\s+", re.IGNORECASE)
_SUCCESSOR = re.compile(
    r"\s*(?:as\s+)?(?:his\s+|her\s+|their\s+|the\s+|interim\s+)?(?:successor|replacement)\b", re.IGNORECASE
)
_GONE = pattern((*words("verbs", "departure", "noun"), "transition", "passing", "death"))
_MEMBER = re.compile(
    r"(?:'s|\s*\b(?:(?:as\s+)?(?:a\s+|an?\s+new\s+)?members?\s+(?:of|to)(?:\s+the)?|seat\s+on(?:\s+the)?|chair\s+of(?:\s+the)?"
    r"|its|the|next|new|first|as))\s*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|its|an?|as|to)(?:\s+|$)", re.IGNORECASE)
_TITLE_OF = re.compile(
    r"(?P<role>.*?(?:chief\b.*?\bofficer|\bC[A-Z]{1,3}O|president|chair(?:man|woman|person)?|partner|executive director|managing director|director general"
    r"|general counsel|chancellor|editor.in.chief|general manager))\s+(?:of|for|to)\s+(?:the\s+board\s+of\s+)?(?P<org>(?:the\s+)?[A-Z0-9].*)$",
    re.IGNORECASE,
)
_BODY_OF = re.compile(
    r"(?P<role>.*\b(?:board of (?:directors|trustees|advisors|advisers|governors)|board|advisory council|advisory committee|trustees))\s+(?:of|for|at)\s+(?P<org>(?:the\s+)?(?!directors|trustees|advis)\S.*)$",
    re.IGNORECASE,
)
_ORG_END = re.compile(
    r"\s(?:to|as|amid|with|after|following|who|in|from|effective|for|on|where|succeeding|replacing|by|is|will|has|ahead)\s|[;:|§]|,\s(?!Inc|Ltd|LLC|P\.A|Corp)|\s[–—-]\s",
    re.IGNORECASE,
)
_AT = re.compile(r"[\s,]+(?:at|for|by|with)\s+(?P<org>\S.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Appointment:
    """What one sentence says: organisation and person as phrases (empty where not said), the role, where, how surely."""

    org: str
    person: str
    role: Role | None
    at: int
    strength: float


def appointments(sentence: str) -> list[Appointment]:
    """Every appointment that the sentence states, in its order."""
    found = [*_put(sentence), *_passive(sentence), *_joined(sentence), *_assumed(sentence), *_succeeding(sentence)]
    return sorted(found, key=lambda appointment: appointment.at)


def _put(sentence: str) -> Iterator[Appointment]:
    """ORG appoints PERSON as ROLE; ORG announces the appointment of PERSON; ORG names new ROLE."""
    for clause in clauses(sentence, _PUT):
        if clause.verb in _PASSIVE and _is_passive(clause):
            continue
        noun = _BY_NOUN.match(clause.rest) if clause.verb in _WEAK or clause.verb in ("welcomes", "adds") else None
        rest = clause.rest[noun.end() if noun else 0 :].strip()
        strong = clause.verb not in _WEAK or bool(noun and noun["noun"])
        clause = replace(clause, at=clause.at + (noun.start("noun") if noun and noun["noun"] else 0))
        for reading in (_marked, _to_lead, _beside, _vague):
            if found := reading(clause, rest, strong):
                yield found
                break


def _last(subject: str) -> str:
    """The part of the subject with the person: "Shake-up: Ann Doe named CFO", "Ann Doe, CPA, named CFO"."""
    part = re.split(r":\s|\s[–—-]\s", subject)[-1]
    first, *others = re.split(r",\s", part)
    return others[-1] if others and not people.looks_like_person(first) else first if others else part


def _marked(clause: Clause, rest: str, strong: bool) -> Appointment | None:
    """PERSON as ROLE, PERSON to ROLE, PERSON to its board."""
    for marker in _MARKER.finditer(f"{rest}"):
        before = rest[: marker.start()]
        if _AGAIN.search(before) or _GONE.search(before):
            return None
        role = roles.after_marker(rest[marker.end() :])
        named = roles.find(before)
        if named and named.end >= len(before) - 1 and _is_plain_person(before[: named.start]):
            return None
        if named and named.start < 4 and _PREPOSITION.search(marker[0]):
            return None
        if role and (role.seat is Seat.BOARD or not _PREPOSITION.search(marker[0])):
            return Appointment(clause.subject, before, role, clause.at, 0.97 if strong else 0.93)
    return None


def _is_plain_person(phrase: str) -> bool:
    return "," not in phrase and people.looks_like_person(phrase)


def _to_lead(clause: Clause, rest: str, strong: bool) -> Appointment | None:
    """PERSON to lead UNIT: the head of that unit."""
    unit = _UNIT.search(rest)
    if not unit or not strong or roles.find(rest) or _NO_UNIT.search(unit["unit"]):
        return None
    if not people.looks_like_person(rest[: unit.start()]):
        return None
    return Appointment(
        clause.subject, rest[: unit.start()], Role(f"Head of {unit['unit']}", Seat.LEADER, 0, 0), clause.at, 0.78
    )


def _beside(clause: Clause, rest: str, strong: bool) -> Appointment | None:
    """PERSON ROLE without a marker, or new ROLE, with its person behind it or nowhere."""
    role = roles.find(rest)
    if not role:
        return None
    before = rest[: role.start].rstrip()
    if before.endswith(",") or re.search(r"\b(?:former|ex|formerly)\b", before, re.IGNORECASE):
        return None
    if _NEW.match(before) and (strong or "new" in before.lower()):
        behind = rest[role.end :]
        named = _named_behind(behind) if clause.verb == "hands" or not behind.startswith(" to ") else ""
        return Appointment(clause.subject, named, role, clause.at, 0.92)
    if strong and people.person(before) and not re.search(r"\b(?:of|by|in|with|at|from|and)$", before, re.IGNORECASE):
        return Appointment(clause.subject, before, role, clause.at, 0.95)
    return None


def _named_behind(rest: str) -> str:
    """The person right behind a role: "new CFO Ann Doe", "the top job to Ann Doe"."""
    following = re.sub(r"^\s*(?:to|,)?\s*", "", rest).split()
    sizes = (" ".join(following[:size]).rstrip(",") for size in (3, 2))
    return next((name for name in sizes if people.looks_like_person(name)), "")


def _vague(clause: Clause, rest: str, strong: bool) -> Appointment | None:
    """PERSON to the leadership team; a new executive: the role is for the lead to say."""
    vague = _VAGUE.search(rest)
    if not vague or roles.find(rest):
        return None
    before = re.sub(
        r"\s+(?:to|joins|for|in|on)\s+(?:its|the|their)?\s*$", "", rest[: vague.start()], flags=re.IGNORECASE
    )
    return Appointment(clause.subject, before if before != rest[: vague.start()] else "", None, clause.at, 0.85)


def _passive(sentence: str) -> Iterator[Appointment]:
    """PERSON named ROLE of ORG; PERSON appointed to the ORG board."""
    for clause in clauses(sentence, _PASSIVE):
        person = _BEING.sub("", _last(clause.subject))
        if _SUCCESSOR.match(clause.rest):
            yield from _successor(person, sentence[: clause.at], clause)
        elif _is_passive(clause):
            yield from _with_org(person, clause, 0.96)


def _is_passive(clause: Clause) -> bool:
    """Whether "named" or "appointed" has the person before it, as in "Ann Doe named Norrvik CEO"."""
    person = _last(clause.subject)
    if _BEING.search(clause.subject) or any(map(people.describes, person.split()[:-1])):
        return True
    role = roles.find(clause.rest)
    named = role is not None and people.looks_like_person(clause.rest[: role.start])
    return people.looks_like_person(person) and not named


def _successor(person: str, before: str, clause: Clause) -> Iterator[Appointment]:
    """ORG ROLE somebody steps down, PERSON named successor."""
    role = roles.find(before)
    if role and people.looks_like_person(person):
        yield Appointment(_MEMBER.sub("", before[: role.start]), person, role, clause.at, 0.9)


def _joined(sentence: str) -> Iterator[Appointment]:
    """PERSON joins ORG as ROLE; PERSON joins the ORG board."""
    for clause in clauses(sentence, _JOIN):
        marker = re.search(r"[\s,]+(?:as|to become|in the role of)\s+", clause.rest, re.IGNORECASE)
        role = roles.after_marker(clause.rest[marker.end() :]) if marker else None
        if marker and role and _is_somebody(clause.subject):
            yield Appointment(clause.rest[: marker.start()].strip(), clause.subject, role, clause.at, 0.96)
        elif not marker or "board" in clause.rest[: marker.start()].lower():
            yield from (a for a in _with_org(clause.subject, clause, 0.95) if a.role and a.role.seat is Seat.BOARD)


def _assumed(sentence: str) -> Iterator[Appointment]:
    """PERSON becomes ROLE of ORG."""
    for clause in clauses(sentence, _ASSUME):
        yield from _with_org(clause.subject, clause, 0.9)


def _succeeding(sentence: str) -> Iterator[Appointment]:
    """PERSON succeeds somebody as ROLE of ORG."""
    for clause in clauses(sentence, _SUCCEED):
        if marker := re.search(r"\s+as\s+", clause.rest, re.IGNORECASE):
            yield from _with_org(clause.subject, replace(clause, rest=clause.rest[marker.end() :]), 0.92)


def _with_org(person: str, clause: Clause, strength: float) -> Iterator[Appointment]:
    """A role in whose phrase the organisation stands: "CFO of Norrvik", "CFO at Norrvik", "Norrvik CFO"."""
    rest = _OPENING.sub("", clause.rest).strip()
    role = roles.find(rest)
    if not role or not _is_somebody(person) or len(rest[: role.start].split()) > 7:
        return
    text, behind = _split_org(role, rest)
    org = behind or _owner(rest[: role.start])
    if not re.search(r"\b(?:as|to|of|for|in|among|one|a)\b", org, re.IGNORECASE) or behind:
        yield Appointment(org, person, replace(role, text=text), clause.at, strength)


def _owner(before: str) -> str:
    """The organisation in the words before its role: "Norrvik's next", "a member of the Norrvik"."""
    while (shorter := _MEMBER.sub("", before)) != before:
        before = shorter
    return _ARTICLE.sub("", before).strip(" ,")


def _is_somebody(phrase: str) -> bool:
    """Whether the phrase names a person, or says what one is: "former UN chief"."""
    words_of_it = re.split(r",\s", phrase)[0].split() or [""]
    return people.is_full(people.person(phrase)) or people.describes(words_of_it[-1])


def _split_org(role: Role, rest: str) -> tuple[str, str]:
    """The role without the organisation, and the organisation: behind "at", or behind "of" where the role needs no area."""
    if at := _AT.match(rest[role.end :]):
        return role.text, _ORG_END.split(at["org"])[0]
    whole = _BODY_OF.match(role.text) or _TITLE_OF.match(role.text)
    if whole and not re.search(r"\bvice[\s-]president$", whole["role"], re.IGNORECASE):
        return whole["role"], whole["org"]
    return role.text, ""
