"""warmly: sessions of identified companies and contacts. Shape by third parties; the vendor publishes none.

It signs nothing: the secret is in the URL or in a header.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from sources.receiver.adapters.company import told
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.sessions import page_visits, session_details
from sources.receiver.adapters.values import (
    details,
    first,
    first_address,
    first_email,
    first_moment,
    page_of,
    table,
)
from sources.receiver.contract import Event, Request


class Warmly(Hook):
    """A visit for each page of the session. Events that are no visit are rejected."""

    type: ClassVar[str] = "warmly"

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        name = first(part, "event_type", "event", "type")
        session, contact = table(part.get("session")), table(part.get("contact"))
        if name and "visit" not in name.lower() and "session" not in name.lower():
            raise Unread("the event_type is none of a visit")
        company = told(part.get("company"))
        email = first_email(contact, "email", "emails", "work_email")
        if not (company.known or email):
            raise Unread("the payload names no company and no e-mail address")
        id_ = first(session, "session_id", "id")
        url = first_address(session, "landing_page", "url")
        visit = Event(
            native=id_,
            at=first_moment(session, "started_at", "timestamp") or first_moment(part, "timestamp", "created_at"),
            url=url,
            referrer=first(session, "referrer"),
            company=company.name,
            domain=company.domain,
            email=email,
            country=company.country,
            traits=company.traits,
            details=details({**session_details(session), **page_of(url)}),
            visitor=first(part, "visitor_id", "visitor.id") or first(contact, "linkedin_url") or email,
        )
        return page_visits(visit, session.get("pages"), id_)
