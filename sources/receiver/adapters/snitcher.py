"""snitcher: companies that visited. Vendor: docs.snitcher.com, "Webhooks"; its three pages show three shapes.

HMAC-SHA256 of the body in `X-Snitcher-Signature` or `Signature`, hex, with or without `sha256=`; where the sender
shows none, the secret is in the URL. It sends again after 1 and 5 minutes, 30 minutes and 2 hours.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from sources.receiver.adapters.company import Told, told
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook, name_of
from sources.receiver.adapters.sessions import page_visits, session_details
from sources.receiver.adapters.values import (
    Table,
    at,
    details,
    first,
    first_address,
    first_email,
    first_moment,
    page_of,
    table,
    text,
)
from sources.receiver.contract import Event, Request
from sources.receiver.signatures import is_signed

_HEADERS = ("x-snitcher-signature", "signature")
_KNOWN = frozenset(("company.identified", "visitor.identified", "new_lead", "new_session", "contact_revealed"))
_COMPANIES = ("company", "organisation", "organization", "lead")


class Snitcher(Hook):
    """A visit for each page of a session, or one for the session where its pages are not told."""

    type: ClassVar[str] = "snitcher"
    dated: ClassVar[bool] = True

    def proves(self, request: Request, now: datetime) -> bool:
        sent = [request.headers[name] for name in _HEADERS if name in request.headers]
        if not sent:
            return super().proves(request, now)
        keys = [secret.encode() for secret in self._secrets]
        return any(is_signed(each, request.body, keys, "sha256") for each in sent)

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        name = first(part, "event", "type", "event_type")
        if name and name.lower() not in _KNOWN:
            raise Unread("the event is none of a visit that Snitcher documents")
        data = table(part.get("data")) or table(part.get("payload")) or part
        visitor = table(data.get("visitor"))
        company = _company(data, visitor)
        session = table(data.get("session")) or table(visitor.get("session"))
        event = _visit(part, data, visitor, session, company)
        if not (company.known or event.email):
            raise Unread("the payload names no company and no e-mail address")
        native = text(session.get("uuid")) or text(session.get("id"))
        one = event if native is None else _of_session(event, name or "", native)
        pages = next((found for key in ("pages", "page_views", "visits") if (found := session.get(key))), None)
        return page_visits(one, pages, native)


def _of_session(event: Event, name: str, session: str) -> Event:
    return replace(event, native=name_of(session, name))


def _company(data: Table, visitor: Table) -> Told:
    places = [data.get(key) for key in _COMPANIES] + [visitor.get(key) for key in _COMPANIES]
    found = next((place for place in places if isinstance(place, dict)), None)
    return told(found if found is not None else {"name": data.get("company_name"), "domain": data.get("domain")})


def _visit(part: Table, data: Table, visitor: Table, session: Table, company: Told) -> Event:
    url = first_address(session, "landing_page", "landing_page_url", "entry_page", "url")
    url = url or first_address(data, "url", "page_url", "page.url")
    return Event(
        at=first_moment(session, "started_at", "created_at") or first_moment(part, "timestamp", "created_at"),
        url=url,
        referrer=first(session, "referrer") or first(data, "referrer"),
        company=company.name,
        domain=company.domain,
        email=first_email(data, "contact.email", "contact.emails", "email") or first_email(visitor, "email"),
        country=company.country,
        traits=company.traits,
        details=details({**session_details(session), **page_of(url)}),
        visitor=text(at(visitor, "uuid")) or text(at(visitor, "id")),
    )
