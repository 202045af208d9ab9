"""What a tracker knows of the visitor's company, wherever the family puts it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sources.receiver.clients.values import domain, facts, first, table

_NAMES = ("company", "companyName", "company_name", "organization", "organisation", "organizationName")
_DOMAINS = ("company_domain", "companyDomain", "domain", "company_website", "companyWebsite")


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as a tracker tells of it."""

    name: str | None = None
    domain: str | None = None
    country: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def firm_of_group(traits: Any, *ids: Any) -> Firm:
    """The company that a group is. `ids`: of the group; some are the company's domain."""
    said = table(traits)
    where = domain(
        *(said.get(key) for key in (*_DOMAINS, "website", "url", "homepage", "hostname")), *ids, said.get("id")
    )
    name = first(said.get("name"), *(said.get(key) for key in _NAMES))
    return Firm(name, where, _country(said), facts(said))


def firm_of_person(*places: Any) -> Firm:
    """The company that a person's traits, or a form's fields, name; the first place that names one."""
    for place in map(table, places):
        inner = next((table(place[key]) for key in _NAMES if table(place.get(key))), {})
        if inner:
            return firm_of_group(inner, inner.get("id"))
        name = first(*(place.get(key) for key in _NAMES))
        where = domain(*(place.get(key) for key in _DOMAINS))
        if name or where:
            return Firm(name, where or domain(name))
    return Firm()


def _country(said: Mapping[str, Any]) -> str | None:
    return first(said.get("country"), said.get("countryCode"), table(said.get("address")).get("country"))
