"""Hires, seats and departures told in the shapes of ``lexicon/shapes.toml``."""

from collections.abc import Iterator

from sources.extraction.people import people, roles
from sources.extraction.people.roles import Role, Seat
from sources.extraction.text.shapes import Slots, shaped
from sources.extraction.text.statement import Statement

_SURE = 0.86
_SEAT = Role("board", Seat.BOARD, 0, 0)


def shaped_hires(sentence: str) -> Iterator[Statement]:
    """Each appointment that the whole sentence tells."""
    yield from _statements("hire", sentence)
    for slots in shaped("board", sentence):
        yield Statement(slots.texts["company"], slots.texts["person"], _SEAT, slots.at, _SURE)


def shaped_departures(sentence: str) -> Iterator[Statement]:
    """Each departure that the whole sentence tells."""
    yield from _statements("departure", sentence)


def _head(slots: Slots) -> Role | None:
    unit = slots.texts.get("unit")
    return Role(f"Head of {unit}", Seat.LEADER, 0, 0) if unit else None


def _statements(kind: str, sentence: str) -> Iterator[Statement]:
    for slots in shaped(kind, sentence):
        person, told = slots.texts.get("person", ""), slots.texts.get("role")
        role = roles.after_marker(told) or roles.find(told) if told else _head(slots)
        if (role or not told) and (not person or people.looks_like_person(person)):
            yield Statement(slots.texts["company"], person, role, slots.at, _SURE)
