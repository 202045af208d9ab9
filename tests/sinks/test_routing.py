"""Routing: an alert goes where the first rule that it meets says, and somewhere in any case."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinks.routing import OWN, Rule, Subject, is_person, route

MARA = "mara@northwind.example"
SUBJECT = Subject("P1", owner=MARA, profile="icp", country="FR", employees=120, segment="Mid")


def first(people: Sequence[str]) -> str:
    return people[0]


CASES: list[tuple[str, tuple[Rule, ...], tuple[str, ...]]] = [
    ("no rule", (), (OWN,)),
    ("no rule is met", (Rule(priority=("P3",), to=("#low",)),), (OWN,)),
    ("the first that is met", (Rule(country=("fr",), to=("#fr",)), Rule(to=("#all",))), ("#fr",)),
    ("every condition counts", (Rule(country=("FR",), segment=("big",), to=("#big",)), Rule(to=("#all",))), ("#all",)),
    ("owner and channel", (Rule(priority=("P1", "P2"), to=("owner", "#hot")),), (MARA, "#hot")),
    ("the same place once", (Rule(to=("owner", MARA)),), (MARA,)),
    ("employees from and to", (Rule(employees=(120, 200), to=("#mid",)),), ("#mid",)),
    ("employees outside", (Rule(employees=(121, 200), to=("#mid",)),), (OWN,)),
    ("people in turn", (Rule(round_robin=("a@x.example", "b@x.example")),), ("a@x.example",)),
]


@pytest.mark.parametrize(("rules", "places"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_alert_goes_by_the_first_rule_that_it_meets(rules: tuple[Rule, ...], places: tuple[str, ...]) -> None:
    assert route(rules, SUBJECT, first) == places


@pytest.mark.parametrize("owner", [None, "", "  ", "Mara Dunleck", "#channel@x"])
def test_without_an_owner_that_can_be_reached_the_sinks_own_place_stands_in(owner: str | None) -> None:
    assert route((Rule(to=("owner",)),), replace(SUBJECT, owner=owner), first) == (OWN,)


def test_what_is_not_known_meets_no_condition() -> None:
    unknown = Subject("P1")
    rules = [Rule(country=("FR",), to=("#a",)), Rule(employees=(0, 10**9), to=("#b",)), Rule(owner=(MARA,), to=("#c",))]
    assert route(rules, unknown, first) == (OWN,)


@pytest.mark.parametrize(
    ("place", "person"), [(MARA, True), ("U0123ABCD", True), ("#signals", False), ("C0123ABCD", False), ("", False)]
)
def test_people_are_told_from_channels(place: str, person: bool) -> None:
    assert is_person(place) is person


RULES = st.builds(
    Rule,
    priority=st.lists(st.sampled_from(["P1", "P2", "P3"]), max_size=2).map(tuple),
    country=st.lists(st.sampled_from(["FR", "DE"]), max_size=1).map(tuple),
    to=st.lists(st.sampled_from(["owner", "#a", "#b", MARA]), min_size=1, max_size=3).map(tuple),
)


@given(st.lists(RULES, max_size=4), st.sampled_from(["P1", "P2", "P3"]), st.sampled_from([None, "FR", "DE"]))
def test_every_alert_goes_somewhere_and_nowhere_twice(rules: list[Rule], priority: str, country: str | None) -> None:
    places = route(rules, Subject(priority, country=country), first)
    assert places
    assert len(set(places)) == len(places)
    assert "owner" not in places
