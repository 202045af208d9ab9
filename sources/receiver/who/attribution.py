"""Who it was: a request's events become drafts of signals with a company, notes on people, or counts of who it was not.

`attribute` is what the drain calls. The same request gives the same again, so that it may be read again after a crash:
ids do not depend on what became known of the visitor in between, and what a first reading would have released, the
second does too.
"""

from collections import Counter
from datetime import datetime

from sources.receiver.contract import NOT_SIGNED, Event, Parsed, Request
from sources.receiver.who.company import GUESSED, Told, told_by, told_of, told_of_network
from sources.receiver.who.drafting import Drafting, draft_of
from sources.receiver.who.found import Found
from sources.receiver.who.networks import Network
from sources.receiver.who.people import Known
from sources.receiver.who.visitor import Visitor, person_id, visitor_of
from sources.receiver.who.world import World
from streams.ports import Erasure, Identity, Rejected
from streams.signal import SignalDraft

_TOLD = frozenset(("isp", "hosting", "vpn", "mobile", "education", "government"))
"""Kinds of networks that explain why nobody was named."""
HOOKS = "hooks/"
"""Endpoints whose senders prove themselves by a secret; a client's write key stands in a page."""
UNSIGNED = 0.6
"""Confidence of what a signature does not cover: seen in the digest at most, whatever else is known."""


def attribute(request: Request, parsed: Parsed, world: World, source_type: str) -> Found:
    """Ask each event of a request who it was. Never raises on what an event holds.

    `source_type` is the adapter's. The world's people are written in one transaction.
    """
    visitors = [visitor_of(event, request, world.key) for event in parsed.events]
    world.ask_names(visitor.ip for visitor in visitors if visitor.ip)
    with world.people.written():
        world.turn(request.received_at)
        asked = _Asked(request, world, source_type)
        for number, (event, visitor) in enumerate(zip(parsed.events, visitors, strict=True)):
            asked.take(event, visitor, number)
        return asked.found(parsed)


