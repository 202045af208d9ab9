"""Appointments told as a caption or by the one who moves: "Ann Doe: Norrvik's new CFO", "I'm joining Norrvik as"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sources.extraction.people import people, roles
from sources.extraction.people.owners import split_org
from sources.extraction.people.roles import Seat
from sources.extraction.text.statement import Statement

_ORG = r"(?P<org>[A-Z0-9][\w.&' -]{0,40}?)"
_AS = r"\s+(?:as|to\s+be|to\s+become)\s+(?P<rest>\S.*)$"
_CAPTION = re.compile(
    rf"^{people.NAME}(?::|,|\s+is|\s[–—-])\s+(?:{_ORG}(?:'s|(?<=s)')\s+)?(?:the\s+)?"
    r"(?:new|next|first)\s+(?P<rest>\S.*)$"
)
_MYSELF = re.compile(
    r"^(?:Why\s+)?I(?:'m|'ve|\sam|\shave)?\s+(?:just\s+)?(?:joining|joined|join|starting\s+at|started\s+at)\s+"
    rf"{_ORG}{_AS}"
)
_FOR_ANOTHER = re.compile(
    rf"^{people.NAME}\s+(?:swaps|trades|leaves|quits|exits|ditches|departs)\s+[A-Z0-9].{{1,40}}?\s+for\s+"
    rf"{_ORG}{_AS}"
)


_RAID = re.compile(
    rf"^{_ORG}\s+(?:raids|turns\sto|swoops\son|looks\sto|taps)\s+[A-Z][\w.&' -]{{1,40}}?\s+for\s+"
    r"(?:(?:its|new|next)\s+)*(?P<rest>[a-z].*)$"
)


def _raided(sentence: str) -> Iterator[Statement]:
    """ORG raids another for ROLE PERSON."""
    told = _RAID.match(sentence)
    role = roles.find(told["rest"]) if told else None
    if told and role and people.looks_like_person(person := told["rest"][role.end :].strip()):
        text = told["rest"][: role.end]
        yield Statement(told["org"], person, replace(role, text=text), 0, 0.88)


def captions(sentence: str) -> Iterator[Statement]:
    """Every appointment that the whole sentence captions."""
    yield from _raided(sentence)
    for shape in (_CAPTION, _MYSELF, _FOR_ANOTHER):
        told = shape.match(sentence)
        role = roles.after_marker(told["rest"]) if told else None
        if told and role and role.seat is Seat.LEADER:
            text, behind = split_org(role, told["rest"])
            org = told["org"] or behind
            person = told.groupdict().get("name") or ""
            yield from [Statement(org, person, replace(role, text=text), told.start("rest"), 0.88)] if org else []
