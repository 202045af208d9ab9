"""A job change: a person who left one company for another, told of the company that gains them. Pure.

It is a `champion_move` where the person is known to have used the product: because the payload says so ("champion",
"past user"), or because the hook's `champions = true` says that it tells of nobody else. Otherwise it is a
`leadership_hire`, whose `details.previous_domain` names the employer that was left: the receiver asks `champion_of`,
before the signal has an id, whether that is a customer. Only a domain counts: a name may be somebody else's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from icp.domains import email_domain, registrable
from sources.receiver.adapters.company import Told
from sources.receiver.adapters.hook import name_of
from sources.receiver.adapters.values import details
from sources.receiver.contract import Event

CHAMPION = re.compile(r"champion|\b(past|former|previous|ex)[- _]?(user|customer)|power[- _]?user", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Move:
    """Who moved, from where to where, as a payload tells it. `person_id`: a profile or an address, for the id alone."""

    person: str | None
    role: str | None
    email: str | None
    person_id: str | None
    to: Told
    left: Told
    left_role: str | None
    at: datetime | None
    url: str | None = None

    @property
    def real(self) -> bool:
        """Whether two companies are named, and they are two."""
        if not (self.to.known and self.left.known):
            return False
        here, there = registrable(self.to.domain), registrable(self.left.domain)
        return here != there if here and there else (self.to.name or "").lower() != (self.left.name or "").lower()

    def event(self, champion: bool) -> Event:
        """The signal at the company that gains the person."""
        return Event(
            kind="champion_move" if champion else "leadership_hire",
            native=self._native(),
            at=self.at,
            url=self.url,
            company=self.to.name,
            domain=self.to.domain,
            email=self._current_email(),
            country=self.to.country,
            traits=self.to.traits,
            details=self._details(),
        )

    def _native(self) -> str:
        where = registrable(self.to.domain) or (self.to.name or "").lower()
        return name_of("job change", self.person_id or self.email or self.person, where)

    def _current_email(self) -> str | None:
        """Not the address at the employer that was left: it would name the wrong company."""
        old = self.email is not None and email_domain(self.email) == registrable(self.left.domain)
        return None if old else self.email

    def _details(self) -> dict[str, Any]:
        return details(
            {
                "person": self.person,
                "role": self.role,
                "previous_company": self.left.name,
                "previous_domain": self.left.domain,
                "previous_role": self.left_role,
            }
        )


def champion_of(event: Event, is_customer: Callable[[str], bool]) -> Event:
    """The event as a `champion_move` where the employer that was left is a customer; any other as it is."""
    left = event.details.get("previous_domain") if event.kind == "leadership_hire" else None
    domain = registrable(left) if isinstance(left, str) else None
    return replace(event, kind="champion_move") if domain and is_customer(domain) else event
