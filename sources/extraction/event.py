"""The trigger event that a headline states."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "funding_round",
    "leadership_hire",
    "leadership_departure",
    "board_appointment",
    "acquisition",
    "public_offering",
    "fund_close",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as its text states it; a field that the text does not say is None.

    ``amount`` is in units of ``currency`` (ISO 4217), never in millions. ``confidence`` (0 to 1) is the share of
    such readings expected to be right in kind and company; under 0.80 is for lists, never for interrupting a person.
    """

    kind: Kind
    company: str
    confidence: float
    amount: float | None = None
    currency: str | None = None
    round: str | None = None
    person: str | None = None
    role: str | None = None
    target: str | None = None
    """Of an acquisition: who is bought."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An event with the place in the title that states it: of several, the first is the news."""

    at: int
    event: Event


OPEN = 0.7
"""The most confidence of a reading that is open to argument: a rumour, or a letter of intent that does not bind."""
IN_LEAD = 100_000
"""The place of an event that only the lead states: after anything in the title."""
