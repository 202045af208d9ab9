"""Trackers of Snowplow: `POST /com.snowplowanalytics.snowplow/tp2` with a list of events, `GET /i` with one.

https://docs.snowplow.io/docs/fundamentals/canonical-event. All values are strings, times are milliseconds since 1970.
There is no key of any kind: who knows the address may send.

What becomes of an event: `pv` is a visit; `se`, `tr` and `ue` a form by their name, else a visit of the page they
happened on, else `custom:NAME`; pings and what a page tells of itself (`pp`, `ti`, clicks, fields of forms, vitals)
are left out. An entity that holds an e-mail address or a company tells whose visit it was. Anything else is rejected.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from sources.receiver.clients.bodies import Unreadable, object_of, value_of
from sources.receiver.clients.clock import happened, instant
from sources.receiver.clients.company import Firm, firm_of_group, firm_of_person
from sources.receiver.clients.page import Page, kind_of, page_of
from sources.receiver.clients.parts import NoEvent, read_each, request_key, unreadable
from sources.receiver.clients.values import email, first, identifier, table, text, web
from sources.receiver.contract import Event, Parsed, Request

_BROWSER = re.compile(r"(?i)(js|no-js|amp|browser|gtm)-")
_FIRMS = re.compile(r"(?i)(^|_)(company|organi[sz]ation|account|group|firm|business)($|_)")
_QUIET = re.compile(
    r"(?i)link_click|button_click|focus_form|change_form|web_vitals|element_.+|screen_(end|summary)|application_.+"
    r"|.*_?ping|.*heartbeat.*|page_ping|.*_progress_event|percent_progress|diagnostic_error|consent_.+|cmp_visible"
)
_OTHERS = frozenset(("pp", "ti", "ad", "tc"))


class SnowplowClients:
    """Reads what Snowplow's trackers send."""

    type: ClassVar[str] = "snowplow"

    def check(self, request: Request, now: datetime) -> None:
        """Never refused: these trackers have no key."""

    def key(self, request: Request) -> str | None:
        """By the `eid` of its events, where each has one."""
        try:
            items = _events_in(request)
        except (Unreadable, NoEvent):
            return None
        return request_key(self.type, [identifier(table(item).get("eid")) for item in items])

    def parse(self, request: Request) -> Parsed:
        """The events of the request, each at the time of the visitor's clock set right."""
        try:
            items = _events_in(request)
        except (Unreadable, NoEvent) as problem:
            return unreadable(request, problem)
        return read_each(items, lambda item: _read(item, request))


def _read(item: Any, request: Request) -> Iterable[Event]:
    found = read_event(item, request.received_at)
    if "sp-anonymous" in request.headers:  # the visitor asked not to be told by the network
        return [replace(event, ip=None, visitor=None, direct=False) for event in found]
    return [_on_page_of(event, request) for event in found]


def _on_page_of(event: Event, request: Request) -> Event:
    """A pixel in a page names no page: the browser does."""
    referring = web(request.headers.get("referer")) if event.direct and request.method == "GET" else None
    return replace(event, url=referring) if referring and event.kind == "visit" and not event.url else event


@dataclass(frozen=True, slots=True)
class _Told:
    """An event taken apart: its fields, the data it describes itself by, and the entities beside it."""

    fields: Mapping[str, Any]
    data: Mapping[str, Any] | None = None
    entities: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def page(self) -> Page:
        own = {"url": self.fields.get("url"), "title": self.fields.get("page"), "referrer": self.fields.get("refr")}
        return page_of(own, self.data or {})


def read_event(item: Any, received: datetime) -> Iterable[Event]:
    """The event of one of the tracker's; none for pings and the like. Raises NoEvent."""
    if not isinstance(item, dict):
        raise NoEvent("an event is a JSON object")
    kind = text(item.get("e"), 20) or ""
    if kind in _OTHERS:
        return ()
    if kind not in _READ:
        raise NoEvent(f"events of the type {kind!r} are not known" if kind else "the event tells no type (e)")
    said = _READ[kind](_taken_apart(item))
    return [_event(*said, received)] if said else ()


