"""Headlines with invented companies, and the event that each states: (title, lead, event or None).

An event is written as kind, company, then its other fields by name.
"""

from typing import Any

Case = tuple[str, str, dict[str, Any] | None]


def round_(company: str, name: str = "venture_unspecified", amount: float | None = None, currency: str | None = None):  # type: ignore[no-untyped-def]
    return {"kind": "funding_round", "company": company, "round": name, "amount": amount, "currency": currency}


def hire(company: str, person: str | None = None, role: str | None = None):  # type: ignore[no-untyped-def]
    return {"kind": "leadership_hire", "company": company, "person": person, "role": role}


def board(company: str, person: str | None = None, role: str | None = None):  # type: ignore[no-untyped-def]
    return {"kind": "board_appointment", "company": company, "person": person, "role": role}


def leaves(company: str, person: str | None = None, role: str | None = None):  # type: ignore[no-untyped-def]
    return {"kind": "leadership_departure", "company": company, "person": person, "role": role}


def sale(kind: str, company: str, amount: float | None = None, currency: str | None = None):  # type: ignore[no-untyped-def]
    return {"kind": kind, "company": company, "amount": amount, "currency": currency}


FUNDING: list[Case] = [
    ("Quillmar raises $3.2M seed round", "", round_("Quillmar", "seed", 3.2e6, "USD")),
    ("Quillmar Raises €14 Million Series B to Expand Across Europe", "", round_("Quillmar", "series_b", 14e6, "EUR")),
    ("Oslo-based Quillmar lands kr 30 mio in growth capital", "", round_("Quillmar", "growth", 30e6, "NOK")),
    ("AI startup Quillmar secures £4.5m in pre-seed funding", "", round_("Quillmar", "pre_seed", 4.5e6, "GBP")),
    ("Quillmar bags Rs 40 crore in Series A led by Halden Ventures", "", round_("Quillmar", "series_a", 4e8, "INR")),
    ("Fintech firm Quillmar raises ₹50 crore", "", round_("Quillmar", amount=5e8, currency="INR")),
    ("Quillmar nets C$12M Series A1", "", round_("Quillmar", "series_a", 12e6, "CAD")),
    ("Quillmar closes A$8 million bridge round", "", round_("Quillmar", amount=8e6, currency="AUD")),
    ("Quillmar secures EUR 1.2bn loan from Halden Bank", "", round_("Quillmar", "debt", 1.2e9, "EUR")),
    ("Quillmar raises $40M Series E at $1.2B valuation", "", round_("Quillmar", "series_d_plus", 40e6, "USD")),
    ("Quillmar raises $4m, bringing the total to $19m", "", round_("Quillmar", amount=4e6, currency="USD")),
    ("Quillmar raises over $7 million in funding", "", round_("Quillmar", amount=7e6, currency="USD")),
    ("Quillmar raises $12-15 million in equity funding", "", round_("Quillmar", amount=12e6, currency="USD")),
    ("Quillmar pulls in £400,000 from 900 backers on a crowdfunding site", "", round_("Quillmar", "crowdfunding", 4e5, "GBP")),
    ("Halden Bank commits as much as €30m to Quillmar", "", round_("Quillmar", amount=30e6, currency="EUR")),
    ("Halden Ventures leads $9M round in Quillmar", "", round_("Quillmar", amount=9e6, currency="USD")),
    ("Halden Capital invests $20 million in logistics startup Quillmar", "", round_("Quillmar", amount=20e6, currency="USD")),
    ("Quillmar receives strategic investment from Halden Motors", "", round_("Quillmar")),
    ("Quillmar Announces Closing of $6 Million Seed Financing", "", round_("Quillmar", "seed", 6e6, "USD")),
    ("Quillmar gets $2 million grant from the National Science Foundation to build batteries", "", round_("Quillmar", "grant", 2e6, "USD")),
    ("Quillmar secures $100 million credit facility", "", round_("Quillmar", "debt", 100e6, "USD")),
    ("Quillmar raises $5M in venture debt from Halden Bank", "", round_("Quillmar", "debt", 5e6, "USD")),
    ("Ann Doe's Quillmar raises $11 million", "", round_("Quillmar", amount=11e6, currency="USD")),
    ("Quillmar raises angel round from industry veterans", "", round_("Quillmar", "angel")),
    ("Exclusive: Quillmar raises $25M to automate warehouses", "", round_("Quillmar", amount=25e6, currency="USD")),
    ("Quillmar (YC W24) raises $3M", "", round_("Quillmar", amount=3e6, currency="USD")),
    ("Edtech platform Quillmar Learning raises USD 7 mn in Series B round", "", round_("Quillmar Learning", "series_b", 7e6, "USD")),
    ("Agritech startup Quillmar raises Rs 5 Cr in pre-Series A round", "", round_("Quillmar", "series_a", 5e7, "INR")),
    ("Quillmar snags $18M to fight phishing with AI", "", round_("Quillmar", amount=18e6, currency="USD")),
    ("Berlin's Quillmar picks up €6m for its heat pumps", "Quillmar has raised €6m in a seed round led by Halden Ventures.", round_("Quillmar", "seed", 6e6, "EUR")),
    ("Quillmar secures $3.3M to advance its eye drug", "Quillmar, a biotech company, today announced the completion of $3.3 million in financing.", round_("Quillmar", amount=3.3e6, currency="USD")),
    ("Quillmar, the maker of robot arms, raises $30 million Series B", "", round_("Quillmar", "series_b", 30e6, "USD")),
    ("Quillmar Closes on $5M", "Bergen-based Quillmar, which makes sensors, has closed a $5 million seed round led by Halden Ventures.", round_("Quillmar", "seed", 5e6, "USD")),
    ("nvk raises 3 2m in series a funding", "Norrvik Instruments AB, a Malmö, Sweden-based maker of sensors, raised $3.2m in Series A funding.", round_("Norrvik Instruments AB", "series_a", 3.2e6, "USD")),
    ("quillmar closes 12m funding round", "Quillmar Robotics, a Lyon, France-based maker of arms, raised €12m in a Series B round.", round_("Quillmar Robotics", "series_b", 12e6, "EUR")),
    ("Quillmar Announces Total Funding of $3.15M", "Quillmar today announces its total funding to date of $3.15 million across two rounds.", round_("Quillmar")),
    ("Quillmar&amp;amp;Co Raises $2M Seed Round", "", round_("Quillmar&Co", "seed", 2e6, "USD")),
    ("\u202eQuillmar\u202c raises \u200b$2M seed round", "", round_("Quillmar", "seed", 2e6, "USD")),
    ("Quillmar™ Raises $2M Seed Round", "", round_("Quillmar", "seed", 2e6, "USD")),
    ("Norrvik’s Quillmar raises $2M seed round", "", round_("Quillmar", "seed", 2e6, "USD")),
    ("Quillmar wins 5 million euros in funding", "", round_("Quillmar", amount=5e6, currency="EUR")),
    ("Big news at Norrvik", "Norrvik, a maker of pumps, has raised $9 million in Series B funding.", round_("Norrvik", "series_b", 9e6, "USD")),
]

