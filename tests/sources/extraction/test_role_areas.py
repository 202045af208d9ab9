"""The area of a role, where a headline writes it without "of"."""

import pytest

from sources.extraction import extract

AREAS: list[tuple[str, str]] = [
    ("Norrvik hires Ann Doe as VP Sales", "VP Sales"),
    ("Norrvik appoints Ann Doe VP Marketing", "VP Marketing"),
    ("Norrvik promotes Bo Roe to SVP Sales EMEA", "SVP Sales EMEA"),
    ("Ann Doe joins Norrvik as VP Sales", "VP Sales"),
    ("Norrvik names VP Sales Ann Doe", "VP Sales"),
    ("Ann Doe named VP Customer Success at Norrvik", "VP Customer Success"),
    ("Norrvik hires Ann Doe as VP Sales EMEA, Bo Roe as CFO", "VP Sales EMEA"),
    ("Norrvik hires Ann Doe as VP Lending Products", "VP Lending Products"),
    ("Norrvik taps Ann Doe as EVP, Communications", "EVP, Communications"),
    ("Norrvik names Ann Doe Director MX Sales", "Director MX Sales"),
    ("Norrvik appoints Ann Doe VP over EMEA", "VP over EMEA"),
    ("Norrvik Appoints Ann Doe as SVP – Commercial Sales", "SVP – Commercial Sales"),
    ("Ann Doe named CEO Americas at Norrvik", "CEO Americas"),
    ("Norrvik hires former Halden VP Sales Ann Doe as CRO", "CRO"),
    ("Norrvik hires Ann Doe as Vice President sales and marketing", "Vice President sales and marketing"),
]


@pytest.mark.parametrize(("title", "role"), AREAS)
def test_a_role_keeps_the_area_that_stands_beside_it(title: str, role: str) -> None:
    event = extract(title)
    assert event is not None
    assert (event.kind, event.company, event.role) == ("leadership_hire", "Norrvik", role)
    assert event.person in ("Ann Doe", "Bo Roe")


def test_a_vice_president_without_an_area_takes_the_one_that_the_lead_gives() -> None:
    event = extract(
        "Norrvik appoints Ann Doe as VP", "Norrvik has appointed Ann Doe as Vice President of Sales, Nordics."
    )
    assert event is not None
    assert event.role == "Vice President of Sales, Nordics"
