"""Clients of PostHog: `/batch/`, `/e/`, `/capture/` and the newer `/i/..`; one event, a list of them, or a batch.

https://posthog.com/docs/api/capture. The body is JSON, packed or not, or a form whose `data` is base64 of it; the
project's key is `api_key`, `token`, in the properties, in the query, or a bearer's.

What becomes of an event: `$pageview` is a visit; `$screen` and the site's own events a form by their name, else a visit
of the page they happened on, else `custom:NAME`; `$identify`, `$set`, `$groupidentify` and `$create_alias` are said of
identities. Every other event whose name begins with `$` (autocapture, vitals, flags, leaving a page, recordings, model
calls) tells of no interest and is left out.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sources.receiver.clients.bodies import Unreadable, value_of
from sources.receiver.clients.clock import happened, instant
from sources.receiver.clients.company import Firm, firm_of_group, firm_of_person
from sources.receiver.clients.keys import from_headers, from_query, is_known, unknown
from sources.receiver.clients.page import Page, kind_of, page_of
from sources.receiver.clients.parts import NoEvent, read_each, request_key, unreadable
from sources.receiver.clients.values import domain, email, first, identifier, table, text
from sources.receiver.contract import Event, Parsed, Request

_KEYS = ("api_key", "token", "$token", "apiKey")
_BROWSERS = frozenset(("web", "js", "posthog-js", "posthog-js-lite"))
_NOBODY = frozenset(("$posthog_cookieless", "distinct_id", "anonymous", "0"))
"""Ids that many visitors share: without cookies PostHog's browser client sends the first for all."""
_SENT = ("sent_at", "sentAt")


class PosthogClients:
    """Reads what PostHog's clients send. `known`: the write keys."""

    type: ClassVar[str] = "posthog"

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known

    def check(self, request: Request, now: datetime) -> None:
        """Refused unless the project's key is known."""
        check_key(request, self._known)

    def key(self, request: Request) -> str | None:
        """By the uuids of its events, where each has one."""
        try:
            items, _ = events_in(request)
        except (Unreadable, NoEvent):
            return None
        return request_key(self.type, [native_of(table(item)) for item in items])

    def parse(self, request: Request) -> Parsed:
        """The events of the request, each at the time of the visitor's clock set right."""
        try:
            items, sent = events_in(request)
        except (Unreadable, NoEvent) as problem:
            return unreadable(request, problem)
        library = request.headers.get("posthog-sdk-info", "").partition("/")[0]
        return read_each(items, lambda item: read_event(item, request.received_at, sent, library))


def check_key(request: Request, known: frozenset[str]) -> None:
    """Raise Refused unless a key in the request's head, query or body is known."""
    keys = [*from_headers(request.headers), *from_query(request, *_KEYS)]
    if not is_known(keys, known) and not is_known(_keys_inside(request), known):
        raise unknown()


def events_in(request: Request) -> tuple[list[Any], datetime | None]:
    """The events of a request, and when its sender says it sent it. Raises Unreadable or NoEvent."""
    body = _body(request)
    if isinstance(body, list):
        return body, _sent(request, {})
    if not isinstance(body, dict):
        raise NoEvent("the body is neither an event nor a batch of them")
    sent = None if body.get("historical_migration") is True else _sent(request, body)
    batch = body.get("batch", body.get("data") if "event" not in body else None)
    if batch is None:
        return [body], sent
    if not isinstance(batch, list):
        raise NoEvent("the batch is no list of events")
    return batch, sent


def native_of(item: Mapping[str, Any]) -> str | None:
    """The id of an event."""
    properties = table(item.get("properties"))
    return identifier(item.get("uuid")) or identifier(properties.get("$insert_id")) or identifier(item.get("messageId"))


def read_event(item: Any, received: datetime, sent: datetime | None = None, library: str = "") -> Iterable[Event]:
    """The event of one capture; none where its name tells of no interest. `library`: the sender's. Raises NoEvent."""
    if not isinstance(item, dict):
        raise NoEvent("an event is a JSON object")
    name = text(item.get("event"), 200) or ("$set" if "$set" in item else None)
    if name is None:
        raise NoEvent("the event has no name")
    read = _READ.get(name) or (None if name.startswith("$") else _named)
    return read(item, name, _common(item, received, sent, library)) if read else ()


def _common(item: Mapping[str, Any], received: datetime, sent: datetime | None, library: str) -> dict[str, Any]:
    properties = table(item.get("properties"))
    visitor, user = _who(item, properties)
    return {
        "native": native_of(item),
        "at": _at(item, received, sent),
        "visitor": visitor,
        "user": user,
        "ip": first(properties.get("$ip"), item.get("ip")),
        "agent": first(properties.get("$raw_user_agent"), properties.get("$user_agent"), properties.get("$useragent")),
        "direct": (first(properties.get("$lib")) or library) in _BROWSERS and properties.get("$is_server") is not True,
    }


