"""Clients of Segment and RudderStack: browser, server and mobile, one event a request or a batch of them.

Segment's own: https://segment.com/docs/connections/sources/catalog/libraries/server/http-api. RudderStack's speak the
same with fields at other places: traits only in `context`, `originalTimestamp`, `request_ip`.

What becomes of an event: `page` is a visit; `screen` and `track` a form by their name, else a visit of the page they
happened on, else `custom:NAME`; `identify`, `group`, `alias` and `delete` are said of identities; RudderStack's `merge`
joins ids of several kinds and is left out. Anything else is rejected.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sources.receiver.clients.bodies import Unreadable, value_of
from sources.receiver.clients.clock import happened, instant
from sources.receiver.clients.company import Firm, firm_of_group, firm_of_person
from sources.receiver.clients.keys import from_headers, from_query, is_known, unknown
from sources.receiver.clients.page import campaign, kind_of, page_of
from sources.receiver.clients.parts import NoEvent, read_each, request_key, unreadable
from sources.receiver.clients.values import domain, email, first, identifier, table, text
from sources.receiver.contract import Event, Parsed, Request

LETTERS = {"p": "page", "s": "screen", "i": "identify", "g": "group", "t": "track", "a": "alias"}
"""The paths of one letter, which browsers ask to be less conspicuous."""
TYPES = frozenset((*LETTERS.values(), "delete", "merge"))
_BROWSER = re.compile(r"(?i)analytics\.js|analytics-next|javascript|jitsu[-/ ]?js|rudder[a-z-]*[-/]js|gtm|browser")


class SegmentClients:
    """Reads what Segment's and RudderStack's clients send. `known`: the write keys."""

    type: ClassVar[str] = "segment"

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known

    def check(self, request: Request, now: datetime) -> None:
        """Refused unless the key of the header, the query or the body is known."""
        keys = [*from_headers(request.headers), *from_query(request, "writeKey", "write_key")]
        if not is_known(keys, self._known) and not is_known(_keys_inside(request.body), self._known):
            raise unknown()

    def key(self, request: Request) -> str | None:
        """By the message ids of its events, where each has one."""
        try:
            items, _ = _events_in(request)
        except (Unreadable, NoEvent):
            return None
        return request_key(self.type, [identifier(table(item).get("messageId")) for item in items])

    def parse(self, request: Request) -> Parsed:
        """The events of the request, each at the time of the visitor's clock set right."""
        try:
            items, sent = _events_in(request)
        except (Unreadable, NoEvent) as problem:
            return unreadable(request, problem)
        default = _type_of_path(request.path)
        return read_each(items, lambda item: read_event(item, request.received_at, sent, default))


def read_event(item: Any, received: datetime, sent: datetime | None = None, default: str = "") -> Iterable[Event]:
    """The event of one Segment or RudderStack call. `default`: its type where it tells none. Raises NoEvent."""
    if not isinstance(item, dict):
        raise NoEvent("an event is a JSON object")
    type_ = (text(item.get("type"), 40) or default).lower()
    if type_ not in TYPES:
        raise NoEvent(f"events of the type {type_!r} are not known" if type_ else "the event tells no type")
    return _READ[type_](item, _common(item, received, sent))


def _common(item: Mapping[str, Any], received: datetime, sent: datetime | None) -> dict[str, Any]:
    context = table(item.get("context"))
    at = instant(item.get("timestamp")) or instant(item.get("originalTimestamp"))
    return {
        "native": identifier(item.get("messageId")) or identifier(item.get("message_id")),
        "at": happened(at, sent or instant(item.get("sentAt")), received),
        "visitor": identifier(item.get("anonymousId")),
        "user": identifier(item.get("userId")),
        "ip": first(context.get("ip"), item.get("request_ip")),
        "agent": first(context.get("userAgent"), context.get("user_agent")),
        "direct": bool(_BROWSER.search(first(table(context.get("library")).get("name")) or "")),
    }


def _page(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    context, properties = table(item.get("context")), table(item.get("properties"))
    page = page_of(properties, table(context.get("page")))
    details = {**campaign(context.get("campaign")), **({"page": page.path} if page.path else {})}
    title = page.title or first(item.get("name"))
    return [_visit(item, common, kind="visit", url=page.url, title=title, referrer=page.referrer, details=details)]


def _named(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    context, properties = table(item.get("context")), table(item.get("properties"))
    page = page_of(table(context.get("page")), properties)
    name = first(item.get("event"), item.get("name"))
    kind, details = kind_of(name or "screen", page, properties)
    details = {**details, **campaign(context.get("campaign"))}
    return [_visit(item, common, kind=kind, url=page.url, title=page.title, referrer=page.referrer, details=details)]


def _visit(item: Mapping[str, Any], common: dict[str, Any], **said: Any) -> Event:
    context, properties = table(item.get("context")), table(item.get("properties"))
    traits = table(context.get("traits"))
    firm = firm_of_person(properties, traits, item.get("traits"))
    if not firm.name and not firm.domain:
        firm = Firm(domain=domain(context.get("groupId"), item.get("groupId")))
    address = email(
        properties.get("email"), traits.get("email"), table(item.get("traits")).get("email"), common["user"]
    )
    return Event(**common, **said, **_of(firm), email=address)


def _identify(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    own, other = table(item.get("traits")), table(table(item.get("context")).get("traits"))
    address = email(own.get("email"), other.get("email"), common["user"])
    return [Event(act="identify", kind=None, **common, **_of(firm_of_person(own, other)), email=address)]


def _group(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    traits = table(item.get("traits")) or table(table(item.get("context")).get("traits"))
    return [Event(act="group", kind=None, **common, **_of(firm_of_group(traits, item.get("groupId"))))]


def _alias(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    return [Event(act="alias", kind=None, **common, previous=identifier(item.get("previousId")))]


def _delete(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    address = email(table(item.get("traits")).get("email"), common["user"])
    return [Event(act="delete", kind=None, **common, email=address)]


def _left_out(item: Mapping[str, Any], common: dict[str, Any]) -> list[Event]:
    return []


_READ: Mapping[str, Callable[[Mapping[str, Any], dict[str, Any]], list[Event]]] = {
    "page": _page,
    "screen": _named,
    "track": _named,
    "identify": _identify,
    "group": _group,
    "alias": _alias,
    "delete": _delete,
    "merge": _left_out,
}


def _of(firm: Firm) -> dict[str, Any]:
    return {"company": firm.name, "domain": firm.domain, "country": firm.country, "traits": firm.facts}


def _events_in(request: Request) -> tuple[list[Any], datetime | None]:
    body = value_of(request.body)
    if isinstance(body, list):
        return body, None
    if not isinstance(body, dict):
        raise NoEvent("the body is neither an event nor a batch of them")
    if "batch" not in body:
        return [body], instant(body.get("sentAt"))
    if not isinstance(body["batch"], list):
        raise NoEvent("the batch is no list of events")
    return body["batch"], instant(body.get("sentAt")) or instant(body.get("sent_at"))


def _type_of_path(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2].lower()
    return LETTERS.get(last, last if last in TYPES else "")


def _keys_inside(raw: bytes) -> list[Any]:
    try:
        body = value_of(raw)
    except Unreadable:
        return []
    items = body if isinstance(body, list) else [body]
    first_of_batch = table(items[0]).get("batch") if items else None
    inner = first_of_batch[:1] if isinstance(first_of_batch, list) else []
    return [table(item).get(name) for item in [*items[:1], *inner] for name in ("writeKey", "write_key")]
