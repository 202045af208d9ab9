"""What press releases taught: headlines that look like an event and are none, and names and people that hide."""

import pytest

from sources.extraction import extract

NO_EVENT = [
    ("Liquid Fjord Becomes Official Partner of Norrvik Football Club", ""),
    ("Halden Brothers Becomes Proud Partner of the Norrvik Bulldogs", ""),
    ("Quillmar Brands Invests and Becomes Managing Partner of Norrvik Coffee", ""),
    ("Norrvik Learning Elevates to Partner Tier in Halden Training Program", ""),
    ("Halden Studios Announces Ann Doe as Art Director for Its New Music Video", ""),
    ("Norrvik Summit to Feature Elected Officials and Leading CEOs", ""),
    (
        "Norrvik Grill Turns 30, Raises $31,000 For Local Clubs",
        "Norrvik Grill is capping off its annual fundraising campaign with a week of celebration.",
    ),
    ("Three Halden Bankers Paddle for a Cause, Helping Raise More Than $200,000 for Childhood Cancer", ""),
    (
        "Norrvik Network Raised $42 Million While Bitcoin Climbs",
        "Norrvik Network has raised $42 million in its presale.",
    ),
    ("Norrvik Financial Announces Exit from Leasing Business and $103 Million Loan Sale", ""),
    ("Norrvik Expands in Halden with $11M Office Acquisition", ""),
    ("Norrvik Reports $4.8 Million Net Gain in 2026, Driven by Loan-to-Equity Conversion", ""),
    ("Norrvik Capital Originates $10.35-Million Bridge Loan on Industrial Facility in Halden", ""),
    ("Oslo-Based Private Equity Group Acquires Quillmar Systems, Inc.", ""),
    ("Norrvik Estate announces that it has received four Best Buys from a wine magazine", ""),
    ("Norrvik Acquires USD $9 Million of Halden's Tokens", ""),
    ("Norrvik Inks Deal to Buy Renewable Energy in Halden", ""),
    ("Public Service Announcement: Watch Out for Scammers Offering Free Services", ""),
    ("Norrvik Inc. (NASDAQ: NRVK) Launches Reward Program Offering up to $7 Million", ""),
]

COMPANY_AND_PERSON = [
    (
        "Ann Doe of Halden Law Firm Appointed to Norrvik Board of Directors",
        "",
        ("board_appointment", "Norrvik", "Ann Doe"),
    ),
    (
        "Halden Portfolio Company Norrvik Announces Bo Roe to Assume Role as Chairman and CEO",
        "",
        ("leadership_hire", "Norrvik", "Bo Roe"),
    ),
    (
        "Norrvik | Halden Appoints Ann Doe as Managing Partner",
        "Norrvik | Halden, a firm of lawyers, is proud to announce that Ann Doe is its Managing Partner.",
        ("leadership_hire", "Norrvik | Halden", "Ann Doe"),
    ),
    (
        "The Surety and Fidelity Association of Halden (SFAH) Names Ann Doe President",
        "The Surety & Fidelity Association of Halden's board is pleased to announce that Ann Doe is its President.",
        ("leadership_hire", "The Surety and Fidelity Association of Halden", "Ann Doe"),
    ),
    (
        "New Management Team: Ann Doe Becomes CEO",
        "The Supervisory Board of Norrvik AG, a maker of pumps, announces that Ann Doe is the new CEO.",
        ("leadership_hire", "Norrvik AG", "Ann Doe"),
    ),
    ("Norrvik Beats Guidance and Appoints Ann Doe as CEO", "", ("leadership_hire", "Norrvik", "Ann Doe")),
    ("Norrvik Welcomes CTO Ann Doe To Its Leadership Team", "", ("leadership_hire", "Norrvik", "Ann Doe")),
    ("Norrvik Expands Team with Ann Doe Joining as Partner", "", ("leadership_hire", "Norrvik", "Ann Doe")),
    ("Norrvik Appoints New CEO, Launches Marine Division", "", ("leadership_hire", "Norrvik", None)),
    (
        "Norrvik & Chief Executive Officer Bo Roe Announce Plans for Him to Step Down",
        "Norrvik announced today that its Chief Executive Officer is stepping down.",
        ("leadership_departure", "Norrvik", "Bo Roe"),
    ),
    (
        "Norrvik Precision Medicine Raises $1.2 Million in Seed Funding",
        "--News Direct-- Norrvik Precision Medicine, a clinic, closed its seed round of $1.2 million.",
        ("funding_round", "Norrvik Precision Medicine", None),
    ),
    (
        "Halden Capital Corp. Announces Completion of $4.3 Million Public Offering for Norrvik (NASDAQ: NRVK)",
        "",
        ("public_offering", "Norrvik", None),
    ),
]


@pytest.mark.parametrize(("title", "lead"), NO_EVENT)
def test_what_only_sounds_like_an_event_is_none(title: str, lead: str) -> None:
    assert extract(title, lead) is None


@pytest.mark.parametrize(("title", "lead", "told"), COMPANY_AND_PERSON)
def test_company_and_person_are_found_in_the_wording_of_a_release(
    title: str, lead: str, told: tuple[str, str, str | None]
) -> None:
    event = extract(title, lead)
    assert event is not None
    assert (event.kind, event.company, event.person) == told
