"""common-room: identified visitors, and job changes of contacts. Vendor: commonroom.io/docs, "Webhooks".

The secret is in `x-commonroom-webhook-secret`, as it is. `{"payload": {...}}` holds a contact or an organization; new
fields are no new shape. Which workflow sent it is not told.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import orjson

from sources.receiver.adapters.company import Told, told
from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.hook import Hook
from sources.receiver.adapters.job_change import CHAMPION, Move
from sources.receiver.adapters.values import (
    Table,
    details,
    first,
    first_address,
    first_email,
    first_moment,
    page_of,
    text,
)
from sources.receiver.contract import Event, Request

RECENT = timedelta(days=180)
"""A contact carries its last change of employer for ever: an older one is no news."""
_MARKS = ("tags", "segments", "labels", "contactType", "relationship", "persona")
_ORGANIZATION = ("name", "domain", "primaryDomain", "website")


class CommonRoom(Hook):
    """A contact who changed the employer within `RECENT` is a job change; otherwise contact or organization visited.

    A payload that names a page as well is a visit too. `champions`: everyone told of here has used the product.
    """

    type: ClassVar[str] = "common-room"

    def __init__(self, secrets: Sequence[str], champions: bool = False) -> None:
        super().__init__(secrets)
        self._champions = champions

    def events(self, part: dict[str, Any], request: Request) -> Iterator[Event]:
        payload = part["payload"] if isinstance(part.get("payload"), dict) else part
        if (text(payload.get("type")) or "").lower() == "activity":
            raise Unread("an activity is neither a visit nor a job change; send contacts or organizations")
        move = _move(payload)
        news = move.real and _is_recent(move.at, request.received_at)
        url = first_address(payload, "url", "pageUrl", "page.url", "lastPageUrl", "visitedUrl")
        if news:
            yield move.event(self._champions or _is_champion(payload))
        if url or not news:
            yield _visit(payload, move, url)


def _visit(payload: Table, move: Move, url: str | None) -> Event:
    company = move.to if move.to.known else told({key: payload.get(key) for key in _ORGANIZATION})
    if not (company.known or move.email):
        raise Unread("the payload names no organization and no e-mail address")
    return Event(
        at=first_moment(payload, "visitedAt", "lastVisitedAt", "timestamp", "occurredAt"),
        url=url,
        company=company.name,
        domain=company.domain,
        email=move.email,
        country=company.country,
        traits=company.traits or told(payload).traits,
        details=details(page_of(url)),
        visitor=move.person_id or move.email,
    )


def _move(payload: Table) -> Move:
    email = first_email(payload, "primaryEmail", "allEmails", "email")
    return Move(
        person=first(payload, "fullName", "name") if "organization" in payload else None,
        role=first(payload, "title"),
        email=email,
        person_id=first(payload, "linkedInUrl", "commonRoomContactLink"),
        to=_of(payload.get("organization")),
        left=_of(payload.get("previousOrganization")),
        left_role=first(payload, "previousTitle"),
        at=first_moment(payload, "organizationChangeDate"),
        url=first_address(payload, "commonRoomContactLink"),
    )


def _of(value: Any) -> Told:
    return Told(name=text(value)) if isinstance(value, str) else told(value)


def _is_recent(at: datetime | None, now: datetime) -> bool:
    return at is None or now - at <= RECENT


def _is_champion(payload: Table) -> bool:
    marks: Iterable[Any] = (payload.get(key) for key in _MARKS)
    return any(CHAMPION.search(orjson.dumps(mark, default=str).decode()) for mark in marks if mark is not None)
