"""Acquisitions, share offerings and fund closes in headlines with invented companies."""

from dataclasses import asdict

import pytest

from sources.extraction import Event, extract

Case = tuple[str, str, dict[str, object] | None]

DEALS: list[Case] = [
    (
        "Halden Founders Fund raises €50m",
        "",
        {"kind": "fund_close", "company": "Halden Founders Fund", "amount": 50000000.0, "currency": "EUR"},
    ),
    ("Norrvik acquires Quillmar", "", {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"}),
    (
        "Norrvik to acquire Quillmar for $120 million",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar", "amount": 120000000.0, "currency": "USD"},
    ),
    (
        "Norrvik to buy rival Quillmar in €2 billion deal",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar", "amount": 2000000000.0, "currency": "EUR"},
    ),
    ("Quillmar acquired by Norrvik", "", {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"}),
    (
        "Norrvik Completes Acquisition of Quillmar Systems",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar Systems"},
    ),
    (
        "Norrvik Announces $31 Million Acquisition of Quillmar",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar", "amount": 31000000.0, "currency": "USD"},
    ),
    ("Norrvik merges with Quillmar", "", {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"}),
    (
        "Norrvik signs definitive agreement to acquire Quillmar",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"},
    ),
    (
        "Norrvik Expands Nordic Reach With Acquisition of Quillmar",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"},
    ),
    (
        "Norrvik snaps up Berlin startup Quillmar",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"},
    ),
    (
        "Norrvik Inc. (NASDAQ: NRVK) Closes $5 Million Registered Direct Offering",
        "",
        {"kind": "public_offering", "company": "Norrvik Inc.", "amount": 5000000.0, "currency": "USD"},
    ),
    ("Norrvik files for IPO", "", {"kind": "public_offering", "company": "Norrvik"}),
    (
        "Norrvik prices $250 million IPO",
        "",
        {"kind": "public_offering", "company": "Norrvik", "amount": 250000000.0, "currency": "USD"},
    ),
    (
        "Norrvik (TSXV: NRV) Announces C$4.2 Million Private Placement",
        "",
        {"kind": "public_offering", "company": "Norrvik", "amount": 4200000.0, "currency": "CAD"},
    ),
    (
        "Halden Securities Acts as Placement Agent for $22 Million Norrvik (NASDAQ: NRVK) Offering",
        "",
        {"kind": "public_offering", "company": "Norrvik", "amount": 22000000.0, "currency": "USD"},
    ),
    (
        "Halden Ventures closes $150M Fund III",
        "",
        {"kind": "fund_close", "company": "Halden Ventures", "amount": 150000000.0, "currency": "USD"},
    ),
    (
        "Halden Ventures raises €80 million for second climate fund",
        "",
        {"kind": "fund_close", "company": "Halden Ventures", "amount": 80000000.0, "currency": "EUR"},
    ),
    (
        "Halden Capital Partners launches $100 million fund to back founders",
        "",
        {"kind": "fund_close", "company": "Halden Capital Partners", "amount": 100000000.0, "currency": "USD"},
    ),
    (
        "Norrvik, Quillmar to merge in $34.5 billion deal",
        "",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar", "amount": 34500000000.0, "currency": "USD"},
    ),
    (
        "norrvik acquires quillmar",
        "Quillmar, a Boston, MA-based maker of sensors, has been acquired by Norrvik (NRVK).",
        {"kind": "acquisition", "company": "Norrvik", "target": "Quillmar"},
    ),
    (
        "Norrvik prices IPO at $33 per share, raising $1.2 billion",
        "",
        {"kind": "public_offering", "company": "Norrvik", "amount": 1200000000.0, "currency": "USD"},
    ),
    (
        "Norrvik raises $30 million",
        "Norrvik (NASDAQ: NRVK) sold 2,000,000 shares of common stock at $15.",
        {"kind": "public_offering", "company": "Norrvik", "amount": 30000000.0, "currency": "USD"},
    ),
]


def _fields(event: Event | None) -> dict[str, object] | None:
    """The event without its confidence and what it does not state."""
    if event is None:
        return None
    return {field: value for field, value in asdict(event).items() if value is not None and field != "confidence"}


@pytest.mark.parametrize(("title", "lead", "event"), DEALS)
def test_a_deal_is_read_with_buyer_issuer_or_firm_and_its_price(
    title: str, lead: str, event: dict[str, object] | None
) -> None:
    assert _fields(extract(title, lead)) == event
