"""Departures at which a title hints and whose person the lead has: "Norrvik's technical brain walks"."""

import re

from sources.extraction.event import Event
from sources.extraction.people import people, roles
from sources.extraction.people.roles import Role, Seat
from sources.extraction.people.sport import is_trainer
from sources.extraction.text.item import Item
from sources.extraction.text.names import is_of_state
from sources.extraction.text.tables import either, words
from sources.extraction.text.titled import as_titled, person_as_titled
from sources.extraction.together import party

_GOES = re.compile(
    rf"^{people.NAME}(?P<was>,\s[^,]{{2,90}},)?\s(?:(?:said|told\s\w+)\b.{{0,60}}?\b(?:he|she|they)\s)?"
    rf"(?:{either(words('verbs', 'departure', 'told'))})\b(?P<rest>.*)$"
)
_AS = re.compile(r"\bas\s(?:its\s|the\s|their\s)?(?=\S)")
_SURE = 0.78


def read(item: Item) -> Event | None:
    """The departure; None where the title has no word of one, or the lead does not begin with who goes."""
    hinted = any(map(item.title.lower().__contains__, words("gates", "departures")))
    told = _GOES.match(item.sentences[0]) if hinted and item.cased and item.sentences else None
    if not told or not people.looks_like_person(told["name"]) or is_of_state(item.title):
        return None
    role, name = _role(told, item), party.subject(item)
    if not role or not name or role.seat is not Seat.LEADER or is_trainer(role, item):
        return None
    person = person_as_titled(told["name"], item)
    company, sure = as_titled(name.text, item), min(_SURE, name.certainty)
    return Event("leadership_departure", company, round(sure, 2), person=person, role=role.text)


def _role(told: re.Match[str], item: Item) -> Role | None:
    """The role that is left: beside the name, behind "as", or the title's."""
    behind = _AS.search(told["rest"])
    left = roles.after_marker(told["rest"][behind.end() :]) if behind else None
    return roles.find(told["was"] or "") or left or roles.find(item.title)
