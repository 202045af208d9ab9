"""Answers: what a person said of an alert. Pure.

The last answer counts: whoever changes their mind answers again. How long it keeps the account quiet is the policy's
word (`streams.cooldowns`); what it says of the account itself, a customer, a competitor, whose it is, holds for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from icp.account import Status
from streams.ids import shaped
from streams.times import day_of

Said = Literal["good", "not_a_fit", "snooze", "claim"]
Because = Literal["wrong_company", "too_small", "customer", "competitor", "own", "other"]
SAID: tuple[Said, ...] = ("good", "not_a_fit", "snooze", "claim")
WORDS: Mapping[str, str] = {"good": "Good", "not_a_fit": "Not a fit", "snooze": "Snoozed", "claim": "Claimed"}
"""What each answer is called once it was given."""
BECAUSE: Mapping[Because, str] = {
    "wrong_company": "wrong company",
    "too_small": "too small",
    "customer": "already a customer",
    "competitor": "a competitor",
    "own": "our own company",
    "other": "another reason",
}
"""Why an account is no fit, in words."""
DAYS = (7, 30, 90)
"""Days that a snooze may last."""
STATUS: Mapping[str, Status] = {"customer": "customer", "competitor": "competitor", "own": "own"}
"""The reasons that say what the company is: its status from then on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said. `alert`: of which alert; `account`: its domain, where it is known.

    `id` is the same whenever the same click is told again. `names`: what the person is known by, the best first: by a
    claim they become the owner. `at`: when it was given.
    """

    id: str
    said: Said
    at: datetime
    account: str | None = None
    alert: str | None = None
    because: Because | None = None
    days: int | None = None
    names: tuple[str, ...] = field(default=(), repr=False)
    via: str = "hand"

    @property
    def person(self) -> str:
        """Who it was, as people are told."""
        return self.names[0] if self.names else "somebody"


class PastAnswer(NamedTuple):
    """An answer as a decision sees it: instant in microseconds."""

    at: int
    said: Said
    days: int | None = None


def answer_id(*parts: str) -> str:
    """The identity of an answer, of what its sender names it by."""
    return shaped(day_of(None), ["answer", *parts])


def in_words(said: str, because: str | None, days: int | None) -> str:
    """The answer in a few words: "Not a fit (too small)", "Snoozed for 30 days"."""
    told = WORDS.get(said, said)
    if said == "snooze" and days:
        return f"{told} for {days} days"
    why = BECAUSE.get(because) if because and said == "not_a_fit" else None  # type: ignore[call-overload]
    return f"{told} ({why})" if why else told