HIRES: list[Case] = [
    ("Norrvik names Ann Doe CEO", "", hire("Norrvik", "Ann Doe", "CEO")),
    ("Norrvik Appoints Ann Doe as Chief Revenue Officer", "", hire("Norrvik", "Ann Doe", "Chief Revenue Officer")),
    ("Norrvik promotes Ann Doe to Vice President of Sales, Nordics", "", hire("Norrvik", "Ann Doe", "Vice President of Sales, Nordics")),
    ("Ann Doe joins Norrvik as Head of Legal", "", hire("Norrvik", "Ann Doe", "Head of Legal")),
    ("Ann Doe named CFO of Norrvik", "", hire("Norrvik", "Ann Doe", "CFO")),
    ("Ann Doe appointed General Counsel at Norrvik", "", hire("Norrvik", "Ann Doe", "General Counsel")),
    ("Former Halden executive Ann Doe appointed Norrvik CEO", "", hire("Norrvik", "Ann Doe", "CEO")),
    ("Norrvik hires ex-Halden CFO Ann Doe as finance chief", "", None),
    ("Norrvik taps Halden veteran Ann Doe as COO", "", hire("Norrvik", "Ann Doe", "COO")),
    ("Norrvik names CFO, raises $8m", "", hire("Norrvik", None, "CFO")),
    ("Norrvik names Ann Doe president of Norrvik Marine", "", hire("Norrvik", "Ann Doe", "president of Norrvik Marine")),
    ("Norrvik Marine names Ann Doe president", "", hire("Norrvik Marine", "Ann Doe", "president")),
    ("Halden Bank names Bo Roe co-chair of shipping", "", hire("Halden Bank", "Bo Roe", "co-chair of shipping")),
    ("Harbour Weekly appoints Ann Doe editor-in-chief", "", hire("Harbour Weekly", "Ann Doe", "editor-in-chief")),
    ("Quillmar appoints Ann Doe CFO and Bo Roe COO", "", hire("Quillmar", "Ann Doe", "CFO")),
    ("Quillmar adds a CMO and a general counsel", "", hire("Quillmar", None, "CMO")),
    ("Her turn: Quillmar hands the top job to Ann Doe, and a hard year", "", hire("Quillmar", "Ann Doe", "top job")),
    ("Quillmar Welcomes New CEO to Lead the Next Chapter", "Quillmar, a software company, is pleased to announce the appointment of Ann Doe as its new Chief Executive Officer.", hire("Quillmar", "Ann Doe", "CEO")),
    ("Quillmar Announces the Appointment of Dr. Ann Doe as Chief Medical Officer", "", hire("Quillmar", "Ann Doe", "Chief Medical Officer")),
    ("Quillmar CEO Bo Roe steps down, Ann Doe named successor", "", hire("Quillmar", "Ann Doe", "CEO")),
    ("Ann Doe to succeed Bo Roe as CEO of Quillmar", "", hire("Quillmar", "Ann Doe", "CEO")),
    ("Ann Doe to become Quillmar's next CEO", "", hire("Quillmar", "Ann Doe", "CEO")),
    ("Quillmar appoints Ann Doe as interim CEO", "", hire("Quillmar", "Ann Doe", "interim CEO")),
    ("Quillmar Elevates Ann Doe to President and COO", "", hire("Quillmar", "Ann Doe", "President and COO")),
    ("Doe & Roe LLP Welcomes Carla Moe as Partner", "", hire("Doe & Roe LLP", "Carla Moe", "Partner")),
    ("Quillmar appoints Jean-Luc van der Berg managing director for Benelux", "", hire("Quillmar", "Jean-Luc van der Berg", "managing director for Benelux")),
    ("Quillmar Strengthens Leadership Team with Appointment of Ann Doe as CTO", "", hire("Quillmar", "Ann Doe", "CTO")),
    ("Quillmar Expands to Texas, Names Ann Doe Regional Vice President", "", hire("Quillmar", "Ann Doe", "Regional Vice President")),
    ("Quillmar Announces Ann Doe as New Chief Executive Officer", "", hire("Quillmar", "Ann Doe", "Chief Executive Officer")),
    ("Quillmar (NASDAQ: QLMR) Appoints Ann Doe, CPA, as Chief Financial Officer", "", hire("Quillmar", "Ann Doe", "Chief Financial Officer")),
    ("TechMediaBreaks – Quillmar Inc. (NASDAQ: QLMR) Names Ann Doe CEO", "", hire("Quillmar Inc.", "Ann Doe", "CEO")),
    ("Quillmar names Ann Doe to lead European expansion", "", hire("Quillmar", "Ann Doe", "Head of European expansion")),
    ("QUILLMAR APPOINTS ANN DOE AS CHIEF EXECUTIVE OFFICER", "Quillmar today announced that Ann Doe has been appointed Chief Executive Officer.", hire("Quillmar", "Ann Doe", "Chief Executive Officer")),
    ("Ann Doe takes over as Norrvik chief executive", "", hire("Norrvik", "Ann Doe", "chief executive")),
    ("Norrvik picks Ann Doe as next CEO", "", hire("Norrvik", "Ann Doe", "CEO")),
    ("Norrvik poaches Halden's Ann Doe as chief technology officer", "", hire("Norrvik", "Ann Doe", "chief technology officer")),
    ("Norrvik appoints Ann Doe Managing Director, India and South Asia", "", hire("Norrvik", "Ann Doe", "Managing Director, India and South Asia")),
    ("Norrvik Announces Addition of Dr. Bo Roe to its Executive Management Team", "", hire("Norrvik", "Bo Roe", None)),
    ("Norrvik names Ann Doe executive chair", "", hire("Norrvik", "Ann Doe", "executive chair")),
]

