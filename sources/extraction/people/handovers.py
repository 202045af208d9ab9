"""The grammar of handovers: one person out and another in, told in one breath."""

import re
from collections.abc import Iterator

from sources.extraction.people import people, roles
from sources.extraction.people.owners import owner, owner_first, split_org
from sources.extraction.people.roles import Role, Seat
from sources.extraction.text.statement import Statement

_WHO = r"(?P<who>[A-Z][\w'-]+(?:\s[A-Z][\w.'-]*){0,3})"
_HANDED = re.compile(
    r"^(?P<old>[A-Z].{2,60}?)\s+(?:to\s+|will\s+)?(?:hands?|pass(?:es)?|turns?)(?:\s+over)?\s+(?:the\s+|his\s+|her\s+)?"
    rf"(?P<what>\S.{{2,60}}?)\s+to\s+(?:[a-z]+\s+)?{_WHO}(?=\s*$|[,;.]|\s(?:in|as|after|on|amid)\b)"
)
_REINS = re.compile(r"(?:reins|helm|keys|baton|torch)\b(?:\s+(?:at|of)\s+(?:the\s+)?(?P<org>[A-Z].*))?$")
_OVER = re.compile(
    rf"^(?P<old>[A-Z].{{3,60}}?)\s+(?:to\s+|will\s+)?(?:hands?|pass(?:es)?)\s+(?:over|(?:over\s+)?the\s+reins|(?:the\s+)?baton)\s+to\s+"
    rf"{_WHO}(?=\s*$|[,;.]|\s(?:in|as|after|on|amid)\b)"
)
_OUT_IN = re.compile(
    r"^(?P<old>[^,;:]{3,80}?)\s+out[,;]?\s+(?:and\s+)?(?P<new>[^,;:]{2,60}?)\s+in(?=\s*$|\s(?:at|as|after)\b)"
)
_IN_OUT = re.compile(
    r"^(?P<new>[A-Z][^,;:]{1,40}?)\s+in[,;]\s+(?:and\s+)?(?P<gone>[A-Z][^,;:]{1,40}?)\s+out\s+(?:as|at)\s+(?P<old>[A-Z].*)$"
)
_SWAPPED = re.compile(
    rf"^(?P<org>[A-Z0-9].{{1,50}}?)\s+(?:swaps|replaces|ditches|drops|trades)\s+(?P<old>[^,;:]{{3,60}}?)\s+(?:for|with)\s+{_WHO}(?=\s*$|[,;.]|\s(?:in|as|after|amid)\b)"
)
_REPLACED = re.compile(
    rf"^(?P<old>[A-Z].{{3,80}}?)\s+(?:is\s+|to\s+be\s+|will\s+be\s+)?(?:replaced|succeeded)\s+by\s+(?:[a-z]\w*\s+)*{_WHO}(?=\s*$|[,;.]|\s(?:in|as|after|amid)\b)"
)
_GIG = re.compile(
    rf"^{_WHO}\s+(?:has|gets|lands)\s+(?:an?\s+)?new\s+(?:gig|job|role|post|position)(?::|\s+as)\s+(?P<rest>\S.*)$"
)


def handovers(sentence: str) -> Iterator[Statement]:
    """Every handover that the whole sentence is: its role and organisation stand beside the one who goes."""
    if (handed := _HANDED.match(sentence)) and people.looks_like_person(people.person(handed["old"]) or ""):
        yield from _handed(handed)
    for shape in (_IN_OUT, _OUT_IN, _OVER, _SWAPPED, _REPLACED):
        told = shape.match(sentence)
        if told and (role := roles.find(told["old"])):
            found = told.groupdict()
            org = found.get("org") or split_org(role, told["old"])[1] or owner(told["old"][: role.start])
            yield from _entered(org, found.get("who") or told["new"], role, told)
    if (gig := _GIG.match(sentence)) and (role := roles.after_marker(gig["rest"])):
        text, org = split_org(role, gig["rest"])
        yield Statement(org, gig["who"], Role(text, role.seat, role.start, role.end), 0, 0.88)


def _handed(handed: re.Match[str]) -> Iterator[Statement]:
    role = roles.find(handed["what"])
    reins = _REINS.match(handed["what"])
    if role:
        org = split_org(role, handed["what"])[1] or owner(handed["what"][: role.start]) or owner_first(handed["old"])
        yield from _entered(org, handed["who"], role, handed)
    elif reins and reins["org"]:
        yield Statement(reins["org"], handed["who"], None, handed.start("what"), 0.85)


def _entered(org: str, phrase: str, role: Role, told: re.Match[str]) -> Iterator[Statement]:
    """The statement of who enters: "CFO Lind" is Lind."""
    held = roles.find(phrase)
    person = (phrase[held.end :] if held else phrase).strip()
    surname = person[:1].isupper() and len(person.split()) == 1
    if org and role.seat is Seat.LEADER and (people.looks_like_person(person) or surname):
        yield Statement(org, person, role, told.start("old"), 0.88)