class _Asked:
    """One request on its way. `_told`: people of whom something became known by it."""

    def __init__(self, request: Request, world: World, source_type: str) -> None:
        self._request, self._world, self._source_type = request, world, source_type
        self._hidden = world.judge.of_request(request)
        self._drafts: list[SignalDraft] = []
        self._told: dict[str, None] = {}
        self._erasures: list[Erasure] = []
        self._skipped: Counter[str] = Counter()
        self._rejected: list[Rejected] = []

    def take(self, event: Event, visitor: Visitor, number: int) -> None:
        """One event: its draft, its note, or its cause."""
        if event.act == "delete":
            return self._delete(event, visitor, number)
        if cause := self._cause(event, visitor, number):
            self._skipped[cause] += 1
            return None
        return self._judged(event, visitor, number)

    def found(self, parsed: Parsed) -> Found:
        """All of it."""
        identities = list(filter(None, map(self._identity, self._told)))
        rejected = [*parsed.rejected, *self._rejected]
        return Found(self._drafts, identities, self._erasures, self._skipped, rejected)

    def _cause(self, event: Event, visitor: Visitor, number: int) -> str | None:
        world = self._world
        before = [self._id(event.previous)] if event.previous else []
        if world.people.is_suppressed([*visitor.ids, *before]):
            return "suppressed"
        if not event.signed and world.options.unsigned == "drop":
            return "unsigned"
        if event.direct and self._hidden:
            return self._hidden
        return world.judge.of_event(event, visitor) or world.judge.of_pace(event, visitor, self._request, number)

    def _judged(self, event: Event, visitor: Visitor, number: int) -> None:
        person = self._person(event, visitor)
        told = told_by(event, visitor)
        if told:
            self._learn(told, person, event, visitor)
        elif person:
            told = self._held(person)
        if told and self._world.judge.is_staff(told.domain):
            self._skipped["staff"] += 1
        elif event.kind or (event.act == "group" and told):
            self._draft(event, visitor, person, told, number)

    def _person(self, event: Event, visitor: Visitor) -> str | None:
        """Who it is; ids that the event joins are joined."""
        people, at = self._world.people, self._request.received_at
        person, joined = people.root(visitor.id, visitor.named, at, private=visitor.private)
        if event.act == "alias" and event.previous and person:
            person, joined = people.join(self._id(event.previous), person, at), True
        if person and joined:
            self._told[person] = None
        return person or visitor.guess

    def _id(self, text: str) -> str:
        return person_id(self._world.key, text)

    def _held(self, person: str) -> Told | None:
        """The company that the person is known to be of."""
        held = self._world.people.company(person)
        if held is None:
            return None
        self._world.people.touch(person, self._request.received_at.date())
        return told_of(held)

    def _learn(self, told: Told, person: str | None, event: Event, visitor: Visitor) -> None:
        """From now on the person is of that company, and so, less surely, is the browser that nobody named."""
        trusted = self._trusted(event)
        if person and person != visitor.guess:
            self._note(person, told.known(trusted))
        if visitor.guess:
            self._note(visitor.guess, told.known(min(GUESSED, trusted)))

    def _note(self, person: str, known: Known) -> None:
        if self._world.people.learn(person, known, self._request.received_at):
            self._told[person] = None

    def _identity(self, person: str) -> Identity | None:
        """What is now known of earlier visits of a person that named no company."""
        known = self._world.people.company(person)
        if known is None or known.domain is None or self._world.judge.is_staff(known.domain):
            return None
        days = self._world.people.unnamed_days(person, self._request.received_at.date())
        hashes = tuple(dict.fromkeys(self._world.daily(base, day) for base, day in days))
        return Identity(hashes, known.domain, known.method, known.confidence) if hashes else None

    def _trusted(self, event: Event) -> float:
        return UNSIGNED if not event.signed and self._world.options.unsigned == "digest" else 1.0

    def _draft(self, event: Event, visitor: Visitor, person: str | None, told: Told | None, number: int) -> None:
        network = self._network(event, visitor) if told is None else None
        company = told or told_of_network(network)
        if company and company.domain and self._world.judge.is_staff(company.domain):
            self._skipped["staff"] += 1
            return
        day = counted_at(event, self._request).date()
        if person and not (company and (company.domain or company.email)):
            self._world.people.unnamed(person, day)
        how = Drafting(
            company=company or Told(),
            visitor=visitor,
            hash=self._world.daily(person, day) if person else None,
            network=network.kind if network and network.kind in _TOLD else None,
            trusted=self._trusted(event),
            traits=self._world.options.traits,
        )
        try:
            self._drafts.append(draft_of(event, self._request, how, self._world.key))
        except (ValueError, OverflowError):
            cause = f"{str(event.kind)[:60]!r} at {event.at} cannot be a signal: its kind or time is none"
            self._reject(number, cause, signed=event.signed)

    def _network(self, event: Event, visitor: Visitor) -> Network | None:
        return self._world.network(visitor.ip) if visitor.ip else None

    def _delete(self, event: Event, visitor: Visitor, number: int) -> None:
        """Forget a person; never on a stranger's word, since it cannot be undone."""
        person = event.email or event.user or event.visitor
        if cause := self._unproven(event):
            self._reject(number, f"a deletion {cause}: `fitsignal erase` does it by hand", signed=event.signed)
        elif person:
            self._erasures.append(self._world.erasure(person, self._request.received_at, visitor.ids))

    def _unproven(self, event: Event) -> str | None:
        """Why nobody need be believed who asks for a deletion: who sent it may be anyone."""
        options = self._world.options
        if not self._request.endpoint.startswith(HOOKS) and not options.client_deletes:
            return "by a write key, which every visitor of the site can read"
        return None if event.signed or options.unsigned == "accept" else "that the signature does not cover"

    def _reject(self, number: int, cause: str, *, signed: bool = True) -> None:
        """The first of a request holds its bytes, which are the same for all."""
        raw = b"" if self._rejected else self._request.body or self._request.query.encode("utf-8", "replace")
        self._rejected.append(Rejected(f"event {number + 1}{'' if signed else NOT_SIGNED}", cause, raw))


def counted_at(event: Event, request: Request) -> datetime:
    """When it counts as done: what the tracker says, but never later than it came."""
    if event.at is None:
        return request.received_at
    at = event.at if event.at.tzinfo else event.at.replace(tzinfo=request.received_at.tzinfo)
    return min(at, request.received_at)
