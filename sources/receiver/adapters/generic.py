"""generic: any sender, by field paths in the configuration: Clay, Zapier, Albacross, Factors, a script of one's own.

`fields` says where a payload keeps what (`domain = "company.website"`); what is not said is looked for under the usual
names, `company.domain`, `Company Domain` and `companyDomain` alike. A body is JSON, or a form's fields; an array, also
that under `items`, is several events.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from sources.receiver.adapters.document import Unread
from sources.receiver.adapters.folded import folded
from sources.receiver.adapters.hook import Hook, name_of
from sources.receiver.adapters.standard import kind_of
from sources.receiver.adapters.values import (
    address,
    at,
    details,
    domain,
    email,
    moment,
    number,
    page_of,
    table,
    text,
)
from sources.receiver.contract import Event, Request
from sources.receiver.hook_options import GenericHook
from sources.receiver.signatures import is_signed, presents, presents_in_path, presents_in_query

_READ: Mapping[str, Callable[[Any], Any]] = {
    "id": text, "at": moment, "url": address, "title": text, "referrer": text, "company": text, "domain": domain,
    "email": email, "country": text, "visitor": text, "user": text, "ip": text, "agent": text, "confidence": number,
}  # fmt: skip
_USUAL: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "id": ("eventid", "messageid", "id", "uuid"),
    "at": ("occurredat", "timestamp", "time", "at", "date", "visitedat", "seenat", "createdat", "eventtime"),
    "url": ("evidenceurl", "url", "pageurl", "capturedurl", "visitedurl", "landingpage", "page", "pagepath", "path"),
    "title": ("evidencetitle", "pagetitle"),
    "referrer": ("referrer", "referer"),
    "company": ("companyname", "company", "accountname", "account", "organizationname", "organization"),
    "domain": (
        *("companydomain", "domain", "companywebsite", "website", "accountdomain", "organizationdomain"),
        *("companydomainname", "primarydomain", "companyurl", "organizationwebsite"),
    ),
    "email": (
        *("email", "workemail", "businessemail", "contactemail", "personemail", "useremail", "emailaddress"),
        *("primaryemail", "leademail"),
    ),
    "country": ("companycountry", "country", "countrycode"),
    "visitor": ("visitor", "visitorid", "anonymousid"),
    "user": ("userid",),
    "ip": ("ip", "ipaddress", "visitorip"),
    "agent": ("useragent",),
    "confidence": ("confidence",),
    "traits.industry": ("traitsindustry", "companyindustry", "industry"),
    "traits.employees": ("traitsemployees", "companyemployees", "employees", "companyemployeecount", "employeecount"),
}
_WRAPS = ("events", "items", "records", "rows", "data", "batch")


class Generic(Hook):
    """A signal of the kind that the payload names, or of `kind`; a kind that is not known is rejected."""

    type: ClassVar[str] = "generic"

    def __init__(self, options: GenericHook) -> None:
        super().__init__(options.secrets)
        self._options = options

    def proves(self, request: Request, now: datetime) -> bool:
        """As configured: a signature, or the secret in the one place, or, where none is named, in any."""
        options, auth = self._options, self._options.auth
        if auth == "hmac":
            keys = [secret.encode() for secret in self._secrets]
            return is_signed(request.headers.get(options.header or "", ""), request.body, keys, options.algorithm)
        return (
            (auth in ("path", "any") and presents_in_path(request, self._secrets))
            or (auth in ("header", "any") and presents(request, self._secrets, options.header))
            or (auth in ("query", "any") and presents_in_query(request, self._secrets, options.parameter))
        )

    def document(self, request: Request) -> Any:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return _form(request.body)
        return super().document(request)

    def parts(self, given: Any) -> list[Any]:
        if self._options.items:
            found = at(given, self._options.items)
            if not isinstance(found, list):
                raise Unread("there is no list at the path that items names")
            return found
        wrapped = table(given) if isinstance(given, dict) else {}
        lists = (value for key in _WRAPS if isinstance(value := wrapped.get(key), list) and _are_tables(value))
        return next(lists, None) or super().parts(given)

    def events(self, part: dict[str, Any], request: Request) -> Iterable[Event]:
        usual = folded(part)
        said = {name: self._value(name, part, usual) for name in _READ}
        more = self._details(part)
        if not any(said[name] for name in ("company", "domain", "email", "url", "visitor", "user", "ip")):
            raise Unread("none of the fields names a company, an e-mail address, a page or a visitor")
        confidence = said.pop("confidence")
        yield Event(
            kind=self._kind(part, usual),
            native=self._native(said.pop("id"), said["at"], usual),
            details={**page_of(said["url"]), **more},
            traits=self._traits(part, usual),
            confidence=confidence if confidence is not None and 0 <= confidence <= 1 else 1.0,
            **said,
        )

    def _value(self, name: str, part: Mapping[str, Any], usual: Mapping[str, Any]) -> Any:
        """What the field holds: at its configured paths, and nowhere else, or under its usual names."""
        return next(
            (found for each in self._given(name, part, usual) if (found := _READ[name](each)) is not None), None
        )

    def _given(self, name: str, part: Mapping[str, Any], usual: Mapping[str, Any]) -> Iterable[Any]:
        paths = self._options.fields.get(name)
        if paths is not None:
            return (at(part, path) for path in paths)
        return (usual[each] for each in _USUAL.get(name, ()) if each in usual)

    def _native(self, id_: str | None, when: datetime | None, usual: Mapping[str, Any]) -> str | None:
        """The event's id; what is merely called `id` may be a row's or a person's, so its time is part of it."""
        surely = "id" in self._options.fields or "eventid" in usual or "messageid" in usual
        return id_ if surely or id_ is None or when is None else name_of(id_, when)

    def _kind(self, part: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
        for value in self._given("kind", part, usual):
            if (said := text(value)) is not None:
                found = self._options.kinds.get(said) or kind_of(said)
                if found is None:
                    raise Unread("the kind is not one of ours; a line of the hook's kinds would say which it is")
                return found
        return self._options.kind

    def _details(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """The payload's own `details`, and those that the configuration names."""
        return details({**table(part.get("details")), **self._under("details.", part)})

    def _traits(self, part: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
        names = [name for name in _USUAL if name.startswith("traits.") and name not in self._options.fields]
        told = {name[7:]: found for name in names for each in self._given(name, part, usual) if (found := text(each))}
        return details({**told, **table(part.get("traits")), **self._under("traits.", part)})

    def _under(self, prefix: str, part: Mapping[str, Any]) -> dict[str, Any]:
        named = {name: paths for name, paths in self._options.fields.items() if name.startswith(prefix)}
        values = {
            name: next((v for path in paths if (v := at(part, path)) is not None), None)
            for name, paths in named.items()
        }
        return {name.removeprefix(prefix): value for name, value in values.items() if value is not None}


def _are_tables(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(each, dict) for each in values[:10])


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=500))
    except ValueError:
        raise Unread("the form's fields cannot be read") from None
