"""happierleads: companies and contacts that visited, page by page. Vendor: help.happierleads.com, "Webhook payload
structure".

It signs nothing: the secret is in the URL. It waits 10 seconds for the answer.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from sources.receiver.adapters.company import told
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook, name_of
from sources.receiver.adapters.sessions import page_visits
from sources.receiver.adapters.values import first, first_email, first_moment, table, text
from sources.receiver.contract import Event, Request


class HappierLeads(Hook):
    """A visit for each of `pageVisits`, known by lead, page and time; one for the lead where there are none."""

    type: ClassVar[str] = "happierleads"

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        company, contact = told(part.get("company")), table(part.get("contact"))
        email = first_email(contact, "email", "emails", "workEmail") or first_email(part, "email")
        lead, ip = text(part.get("leadId")), text(part.get("ip"))
        if not (company.known or email or ip):
            raise Unread("the payload names no company, no e-mail address and no network")
        when = first_moment(part, "timestamp", "createdAt", "visitedAt")
        visit = Event(
            native=name_of(lead, when) if lead and when else None,  # a lead comes again
            at=when,
            referrer=first(part, "referrer"),
            company=company.name,
            domain=company.domain,
            email=email,
            country=company.country,
            traits=company.traits,
            visitor=first(part, "visitorId") or email or lead,
            ip=ip,
        )
        return page_visits(visit, part.get("pageVisits"), lead)
