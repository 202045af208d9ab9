"""Who an event speaks of: the ids, address and browser of its visitor, never those of who delivered it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sources.receiver.contract import Event, Request
from sources.receiver.who.addresses import Address, address, bare_address
from sources.receiver.who.hashing import lasting
from sources.receiver.who.mail import address_of, company_of_mail

_LONGEST = 1000
_NOBODY = frozenset((
    "anonymous", "guest", "unknown", "nobody", "distinct_id", "distinctid", "anonymous_id", "user_id", "id", "email",
    "not_authenticated", "undefined", "null", "none", "nil", "nan", "true", "false", "[object object]", "n/a", "-1",
))  # fmt: skip
"""Ids that sites send for everybody, by mistake or for want of one: PostHog's list of them, and others of the kind."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Ids are lasting hashes. `guess`: no tracker names the browser, so that address, name and day stand for it.

    `agent` is None where nothing is said of the browser, and empty where the browser itself hid it.
    """

    id: str | None
    named: Sequence[str]
    email: str | None = field(repr=False)
    ip: Address | None = field(repr=False)
    agent: str | None
    guess: str | None
    secrets: Sequence[str] = field(default=(), repr=False)

    @property
    def ids(self) -> Sequence[str]:
        """All that trackers named."""
        return (*self.named, self.id) if self.id else self.named

    @property
    def private(self) -> bool:
        """Whether all that is known is a mailbox that anyone may have."""
        return self.email is not None and len(self.named) == 1 and company_of_mail(self.email) is None

    @property
    def best(self) -> str | None:
        """The one that tells visitors apart best."""
        return self.id or (self.named[0] if self.named else self.guess)


def visitor_of(event: Event, request: Request, key: bytes) -> Visitor:
    """The visitor of an event. What came from a server brings its visitor along; a browser is its own."""
    told = event.ip or (request.client if event.direct else None)
    ip, agent = address(told), event.agent
    if agent is None and event.direct:
        agent = request.headers.get("user-agent", "")
    email = address_of(event.email) or address_of(event.user) or address_of(event.visitor)
    user = _id(event.user)
    named = [lasting(key, each) for each in ((user, email) if user != email else (user,)) if each]
    visitor = _id(event.visitor)
    guess = f"\0{request.received_at.date()}\0{ip}\0{agent}" if event.direct and ip and not visitor else None
    return Visitor(
        id=lasting(key, visitor) if visitor else None,
        named=named,
        email=email,
        ip=ip,
        agent=agent,
        guess=lasting(key, guess) if guess else None,
        secrets=_secrets(event, email, told),
    )


def person_id(key: bytes, text: str) -> str:
    """The lasting hash of a user id or e-mail address as a person writes it."""
    return lasting(key, _plain(text) or "")


def _id(text: str | None) -> str | None:
    """An id that is one person's: not a word for anyone, not zeros."""
    plain = _plain(text)
    return plain if plain and plain.lower() not in _NOBODY and plain.strip("0-") else None


def _plain(text: str | None) -> str | None:
    """An e-mail address is one however it is written; other ids are taken as they are."""
    return (address_of(text) or text.strip()[:_LONGEST] or None) if text else None


def _secrets(event: Event, email: str | None, ip: str | None) -> Sequence[str]:
    """What must stand in no text that is kept."""
    told = {event.email, email, ip, *_spellings(ip)}
    return sorted((each.strip() for each in told if each and len(each.strip()) > 2), key=len, reverse=True)


@lru_cache(maxsize=16384)
def _spellings(ip: str | None) -> Sequence[str]:
    """The ways in which an address may stand in a text."""
    found = address(ip)
    return (str(found), found.exploded, bare_address(ip)) if found and ip else ()
