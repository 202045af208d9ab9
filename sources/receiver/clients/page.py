"""What an event is, by its name and its page: a form, a visit of that page, or the user's own kind. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sources.receiver.clients.names import custom, form_of, is_form
from sources.receiver.clients.values import first, path, table, text, web

_FORM_FIELDS = ("form", "form_name", "formName", "form_type", "formType", "form_id", "formId")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tracker tells of it. `path` only where there is no `url`."""

    url: str | None = None
    path: str | None = None
    title: str | None = None
    referrer: str | None = None

    @property
    def known(self) -> bool:
        """Whether it says where the visitor was."""
        return bool(self.url or self.path)


def page_of(*places: Mapping[str, Any]) -> Page:
    """The page of the first place that names one; each field may come from another place."""
    url = next((found for place in places if (found := _url(place))), None)
    where = None if url else next((found for place in places if (found := path(place.get("path")))), None)
    return Page(
        url,
        where,
        first(*(place.get("title") for place in places)),
        next((found for place in places if (found := _referrer(place))), None),
    )


def _url(place: Mapping[str, Any]) -> str | None:
    return next((found for key in ("url", "page_url", "href", "tab_url") if (found := web(place.get(key)))), None)


def _referrer(place: Mapping[str, Any]) -> str | None:
    given = place.get("referrer")
    return text(given) or text(table(given).get("url"))


def kind_of(name: str, page: Page, properties: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind of a named event, and its details.

    A form by its name (or by its properties' `form`), else a visit of the page where it happened, else `custom:NAME`:
    kept, and worth what the policy says.
    """
    details: dict[str, Any] = {"event": name[:200]}
    if page.path:
        details["page"] = page.path
    if is_form(name):
        form = _form(name, page, properties)
        return "form_submitted", {**details, **({"form": form} if form else {})}
    return ("visit", details) if page.known else (custom(name), details)


def _form(name: str, page: Page, properties: Mapping[str, Any]) -> str | None:
    said = (properties.get(key) for key in _FORM_FIELDS)
    where = urlsplit(page.url).path if page.url and "[" not in page.url else page.path
    return form_of(name, *(text(each, 200) for each in said), where)


def campaign(*values: Any) -> dict[str, str]:
    """A campaign's source, medium and name, as details."""
    given = next((found for value in values if (found := table(value))), {})
    said = {key: text(given.get(key), 200) for key in ("source", "medium", "name")}
    return {f"campaign_{key}": value for key, value in said.items() if value}
