"""Reads what our own snippet and pixel send: `POST /t` with a JSON object as text/plain, `GET /p.gif` with its fields.

Fields: `k` write key, `t` "p" (page view) or "f" (form), `i` the event's id, `u` address, `n` title, `r` referrer, `d`
milliseconds seen, `a` milliseconds since it began, `v` the visitor's id where the site opted in, `f` the form's sort,
`e` its e-mail, `w` 1 or true where a program drives the browser. The snippet tells a view once: when it is left or
hidden, else when it was seen for as long as any page class asks for. A transport that tries again sends the same id.

Limits: a view that is still read after that long (120 s unless the site says otherwise) has that dwell and no more. One
that was told when its tab was hidden, and is then read on for a second or more, is told again as a visit of its own,
with the dwell of both. Where a browser has no `fetchLater`, a page that dies before it was told is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sources.receiver.contract import Event, Parsed, Refused, Request
from sources.receiver.own.fields import email, fields, mark, milliseconds, text, web_address
from streams.ports import Rejected

CAP = 16_384
"""Bytes of a body or a query; the snippet's own are under 5,000."""
KINDS = {"p": "visit", "f": "form_submitted"}
OLDEST = timedelta(days=7)
LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Own:
    """The adapter. `keys`: the write keys that are known."""

    keys: frozenset[str]
    type: ClassVar[str] = "own"

    def check(self, request: Request, now: datetime) -> None:
        """Refuse what is too large or has no known key; the key is public, so any page may show it."""
        if len(request.body) > CAP or len(request.query) > CAP:
            raise Refused(413, "The request is too large.", "too_large")
        if text(fields(request).get("k")) not in self.keys:
            raise Refused(401, "The write key is not known.", "unknown_key")

    def key(self, request: Request) -> str | None:
        """The event's id: the snippet sends one a request."""
        return mark(fields(request).get("i"))

    def parse(self, request: Request) -> Parsed:
        """One event. Whether its browser asks not to be tracked, or only looks ahead, is asked of it later."""
        told = fields(request)
        kind, url = KINDS.get(text(told.get("t") or "p")), address(told, request)
        cause = f"the event is a {text(told.get('t'))[:20]!r}, not a page view or form" if not kind else None
        if cause or not url:
            return Parsed(rejected=(Rejected("event", cause or "the event has no web address", _bytes(request)),))
        return Parsed((_event(told, str(kind), url, request),))


def address(told: Mapping[str, Any], request: Request) -> str | None:
    """The page's address; of a bare pixel what the browser says of where it stands."""
    given = told.get("u")
    return web_address(given if given else request.headers.get("referer") if request.method == "GET" else None)


def _event(told: Mapping[str, Any], kind: str, url: str, request: Request) -> Event:
    form = kind == "form_submitted"
    return Event(
        kind=kind,
        native=mark(told.get("i")),
        at=_began(told.get("a"), request.received_at),
        url=url,
        title=text(told.get("n"), 500) or None,
        referrer=web_address(told.get("r")),
        email=email(told.get("e")) if form and request.method == "POST" else None,
        details=_details(told, form),
        visitor=mark(told.get("v")),
        direct=True,
    )


def _details(told: Mapping[str, Any], form: bool) -> dict[str, Any]:
    """`dwell` in seconds, which a form has not; `form`; `automated` where a program drives the browser."""
    seen, sort = milliseconds(told.get("d"), LONGEST), text(told.get("f"), 60).lower()
    found: dict[str, Any] = {}
    if form and sort:
        found["form"] = sort
    if not form and seen is not None:
        found["dwell"] = round(seen.total_seconds(), 1)
    if told.get("w") in (True, 1, "1", "true"):
        found["automated"] = True
    return found


def _began(age: object, received_at: datetime) -> datetime | None:
    """By the browser's own count since then: its clock may be wrong."""
    since = milliseconds(age, OLDEST)
    return None if since is None else received_at - since


def _bytes(request: Request) -> bytes:
    return request.query.encode("utf-8", "replace") if request.method == "GET" else request.body
