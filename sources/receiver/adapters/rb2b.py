"""rb2b: who visited, by person. Vendor: support.rb2b.com, "Formatting your custom integration".

It signs nothing: the secret is in the URL. It never sends again, and disconnects on any answer but 200. Its own sample
has a trailing comma and a time that is none; a time that cannot be read is the request's.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.values import (
    details,
    first,
    first_address,
    first_domain,
    first_email,
    first_moment,
    page_of,
)
from sources.receiver.contract import Event, Request


class Rb2b(Hook):
    """A visit with its page. The person is a visitor only: neither name, title nor profile is kept."""

    type: ClassVar[str] = "rb2b"
    dated: ClassVar[bool] = True

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        email = first_email(part, "Business Email", "business_email", "Email")
        company = first(part, "Company Name", "company_name", "Company")
        domain = first_domain(part, "Website", "website", "Company Website", "Domain")
        url = first_address(part, "Captured URL", "captured_url", "Page URL")
        if not (email or company or domain or url):
            raise Unread("the payload names no company, no e-mail address and no page")
        tags = first(part, "Tags", "tags")
        yield Event(
            at=first_moment(part, "Seen At", "seen_at") or request.received_at,
            url=url,
            referrer=first(part, "Referrer", "referrer"),
            company=company,
            domain=domain,
            email=email,
            traits=_traits(part),
            details=details({**page_of(url), "tags": tags}),
            visitor=first(part, "LinkedIn URL", "linkedin_url") or email,
        )


def _traits(part: dict[str, Any]) -> dict[str, Any]:
    """City, State and Zipcode are the person's, so they are not here."""
    return details(
        {
            "industry": first(part, "Industry", "industry"),
            "employees": first(part, "Employee Count", "employee_count"),
            "revenue": first(part, "Estimate Revenue", "Estimated Revenue", "estimate_revenue"),
        }
    )
