"""Leadership hires and seats on boards."""

import re
from dataclasses import replace

from sources.extraction.event import IN_LEAD, Event, Kind, Reading
from sources.extraction.people import people, roles
from sources.extraction.people.appointments import appointments, person_of, role_of
from sources.extraction.people.hints import hints
from sources.extraction.people.owners import owner
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.sport import is_trainer
from sources.extraction.people.subjects import named_org
from sources.extraction.text import companies
from sources.extraction.text.clauses import clauses, until_verb
from sources.extraction.text.companies import Name
from sources.extraction.text.item import Item
from sources.extraction.text.names import bare, is_of_state
from sources.extraction.text.statement import UNTOLD, Statement
from sources.extraction.text.tables import pattern, words
from sources.extraction.text.titled import as_titled, lengthened, person_as_titled

_SOMEBODY = pattern(words("roles", "vague", "somebody"))
_BODY = re.compile(
    r"\b(?P<body>(?:(?:scientific|strategic|medical|clinical|technical|industry|global)\s+)*"
    r"advisory\s+(?:board|council|committee)|board\s+of\s+(?:directors|trustees|advisors|advisers|governors))\b",
    re.IGNORECASE,
)
_FORMS = pattern(words("roles", "board", "forms"))
_VICE = re.compile(r"(?:\w+\s+)*?(?:vice[\s-]president|[se]?vp|avp)\b", re.IGNORECASE)
_NO_BODY = re.compile(r"\b(?:study|event|research|award|government|county|city|state)\b", re.IGNORECASE)
_DIRECTOR = re.compile(r"directors?$", re.IGNORECASE)
_TO_BOARD = re.compile(r"\bto (?:its|the|the company's) board\b", re.IGNORECASE)
_ALL_NEW = pattern(words("roles", "board", "new"))
_MANY = re.compile(
    r"(?<!of )\b(?:partner|director|president|head|officer|chief|principal|manager|dean|member|trustee|CEO|VP)s\b",
    re.IGNORECASE,
)
_JOINS = words("verbs", "hire", "join")
_IS_ROLE = re.compile(
    r"^(?:the\s+)?board$|^(?:new\s+)?(?:(?:senior|executive)\s+)*(?:vice\s+)?(?:president|chief|director)\s+of\b"
    r"|\bchief \w+ officer\b",
    re.IGNORECASE,
)
_OF_US = re.compile(
    r"\s+(?:of|for|at)\s+(?:the|our|its)\s+(?:company|corporation|firm|bank|group|organi[sz]ation)$", re.IGNORECASE
)
_IS_BODY = re.compile(r"(?:\w+\s+)*board(?:\s+of\s+\w+)?$", re.IGNORECASE)
_SEVERAL = re.compile(r"\s(?:and|&)\s", re.IGNORECASE)
_UNIT_OF = re.compile(
    r"^.*\b(?:division|team|practice|group|office|department|unit)\s+(?:of|at)\s+(?=\S)", re.IGNORECASE
)
_TOP = ("top job", "top post", "top role")
_WHENCE = re.compile(r"\s(?:of|at|from)\s")
_DESCRIBED = ("the ", "a former ", "an ex-")
"""Beginnings of who is only described in a lead: the title has the name."""
_READ = 3
"""Sentences of the lead that are read."""


def read(item: Item) -> Reading | None:
    """The hire or seat that the title states, or that the lead states of a title which hints at it."""
    stated = appointments(item.title) if item.cased else []
    readings = (_reading(statement, item) for statement in stated)
    return next((reading for reading in readings if reading), None) or _formed(item) or _from_lead(item)


def _reading(statement: Statement, item: Item) -> Reading | None:
    """The appointment as an event, if its company is named and its role leads."""
    if statement.person.lower().startswith(_DESCRIBED):
        return None
    name = companies.organisation(statement.org, item)
    person = people.person(statement.person, item.opening)
    if not name or _IS_ROLE.search(name.text) or not _is_sound(name, person, statement):
        return None
    role = _fullest(statement.role, person, item)
    if is_trainer(role, item) or (role is None and statement.strength <= UNTOLD):
        return None
    held = replace(role, seat=Seat.BOARD) if role and _kind(role, item) == "board_appointment" else role
    found = person or person_of(held, item.sentences[:_READ], name.text)
    role = role if person else _own(role, found, item)
    return _event(name, None if found and bare(found) == bare(name.text) else found, role, statement, item)


def _fullest(role: Role | None, person: str | None, item: Item) -> Role | None:
    """The role; where the title has none, or a vice president's without its area, the one that the lead gives."""
    vague = role is not None and (_is_built(role) or role.text.lower() in _TOP)
    if role and not (person and (roles.is_bare_vice(role) or vague)):
        return role
    told = role_of(person, item.sentences[:_READ])
    if role is None or (told and told.end and vague):
        return told
    fuller = (
        told is not None and told.seat is role.seat and bool(_VICE.match(told.text)) and not roles.is_bare_vice(told)
    )
    return told if fuller else role


