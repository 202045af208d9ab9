"""EDGAR's answers, made up: pages of current filings, Form D, submissions of an 8-K."""

from html import escape
from typing import Any

FORM_D = """<?xml version="1.0"?>
<edgarSubmission>
  <schemaVersion>X0708</schemaVersion>
  <submissionType>{type}</submissionType>
  <primaryIssuer>
    <cik>{cik}</cik>
    <entityName>{company}</entityName>
    <issuerAddress><street1>1 Quay Street</street1><city>{city}</city><stateOrCountry>{state}</stateOrCountry>
      <stateOrCountryDescription>{place}</stateOrCountryDescription></issuerAddress>
    <entityType>{entity}</entityType>
  </primaryIssuer>
  <relatedPersonsList>
    <relatedPersonInfo>
      <relatedPersonName><firstName>Ann</firstName><middleName>B.</middleName><lastName>Doe</lastName></relatedPersonName>
      <relatedPersonRelationshipList><relationship>Executive Officer</relationship><relationship>Director</relationship>
      </relatedPersonRelationshipList><relationshipClarification>Chief Executive Officer</relationshipClarification>
    </relatedPersonInfo>
    <relatedPersonInfo>
      <relatedPersonName><firstName>Bo</firstName><lastName>Roe</lastName></relatedPersonName>
      <relatedPersonRelationshipList><relationship>Director</relationship></relatedPersonRelationshipList>
    </relatedPersonInfo>
  </relatedPersonsList>
  <offeringData>
    <industryGroup><industryGroupType>{industry}</industryGroupType>{fund}</industryGroup>
    <issuerSize><revenueRange>$1,000,001 - $5,000,000</revenueRange></issuerSize>
    <typeOfFiling><newOrAmendment><isAmendment>{amendment}</isAmendment></newOrAmendment>
      <dateOfFirstSale><value>2026-11-10</value></dateOfFirstSale></typeOfFiling>
    <typesOfSecuritiesOffered>{securities}</typesOfSecuritiesOffered>
    <businessCombinationTransaction><isBusinessCombinationTransaction>{combination}</isBusinessCombinationTransaction>
    </businessCombinationTransaction>
    <offeringSalesAmounts><totalOfferingAmount>{offered}</totalOfferingAmount><totalAmountSold>{sold}</totalAmountSold>
    </offeringSalesAmounts>
    <investors><totalNumberAlreadyInvested>7</totalNumberAlreadyInvested></investors>
  </offeringData>
</edgarSubmission>
"""
USUAL = {
    "type": "D",
    "cik": "0009000001",
    "company": "Norrvik Instruments, Inc.",
    "city": "BOSTON",
    "state": "MA",
    "place": "MASSACHUSETTS",
    "entity": "Corporation",
    "industry": "Other Technology",
    "fund": "",
    "amendment": "false",
    "securities": "<isEquityType>true</isEquityType>",
    "combination": "false",
    "offered": "5000000",
    "sold": "3200000",
}


def form_d(**other: str) -> bytes:
    """A Form D of an invented company, with other values where they are given."""
    return FORM_D.format(**{**USUAL, **other}).encode()


def entry(
    number: int,
    form: str = "D",
    company: str = "Norrvik Instruments, Inc.",
    items: tuple[str, ...] = (),
    party: str = "Filer",
    cik: int | None = None,
    agent: int = 9_000_000_000,
) -> str:
    """One entry of a page; its accession number is made of `number` and who filed it."""
    accession = f"{agent:010d}-26-{number:06d}"
    cik = 9_000_000 + number if cik is None else cik
    listed = "".join(f"\n<br>Item {item}: Something that happened" for item in items)
    summary = escape(f"<b>Filed:</b> 2026-11-20 <b>AccNo:</b> {accession} <b>Size:</b> 9 KB{listed}")
    link = f"https://www.sec.gov/Archives/edgar/data/{cik}/{accession.replace('-', '')}/{accession}-index.htm"
    return (
        f"<entry>\n<title>{form} - {escape(company)} ({cik:010d}) ({party})</title>\n"
        f'<link rel="alternate" type="text/html" href="{link}"/>\n<summary type="html">\n {summary}\n</summary>\n'
        f"<updated>2026-11-20T17:30:48-05:00</updated>\n"
        f'<category scheme="https://www.sec.gov/" label="form type" term="{form}"/>\n'
        f"<id>urn:tag:sec.gov,2008:accession-number={accession}</id>\n</entry>\n"
    )


def page(*entries: str) -> bytes:
    """A page of current filings."""
    head = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n<title>Latest</title>\n'
    return (head + "".join(entries) + "</feed>\n").encode("iso-8859-1")


APOLOGY = b"<!DOCTYPE html>\n<html><head><title>SEC.gov | File Unavailable</title></head><body>Later.</body></html>"


def submission(text: str, company: str = "QUILLMAR, INC. /DE/", cik: str = "0009000002", form: str = "8-K") -> bytes:
    """A whole submission: its header, the report with an Item 5.02 of these paragraphs, and a press release."""
    paragraphs = "".join(f"<p style='margin:0'>{escape(part)}</p>\n" for part in text.split("\n") if part.strip())
    return SUBMISSION.format(paragraphs=paragraphs, company=company, cik=cik, form=form).encode()


SUBMISSION = """<SEC-DOCUMENT>0009000000-26-000002.txt : 20261120
<SEC-HEADER>0009000000-26-000002.hdr.sgml : 20261120
<ACCEPTANCE-DATETIME>20261120173048
CONFORMED SUBMISSION TYPE:	{form}
ITEM INFORMATION:		Departure of Directors or Certain Officers

FILER:

	COMPANY DATA:
		COMPANY CONFORMED NAME:			{company}
		CENTRAL INDEX KEY:			{cik}
		STANDARD INDUSTRIAL CLASSIFICATION:	SERVICES-PREPACKAGED SOFTWARE [7372]
		STATE OF INCORPORATION:			DE

	BUSINESS ADDRESS:
		CITY:			AUSTIN
		STATE:			TX
</SEC-HEADER>
<DOCUMENT>
<TYPE>{form}
<SEQUENCE>1
<FILENAME>report.htm
<TEXT>
<html><head><title>Report</title></head><body>
<p>FORM 8-K</p><p>CURRENT REPORT</p>
<p>Item 1.01 Entry into a Material Definitive Agreement.</p>
<p>On November 17, 2026, Quillmar appointed Zed Other as Chief Nothing Officer, which is told under another item.</p>
<p><b>Item&#160;5.02</b>&#160; Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain
Officers; Compensatory Arrangements of Certain Officers.</p>
{paragraphs}
<p>Item 9.01 Financial Statements and Exhibits.</p>
<p>SIGNATURES</p><p>Pursuant to the requirements, /s/ Cy Moe, Cy Moe, Chief Legal Officer</p>
</body></html>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99.1
<TEXT>
<html><body><p>Item 5.02 Quillmar appointed Ed Elsewhere as Chief Press Officer.</p></body></html>
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""


def submissions(name: str = "NORRVIK INSTRUMENTS INC", **columns: Any) -> dict[str, Any]:
    """A company's submissions, by columns."""
    return {"cik": "9000001", "name": name, "tickers": ["NRVK"], "filings": {"recent": columns, "files": []}}
