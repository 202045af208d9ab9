"""Funding rounds in headlines with invented companies: who got how much in which round."""

from dataclasses import asdict

import pytest

from sources.extraction import Event, extract

Case = tuple[str, str, dict[str, object] | None]

USUAL = {"kind": "funding_round", "company": "Quillmar"}
"""What a case of the table says unless it says otherwise."""
ROUNDS: list[Case] = [
    ("Quillmar raises $3.2M seed round", "", {"round": "seed", "amount": 3200000.0, "currency": "USD"}),
    (
        "Quillmar Raises €14 Million Series B to Expand Across Europe",
        "",
        {"round": "series_b", "amount": 14000000.0, "currency": "EUR"},
    ),
    (
        "Oslo-based Quillmar lands kr 30 mio in growth capital",
        "",
        {"round": "growth", "amount": 30000000.0, "currency": "NOK"},
    ),
    (
        "AI startup Quillmar secures £4.5m in pre-seed funding",
        "",
        {"round": "pre_seed", "amount": 4500000.0, "currency": "GBP"},
    ),
    (
        "Quillmar bags Rs 40 crore in Series A led by Halden Ventures",
        "",
        {"round": "series_a", "amount": 400000000.0, "currency": "INR"},
    ),
    (
        "Fintech firm Quillmar raises ₹50 crore",
        "",
        {"round": "venture_unspecified", "amount": 500000000.0, "currency": "INR"},
    ),
    ("Quillmar nets C$12M Series A1", "", {"round": "series_a", "amount": 12000000.0, "currency": "CAD"}),
    (
        "Quillmar closes A$8 million bridge round",
        "",
        {"round": "venture_unspecified", "amount": 8000000.0, "currency": "AUD"},
    ),
    (
        "Quillmar secures EUR 1.2bn loan from Halden Bank",
        "",
        {"round": "debt", "amount": 1200000000.0, "currency": "EUR"},
    ),
    (
        "Quillmar raises $40M Series E at $1.2B valuation",
        "",
        {"round": "series_d_plus", "amount": 40000000.0, "currency": "USD"},
    ),
    (
        "Quillmar raises $4m, bringing the total to $19m",
        "",
        {"round": "venture_unspecified", "amount": 4000000.0, "currency": "USD"},
    ),
    (
        "Quillmar raises over $7 million in funding",
        "",
        {"round": "venture_unspecified", "amount": 7000000.0, "currency": "USD"},
    ),
    (
        "Quillmar raises $12-15 million in equity funding",
        "",
        {"round": "venture_unspecified", "amount": 12000000.0, "currency": "USD"},
    ),
    (
        "Quillmar pulls in £400,000 from 900 backers on a crowdfunding site",
        "",
        {"round": "crowdfunding", "amount": 400000.0, "currency": "GBP"},
    ),
    (
        "Halden Bank commits as much as €30m to Quillmar",
        "",
        {"round": "venture_unspecified", "amount": 30000000.0, "currency": "EUR"},
    ),
    (
        "Halden Ventures leads $9M round in Quillmar",
        "",
        {"round": "venture_unspecified", "amount": 9000000.0, "currency": "USD"},
    ),
    (
        "Halden Capital invests $20 million in logistics startup Quillmar",
        "",
        {"round": "venture_unspecified", "amount": 20000000.0, "currency": "USD"},
    ),
    ("Quillmar receives strategic investment from Halden Motors", "", {"round": "venture_unspecified"}),
    (
        "Quillmar Announces Closing of $6 Million Seed Financing",
        "",
        {"round": "seed", "amount": 6000000.0, "currency": "USD"},
    ),
    (
        "Quillmar gets $2 million grant from the National Science Foundation to build batteries",
        "",
        {"round": "grant", "amount": 2000000.0, "currency": "USD"},
    ),
    ("Quillmar secures $100 million credit facility", "", {"round": "debt", "amount": 100000000.0, "currency": "USD"}),
    (
        "Quillmar raises $5M in venture debt from Halden Bank",
        "",
        {"round": "debt", "amount": 5000000.0, "currency": "USD"},
    ),
    (
        "Ann Doe's Quillmar raises $11 million",
        "",
        {"round": "venture_unspecified", "amount": 11000000.0, "currency": "USD"},
    ),
    ("Quillmar raises angel round from industry veterans", "", {"round": "angel"}),
    (
        "Exclusive: Quillmar raises $25M to automate warehouses",
        "",
        {"round": "venture_unspecified", "amount": 25000000.0, "currency": "USD"},
    ),
    ("Quillmar (YC W24) raises $3M", "", {"round": "venture_unspecified", "amount": 3000000.0, "currency": "USD"}),
    (
        "Edtech platform Quillmar Learning raises USD 7 mn in Series B round",
        "",
        {"company": "Quillmar Learning", "round": "series_b", "amount": 7000000.0, "currency": "USD"},
    ),
    (
        "Agritech startup Quillmar raises Rs 5 Cr in pre-Series A round",
        "",
        {"round": "series_a", "amount": 50000000.0, "currency": "INR"},
    ),
    (
        "Quillmar snags $18M to fight phishing with AI",
        "",
        {"round": "venture_unspecified", "amount": 18000000.0, "currency": "USD"},
    ),
    (
        "Berlin's Quillmar picks up €6m for its heat pumps",
        "Quillmar has raised €6m in a seed round led by Halden Ventures.",
        {"round": "seed", "amount": 6000000.0, "currency": "EUR"},
    ),
    (
        "Quillmar secures $3.3M to advance its eye drug",
        "Quillmar, a biotech company, today announced the completion of $3.3 million in financing.",
        {"round": "venture_unspecified", "amount": 3300000.0, "currency": "USD"},
    ),
    (
        "Quillmar, the maker of robot arms, raises $30 million Series B",
        "",
        {"round": "series_b", "amount": 30000000.0, "currency": "USD"},
    ),
    (
        "Quillmar Closes on $5M",
        "Bergen-based Quillmar, which makes sensors, has closed a $5 million seed round led by Halden Ventures.",
        {"round": "seed", "amount": 5000000.0, "currency": "USD"},
    ),
    (
        "nvk raises 3 2m in series a funding",
        "Norrvik Instruments AB, a Malmö, Sweden-based maker of sensors, raised $3.2m in Series A funding.",
        {"company": "Norrvik Instruments AB", "round": "series_a", "amount": 3200000.0, "currency": "USD"},
    ),
    (
        "quillmar closes 12m funding round",
        "Quillmar Robotics, a Lyon, France-based maker of arms, raised €12m in a Series B round.",
        {"company": "Quillmar Robotics", "round": "series_b", "amount": 12000000.0, "currency": "EUR"},
    ),
    (
        "Quillmar Announces Total Funding of $3.15M",
        "Quillmar today announces its total funding to date of $3.15 million across two rounds.",
        {"round": "venture_unspecified"},
    ),
    (
        "Quillmar&amp;amp;Co Raises $2M Seed Round",
        "",
        {"company": "Quillmar&Co", "round": "seed", "amount": 2000000.0, "currency": "USD"},
    ),
    ("‮Quillmar‬ raises ​$2M seed round", "", {"round": "seed", "amount": 2000000.0, "currency": "USD"}),
    ("Quillmar™ Raises $2M Seed Round", "", {"round": "seed", "amount": 2000000.0, "currency": "USD"}),
    ("Norrvik’s Quillmar raises $2M seed round", "", {"round": "seed", "amount": 2000000.0, "currency": "USD"}),
    (
        "Quillmar wins 5 million euros in funding",
        "",
        {"round": "venture_unspecified", "amount": 5000000.0, "currency": "EUR"},
    ),
    (
        "Big news at Norrvik",
        "Norrvik, a maker of pumps, has raised $9 million in Series B funding.",
        {"company": "Norrvik", "round": "series_b", "amount": 9000000.0, "currency": "USD"},
    ),
    ("Halden Ventures Announces Strategic Investment in Quillmar", "", {"round": "venture_unspecified"}),
    (
        "Quillmar emerges from stealth with $20m seed round",
        "",
        {"amount": 20000000.0, "currency": "USD", "round": "seed"},
    ),
    ("Quillmar adds $10 million to its Series C", "", {"amount": 10000000.0, "currency": "USD", "round": "series_c"}),
    (
        "SoftLoom, Halden pump $40M into Quillmar",
        "",
        {"amount": 40000000.0, "currency": "USD", "round": "venture_unspecified"},
    ),
    (
        "Quillmar secures $7M Convertible Note (NASDAQ: QLMR)",
        "",
        {"amount": 7000000.0, "currency": "USD", "round": "debt"},
    ),
    (
        "Crypto startup Quillmar raises $10M for stablecoin payments",
        "",
        {"amount": 10000000.0, "currency": "USD", "round": "venture_unspecified"},
    ),
    (
        "Quillmar opens Lyon lab, raises $4M",
        "",
        {"amount": 4000000.0, "currency": "USD", "round": "venture_unspecified"},
    ),
    (
        "Amid a cold market, Quillmar raises $4M",
        "",
        {"amount": 4000000.0, "currency": "USD", "round": "venture_unspecified"},
    ),
    (
        "Quillmar raises $1.7M",
        "Quillmar has raised $1,703,461 in a seed round, following its pre-seed round in 2024.",
        {"amount": 1703461.0, "currency": "USD", "round": "seed"},
    ),
    (
        "Quillmar Raises Fresh Equity, Refinances Debt",
        "Quillmar has refinanced its debt and raised unspecified equity financing.",
        {"round": "venture_unspecified"},
    ),
]


def _fields(event: Event | None) -> dict[str, object] | None:
    """The event without its confidence and what it does not state."""
    if event is None:
        return None
    return {field: value for field, value in asdict(event).items() if value is not None and field != "confidence"}


@pytest.mark.parametrize(("title", "lead", "event"), ROUNDS)
def test_a_round_is_read_with_receiver_amount_and_name(title: str, lead: str, event: dict[str, object] | None) -> None:
    assert _fields(extract(title, lead)) == (None if event is None else USUAL | event)