BOARDS: list[Case] = [
    ("Halden Bank elects Bo Roe chair", "", board("Halden Bank", "Bo Roe", "chair")),
    ("Norrvik Appoints Bo Roe to Board of Directors", "", board("Norrvik", "Bo Roe", "Board of Directors")),
    ("Bo Roe Joins Norrvik Advisory Board", "", board("Norrvik", "Bo Roe", "Advisory Board")),
    ("Norrvik appoints Bo Roe as Independent Director", "", board("Norrvik", "Bo Roe", "Independent Director")),
    ("Norrvik Names Bo Roe, CPA as Audit Committee Chair", "", board("Norrvik", "Bo Roe", "Audit Committee Chair")),
    ("Bo Roe elected to Norrvik's board of trustees", "", board("Norrvik", "Bo Roe", "board of trustees")),
    ("Quillmar forms advisory board", "", board("Quillmar", None, "advisory board")),
    ("Norrvik Adds Halden Veteran Bo Roe to Scientific Advisory Board", "", board("Norrvik", "Bo Roe", "Scientific Advisory Board")),
    ("Norrvik appoints Bo Roe as non-executive chairman", "", board("Norrvik", "Bo Roe", "non-executive chairman")),
]

DEPARTURES: list[Case] = [
    ("Norrvik CEO Ann Doe steps down", "", leaves("Norrvik", "Ann Doe", "CEO")),
    ("CFO Ann Doe leaves Norrvik, the Daily Ledger reports", "", leaves("Norrvik", "Ann Doe", "CFO")),
    ("Quillmar loses 8 % after its CFO resigns", "", leaves("Quillmar", None, "CFO")),
    ("Ann Doe resigns as chief executive of Norrvik", "", leaves("Norrvik", "Ann Doe", "chief executive")),
    ("Norrvik Announces Retirement of Ann Doe as Chief Financial Officer", "", leaves("Norrvik", "Ann Doe", "Chief Financial Officer")),
    ("Norrvik fires CEO Ann Doe", "", leaves("Norrvik", "Ann Doe", "CEO")),
    ("Norrvik's chief technology officer Ann Doe to leave company", "", leaves("Norrvik", "Ann Doe", "chief technology officer")),
]

