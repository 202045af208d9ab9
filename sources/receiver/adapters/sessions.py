"""Visits of sessions: what trackers that identify companies send, one event for each page that they tell of. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sources.receiver.adapters.hook import name_of
from sources.receiver.adapters.values import (
    at,
    details,
    first,
    first_address,
    first_moment,
    number,
    page_of,
    present,
    table,
)
from sources.receiver.contract import Event

PAGES = 200
"""Pages of one session, at most."""
_URL = ("url", "page_url", "pageUrl", "page", "path", "landing_page", "landingPage", "landing_page_url")


def page_visits(visitor: Event, pages: Any, session: str | None) -> Iterator[Event]:
    """The visitor's event once for each page of a list; the one given where there is no such list.

    A page is known by session, address and time, so a session that is told again with more pages gives only those.
    """
    found = [read for page in _listed(pages) if (read := _page(page))]
    if not found:
        yield visitor
    for place, page in enumerate(found):
        when = page.get("at") or visitor.at
        native = name_of(session, page["url"], when or place) if session else None
        yield replace(
            visitor,
            at=when,
            url=page["url"],
            title=page.get("title"),
            referrer=page.get("referrer") or visitor.referrer,
            native=native,
            details={**visitor.details, **page["details"]},
        )


def _listed(pages: Any) -> Sequence[Any]:
    return pages[:PAGES] if isinstance(pages, list) else ()


def _page(page: Any) -> Mapping[str, Any] | None:
    told = page if isinstance(page, dict) else {"url": page}
    url = first_address(told, *_URL)
    return _fields(told, url) if url else None


def _fields(told: Mapping[str, Any], url: str) -> Mapping[str, Any]:
    when: datetime | None = first_moment(told, "timestamp", "visited_at", "visitedAt", "time", "started_at")
    dwell = next((number(at(told, key)) for key in ("time_on_page", "duration", "dwell") if key in told), None)
    more = details(present(**page_of(url), dwell=dwell))
    title, referrer = first(told, "title", "page_title"), first(told, "referrer", "referer")
    return present(url=url, at=when, title=title, referrer=referrer) | {"details": more}


def session_details(session: Any) -> dict[str, Any]:
    """What a session says of itself; its duration is a page's dwell only where it saw one page."""
    told = table(session)
    pages = number(first(told, "pages_viewed", "page_views", "pageviews"))
    dwell = number(told.get("duration")) if pages == 1 else None
    return details(present(pages=pages, dwell=dwell, channel=first(told, "source", "channel")))
