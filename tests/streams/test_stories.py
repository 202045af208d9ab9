"""One story that many outlets print is one trigger, though they are read differently; another person or sum is not."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.folds import Member
from streams.ids import shaped
from streams.policy import Policy
from streams.stories import same_story
from streams.times import micros
from streams.triggers import Group, KindFold, fold
from streams.visits import VisitGroup
from tests.streams.worlds import NOW, shipped_policy

POLICY = shipped_policy()

ROUND = "Norrvik Instruments raises $12M Series A to bring quiet pumps to Europe"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ROUND, ROUND),
        (ROUND, f"{ROUND} - The Harbour Ledger"),
        (ROUND, f"{ROUND} | Pump Daily"),
        (ROUND, ROUND.upper()),
        (ROUND, "Norrvik Instruments raises $12M Series A to bring its quiet pumps to Europe"),
        (ROUND, "Norrvik Instruments closes $12M Series A to bring quiet pumps to Europe"),
    ],
)
def test_a_headline_that_an_outlet_edits_is_the_same_story(one: str, other: str) -> None:
    assert same_story(one, other, ("series_a", 12e6, "usd"), ("series_b", 12e6, "usd"))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (ROUND, ROUND.replace("12M", "40M"), ()),
        (ROUND, ROUND.replace("Series A", "Series B"), (("series_a",), ("series_b",))),
        (
            "Norrvik names Ann Doe chief of sales",
            "Norrvik names Bo Roe chief of sales",
            (("doe", "cro"), ("roe", "cro")),
        ),
        ("Norrvik raises funds", "Norrvik raises funds", ()),
        (ROUND, "Norrvik Instruments opens an office in Turin with forty people", ()),
        (ROUND, None, ()),
        (None, None, ()),
        ("", "", ()),
    ],
)
def test_another_event_or_a_headline_that_says_little_is_not(
    one: str | None, other: str | None, told: tuple[tuple[str, ...], ...]
) -> None:
    assert not same_story(one, other, *told)


@given(st.text(max_size=400), st.text(max_size=400))
def test_it_is_symmetric_and_nothing_raises(one: str, other: str) -> None:
    assert same_story(one, other) == same_story(other, one)


def told(hours: float, title: str, **details: object) -> Member:
    at = NOW + timedelta(hours=hours)
    return Member(micros(at), shaped("20261124", [hours, title, f"{details}"]), 0.9, details, None, None, title)


def sizes(*members: Member, kind: str = "funding_round", policy: Policy = POLICY) -> list[int]:
    return [group.size for group in fold(kind, members, policy)]


def test_a_slip_of_reading_opens_no_second_trigger() -> None:
    right = {"round": "series_a", "amount": 12e6, "currency": "USD"}
    wrong = {"round": "series_a", "amount": 120e6, "currency": "USD"}
    assert sizes(told(0, ROUND, **right), told(5, f"{ROUND} - The Harbour Ledger", **wrong)) == [2]
    assert sizes(told(0, ROUND, **right), told(5, "Norrvik has new money of another kind altogether", **wrong)) == [
        1,
        1,
    ]


TITLES = [ROUND, f"{ROUND} - The Harbour Ledger", ROUND.replace("12M", "40M"), "Norrvik gets fresh funds for its pumps"]
MEMBERS = st.lists(
    st.builds(
        lambda hours, title, amount: told(hours, title, amount=amount, currency="USD"),
        st.integers(0, 24 * 40),
        st.sampled_from(TITLES),
        st.sampled_from([12e6, 40e6, 120e6]),
    ),
    unique_by=lambda member: member.id,
    max_size=8,
)


def shape(group: Group | VisitGroup) -> tuple[object, ...]:
    assert isinstance(group, Group)
    return group.anchor_id, {member.id for member in group.members}, group.confidence, group.points, group.details


@given(MEMBERS, st.randoms())
def test_any_order_gives_the_same_triggers(members: list[Member], chance: Random) -> None:
    whole = fold("funding_round", members, POLICY)
    chance.shuffle(members)
    found = KindFold("funding_round", POLICY)
    for member in members:
        found.add(member)
    made = sorted(found.groups, key=lambda group: (group.at, group.anchor_id))
    assert list(map(shape, made)) == list(map(shape, whole))
