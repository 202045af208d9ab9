"""Hires, seats on boards and departures in headlines with invented people."""

from dataclasses import asdict

import pytest

from sources.extraction import Event, extract

Case = tuple[str, str, dict[str, object]]

HIRES: list[Case] = [
    (
        "Norrvik AG: Supervisory Board Appoints Ann Doe as CTO",
        "",
        {"kind": "leadership_hire", "company": "Norrvik AG", "person": "Ann Doe", "role": "CTO"},
    ),
    (
        "Ann Doe Joins Norrvik's Leadership Team as Partner",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "Partner"},
    ),
    (
        "Norrvik names Ann Doe CEO",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Norrvik Appoints Ann Doe as Chief Revenue Officer",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "Chief Revenue Officer"},
    ),
    (
        "Norrvik promotes Ann Doe to Vice President of Sales, Nordics",
        "",
        {
            "kind": "leadership_hire",
            "company": "Norrvik",
            "person": "Ann Doe",
            "role": "Vice President of Sales, Nordics",
        },
    ),
    (
        "Ann Doe joins Norrvik as Head of Legal",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "Head of Legal"},
    ),
    (
        "Ann Doe named CFO of Norrvik",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "CFO"},
    ),
    (
        "Ann Doe appointed General Counsel at Norrvik",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "General Counsel"},
    ),
    (
        "Former Halden executive Ann Doe appointed Norrvik CEO",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Norrvik hires ex-Halden CFO Ann Doe as finance chief",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "finance chief"},
    ),
    (
        "Norrvik taps Halden veteran Ann Doe as COO",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "COO"},
    ),
    ("Norrvik names CFO, raises $8m", "", {"kind": "leadership_hire", "company": "Norrvik", "role": "CFO"}),
    (
        "Norrvik names Ann Doe president of Norrvik Marine",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "president of Norrvik Marine"},
    ),
    (
        "Norrvik Marine names Ann Doe president",
        "",
        {"kind": "leadership_hire", "company": "Norrvik Marine", "person": "Ann Doe", "role": "president"},
    ),
    (
        "Halden Bank names Bo Roe co-chair of shipping",
        "",
        {"kind": "leadership_hire", "company": "Halden Bank", "person": "Bo Roe", "role": "co-chair of shipping"},
    ),
    (
        "Harbour Weekly appoints Ann Doe editor-in-chief",
        "",
        {"kind": "leadership_hire", "company": "Harbour Weekly", "person": "Ann Doe", "role": "editor-in-chief"},
    ),
    (
        "Quillmar appoints Ann Doe CFO and Bo Roe COO",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "CFO"},
    ),
    (
        "Quillmar adds a CMO and a general counsel",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "role": "CMO"},
    ),
    (
        "Her turn: Quillmar hands the top job to Ann Doe, and a hard year",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "top job"},
    ),
    (
        "Quillmar Welcomes New CEO to Lead the Next Chapter",
        "Quillmar, a software company, is pleased to announce the appointment of Ann Doe as its new CEO.",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Quillmar Announces the Appointment of Dr. Ann Doe as Chief Medical Officer",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "Chief Medical Officer"},
    ),
    (
        "Quillmar CEO Bo Roe steps down, Ann Doe named successor",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Ann Doe to succeed Bo Roe as CEO of Quillmar",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Ann Doe to become Quillmar's next CEO",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Quillmar appoints Ann Doe as interim CEO",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "interim CEO"},
    ),
    (
        "Quillmar Elevates Ann Doe to President and COO",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "President and COO"},
    ),
    (
        "Doe & Roe LLP Welcomes Carla Moe as Partner",
        "",
        {"kind": "leadership_hire", "company": "Doe & Roe", "person": "Carla Moe", "role": "Partner"},
    ),
    (
        "Quillmar appoints Jean-Luc van der Berg managing director for Benelux",
        "",
        {
            "kind": "leadership_hire",
            "company": "Quillmar",
            "person": "Jean-Luc van der Berg",
            "role": "managing director for Benelux",
        },
    ),
    (
        "Quillmar Strengthens Leadership Team with Appointment of Ann Doe as CTO",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "CTO"},
    ),
    (
        "Quillmar Expands to Texas, Names Ann Doe Regional Vice President",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "Regional Vice President"},
    ),
    (
        "Quillmar Announces Ann Doe as New Chief Executive Officer",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "Chief Executive Officer"},
    ),
    (
        "Quillmar (NASDAQ: QLMR) Appoints Ann Doe, CPA, as Chief Financial Officer",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "Chief Financial Officer"},
    ),
    (
        "TechMediaBreaks – Quillmar Inc. (NASDAQ: QLMR) Names Ann Doe CEO",
        "",
        {"kind": "leadership_hire", "company": "Quillmar Inc.", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Quillmar names Ann Doe to lead European expansion",
        "",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "Head of European expansion"},
    ),
    (
        "QUILLMAR APPOINTS ANN DOE AS CHIEF EXECUTIVE OFFICER",
        "Quillmar today announced that Ann Doe has been appointed Chief Executive Officer.",
        {"kind": "leadership_hire", "company": "Quillmar", "person": "Ann Doe", "role": "Chief Executive Officer"},
    ),
    (
        "Ann Doe takes over as Norrvik chief executive",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "chief executive"},
    ),
    (
        "Norrvik picks Ann Doe as next CEO",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Norrvik poaches Halden's Ann Doe as chief technology officer",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "chief technology officer"},
    ),
    (
        "Norrvik appoints Ann Doe Managing Director, India and South Asia",
        "",
        {
            "kind": "leadership_hire",
            "company": "Norrvik",
            "person": "Ann Doe",
            "role": "Managing Director, India and South Asia",
        },
    ),
    (
        "Norrvik Announces Addition of Dr. Bo Roe to its Executive Management Team",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe"},
    ),
    (
        "Norrvik names Ann Doe executive chair",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "executive chair"},
    ),
    (
        "Norrvik CEO Ann Doe resigns, Bo Roe takes over",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe", "role": "CEO"},
    ),
    (
        "Ann Doe to step down as Norrvik CEO; Bo Roe to succeed her",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe", "role": "CEO"},
    ),
    (
        "Norrvik replaces CEO Doe with Bo Roe",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe", "role": "CEO"},
    ),
    (
        "Norrvik's COO Bo Roe to become CEO in May",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe", "role": "CEO"},
    ),
    (
        "Bo Roe is Norrvik's new CFO",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe", "role": "CFO"},
    ),
    (
        "Norrvik Appoints Bo Roe, Former Halden CEO, as Head of US Operations",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Bo Roe", "role": "Head of US Operations"},
    ),
    (
        "Norrvik names Ann Doe and Bo Roe co-CEOs",
        "",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "co-CEO"},
    ),
    (
        "norrvik appoints ann doe as cfo",
        "Norrvik, a Lyon, France-based maker of pumps, appointed Ann Doe as Chief Financial Officer.",
        {"kind": "leadership_hire", "company": "Norrvik", "person": "Ann Doe", "role": "Chief Financial Officer"},
    ),
]

