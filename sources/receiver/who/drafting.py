"""The draft of a signal: what an event says, freed of people and cut to what a contract holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from math import isfinite
from typing import Any

import orjson
from pydantic import TypeAdapter

from sources.receiver.contract import Event, Request
from sources.receiver.who.company import Told
from sources.receiver.who.details import campaign_of, details_of, path_of, referrer_of
from sources.receiver.who.judge import ON_SITE
from sources.receiver.who.texts import address_bar, plain_text
from sources.receiver.who.traits import traits_of
from sources.receiver.who.visitor import Visitor
from streams.kinds import Kind
from streams.signal import Company, Evidence, SignalDraft

_KIND: TypeAdapter[str] = TypeAdapter(Kind)
_NATIVE = 200
_MAY_TELL = re.compile(r"[@%&＠﹫]")
"""Signs of an e-mail address in an id, however it is encoded."""
_NOBODY = Company()


@dataclass(frozen=True, slots=True)
class Drafting:
    """What was found out of an event's visitor: company, daily hash, kind of network, and how far the event is trusted.

    `traits`: what to keep of companies beside the known columns.
    """

    company: Told
    visitor: Visitor
    hash: str | None
    network: str | None
    trusted: float
    traits: Sequence[str] = ()


def draft_of(event: Event, request: Request, how: Drafting, key: bytes) -> SignalDraft:
    """The draft of an event; ValueError where its kind is none. Nothing in it but `email` tells of a person.

    A group call counts as a visit, since somebody of that company is there: one a company, visitor and day.
    """
    kind = kind_of(event.kind or "visit")
    secrets = how.visitor.secrets
    url = address_bar(event.url, secrets)
    told = how.company
    return SignalDraft.trusted(
        kind=kind,
        company=Company.trusted(name=told.name, domain=told.domain) if told.name or told.domain else _NOBODY,
        occurred_at=_in_utc(event.at) if event.at else None,
        evidence=Evidence.trusted(url=url, title=plain_text(event.title, 500, secrets), excerpt=None),
        details=_details(event, how, url),
        confidence=min(_share(event.confidence), how.trusted),
        native=_native(event, request, how, key),
        email=told.email,
        country=plain_text(event.country, 100, secrets),
        traits=traits_of(event.traits, how.traits, secrets) if event.traits else {},
        match=told.match,
        observed_at=request.received_at,
        seeded=False,
    )


@lru_cache(maxsize=256)
def kind_of(text: str) -> str:
    """The kind itself, if it is one; ValueError otherwise."""
    return _KIND.validate_python(text)


def _details(event: Event, how: Drafting, url: str | None) -> dict[str, Any]:
    secrets, on_site = how.visitor.secrets, event.kind in ON_SITE or event.kind is None
    found = details_of(event.details, secrets, on_site=on_site) if event.details else {}
    if on_site and url:
        if path := path_of(url):
            found.setdefault("page", path)
        if campaign := campaign_of(url):
            found.setdefault("utm", dict(campaign))
    if referrer := referrer_of(event.referrer, secrets):
        found["referrer"] = referrer
    if how.hash:
        found["visitor"] = how.hash
    else:
        found.pop("visitor", None)
    if how.network:
        found["network"] = how.network
    return found


def _native(event: Event, request: Request, how: Drafting, key: bytes) -> str:
    """The tracker's id, hashed where it could tell a person; without one, a hash of the event as it was given.

    It never depends on what is known of the visitor: an event that is read again later keeps its id.
    """
    if event.act == "group" and event.kind is None:
        day = request.received_at.date().isoformat()
        return _hashed(key, ["group", event.company, event.domain, how.visitor.ids, day])
    if event.native:
        safe = len(event.native) <= _NATIVE and event.native.isprintable() and not _MAY_TELL.search(event.native)
        exposed = any(secret.lower() in event.native.lower() for secret in how.visitor.secrets)
        return event.native if safe and not exposed else _hashed(key, [event.native])
    at = event.at or request.received_at
    given = [event.kind, event.company, event.domain, event.url, event.title, at.isoformat(), event.details]
    return _hashed(key, [*given, event.email, event.visitor, event.user])


def _hashed(key: bytes, parts: list[Any]) -> str:
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    try:
        told = orjson.dumps(parts, default=str, option=options)
    except TypeError:
        told = repr(parts).encode("utf-8", "replace")
    return blake2b(told, key=key, digest_size=16).hexdigest()


def _share(value: float) -> float:
    return min(1.0, max(0.0, value)) if isfinite(value) else 0.0


def _in_utc(at: datetime) -> datetime:
    """As the contract does; OverflowError, a ValueError's kin, beyond the calendar's ends."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
