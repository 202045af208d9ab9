"""standard-webhooks: anyone's events, as standardwebhooks.com describes them; under Svix's header names too.

HMAC-SHA256 (`v1`) or ed25519 (`v1a`) over `id.timestamp.body`, at most five minutes old. A message told again has the
same id. `type` is one of our kinds, or else whatever has a `data.url` is a visit of that page.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from sources.receiver.adapters.company import Told, told
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.values import (
    Table,
    details,
    domain,
    first,
    first_address,
    first_email,
    first_moment,
    number,
    page_of,
    table,
    text,
)
from sources.receiver.contract import Event, Request
from sources.receiver.signatures import envelope, is_standard, standard_keys
from streams.kinds import Kind

_KIND = TypeAdapter[str](Kind)
_TOLD = (
    *("page", "page_class", "dwell", "form", "round", "amount", "currency", "role", "person", "family", "seniority"),
    *(
        "location",
        "department",
        "technology",
        "technologies",
        "change",
        "percent",
        "people",
        "topic",
        "score",
        "product",
    ),
    *("place", "target", "buyer", "count", "campaign", "investors"),
)
_PERSONS = re.compile(r"leadership|board|champion")


class StandardWebhooks(Hook):
    """A signal of the message's kind, or a visit, with `data.details` and those fields of `data` that policies read."""

    type: ClassVar[str] = "standard-webhooks"

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(secrets)
        self._keys = standard_keys(secrets)

    def proves(self, request: Request, now: datetime) -> bool:
        sent = envelope(request.headers)
        return sent is not None and is_standard(sent, request.body, self._keys, now)

    def key(self, request: Request) -> str | None:
        return _id(request)

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        data = table(part.get("data"))
        company = _company(data)
        url, email = first_address(data, "url", "page.url"), first_email(data, "email", "contact.email")
        kind = kind_of(part.get("type")) or (url and "visit")
        if kind is None:
            raise Unread("the type is no kind of ours, and there is no data.url that would make it a visit")
        visitor, ip = first(data, "visitor", "visitor_id", "anonymousId"), text(data.get("ip"))
        if not (company.known or email or url or visitor or ip):
            raise Unread("data names no company, no e-mail address and no page")
        yield Event(
            kind=kind,
            native=_id(request),
            at=first_moment(part, "timestamp") or first_moment(data, "timestamp", "occurred_at"),
            url=url,
            title=first(data, "title"),
            referrer=first(data, "referrer"),
            company=company.name,
            domain=company.domain,
            email=email,
            country=company.country,
            traits=company.traits,
            details={**page_of(url), **_details(data, kind)},
            visitor=visitor,
            ip=ip,
            agent=first(data, "user_agent", "userAgent"),
            confidence=_share(data.get("confidence")),
        )


def kind_of(value: Any) -> str | None:
    """The kind that a value names; None where it names none of ours."""
    try:
        return _KIND.validate_python(value, strict=True)
    except ValidationError:
        return None


def _id(request: Request) -> str | None:
    sent = request.headers.get("webhook-id") or request.headers.get("svix-id")
    return text(sent, 10_000)


def _company(data: Table) -> Told:
    given = data.get("company")
    if isinstance(given, (dict, list)):
        return told(given)
    return Told(text(given) or first(data, "company_name"), domain(data.get("domain")))


def _details(data: Table, kind: str) -> dict[str, Any]:
    fields = {name: data[name] for name in _TOLD if name in data}
    if not _PERSONS.search(kind):
        fields.pop("person", None)
    return details({**fields, **(data["details"] if isinstance(data.get("details"), dict) else {})})


def _share(value: Any) -> float:
    found = number(value)
    return found if found is not None and 0 <= found <= 1 else 1.0
