"""Lists and documents of the SEC: exact forms, each filing once, what is a company's offering and what is not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sources.errors import SourceError
from sources.filings.current import current
from sources.filings.filing import Filing, each_once
from sources.filings.offering import offering
from sources.filings.submissions import submitted
from tests.sources.edgar_pages import APOLOGY, entry, form_d, page, submissions


def test_a_page_tells_forms_by_their_exact_term_and_items_by_their_number() -> None:
    listed = current(
        page(
            entry(1), entry(2, "DEF 14A"), entry(3, "8-K", items=("1.01", "5.02")), entry(4, "8-K/A", items=("9.01",))
        ),
        "page",
    )

    assert [(filing.form, filing.items, filing.wanted) for filing in listed.filings] == [
        ("D", (), True),
        ("DEF 14A", (), False),
        ("8-K", ("1.01", "5.02"), True),
        ("8-K/A", ("9.01",), False),
    ]
    assert (listed.entries, listed.broken) == (4, [])


PARTIES = {
    "the issuer among those who report": (("Bo Roe", "Reporting", 1), ("Norrvik, Inc.", "Issuer", 2), "Norrvik, Inc."),
    "the filer beside the subject": (("Halden LLC", "Subject", 1), ("Norrvik, Inc.", "Filer", 2), "Norrvik, Inc."),
    "of two filers the one that files itself": (
        ("Norrvik, Inc.", "Filer", 9_000),
        ("Halden", "Filer", 2),
        "Norrvik, Inc.",
    ),
    "of two filers the last": (("Norrvik Finance LLC", "Filer", 1), ("Norrvik, Inc.", "Filer", 2), "Norrvik, Inc."),
}


@pytest.mark.parametrize("case", PARTIES, ids=str)
def test_a_filing_that_stands_there_for_many_parties_is_the_one_of(case: str) -> None:
    *parties, company = PARTIES[case]
    entries = [entry(7, "8-K", name, ("5.02",), party, cik, agent=9_000) for name, party, cik in parties]  # type: ignore[misc]

    assert [filing.company for filing in each_once(current(page(*entries), "page").filings)] == [company]


LACKS = {
    "category term": (lambda text: re.sub(r"<category[^>]*/>", "", text), "an entry has no category term"),
    "accession number": (lambda text: re.sub(r"\d{10}-\d\d-\d{6}", "", text), "an entry has no accession number"),
    "company": (lambda text: text.replace("(Filer)", ""), "an entry's title names no company with its number"),
}


@pytest.mark.parametrize("what", LACKS, ids=str)
def test_an_entry_that_lacks_something_names_it_and_the_others_stand(what: str) -> None:
    spoil, sentence = LACKS[what]
    listed = current(page(spoil(entry(1)), entry(2)), "page")

    ((where, cause),) = [(each.where, each.cause) for each in listed.broken]
    assert (where[:11], cause) == ("page entry ", sentence)
    below = current(page(entry(3), spoil(entry(1)), entry(2)), "page")
    assert [each.where for each in below.broken] == [where], "an entry above it does not make it another"
    assert [filing.accession for filing in listed.filings] == ["9000000000-26-000002"]


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
NO_PAGES = {
    "a page for people": (APOLOGY, "page is a web page, not EDGAR's list of filings"),
    "half a page": (page(entry(1))[:-40], "page is not whole XML: it was cut short, or is no list of filings"),
    "nothing": (b"", "page is not whole XML"),
    "another feed": (b"<rss><channel/></rss>", "page is XML, but not EDGAR's list of filings"),
    "a bomb": (BOMB + page(entry(1)).partition(b"?>")[2], "page declares entities of its own"),
    "JSON": (b'{"filings": []}', "page is not whole XML"),
}


@pytest.mark.parametrize("case", NO_PAGES, ids=str)
def test_what_is_no_list_of_filings_is_a_sentence(case: str) -> None:
    body, sentence = NO_PAGES[case]
    with pytest.raises(SourceError, match=f"^{sentence}"):
        current(body, "page")


OFFERINGS: dict[str, tuple[dict[str, str], Any]] = {
    "sold": ({}, (3_200_000, "venture_unspecified", None)),
    "not sold yet": ({"sold": "0"}, (5_000_000, "venture_unspecified", None)),
    "indefinite": ({"offered": "Indefinite"}, (3_200_000, "venture_unspecified", None)),
    "indefinite and not sold yet": ({"offered": "Indefinite", "sold": "0"}, (None, "venture_unspecified", None)),
    "money lent": ({"securities": "<isDebtType>true</isDebtType>"}, (3_200_000, "debt", None)),
    "money lent that may become shares": (
        {"securities": "<isDebtType>true</isDebtType><isOptionToAcquireType>true</isOptionToAcquireType>"},
        (3_200_000, "venture_unspecified", None),
    ),
    "a fund": (
        {
            "industry": "Pooled Investment Fund",
            "fund": "<investmentFundInfo><investmentFundType>Hedge Fund</investmentFundType></investmentFundInfo>",
        },
        (3_200_000, "venture_unspecified", "a fund"),
    ),
    "a pool by its securities": (
        {"securities": "<isPooledInvestmentFundType>true</isPooledInvestmentFundType>"},
        (3_200_000, "venture_unspecified", "a fund"),
    ),
    "a vehicle by its name": (
        {"company": "KY-0714, a series of Norrvik Deals, LP"},
        (3_200_000, "venture_unspecified", "a fund"),
    ),
    "a corporation named like one": (
        {"company": "Opportunity Fund Software, Inc."},
        (3_200_000, "venture_unspecified", None),
    ),
    "a house": ({"industry": "Residential"}, (3_200_000, "venture_unspecified", "real estate or minerals")),
    "a REIT": ({"industry": "REITS and Finance"}, (3_200_000, "venture_unspecified", "real estate or minerals")),
    "a well": (
        {"securities": "<isMineralPropertyType>true</isMineralPropertyType>", "industry": "Oil and Gas"},
        (3_200_000, "venture_unspecified", "real estate or minerals"),
    ),
    "an amendment": ({"amendment": "true"}, (3_200_000, "venture_unspecified", "an amendment")),
    "an amendment by its form": ({"type": "D/A"}, (3_200_000, "venture_unspecified", "an amendment")),
    "an amendment spelled otherwise": ({"amendment": " TRUE "}, (3_200_000, "venture_unspecified", "an amendment")),
    "a merger spelled otherwise": (
        {"combination": "1"},
        (3_200_000, "venture_unspecified", "part of a business combination"),
    ),
    "a pool spelled otherwise": (
        {"securities": "<isPooledInvestmentFundType> TRUE </isPooledInvestmentFundType>"},
        (3_200_000, "venture_unspecified", "a fund"),
    ),
    "who invests": ({"industry": "INVESTING"}, (3_200_000, "venture_unspecified", "a fund")),
    "land": ({"industry": "Other Real Estate"}, (3_200_000, "venture_unspecified", "real estate or minerals")),
    "a bank is a company": ({"industry": "Commercial Banking"}, (3_200_000, "venture_unspecified", None)),
    "a merger": ({"combination": "true"}, (3_200_000, "venture_unspecified", "part of a business combination")),
}


@pytest.mark.parametrize("case", OFFERINGS, ids=str)
def test_an_offering_is_a_company_s_round_or_says_why_not(case: str) -> None:
    other, expected = OFFERINGS[case]
    found = offering(form_d(**other), "form")

    assert (found.amount, found.round, found.no_company) == expected


BROKEN_FORMS = {
    "half a form": (form_d()[:-200], "it is not whole XML: it was cut short, or is no Form D"),
    "a page for people": (APOLOGY, "it is XML, but no Form D: its root is not edgarSubmission"),
    "another document": (b"<ownershipDocument/>", "it is XML, but no Form D: its root is not edgarSubmission"),
    "no issuer": (form_d().replace(b"primaryIssuer", b"otherIssuer"), "it has no primaryIssuer"),
    "no name": (form_d(company=" "), "it has no primaryIssuer/entityName"),
    "no industry": (form_d(industry=""), "it has no industryGroup/industryGroupType"),
    "no sums": (form_d().replace(b"offeringSalesAmounts", b"sums"), "it has no offeringData/offeringSalesAmounts"),
    "no sum": (form_d(sold=""), "it has no offeringSalesAmounts/totalAmountSold"),
    "a sum in words": (form_d(sold="three million"), "its totalAmountSold is 'three million', which is no sum"),
    "a negative sum": (form_d(offered="-5"), "its totalOfferingAmount is '-5', which is no sum"),
}


@pytest.mark.parametrize("case", BROKEN_FORMS, ids=str)
def test_a_form_that_lacks_something_names_it(case: str) -> None:
    body, sentence = BROKEN_FORMS[case]
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        offering(body, "form")


def test_a_form_that_declares_entities_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^form declares entities of its own"):
        offering(BOMB + form_d().partition(b"?>")[2], "form")


@pytest.mark.parametrize(
    ("name", "why"), [("D.1685REIT.xml", "a fund"), ("D.APFund.xml", "a fund"), ("D.Shepards.xml", "an amendment")]
)
def test_real_forms_of_funds_and_amendments_are_no_companies_that_raise_money(
    name: str, why: str, shared_data: Path
) -> None:
    found = offering((shared_data / "filings" / name).read_bytes(), name)

    assert found.no_company == why
    assert found.officers


RECENT = {
    "accessionNumber": ["9000000000-26-000009", "9000000000-26-000008", "9000000000-26-000003", "9000000000-24-000001"],
    "form": ["8-K", "4", "D", "8-K"],
    "filingDate": ["2026-11-20", "2026-11-18", "2026-06-01", "2024-03-01"],
    "acceptanceDateTime": ["2026-11-20T22:30:48.000Z", "", "2026-06-01T12:00:00.000Z", "2024-03-01T12:00:00.000Z"],
    "items": ["5.02,9.01", "", "", "5.02"],
    "isXBRL": [1, 0, 0, 1],
}


def test_submissions_are_read_across_their_columns_for_the_year_before_the_newest() -> None:
    found = submitted(json.dumps(submissions(**RECENT)).encode(), "list", "0009000001")

    assert [(filing.accession[-6:], filing.form, filing.items, filing.wanted) for filing in found] == [
        ("000009", "8-K", ("5.02", "9.01"), True),
        ("000008", "4", (), False),
        ("000003", "D", (), True),
    ]
    assert {filing.company for filing in found} == {"NORRVIK INSTRUMENTS INC"}
    assert found[0].filed is not None
    assert found[0].filed.hour == 22


BAD_SUBMISSIONS: dict[str, tuple[Any, str]] = {
    "half JSON": (b'{"name": "N', "list did not answer with JSON"),
    "a list": ([], "list is JSON, but no list of submissions"),
    "no filings": ({"name": "Norrvik"}, "list has no filings.recent"),
    "a column too few": (
        submissions(**{name: RECENT[name] for name in RECENT if name != "form"}),
        "list has no list filings.recent.form",
    ),
    "a column too short": (
        submissions(**{**RECENT, "items": ["5.02"]}),
        "list: filings.recent.items is of another length than its accession numbers",
    ),
    "no name": (submissions("", **RECENT), "list has no name"),
}


@pytest.mark.parametrize("case", BAD_SUBMISSIONS, ids=str)
def test_submissions_that_lack_something_name_it(case: str) -> None:
    given, sentence = BAD_SUBMISSIONS[case]
    body = given if isinstance(given, bytes) else json.dumps(given).encode()
    with pytest.raises(SourceError, match=f"^{re.escape(sentence)}"):
        submitted(body, "list", "0009000001")


def filings_of(folder: Path) -> list[Filing]:
    pages = sorted(folder.glob("*.atom"))
    return each_once([filing for path in pages for filing in current(path.read_bytes(), path.name).filings])


def test_of_a_real_day_every_filing_is_listed_once_by_its_exact_form(shared_data: Path) -> None:
    folder = shared_data / "feeds" / "edgar_2025-12-12"
    entries = [
        (
            re.findall(r'term="([^"]+)"', text)[0],
            re.findall(r"accession-number=([\d-]+)", text)[0],
            "Item 5.02:" in text,
        )
        for path in sorted(folder.glob("*.atom"))
        for text in path.read_text("iso-8859-1").split("<entry>")[1:]
    ]
    found = filings_of(folder)

    assert [sum(form == each for form, _, _ in entries) for each in ("D", "D/A", "8-K")] == [172, 129, 283]
    assert sum(tells and form in ("8-K", "8-K/A") for form, _, tells in entries) == 78
    for form in ("D", "D/A", "8-K", "8-K/A"):
        assert [filing.accession for filing in found if filing.form == form] == [
            *dict.fromkeys(accession for each, accession, _ in entries if each == form)
        ]
    told = [filing.accession for filing in found if filing.form in ("8-K", "8-K/A") and filing.wanted]
    assert told == [*dict.fromkeys(accession for form, accession, tells in entries if form[:3] == "8-K" and tells)]
