"""Signals of filings: what a document tells, or, where it could not be had, what the list alone does. Pure."""

import re
from dataclasses import replace
from typing import Any

from icp.countries import fold_country, is_country_name
from sources.filings.filing import Filing
from sources.filings.offering import Offering, is_fund, offering
from sources.filings.officers.reader import Change, changes
from sources.filings.officers.report import Report, report
from sources.markup import sentences
from streams.signal import Company, Evidence, SignalDraft

OFFERED = 0.95
"""A Form D that is no fund's is money for a company, but for vehicles that call themselves something else."""
PARTNERSHIP = 0.6
"""Partnerships raise for one house, one well, one deal more often than for a company."""
EXCERPT = 300
AMENDED = 0.75
"""An 8-K/A mostly tells more of a change that was reported before: for lists, never for an alert."""
LISTED = 0.55
"""Of an offering or a change of officers that its list alone tells: for the digest, never for an alert."""
_STATES = re.compile(
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)


def told(filing: Filing, body: bytes) -> list[SignalDraft]:
    """The signals of a filing and its document; ValueError, naming what lacks, for a document that is none."""
    return _offered(filing, offering(body, filing.accession)) if filing.form == "D" else _changed(filing, report(body))


def listed(filing: Filing) -> list[SignalDraft]:
    """The signals of a filing whose document could not be had: little is known, and little of it is sure."""
    if filing.form == "D":
        if is_fund(filing.company):
            return []
        return [
            _draft(
                filing, "funding_round", f"{filing.company} filed a Form D", {"round": "venture_unspecified"}, LISTED
            )
        ]
    title = f"{filing.company} reported a change of directors or officers (8-K, item 5.02)"
    return [_draft(filing, "leadership_hire", title, {}, LISTED)]


def _changed(filing: Filing, found: Report) -> list[SignalDraft]:
    """A signal a person; none where the item tells of pay, plans or directors who leave."""
    about = replace(filing, company=found.company or filing.company, cik=found.cik or filing.cik)
    day = filing.filed.date() if filing.filed else None
    return [_change(about, change) for change in changes(found.paragraphs, day)]


def _change(filing: Filing, change: Change) -> SignalDraft:
    role = change.role or "a leading role"
    verb = {"leadership_hire": "to be", "leadership_departure": "leaves as", "board_appointment": "joins the board as"}
    title = f"{filing.company}: {change.person} {verb[change.kind]} {role} (8-K, item 5.02)"
    effective = change.effective.isoformat() if change.effective else None
    details = {"person": change.person, "role": change.role, "effective": effective}
    sure = min(change.confidence, AMENDED) if filing.form == "8-K/A" else change.confidence
    draft = _draft(filing, change.kind, title, details, sure)
    evidence = Evidence(url=filing.index, title=title, excerpt=sentences(change.sentence, EXCERPT) or None)
    return draft.model_copy(update={"evidence": evidence, "native": f"{filing.accession}:{change.person}"[:500]})


def _offered(filing: Filing, found: Offering) -> list[SignalDraft]:
    if found.no_company:
        return []
    lp = "partnership" in (found.entity or "").lower()
    company = Company(name=found.company, domain=filing.domain)
    draft = _draft(filing, "funding_round", _headline(found), _details(found), PARTNERSHIP if lp else OFFERED)
    return [draft.model_copy(update={"company": company, "country": _country(found)})]


def _headline(found: Offering) -> str:
    what = "debt" if found.round == "debt" else "securities"
    if found.sold:
        of = f" of an offering of ${found.offered:,.0f}" if found.offered and found.offered > found.sold else ""
        return f"{found.company} sold ${found.sold:,.0f} of {what}{of} (Form D)"
    sum_ = f"${found.offered:,.0f} of " if found.offered else ""
    return f"{found.company} offers {sum_}{what} (Form D)"


def _details(found: Offering) -> dict[str, Any]:
    country = _country(found)
    return {
        "amount": found.amount,
        "currency": "USD" if found.amount else None,
        "round": found.round,
        "offered": found.offered if found.sold else None,
        "industry": found.industry,
        "state": found.state if country == "US" else None,
        "country": country,
        "city": found.city,
        "revenue": None if found.revenue == "Decline to Disclose" else found.revenue,
        "first_sale": found.first_sale,
        "investors": found.investors,
        "officers": [{"name": officer.name, "role": officer.role} for officer in found.officers] or None,
    }


def _country(found: Offering) -> str | None:
    """The ISO code of the issuer's country: EDGAR has the usual codes for states of the USA, its own for all else."""
    if _STATES.fullmatch(found.state or ""):
        return "US"
    last = (found.place or "").rpartition(",")[2].strip()
    return fold_country(last) if is_country_name(last) else None


def _draft(filing: Filing, kind: str, title: str, details: dict[str, Any], confidence: float) -> SignalDraft:
    known = {"form": filing.form, "accession": filing.accession, **details}
    return SignalDraft(
        kind=kind,
        company=Company(name=filing.company, domain=filing.domain),
        occurred_at=filing.filed,
        evidence=Evidence(url=filing.index, title=title),
        details={name: value for name, value in known.items() if value is not None},
        confidence=confidence,
        native=filing.accession,
    )
