"""Learning again: what a person edited stays, word for word, and the rest is brought up to date."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.learning.merging import merge, next_base, split
from icp.learning.writing import Block, text_of
from icp.profile import parse_profile

HEAD = "# Learned from 20 customers."
SIZE = """# 15 of 20 best customers.
[[criteria]]
name = "Company size 50 to 499"
role = "mandatory"
attribute = "employees"
between = [50, 499]
points = 60"""
USES = """# 9 of 20.
[[criteria]]
name = "Uses HubSpot"
role = "preferential"
attribute = "technologies"
contains = ["HubSpot"]
points = 40"""
RULE = "[rule]\nmandatory = 1\npreferential = 1"
OLD = (
    Block("head", HEAD),
    Block("rule", RULE),
    Block("criteria:Company size 50 to 499", SIZE),
    Block("criteria:Uses HubSpot", USES),
)
NEW_SIZE = SIZE.replace("50 to 499", "60 to 399").replace("[50, 499]", "[60, 399]").replace("15 of", "18 of")
NEW = (
    Block("head", HEAD.replace("20", "30")),
    Block("rule", RULE),
    Block("criteria:Company size 60 to 399", NEW_SIZE),
    Block("criteria:Uses HubSpot", USES.replace("9 of 20", "12 of 30")),
)


def merged(theirs: str) -> str:
    return text_of(merge(OLD, split(theirs), NEW).blocks)


def test_a_document_is_split_into_its_blocks_and_put_together_again() -> None:
    assert split(text_of(OLD)) == OLD


def test_what_nobody_edited_becomes_what_was_learned_now() -> None:
    assert tomllib.loads(merged(text_of(OLD))) == tomllib.loads(text_of(NEW))


def test_an_edited_criterion_stays_word_for_word_and_its_column_is_left_to_the_person() -> None:
    edited = (
        text_of(OLD)
        .replace("[50, 499]", "[50, 600]  # we sell to larger ones too")
        .replace("points = 60", "points = 70")
    )
    text = merged(edited)
    assert "between = [50, 600]  # we sell to larger ones too" in text
    assert "60 to 399" not in text
    points = [criterion["points"] for criterion in tomllib.loads(text)["criteria"]]
    assert sorted(points) == [30, 70]
    assert "12 of 30" in text


def test_a_criterion_that_was_taken_out_stays_out_and_one_that_was_added_stays() -> None:
    own = '[[criteria]]\nname = "In Europe"\nrole = "mandatory"\nattribute = "country"\none_of = ["FR"]\npoints = 20'
    edited = text_of((*OLD[:3], Block("criteria:In Europe", own)))
    tables = {each["name"]: each for each in tomllib.loads(merged(edited))["criteria"]}
    assert set(tables) == {"Company size 60 to 399", "In Europe"}
    assert tables["In Europe"]["points"] == 20
    assert tables["Company size 60 to 399"]["points"] == 80


def test_comments_and_keys_of_a_person_survive_learning_twice() -> None:
    edited = (
        text_of(OLD).replace("preferential = 1", "preferential = 0  # the board wants more").replace(HEAD, "# Ours.")
    )
    once = merge(OLD, split(edited), NEW)
    twice = merge(next_base(NEW, once), split(text_of(once.blocks)), NEW)
    assert text_of(twice.blocks) == text_of(once.blocks)
    assert "# the board wants more" in text_of(twice.blocks)
    assert "# Ours." in text_of(twice.blocks)


def test_a_hand_made_profile_without_a_base_is_all_edits() -> None:
    text = text_of(merge((), split(text_of(OLD)), NEW).blocks)
    assert "between = [50, 499]" in text
    assert "60 to 399" not in text


def test_a_rule_that_nobody_edited_asks_for_no_more_than_there_is() -> None:
    new = (NEW[0], Block("rule", RULE.replace("mandatory = 1", "mandatory = 2")), *NEW[2:])
    profile, _ = parse_profile(tomllib.loads(text_of(merge(OLD, split(text_of(OLD)), new).blocks)), "p")
    assert profile is not None
    assert profile.rule.mandatory == 1


@pytest.mark.parametrize("text", ["", "# nothing but a comment", "[rule]\r\nmandatory = 1\r\n", "x = 1"])
def test_any_text_is_split_without_losing_a_line(text: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    assert [line for block in split(text) for line in block.text.splitlines() if line.strip()] == lines


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), max_size=4), st.integers(0, 100))
def test_edits_survive_and_points_still_add_up(edited: list[int], points: int) -> None:
    blocks = list(OLD)
    for place in edited:
        blocks[place] = Block(OLD[place].key, OLD[place].text.replace("points = 60", f"points = {points}") + "\n# mine")
    found = merge(OLD, split(text_of(tuple(blocks))), NEW)
    by_key = {block.key: block.text for block in found.blocks}
    for place in set(edited):
        assert by_key[OLD[place].key].rstrip() == blocks[place].text.rstrip()
    total = sum(criterion["points"] for criterion in tomllib.loads(text_of(found.blocks))["criteria"])
    kept = [each for each in (2, 3) if each in edited]
    assert total == 100 or len(kept) == 2
