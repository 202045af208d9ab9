"""Routing: which people and channels an alert goes to, by the rules of the workspace. Pure."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

OWN = ""
"""The sink's own place: where goes what no rule sends elsewhere."""
OWNER = "owner"
_MEMBER = re.compile(r"[UW][A-Z0-9]{6,}")


@dataclass(frozen=True, slots=True)
class Rule:
    """What an alert must be, and where it goes then; what is empty does not matter. `employees`: from, to.

    `to`: people, channels, or "owner"; `round_robin`: people in turn, an account always to the same.
    """

    priority: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    employees: tuple[int, int] | None = None
    segment: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    round_robin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules ask of an alert and its account."""

    priority: str
    owner: str | None = None
    profile: str = ""
    country: str | None = None
    employees: int | None = None
    segment: str | None = None


Turn = Callable[[Sequence[str]], str]
"""Whose turn it is among people."""


def route(rules: Sequence[Rule], subject: Subject, turn: Turn) -> tuple[str, ...]:
    """Where an alert goes: by the first rule that it meets, else to the sink's own place. Each place once.

    An account without an owner that a message could reach goes to the sink's own place in the owner's stead.
    """
    rule = next((each for each in rules if meets(each, subject)), None)
    if rule is None:
        return (OWN,)
    named = (turn(rule.round_robin),) if rule.round_robin else rule.to
    places = [_owner(subject) if place == OWNER else place for place in named]
    return tuple(dict.fromkeys(places)) or (OWN,)


def meets(rule: Rule, subject: Subject) -> bool:
    """Whether an alert is what a rule asks for. What is not known of the account meets no condition on it."""
    return (
        _among(subject.priority, rule.priority)
        and _among(subject.owner, rule.owner)
        and _among(subject.profile, rule.profile)
        and _among(subject.country, rule.country)
        and _among(subject.segment, rule.segment)
        and _within(subject.employees, rule.employees)
    )


def is_person(place: str) -> bool:
    """Whether a place is a person: an e-mail address, or a member's id."""
    return ("@" in place.lstrip("@#") and not place.startswith("#")) or bool(_MEMBER.fullmatch(place))


def _owner(subject: Subject) -> str:
    owner = (subject.owner or "").strip()
    return owner if is_person(owner) else OWN


def _among(value: str | None, wanted: Collection[str]) -> bool:
    return not wanted or (value or "").casefold() in {each.casefold() for each in wanted}


def _within(value: int | None, span: tuple[int, int] | None) -> bool:
    return span is None or (value is not None and span[0] <= value <= span[1])
