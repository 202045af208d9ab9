"""What trackers tell of a company, under the names that they use for it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sources.receiver.adapters.values import at, details, first, first_domain, table

_TRAITS: Mapping[str, tuple[str, ...]] = {
    "industry": ("industry", "category.industry", "sector", "category.sector", "linkedin_industry_code.label"),
    "employees": (
        *("employees", "employee_count", "employeeCount", "employees_count", "metrics.employees", "employees.range"),
        *("employee_range", "employeeRange", "employees_range", "employeesRange", "metrics.employeesRange", "size"),
    ),
    "revenue": (
        *("revenue", "annual_revenue", "estimatedAnnualRevenue", "estimated_annual_revenue", "metrics.annualRevenue"),
        *("metrics.estimatedAnnualRevenue", "revenue_range", "revenueRange", "financial_report.range"),
    ),
    "country": ("countryCode", "country_code", "country", "location.country", "geo.countryCode", "address.country"),
    "region": ("region", "state", "location.region", "geo.state", "geo.stateCode", "address.region"),
    "city": ("city", "location.city", "geo.city", "address.city"),
    "founded": ("founded", "founded_year", "foundedYear", "year_founded"),
    "funding_stage": ("funding_stage", "fundingStage", "latest_funding_stage"),
}
_LISTS = {"technologies": ("technologies", "tech", "tech_stack")}


@dataclass(frozen=True, slots=True)
class Told:
    """A company as a tracker tells of it."""

    name: str | None = None
    domain: str | None = None
    country: str | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether it is named at all."""
        return bool(self.name or self.domain)


def told(value: Any) -> Told:
    """The company in a table; nothing where it is none."""
    company = table(value)
    return Told(
        first(company, "name", "company_name", "companyName", "legalName", "title"),
        first_domain(
            company, "domain", "primary_domain", "primaryDomain", "website", "website_url", "websiteUrl", "url"
        ),
        first(company, *_TRAITS["country"]),
        traits(company),
    )


def traits(company: Any, names: Mapping[str, tuple[str, ...]] = _TRAITS) -> dict[str, Any]:
    """What a discovered account would be made of: figures as the tracker writes them, lists of technologies."""
    said = {name: first(company, *paths) for name, paths in names.items()}
    lists = {name: _list(company, paths) for name, paths in _LISTS.items()}
    return details({name: value for name, value in {**said, **lists}.items() if value})


def _list(company: Any, paths: tuple[str, ...]) -> list[Any] | None:
    found = next((value for path in paths if isinstance(value := at(company, path), list)), None)
    return [each for each in found if isinstance(each, str)] if found else None