def _who(item: Mapping[str, Any], properties: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The ids of the browser and of the person: a server's client knows but one, which is both."""
    known, device = _one(_distinct(item, properties)), _one(properties.get("$device_id"))
    return device or known, known if known != device else None


def _one(value: Any) -> str | None:
    """An id that is one visitor's alone."""
    said = identifier(value)
    return None if said in _NOBODY else said


def _distinct(item: Mapping[str, Any], properties: Mapping[str, Any]) -> Any:
    return first(item.get("distinct_id"), item.get("$distinct_id"), properties.get("distinct_id"))


def _at(item: Mapping[str, Any], received: datetime, sent: datetime | None) -> datetime | None:
    at = instant(item.get("timestamp")) or instant(table(item.get("properties")).get("$time"))
    offset = item.get("offset")
    if at is None and isinstance(offset, (int, float)) and 0 <= offset < 86_400_000:
        return received - timedelta(milliseconds=offset)
    return happened(at, sent, received)


def _page(item: Mapping[str, Any]) -> Page:
    said = table(item.get("properties"))
    own = {"url": said.get("$current_url"), "path": said.get("$pathname"), "referrer": said.get("$referrer")}
    return page_of({**own, "title": said.get("title") or said.get("$title")}, {"url": said.get("url")})


def _visit(item: Mapping[str, Any], name: str, common: dict[str, Any]) -> list[Event]:
    page = _page(item)
    return [_event(item, common, page, "visit", {"page": page.path} if page.path else {})]


def _named(item: Mapping[str, Any], name: str, common: dict[str, Any]) -> list[Event]:
    page = _page(item)
    return [_event(item, common, page, *kind_of(name, page, table(item.get("properties"))))]


def _screen(item: Mapping[str, Any], name: str, common: dict[str, Any]) -> list[Event]:
    page = _page(item)
    said = first(table(item.get("properties")).get("$screen_name")) or "screen"
    return [_event(item, common, page, *kind_of(said, page, {}))]


def _event(item: Mapping[str, Any], common: dict[str, Any], page: Page, kind: str, details: Mapping[str, Any]) -> Event:
    properties, person = table(item.get("properties")), _person(item)
    firm = firm_of_person(properties, person)
    if not firm.name and not firm.domain:
        firm = Firm(domain=domain(*table(properties.get("$groups")).values()))
    address = email(properties.get("email"), person.get("email"), common["user"], common["visitor"])
    where: dict[str, Any] = {"url": page.url, "title": page.title, "referrer": page.referrer}
    return Event(kind=kind, details=details, email=address, **common, **where, **_of(firm))


def _identify(item: Mapping[str, Any], name: str, common: dict[str, Any]) -> list[Event]:
    properties, person = table(item.get("properties")), _person(item)
    before = _one(properties.get("$anon_distinct_id"))
    address = email(person.get("email"), properties.get("email"), common["user"], common["visitor"])
    said = {**common, "visitor": before or common["visitor"], "user": common["user"] or common["visitor"]}
    return [Event(act="identify", kind=None, **said, **_of(firm_of_person(person)), email=address)]


def _group(item: Mapping[str, Any], name: str, common: dict[str, Any]) -> list[Event]:
    properties = table(item.get("properties"))
    firm = firm_of_group(properties.get("$group_set"), properties.get("$group_key"))
    return [Event(act="group", kind=None, **common, **_of(firm))]


def _alias(item: Mapping[str, Any], name: str, common: dict[str, Any]) -> list[Event]:
    properties = table(item.get("properties"))
    other = identifier(properties.get("alias"))
    known = identifier(properties.get("distinct_id")) or common["user"] or common["visitor"]
    return [Event(act="alias", kind=None, **{**common, "user": known}, previous=other)]


def _person(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """A person's data, which stand beside the properties or in them."""
    properties = table(item.get("properties"))
    places = [each.get(key) for key in ("$set_once", "$set") for each in (properties, item)]
    return {key: value for place in places for key, value in table(place).items()}


def _of(firm: Firm) -> dict[str, Any]:
    return {"company": firm.name, "domain": firm.domain, "country": firm.country, "traits": firm.facts}


_READ: Mapping[str, Callable[[Mapping[str, Any], str, dict[str, Any]], list[Event]]] = {
    "$pageview": _visit,
    "$screen": _screen,
    "$identify": _identify,
    "$set": _identify,
    "$groupidentify": _group,
    "$create_alias": _alias,
    "$merge_dangerously": _alias,
}


def _body(request: Request) -> Any:
    """The body; of a GET, and of a form without one, the query's `data`."""
    data = from_query(request, "data")
    return value_of(data[0].encode("utf-8", "replace") if data and not request.body else request.body)


def _sent(request: Request, body: Mapping[str, Any]) -> datetime | None:
    told = [
        *(body.get(name) for name in _SENT),
        *from_query(request, "_"),
        request.headers.get("posthog-request-timestamp"),
    ]
    return next((at for value in told if (at := instant(value))), None)


def _keys_inside(request: Request) -> list[Any]:
    try:
        body = _body(request)
    except Unreadable:
        return []
    items = (
        body if isinstance(body, list) else [body, *_some(table(body).get("batch")), *_some(table(body).get("data"))]
    )
    places = [place for item in map(table, items[:3]) for place in (item, table(item.get("properties")))]
    return [place.get(name) for place in places for name in _KEYS]


def _some(value: Any) -> list[Any]:
    return value[:1] if isinstance(value, list) else []
