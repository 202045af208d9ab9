"""clearbit: whose network a visitor came from (Reveal). Vendor: clearbit-ruby, `webhook.rb`; now HubSpot's Breeze.

HMAC-SHA1 of the body in `X-Request-Signature`, `sha1=` and hex, by the API key without its `pk_` or `sk_`; where the
sender shows none, the secret is in the URL. Networks of providers, hosts and universities are no companies.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from sources.receiver.adapters.company import Told, told
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.values import (
    Table,
    details,
    domain,
    first,
    first_address,
    first_moment,
    number,
    page_of,
    present,
    table,
    text,
)
from sources.receiver.contract import Event, Request
from sources.receiver.signatures import is_signed

_PREFIX = re.compile(r"^[ps]k_")
_OTHERS = frozenset(("person", "person_company", "company", "combined", "risk", "prospect", "autocomplete"))
_FIRMS = frozenset(("company", "business", "government", "nonprofit", "private", "public", "personal"))
_SURE = {"very_high": 0.95, "high": 0.9, "medium": 0.7, "low": 0.5}
_FUZZY = 0.7


class Clearbit(Hook):
    """A visit by the company that the network is; by nobody, with `details.network`, where it is no company's."""

    type: ClassVar[str] = "clearbit"

    def proves(self, request: Request, now: datetime) -> bool:
        sent = request.headers.get("x-request-signature")
        if sent is None:
            return super().proves(request, now)
        keys = [_PREFIX.sub("", secret).encode() for secret in self._secrets]
        return is_signed(sent, request.body, keys, "sha1")

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        found = _reveal(part)
        kind = (text(found.get("type")) or "").lower()
        company = _company(found) if not kind or kind in _FIRMS else Told()
        network = kind if kind and kind not in _FIRMS else None
        if not company.known and network is None:
            raise Unread("the payload names no company")
        url = first_address(found, "url", "page_url", "page.url") or first_address(part, "url", "page_url")
        yield Event(
            native=text(part.get("id")),
            at=first_moment(part, "timestamp", "created_at", "seenAt") or first_moment(found, "timestamp", "seenAt"),
            url=url,
            referrer=first(found, "referrer") or first(part, "referrer"),
            company=company.name,
            domain=company.domain,
            country=company.country,
            traits=company.traits,
            details=details({**page_of(url), **present(network=network)}),
            ip=text(found.get("ip")) if network is None else None,
            confidence=_confidence(found),
        )


def _reveal(part: Table) -> Table:
    """What is said of the network; the other results of the same vendor say nothing of a visit."""
    inner = table(part.get("body"))
    if not inner:
        return part
    enriched = (text(part.get("type")) or "") in _OTHERS or "company" not in inner
    if enriched and "ip" not in inner and "fuzzy" not in inner:
        raise Unread("the type is none of a visit: only results of Reveal are read")
    return inner


def _company(found: Table) -> Told:
    known = told(found.get("company"))
    return known if known.domain else Told(known.name, domain(found.get("domain")), known.country, known.traits)


def _confidence(found: Table) -> float:
    word, given = text(found.get("confidence_score")), number(found.get("confidence_score"))
    sure = given if given is not None and 0 <= given <= 1 else _SURE.get((word or "").lower(), 1.0)
    return min(sure, _FUZZY) if found.get("fuzzy") is True else sure