DEALS: list[Case] = [
    ("Norrvik acquires Quillmar", "", sale("acquisition", "Norrvik")),
    ("Norrvik to acquire Quillmar for $120 million", "", sale("acquisition", "Norrvik", 120e6, "USD")),
    ("Norrvik to buy rival Quillmar in €2 billion deal", "", sale("acquisition", "Norrvik", 2e9, "EUR")),
    ("Quillmar acquired by Norrvik", "", sale("acquisition", "Norrvik")),
    ("Norrvik Completes Acquisition of Quillmar Systems", "", sale("acquisition", "Norrvik")),
    ("Norrvik Announces $31 Million Acquisition of Quillmar", "", sale("acquisition", "Norrvik", 31e6, "USD")),
    ("Norrvik merges with Quillmar", "", sale("acquisition", "Norrvik")),
    ("Norrvik signs definitive agreement to acquire Quillmar", "", sale("acquisition", "Norrvik")),
    ("Norrvik Expands Nordic Reach With Acquisition of Quillmar", "", sale("acquisition", "Norrvik")),
    ("Norrvik snaps up Berlin startup Quillmar", "", sale("acquisition", "Norrvik")),
    ("Norrvik Inc. (NASDAQ: NRVK) Closes $5 Million Registered Direct Offering", "", sale("public_offering", "Norrvik Inc.", 5e6, "USD")),
    ("Norrvik files for IPO", "", sale("public_offering", "Norrvik")),
    ("Norrvik prices $250 million IPO", "", sale("public_offering", "Norrvik", 250e6, "USD")),
    ("Norrvik (TSXV: NRV) Announces C$4.2 Million Private Placement", "", sale("public_offering", "Norrvik", 4.2e6, "CAD")),
    ("Halden Securities Acts as Placement Agent for $22 Million Norrvik (NASDAQ: NRVK) Offering", "", sale("public_offering", "Norrvik", 22e6, "USD")),
    ("Halden Ventures closes $150M Fund III", "", sale("fund_close", "Halden Ventures", 150e6, "USD")),
    ("Halden Ventures raises €80 million for second climate fund", "", sale("fund_close", "Halden Ventures", 80e6, "EUR")),
    ("Halden Capital Partners launches $100 million fund to back founders", "", sale("fund_close", "Halden Capital Partners", 100e6, "USD")),
]

NONE: list[str] = [
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
]
