"""Appointments of a sentence, told from any side, and what the lead adds to a title's."""

import re

from sources.extraction.people import people, roles
from sources.extraction.people.appointed import appointed
from sources.extraction.people.assumed import assumed
from sources.extraction.people.captions import captions
from sources.extraction.people.handovers import handovers
from sources.extraction.people.moves import moves
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.shaped import shaped_hires
from sources.extraction.people.successions import successions
from sources.extraction.text.names import bare
from sources.extraction.text.statement import Statement

_NEWLY = re.compile(rf"\bnewly[\s-]appointed\s+[^.,]{{2,60}}?\s+{people.NAME}")
_OF = re.compile(
    rf"\b(?i:appointment|hiring|promotion|addition|election|arrival|selection|naming|nomination|elevation|recruitment)\s+of\s+(?:(?!as\b)[a-z][\w-]*\s+)*{people.NAME}"
    r",?\s+(?:as|to)\s+(?P<role>[^.;]{2,90})"
)
_LISTED = re.compile(
    rf"(?:[:•]|\bincluding|\bnamely|\b[Tt]hey are|:\s*\W)\s*{people.NAME}"
    r"(?=\s*(?:,|;|\b(?:and|of|from)\b|&|[–—(-]|\.|$))"
)
_OPENS = re.compile(
    rf"(?:^|\bthat\s+){people.NAME}(?:,[^,]{{1,90}},|\s+and\s+[A-Z][^,]{{3,60}}?|(?:,\s+[A-Z][^,]{{3,40}}){{1,3}}"
    r",?\s+and\s+[A-Z][^,]{3,40}?)?\s+(?:will|has|have|is|are|was|were|[Jj]oins?|[Bb]rings?)\b"
)
_SEATED = re.compile(
    r"\b(?:board|council|committee|join\w*|appoint\w*|member\w*|elect\w*|director\w*|bring\w*|terms?)\b", re.IGNORECASE
)
_COMING = re.compile(
    r"\b(?:joins|joined|join|joining|serve|appointed|named|becomes|become|starts|takes|promoted|hired)\b"
)
_COMES = re.compile(r"\b(?:newly[\s-]appointed|new|incoming)")
_BEGINS = re.compile(
    rf"{people.NAME}(?:,\s(?:[A-Z][\w.]{{0,5}},?\s?){{1,2}}(?<=,))?\s+(?:will|has|is|joins|was|succeeds|becomes|takes|replaces|joined|comes|spent|most)\b"
)
_GONE = re.compile(
    r"(?:replac|succe|outgoing|former|retir|depart|after|exit|leav|follow)\w*\W+(?:[\w'-]+\W+){0,3}$", re.IGNORECASE
)
"""Right before a role it is the one of who goes."""
_BECOMES = re.compile(
    r"^(?P<who>[A-Z](?:(?!\bwho\b)[^.;]){1,90}?)\s"
    r"(?:becomes|will become|is to become|returns as|will return as|takes over as|will take over as"
    r"|will serve as|will be)\s"
    r"(?:(?:its|the|a|an|new|next|first)\s)*(?P<rest>\S.*)$"
)
_IN_ROLE = re.compile(rf"\bnew\s+[^.,]{{3,60}}?\s+in\s+{people.NAME}")
_MEMBER = re.compile(rf"\b[Mm]embers?:?\s+{people.NAME}")


def appointments(sentence: str) -> list[Statement]:
    """Every appointment that the sentence states, in its order."""
    grammars = (appointed, assumed, moves, successions, handovers, captions, shaped_hires)
    return sorted((told for grammar in grammars for told in grammar(sentence)), key=lambda statement: statement.at)


