"""Headlines that state no trigger event: wishes, backgrounds, other people's money, offices of state."""

import pytest

from sources.extraction import extract

NOTHING = [
    "Bo Roe Reappointed to Executive Board of Norrvik AG",
    "Norrvik signs US$600 million letter of intent for funding",
    "Meals for Quillmar Golf Classic Raises $130,000",
    "Dr. Ann Doe Elected to American Board of Pumps",
    "Norrvik Selects Halden Ink as Licensing Partner",
    "Norrvik in talks to raise $50 million",
    "Norrvik seeks to raise up to €30m",
    "Quillmar seeks up to €30m",
    "Norrvik plans to raise $10m",
    "Norrvik aims to raise $10m by March",
    "Norrvik eyes Series B",
    "Norrvik could raise $40m, sources say",
    "Norrvik weighs sale of Quillmar",
    "Norrvik withdraws IPO",
    "Norrvik's takeover of Quillmar falls through",
    "Quillmar to start a crowdfunding campaign",
    "Startups raise $370 million this week",
    "Deals digest: Norrvik raises $4m, Quillmar $9m",
    "Quillmar's new CEO Doe meets unions",
    "Quillmar's new CEO faces a hard year",
    "Q&A with Ann Doe, newly appointed CEO of Quillmar",
    "Interview: Quillmar's new CFO on growth",
    "Ann Doe to edit season two",
    "Norrvik names Ann Doe brand ambassador",
    "Norrvik named one of the best places to work",
    "Ann Doe named Lawyer of the Year",
    "Norrvik raises awareness of heart disease",
    "Norrvik raises prices by 5%",
    "Norrvik raises full-year guidance",
    "Norrvik secures $50M contract with Halden Navy",
    "Norrvik lands $12 million order from Halden",
    "Norrvik raises $2 million in token presale",
    "Norrvik Foundation raises $40,000 at charity gala",
    "Norrvik invests $95 million in Mumbai data centre",
    "Norrvik opens office in Berlin",
    "President names Ann Doe minister of trade",
    "Governor appoints Ann Doe to Court of Appeals",
    "Norrvik buys 200 acres of land in Texas",
    "Norrvik and Quillmar form joint venture",
    "Norrvik wins award for best CFO",
    "How Quillmar raised $20 million in a week",
    "Why Norrvik acquired Quillmar",
    "Will Norrvik buy Quillmar?",
    "Ann Doe Joins Norrvik as a Wealth Advisor",
    "Norrvik stock rises after price target raised to $50",
    "Norrvik FC names Bo Roe head coach",
    "Lawyer secures $2 million settlement for crash victim",
    "Analyst raises Norrvik price target to $40",
    "Norrvik sammelt 5 Millionen Euro ein",
    "Norrvik lève 5 millions d'euros",
    "Norrvik Receives $338,384 Donation From Halden Tools",
    "The 10 best stocks to buy now",
    "Norrvik Launches New Line of Pumps",
    "Norrvik reports record revenue of $40 million",
    "Norrvik closes its Berlin plant",
    "Halden Ventures leads the way in green tech",
    "Norrvik to raise $6 million of funding, sources say",
    "Two ex-Halden engineers raised $5M to build robots",
    "Norrvik CEO: we will raise prices",
    "Norrvik CEO Ann Doe named to Harbour 100",
    "Halden Capital Partners exits Norrvik",
    "Best coins to buy before 2026",
    "Norrvik Takes Over as the Best App of the Year",
    "Norrvik purchases 1,000 ounces of silver",
    "Norrvik Joins Halden Network as Newest Partner",
    "Norrvik unveils $1M grant scheme for startups",
    "Norrvik chairman Bo Roe steps down",
]


@pytest.mark.parametrize("title", NOTHING)
def test_a_headline_that_states_nothing_done_gives_no_event(title: str) -> None:
    assert extract(title) is None


def test_a_kind_of_business_that_the_lead_names_otherwise_is_no_company() -> None:
    lead = "The family behind the inns of the coast has bought three more of them."
    assert extract("Renowned Family-Run Hospitality Group Acquires Three Inns", lead) is None
