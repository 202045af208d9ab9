"""Column names: which known column a header means, whatever CRM or data vendor wrote it.

Recognised: our own names, and the headers of HubSpot, Salesforce, Crunchbase, ZoomInfo, Clearbit and Apollo exports,
and of their JSON. Case, spaces, underscores and other signs do not matter.
"""

import re
from functools import lru_cache

from icp.text import fold_text, squeeze

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Spellings stand in the order in which they are trusted: where a row leaves the first empty, the next counts.
SPELLINGS: dict[str, tuple[str, ...]] = {
    "domain": (
        *("domain", "company domain name", "company domain", "primary domain", "domain name", "website domain"),
        *("organization domain", "account domain", "organization primary domain", "properties domain"),
        *("website", "company website", "website url", "web site", "homepage", "homepage url", "home page"),
        *("organization website", "organization website url", "account website", "company url", "site url", "cb url"),
    ),
    "name": (
        *("name", "company name", "account name", "organization name", "company", "organization", "account"),
        *("company name for emails", "business name", "legal name", "organisation name", "organisation"),
    ),
    "aliases": (
        *("aliases", "alias", "other names", "also known as", "aka", "former names", "trading names", "dba"),
        *("previous names", "alternate names", "legal name", "company name for emails"),
    ),
    "industry": (
        *("industry", "primary industry", "company industry", "account industry", "category industry", "sector"),
        *("industry sector", "industries", "industry groups", "linkedin industry", "category sub industry"),
        *("category industry group", "category sector", "vertical", "sub industry"),
        *("naics", "naics code", "category naics code", "primary naics", "nace", "nace code", "sic code"),
    ),
    "employees": (
        *("employees", "number of employees", "employee count", "num employees", "no of employees", "headcount"),
        *("# employees", "# of employees", "company size", "company headcount", "metrics employees", "staff count"),
        *("estimated num employees", "estimated employees", "full time employees", "employee range", "employees range"),
        *(
            "metrics employees range",
            "employee size range",
            "num employees enum",
            "size",
            "total employees",
            "team size",
        ),
        *("number of employees range", "employee count range"),
    ),
    "revenue": (
        *("revenue", "annual revenue", "total revenue", "company revenue", "metrics annual revenue", "arr"),
        *("annual revenue usd", "revenue usd", "revenue in 000s usd", "revenue in 000s", "estimated annual revenue"),
        *("metrics estimated annual revenue", "estimated revenue range", "revenue range", "revenue range in usd"),
        *("annual revenue range", "organization revenue", "yearly revenue"),
    ),
    "country": (
        *("country", "country/region", "country code", "company country", "billing country", "hq country"),
        *("headquarters country", "country region", "geo country", "geo country code", "organization country"),
        *("shipping country", "mailing country", "location country", "account country", "billing country code"),
    ),
    "region": (
        *(
            "region",
            "state/region",
            "state",
            "state/province",
            "company state",
            "billing state",
            "hq state",
            "province",
        ),
        *("billing state/province", "geo state", "headquarters state", "headquarters region", "headquarters regions"),
        *("organization state", "shipping state", "shipping state/province", "us state"),
    ),
    "technologies": (
        *("technologies", "technology", "tech stack", "web technologies", "technology names", "tech", "technographics"),
        *("technologies used", "current technologies", "tools", "stack"),
    ),
    "founded": (
        *("founded", "year founded", "founded year", "founded date", "founding year", "founded on", "founding date"),
        *("year established", "established", "company founded", "year started"),
    ),
    "funding_stage": (
        *("funding stage", "last funding type", "funding type", "funding round", "latest funding stage"),
        *("latest funding", "last funding round", "funding status", "stage of funding", "last round type"),
        "last equity funding type",
    ),
    "owner": (
        *("owner", "company owner", "account owner", "owner email", "account owner email", "hubspot owner id"),
        *("company owner email", "hubspot owner", "rep", "sales rep", "account executive", "owner name"),
    ),
    "status": (
        *("status", "account status", "company status", "lifecycle stage", "type", "account type", "company type"),
        *("account stage", "customer status", "relationship"),
    ),
    "domains": (
        *("domains", "other domains", "additional domains", "domain aliases", "secondary domains"),
        *("all domains", "additional domain names", "related domains", "hs additional domains"),
    ),
    "parent": (
        *("parent", "parent company", "parent account", "parent domain", "ultimate parent", "parent organization"),
        *("ultimate parent domain", "ultimate parent company name", "subsidiary of", "parent account name"),
    ),
    "crm_url": ("crm url", "crm link", "record url", "account url", "hubspot url", "salesforce url"),
    "last_activity": (
        *("last activity", "last activity date", "last contacted", "last engagement date", "date of last activity"),
        *("notes last contacted", "notes last updated", "last touched", "last modified by rep"),
    ),
    "deal_stage": ("deal stage", "stage", "opportunity stage", "dealstage", "stage name", "pipeline stage"),
    "csm": ("csm", "customer success manager", "csm email", "csm name", "success manager"),
    "strategic": ("strategic", "is strategic", "strategic account", "key account", "target account", "named account"),
}
KNOWN = tuple(SPELLINGS)
# Used only where a file has no better domain column: such links often lead to a vendor's page about the company.
WEAK_DOMAIN = ("url", "link", "email", "email address", "work email", "contact email")
LOCATION = ("location", "headquarters location", "hq location", "headquarters", "hq", "company location")

_RANK: dict[str, dict[str, int]] = {}
for _known, _spellings in SPELLINGS.items():
    for _place, _spelling in enumerate(_spellings):
        _RANK.setdefault(squeeze(_spelling), {}).setdefault(_known, _place)
_WEAK = {squeeze(spelling): place for place, spelling in enumerate(WEAK_DOMAIN)}
_LOCATION = frozenset(map(squeeze, LOCATION))


def ranks(header: str) -> dict[str, int]:
    """The known columns that the header may fill, each with its place in the order of trust (0 is best)."""
    return _RANK.get(squeeze(header), {})


def weak_domain_rank(header: str) -> int | None:
    """The place of a column that gives a domain only where a file has no better one; None for any other."""
    return _WEAK.get(squeeze(header))


def is_location(header: str) -> bool:
    """Whether the column holds "City, Region, Country"."""
    return squeeze(header) in _LOCATION


@lru_cache(maxsize=8192)
def attribute_key(name: str) -> str:
    """The key of any other column: "Sales Team (FTE)" and `salesTeamFTE`... are words joined by `_`, lower case.

    Only a name without separators is cut at its capitals, so that "SaaS score" stays `saas_score`.
    """
    spaced = _CAMEL.sub(" ", name) if name[:1].islower() and name.isalnum() else name
    return fold_text(spaced.replace("#", " number ").replace("&", " ")).replace(" ", "_")


@lru_cache(maxsize=8192)
def known_column(name: str) -> str | None:
    """The known column that the name means best ("Number of Employees" is `employees`), or None."""
    if attribute_key(name) in SPELLINGS:
        return attribute_key(name)
    places = ranks(name)
    return min(places, key=places.__getitem__) if places else None