def _taken_apart(item: Mapping[str, Any]) -> _Told:
    holder = object_of(item.get("cx")) or object_of(item.get("co"))
    listed = holder.get("data")
    entities = [table(each) for each in listed[:100]] if isinstance(listed, list) else []
    return _Told(item, entities=tuple((_schema(each), table(each.get("data"))) for each in entities))


def _schema(described: Mapping[str, Any]) -> str:
    """The name in `iglu:com.acme/demo_requested/jsonschema/1-0-0`."""
    parts = (text(described.get("schema"), 500) or "").split("/")
    return parts[1] if len(parts) > 2 else ""


_Said = tuple[_Told, str, dict[str, Any]] | None


def _view(told: _Told) -> _Said:
    return told, "visit", {}


def _structured(told: _Told) -> _Said:
    name = " ".join(filter(None, (first(told.fields.get("se_ca")), first(told.fields.get("se_ac")))))
    return _by_name(told, name, {"form": told.fields.get("se_la")})


def _purchase(told: _Told) -> _Said:
    return _by_name(told, "transaction", {})


def _self_describing(told: _Told) -> _Said:
    outer = object_of(told.fields.get("ue_px")) or object_of(told.fields.get("ue_pr"))
    inner = table(outer.get("data"))
    name, data = _schema(inner), table(inner.get("data"))
    if not name:
        raise NoEvent("the self-describing event has no schema")
    if _QUIET.fullmatch(name):
        return None
    said = first(data.get("name")) if name == "screen_view" else None
    return _by_name(replace(told, data=data), said or name, {**data, "form_id": data.get("formId")})


def _by_name(told: _Told, name: str, properties: Mapping[str, Any]) -> _Said:
    return told, *kind_of(name or "event", told.page, properties)


_READ: Mapping[str, Callable[[_Told], _Said]] = {
    "pv": _view,
    "se": _structured,
    "ue": _self_describing,
    "tr": _purchase,
}


def _event(told: _Told, kind: str, details: Mapping[str, Any], received: datetime) -> Event:
    fields, page = told.fields, told.page
    data = (told.data or {}, *(each for _, each in told.entities))
    firm, user = _firm(told), identifier(fields.get("uid"))
    return Event(
        kind=kind,
        native=identifier(fields.get("eid")),
        at=_at(fields, received),
        url=page.url,
        title=page.title,
        referrer=page.referrer,
        company=firm.name,
        domain=firm.domain,
        country=firm.country,
        traits=firm.facts,
        details=details,
        email=email(*(each.get("email") for each in data), user),
        visitor=first(fields.get("duid"), fields.get("nuid"), fields.get("tnuid"), user),
        user=user,
        ip=first(fields.get("ip")),
        agent=first(fields.get("ua")),
        direct=bool(_BROWSER.match(first(fields.get("tv")) or "")),
    )


def _firm(told: _Told) -> Firm:
    named = [firm_of_group(data) for name, data in told.entities if _FIRMS.search(name)]
    spoken = firm_of_person(told.data or {}, *(data for _, data in told.entities))
    return next((firm for firm in [*named, spoken] if firm.name or firm.domain), Firm())


def _at(fields: Mapping[str, Any], received: datetime) -> datetime | None:
    true = instant(fields.get("ttm"))
    if true:
        return min(true, received)
    return happened(instant(fields.get("dtm")), instant(fields.get("stm")), received)


def _events_in(request: Request) -> list[Any]:
    if not request.body:
        return [dict(_pairs(request.query))]
    body = value_of(request.body)
    if isinstance(body, list):
        return body
    if not isinstance(body, dict):
        raise NoEvent("the body is no list of events")
    data = body.get("data", body)
    return data if isinstance(data, list) else [data]


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, max_num_fields=200)
    except ValueError:
        return []
