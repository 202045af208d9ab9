"""Technologies in postings: those that are named, and none that is only an ordinary word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.boards.technologies import LONGEST, of_these, vocabulary

NAMED = [
    ("You know salesforce and Go.", ["Salesforce", "Go"]),
    ("Python, Go and Rust on Kubernetes", ["Python", "Go", "Rust", "Kubernetes"]),
    ("Stack: React/Node.js/Postgres", ["React", "Node.js", "PostgreSQL"]),
    ("a Golang service; Senior Swift engineer", ["Go", "Swift"]),
    ("Go, Rust or Swift", ["Go", "Rust", "Swift"]),
    ("SAP (ABAP) and S/4HANA", ["SAP", "ABAP"]),
    ("C++ and C# and .NET Core", ["C++", "C#", ".NET Core"]),
    ("HubSpot, Outreach, Gong & LinkedIn Sales Navigator", ["HubSpot", "Outreach", "Gong", "LinkedIn Sales Navigator"]),
    ("dbt und Snowflake", ["dbt", "Snowflake"]),
    ("kubernetes (k8s)", ["Kubernetes"]),
]
NOT_NAMED = [
    "Go the extra mile with us. Go-getters only; go to market; let's Go!",
    "R & D in our Segment, close to the Front of the market",
    "Swift response, rapid Spring growth, a Linear path",
    "Front and Close the deal on Monday; outreach to the community",
    "we are a lever for change in greenhouse gases",
    "You drift, heap, mode, sketch and box",
    "awareness, sapling, dBTX, sql-free, azure skies",
    "email notion@example.com or visit front.example/go",
]


@pytest.mark.parametrize(("text", "named"), NAMED)
def test_what_a_posting_names_is_found(text: str, named: list[str]) -> None:
    assert vocabulary().named_in(text) == named


@pytest.mark.parametrize("text", NOT_NAMED)
def test_an_ordinary_word_is_no_technology(text: str) -> None:
    assert vocabulary().named_in(text) == []


def test_technologies_that_a_profile_names_are_found_under_their_own_name() -> None:
    asked = ("Salesforce", "Go", "C++", "Node.js", "Go", "Own Tool")
    assert of_these("You know salesforce and Go, and our own tool.", asked) == ["Salesforce", "Go", "Own Tool"]
    assert of_these("Go-getters go far; Salesforces", asked) == []


def test_the_vocabulary_has_at_least_three_hundred_names_and_each_is_found_in_a_list() -> None:
    known = vocabulary()
    assert len(known.names) >= 300
    missed = [name for name in sorted(known.names) if name not in known.named_in(f"Python, {name}, Kubernetes")]
    assert missed == []


@given(st.text(max_size=300))
def test_any_text_is_looked_through_and_only_names_of_the_vocabulary_come_out(text: str) -> None:
    assert set(vocabulary().named_in(text)) <= vocabulary().names


def test_a_huge_posting_is_looked_through_up_to_its_bound() -> None:
    assert vocabulary().named_in("Python " + "x " * LONGEST + "Kubernetes") == ["Python"]