def _own(role: Role | None, person: str | None, item: Item) -> Role | None:
    """The role that the lead gives to whom the title leaves unnamed: of several the first, of a body the seat."""
    vague = role is not None and (role.text.lower() in _TOP or _SEVERAL.search(role.text) or _IS_BODY.match(role.text))
    if not role or not person or not vague:
        return role
    told = role_of(person, item.sentences[:_READ])
    fits = told is not None and told.seat is role.seat and not _SEVERAL.search(told.text)
    return told if fits and not (told and _IS_BODY.match(told.text)) else role


def _is_built(role: Role) -> bool:
    """Whether the role is the reader's "Head of" and no words of the text."""
    return role.end == 0


def _is_sound(name: Name, person: str | None, statement: Statement) -> bool:
    """Whether person and company are two, and a person left out is left out by the text and not by this reading."""
    if person:
        alone = people.surname(person) if not statement.org else person
        return bare(name.text) not in (bare(person), bare(alone))
    head = _WHENCE.split(statement.person)[0]
    ends = ((phrase.split() or [""])[-1] for phrase in (head, statement.person))
    described = statement.org != "" and any(map(people.describes, ends))
    return statement.role is not None and (not statement.person.strip() or described)


def _event(name: Name, person: str | None, role: Role | None, statement: Statement, item: Item) -> Reading:
    sure = min(name.certainty, statement.strength)
    if person is None:
        sure = min(sure, 0.85 if statement.strength >= 0.93 else 0.78)
    elif not people.is_full(person):
        sure = min(sure, 0.8)
    kind = _kind(role, item)
    company, role = lengthened(as_titled(name.text, item), role, item)
    event = Event(kind, company, round(sure, 2), person=person, role=_one(role.text) if role else None)
    return Reading(statement.at, event)


def _one(role: str) -> str:
    """The role of one person: "Managing Directors" are each a Managing Director."""
    role = _OF_US.sub("", role)
    many = _MANY.search(role)
    return f"{role[: many.end() - 1]}{role[many.end() :]}" if many else role


def _kind(role: Role | None, item: Item) -> Kind:
    """A hire or a seat; a bare "director" sits on the board where the lead speaks of one."""
    seated = role is not None and _DIRECTOR.match(role.text) and _TO_BOARD.search(item.opening)
    if seated or (role and role.seat is Seat.BOARD):
        return "board_appointment"
    return "leadership_hire"


def _from_lead(item: Item) -> Reading | None:
    """The appointment of the lead's first sentences, where the title hints at one and at its person."""
    if item.title and (not hints(item.title) or is_of_state(item.title)):
        return None
    told = (sentence for sentence in item.sentences[:2] if roles.first_head(sentence))
    stated = (statement for sentence in told for statement in appointments(sentence))
    hinted = (
        s
        for s in stated
        if s.role
        and not s.person.startswith("The ")
        and not _is_built(s.role)
        and _is_hinted(people.person(s.person), item)
    )
    reading = next((r for s in hinted if (r := _reading(_placed(s, item), item))), None)
    return _doubted(reading, item) if reading and item.cased else reading


def _placed(statement: Statement, item: Item) -> Statement:
    """The lead's statement; where it names no organisation, with the one of the title."""
    own = named_org(statement.org)
    sure = own if own and companies.organisation(own, item) else ""
    org = sure or (_title_org(item.title) if item.cased else "")
    return replace(statement, at=IN_LEAD, org=org if companies.organisation(org, item) else own)


def _title_org(title: str) -> str:
    """Whom the title's person joins, or who acts in it."""
    for clause in clauses(title, _JOINS):
        if not clause.verb.endswith(("lead", "head", "run", "chair")):
            return _UNIT_OF.sub("", re.split(r",\s|\s(?:as|to|in|for)\s", clause.rest.strip())[0])
    for clause in clauses(title, words("verbs", "hire", "put")):
        return clause.subject
    subject = until_verb(title)
    role = roles.find(subject)
    subject = owner(re.sub(r"\s+new\s*$", "", subject[: role.start], flags=re.IGNORECASE)) if role else subject
    return "" if subject == title or people.looks_like_person(subject) else subject


def _is_hinted(person: str | None, item: Item) -> bool:
    """Whether the title speaks of this person, or of somebody without a name."""
    if not person or not people.is_full(person):
        return False
    named = people.surname(person).casefold() in item.title.casefold()
    return not item.title or named or bool(_SOMEBODY.search(item.title))


def _doubted(reading: Reading, item: Item) -> Reading:
    """The lead's reading, its person as the title names it, less sure than one of the title's own words."""
    event = reading.event
    person = person_as_titled(event.person, item)
    return Reading(reading.at, replace(event, person=person, confidence=min(event.confidence, 0.76)))


def _formed(item: Item) -> Reading | None:
    """A board announced as a whole, without persons; or its new members, the first of them from the lead."""
    body, forms = _BODY.search(item.title), _FORMS.search(item.title)
    if not body or not forms or forms.start() > body.start() or _NO_BODY.search(item.title):
        return None
    subject = item.title[: forms.start()]
    name = companies.company(subject, item) if not roles.find(subject) else None
    if not name:
        return None
    role = Role(body["body"], roles.Seat.BOARD, body.start("body"), body.end("body"))
    person = None if _ALL_NEW.search(item.title) else person_of(role, item.sentences[:_READ], name.text)
    event = Event("board_appointment", name.text, round(min(name.certainty, 0.78), 2), person=person, role=role.text)
    return Reading(forms.start(), event)
