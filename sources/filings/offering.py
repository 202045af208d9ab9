"""Form D: a private offering, as primary_doc.xml tells it, https://www.sec.gov/info/edgar/specifications/formdxml.htm.

Most of them are not companies raising money: funds and other pools, real estate, securities given in a merger, and
amendments of what was told before. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

from sources.markup import bare_xml, decoded, plain

_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,2})?")
_REAL_ESTATE = frozenset(
    ("commercial", "construction", "residential", "reits and finance", "other real estate", "real estate")
)
_POOLS = frozenset(("pooled investment fund", "investing"))
_FUND_NAME = re.compile(
    r"\b(?:funds?|feeder|reits?|spv|scsp|sicav|co-?invest\w*|master trust|opportunit(?:y|ies)|1031|joint venture"
    r"|(?:investments?|capital|equity|growth|strategic|venture) partners|ventures? (?:[IVXL]+|\d+)|an? series of)\b",
    re.IGNORECASE,
)
_CORPORATION = re.compile(r"\b(?:inc|corp|corporation|incorporated|pbc|co|company)\.?$", re.IGNORECASE)
"""What funds and vehicles for one deal, which are partnerships, hardly ever are."""
_NO_EQUITY = ("isTenantInCommonType", "isMineralPropertyType")
_TO_BECOME_SHARES = ("isEquityType", "isOptionToAcquireType", "isSecurityToBeAcquiredType")
_MOST_PEOPLE = 20


class Officer(NamedTuple):
    """A person of the issuer, and what they are to it."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Offering:
    """What a Form D says. Sums are in US dollars; `offered` is None where the offering is indefinite."""

    company: str
    cik: str
    amendment: bool
    industry: str
    fund: str | None
    combination: bool
    securities: frozenset[str]
    sold: float | None
    offered: float | None
    entity: str | None = None
    state: str | None = None
    place: str | None = None
    city: str | None = None
    revenue: str | None = None
    first_sale: str | None = None
    investors: int | None = None
    officers: tuple[Officer, ...] = ()

    @property
    def amount(self) -> float | None:
        """What was sold, else what is offered."""
        return self.sold or self.offered

    @property
    def round(self) -> str:
        """The kind of round, as far as securities tell it: money lent that cannot become shares is debt."""
        lent = "isDebtType" in self.securities and not self.securities.intersection(_TO_BECOME_SHARES)
        return "debt" if lent else "venture_unspecified"

    @property
    def no_company(self) -> str | None:
        """Why this is no company that raises money; None where it is one."""
        industry = self.industry.lower()
        if self.amendment:
            return "an amendment"
        if self.combination:
            return "part of a business combination"
        if self.fund or industry in _POOLS or "isPooledInvestmentFundType" in self.securities or is_fund(self.company):
            return "a fund"
        if industry in _REAL_ESTATE or self.securities.intersection(_NO_EQUITY):
            return "real estate or minerals"
        return None


def is_fund(name: str) -> bool:
    """Whether a name is that of a fund or of a vehicle for one deal."""
    return bool(_FUND_NAME.search(name)) and not _CORPORATION.search(name)


def offering(body: bytes, where: str) -> Offering:
    """What the document says. SourceError for a bomb; ValueError, naming what lacks or is wrong, for what is none."""
    root = _root(body, where)
    issuer, data = _part(root, "primaryIssuer"), _part(root, "offeringData")
    sums = _part(data, "offeringSalesAmounts", "offeringData/offeringSalesAmounts")
    return Offering(
        company=_needed(issuer, "entityName", "primaryIssuer/entityName")[:500],
        cik=(_said(issuer, "cik") or "").zfill(10),
        amendment=_is_true(data, "typeOfFiling/newOrAmendment/isAmendment") or _said(root, "submissionType") == "D/A",
        industry=_needed(data, "industryGroup/industryGroupType", "industryGroup/industryGroupType"),
        fund=_said(data, "industryGroup/investmentFundInfo/investmentFundType"),
        combination=_is_true(data, "businessCombinationTransaction/isBusinessCombinationTransaction"),
        securities=frozenset(_securities(data)),
        sold=_sum(sums, "totalAmountSold"),
        offered=_sum(sums, "totalOfferingAmount"),
        entity=_said(issuer, "entityType"),
        state=_said(issuer, "issuerAddress/stateOrCountry"),
        place=_said(issuer, "issuerAddress/stateOrCountryDescription"),
        city=_said(issuer, "issuerAddress/city"),
        revenue=_said(data, "issuerSize/revenueRange"),
        first_sale=_said(data, "typeOfFiling/dateOfFirstSale/value"),
        investors=_count(_said(data, "investors/totalNumberAlreadyInvested")),
        officers=tuple(_officers(root))[:_MOST_PEOPLE],
    )


def _root(body: bytes, where: str) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(bare_xml(decoded(body), where))  # noqa: S314 - without declarations
    except ElementTree.ParseError:
        raise ValueError("it is not whole XML: it was cut short, or is no Form D") from None
    if root.tag != "edgarSubmission":
        raise ValueError("it is XML, but no Form D: its root is not edgarSubmission")
    return root


def _part(parent: ElementTree.Element, path: str, shown: str = "") -> ElementTree.Element:
    found = parent.find(path)
    if found is None:
        raise ValueError(f"it has no {shown or path}")
    return found


def _said(parent: ElementTree.Element, path: str) -> str | None:
    return plain(parent.findtext(path) or "", 500) or None


def _needed(parent: ElementTree.Element, path: str, shown: str) -> str:
    found = _said(parent, path)
    if not found:
        raise ValueError(f"it has no {shown}")
    return found


def _is_true(parent: ElementTree.Element, path: str) -> bool:
    return (_said(parent, path) or "").lower() in ("true", "1", "y", "yes")


def _sum(sums: ElementTree.Element, name: str) -> float | None:
    """A sum in dollars; None for "Indefinite"."""
    said = _needed(sums, name, f"offeringSalesAmounts/{name}")
    if said.lower() == "indefinite":
        return None
    if not _NUMBER.fullmatch(said):
        raise ValueError(f"its {name} is {said[:40]!r}, which is no sum")
    return float(said)


def _count(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else None


def _securities(data: ElementTree.Element) -> Iterator[str]:
    offered = data.find("typesOfSecuritiesOffered")
    for kind in () if offered is None else offered:
        if (kind.text or "").strip().lower() in ("true", "1"):
            yield kind.tag


def _officers(root: ElementTree.Element) -> Iterator[Officer]:
    for person in root.findall("relatedPersonsList/relatedPersonInfo"):
        parts = (_said(person, f"relatedPersonName/{part}") for part in ("firstName", "middleName", "lastName"))
        name = " ".join(part for part in parts if part)
        ties = [plain(tie.text or "", 100) for tie in person.findall("relatedPersonRelationshipList/relationship")]
        role = _said(person, "relationshipClarification") or ", ".join(tie for tie in ties if tie)
        if name and role:
            yield Officer(name, role)