BOARDS: list[Case] = [
    (
        "Halden Bank elects Bo Roe chair",
        "",
        {"kind": "board_appointment", "company": "Halden Bank", "person": "Bo Roe", "role": "chair"},
    ),
    (
        "Norrvik Appoints Bo Roe to Board of Directors",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "Board of Directors"},
    ),
    (
        "Bo Roe Joins Norrvik Advisory Board",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "Advisory Board"},
    ),
    (
        "Norrvik appoints Bo Roe as Independent Director",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "Independent Director"},
    ),
    (
        "Norrvik Names Bo Roe, CPA as Audit Committee Chair",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "Audit Committee Chair"},
    ),
    (
        "Bo Roe elected to Norrvik's board of trustees",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "board of trustees"},
    ),
    (
        "Quillmar forms advisory board",
        "",
        {"kind": "board_appointment", "company": "Quillmar", "role": "advisory board"},
    ),
    (
        "Norrvik Adds Halden Veteran Bo Roe to Scientific Advisory Board",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "Scientific Advisory Board"},
    ),
    (
        "Norrvik appoints Bo Roe as non-executive chairman",
        "",
        {"kind": "board_appointment", "company": "Norrvik", "person": "Bo Roe", "role": "non-executive chairman"},
    ),
]

DEPARTURES: list[Case] = [
    (
        "Norrvik CEO Ann Doe steps down",
        "",
        {"kind": "leadership_departure", "company": "Norrvik", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "CFO Ann Doe leaves Norrvik, the Daily Ledger reports",
        "",
        {"kind": "leadership_departure", "company": "Norrvik", "person": "Ann Doe", "role": "CFO"},
    ),
    (
        "Quillmar loses 8 % after its CFO resigns",
        "",
        {"kind": "leadership_departure", "company": "Quillmar", "role": "CFO"},
    ),
    (
        "Ann Doe resigns as chief executive of Norrvik",
        "",
        {"kind": "leadership_departure", "company": "Norrvik", "person": "Ann Doe", "role": "chief executive"},
    ),
    (
        "Norrvik Announces Retirement of Ann Doe as Chief Financial Officer",
        "",
        {"kind": "leadership_departure", "company": "Norrvik", "person": "Ann Doe", "role": "Chief Financial Officer"},
    ),
    (
        "Norrvik fires CEO Ann Doe",
        "",
        {"kind": "leadership_departure", "company": "Norrvik", "person": "Ann Doe", "role": "CEO"},
    ),
    (
        "Norrvik's chief technology officer Ann Doe to leave company",
        "",
        {"kind": "leadership_departure", "company": "Norrvik", "person": "Ann Doe", "role": "chief technology officer"},
    ),
    (
        "Air Halden CEO Ann Doe to step down",
        "",
        {"kind": "leadership_departure", "company": "Air Halden", "person": "Ann Doe", "role": "CEO"},
    ),
    ("Lowe's CEO ousted after inquiry", "", {"kind": "leadership_departure", "company": "Lowe's", "role": "CEO"}),
]


def _fields(event: Event | None) -> dict[str, object] | None:
    """The event without its confidence and what it does not state."""
    if event is None:
        return None
    return {field: value for field, value in asdict(event).items() if value is not None and field != "confidence"}


@pytest.mark.parametrize(("title", "lead", "event"), HIRES)
def test_a_hire_is_read_with_organisation_person_and_role(title: str, lead: str, event: dict[str, object]) -> None:
    assert _fields(extract(title, lead)) == event


@pytest.mark.parametrize(("title", "lead", "event"), BOARDS)
def test_a_seat_on_a_board_is_no_hire(title: str, lead: str, event: dict[str, object]) -> None:
    assert _fields(extract(title, lead)) == event


@pytest.mark.parametrize(("title", "lead", "event"), DEPARTURES)
def test_a_departure_is_read_where_no_successor_is_named(title: str, lead: str, event: dict[str, object]) -> None:
    assert _fields(extract(title, lead)) == event