def person_of(role: Role | None, sentences: tuple[str, ...], company: str) -> str | None:
    """The person, other than the company, to whom the lead gives this role."""
    for sentence in sentences:
        if named := _NEWLY.search(sentence):
            return _full(named["name"])
        if (of := _OF.search(sentence)) and _is_same(role, roles.after_marker(of["role"])):
            return _full(of["name"])
        for found in appointments(sentence):
            same = role is None or found.role is None or found.role.seat is role.seat
            person = _full(people.person(found.person)) if same else None
            if person and bare(person) != bare(company):
                return person
    beside = next((name for sentence in sentences if role and (name := _beside_role(role, sentence))), None)
    return beside or (_listed(sentences, company) if role and role.seat is Seat.BOARD else None)


def _is_same(role: Role | None, told: Role | None) -> bool:
    """Whether both are seats of one sort, as far as the title says."""
    return told is not None and (role is None or role.seat is told.seat)


def role_of(person: str | None, sentences: tuple[str, ...]) -> Role | None:
    """The role that the lead gives to this person."""
    stated = (found for sentence in sentences for found in appointments(sentence) if found.role)
    told = next((s.role for s in stated if person and people.surname(person) in s.person), None)
    if told or not person:
        return told
    return _joining(people.surname(person), sentences) or _new(person, sentences) or _becoming(person, sentences)


def _becoming(person: str, sentences: tuple[str, ...]) -> Role | None:
    """The role in "Doe will become CEO", "The Halden co-founder becomes president", of whom the title names."""
    for sentence in sentences[:2]:
        told = _BECOMES.match(sentence)
        if told and (people.surname(person) in told["who"] or told["who"].startswith(("The ", "He", "She"))):
            return roles.after_marker(told["rest"])
    return None


def _new(person: str, sentences: tuple[str, ...]) -> Role | None:
    """The role in "newly appointed non-executive director Ann Doe", "its new CFO, Ann Doe"."""
    told = [sentence for sentence in sentences if person in sentence and _COMES.search(sentence)]
    if not told:
        return None
    form = re.compile(rf"{_COMES.pattern}\s+(?P<role>[^.,]{{2,60}}?),?\s+{re.escape(person)}\b")
    found = (form.search(sentence) for sentence in told)
    return next((role for match in found if match and (role := roles.after_marker(match["role"]))), None)


def _joining(surname: str, sentences: tuple[str, ...]) -> Role | None:
    """The role in "Doe joins as a partner", "Doe, who joins from Halden, becomes head of tax"."""
    named = [sentence for sentence in sentences if surname in sentence and _COMING.search(sentence)]
    if not named:
        return None
    form = re.compile(rf"\b{re.escape(surname)}\b[^.]{{0,90}}?\b(?:as|becomes|become)\s+(?:an?\s+|its\s+|the\s+)?")
    found = (form.search(sentence) for sentence in named)
    told = (roles.after_marker(m.string[m.end() :]) for m in found if m and _COMING.search(m[0]))
    return next((role for role in told if role), None)


def _beside_role(role: Role, sentence: str) -> str | None:
    """The name right behind the role, or at the sentence's beginning right before its verb."""
    plain = role.text.lower().replace("-", " ")
    behind = None
    if plain in sentence.lower().replace("-", " "):
        text = re.escape(role.text).replace(r"\ ", r"[\s-]")
        behind = re.search(rf"(?i:{text})(?:,|\s+in)?\s+{people.NAME}", sentence)
        behind = None if behind and _GONE.search(sentence[: behind.start()]) else behind
    named = behind or _BEGINS.match(sentence) or _IN_ROLE.search(sentence)
    return _full(people.person(named["name"])) if named and people.looks_like_person(named["name"]) else None


def _listed(sentences: tuple[str, ...], company: str) -> str | None:
    """The first name of a list of members: "to its board: Ann Doe, ...", "Ann Doe and Bo Roe bring ..."."""
    told = (form.finditer(s) for s in sentences if _SEATED.search(s) for form in (_OPENS, _LISTED, _MEMBER))
    names = (_full(named["name"]) for found in told for named in found)
    return next((name for name in names if name and bare(name) not in bare(company)), None)


def _full(name: str | None) -> str | None:
    return name if people.is_full(name) and name and people.looks_like_person(name) else None
