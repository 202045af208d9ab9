"""A profile document: the profile it makes, or every problem at once."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.conditions import Between, Contains, Exists, Matches, OneOf
from icp.patterns import pattern_error
from icp.profile import Profile, Rule, Tiers, parse_profile, parse_profiles

WHOLE = """
[rule]
mandatory = 2
preferential = 1
[tiers]
A = 60
B = 30
[document]
name = "Nordic SaaS"
summary = "Scale-ups that sell to companies"
pains = ["outbound does not scale", "no view of intent"]
stakeholders = [{ role = "CRO", cares = "pipeline" }]
near_misses = "agencies"
tone = "plain"

[[criteria]]
name = "Company size"
role = "mandatory"
attribute = "employees"
between = [50, 500]
points = 25

[[criteria]]
name = "Industry"
role = "mandatory"
attribute = "industry"
one_of = ["B2B SaaS"]
points = 30

[[criteria]]
name = "Growing"
role = "preferential"
attribute = "growth"
at_least = 20
points = 25

[[criteria]]
name = "VP Sales in place"
role = "preferential"
attribute = "vp_sales"
exists = true
points = 10

[[criteria]]
name = "Agency"
role = "disqualifier"
attribute = "description"
matches = "agency|agence"
"""


def parse(text: str, name: str = "icp.toml") -> tuple[Profile | None, list[tuple[str, str]]]:
    profile, problems = parse_profile(tomllib.loads(text), name)
    return profile, [(problem.level, problem.message) for problem in problems]


def criterion(**changes: Any) -> dict[str, Any]:
    table = {"name": "Size", "role": "mandatory", "attribute": "employees", "between": [50, 500], "points": 80}
    return {key: value for key, value in (table | changes).items() if value is not None}


def errors(*criteria: Any, **tables: Any) -> list[str]:
    profile, problems = parse_profile({"criteria": list(criteria), **tables}, "icp.toml")
    found = [problem.message.removeprefix("icp.toml ") for problem in problems if problem.level == "error"]
    assert (profile is None) == bool(found)
    return found


def test_a_whole_document_becomes_a_profile() -> None:
    profile, problems = parse(WHOLE)
    assert problems == []
    assert profile is not None
    assert (profile.name, profile.rule, profile.tiers) == (
        "Nordic SaaS",
        Rule(mandatory=2, preferential=1),
        Tiers(A=60, B=30),
    )
    assert [each.test for each in profile.criteria] == [
        Between(low=50, high=500),
        OneOf(values=("B2B SaaS",)),
        Between(kind="at_least", low=20),
        Exists(wanted=True),
        Matches(pattern="agency|agence"),
    ]
    assert profile.document.stakeholders == ("role: CRO; cares: pipeline",)
    assert profile.document.near_misses == ("agencies",)
    assert profile.document.notes == {"tone": ("plain",)}


def test_a_profile_without_a_name_is_called_by_its_file_and_has_the_classic_rule_and_tiers() -> None:
    roles = [*["mandatory"] * 4, "preferential", "preferential"]
    criteria = [criterion(name=str(place), role=role, points=15) for place, role in enumerate(roles)]
    profile, problems = parse_profile({"criteria": criteria}, "profiles/nordics.toml")
    assert problems == ()
    assert profile is not None
    assert (profile.name, profile.rule, profile.tiers) == (
        "nordics",
        Rule(mandatory=3, preferential=1),
        Tiers(A=70, B=40),
    )


def test_the_classic_rule_asks_for_no_more_criteria_than_there_are() -> None:
    profile, _ = parse_profile({"criteria": [criterion()]}, "icp.toml")
    assert profile is not None
    assert profile.rule == Rule(mandatory=1, preferential=0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"between": [500, 50]},
            "criteria[1].between: found [500, 50], expected the lower number first; did you mean [50, 500]?",
        ),
        ({"between": [50]}, "criteria[1].between: found [50], expected two numbers, such as [50, 500]"),
        ({"between": ["a", True]}, "criteria[1].between: found ['a', True], expected two numbers, such as [50, 500]"),
        (
            {"between": None},
            "criteria[1]: found nothing, expected exactly one test of one_of, between, contains, matches, exists, "
            "at_least, at_most",
        ),
        (
            {"at_least": 5},
            "criteria[1]: found 'between and at_least', expected exactly one test of one_of, between, contains, "
            "matches, exists, at_least, at_most",
        ),
        ({"role": "must"}, "criteria[1].role: found 'must', expected mandatory, preferential or disqualifier"),
        ({"name": " "}, "criteria[1].name: found ' ', expected a few words"),
        (
            {"attribute": None},
            "criteria[1].attribute: found nothing, expected a column of the account list, such as employees",
        ),
        ({"points": -5}, "criteria[1].points: found -5, expected a number from 0 to 100"),
        ({"points": float("nan")}, "criteria[1].points: found nan, expected a number from 0 to 100"),
        ({"points": float("inf")}, "criteria[1].points: found inf, expected a number from 0 to 100"),
        ({"points": "25"}, "criteria[1].points: found '25', expected a number from 0 to 100"),
        ({"points": True}, "criteria[1].points: found True, expected a number from 0 to 100"),
        ({"points": None}, "criteria[1].points: found nothing, expected a number from 0 to 100"),
        (
            {"point": 5},
            "criteria[1].point: found 'the key `point`', expected one of name, role, attribute, one_of, between, "
            "contains, matches, exists, at_least, at_most, points; did you mean `points`?",
        ),
    ],
)
def test_a_broken_criterion_is_told_with_path_found_and_expected(changes: dict[str, Any], message: str) -> None:
    assert errors(criterion(**changes)) == [message]


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ({"one_of": []}, 'one_of: found [], expected a list of texts or numbers, such as ["France", "Germany"]'),
        (
            {"contains": [[1]]},
            'contains: found [[1]], expected a list of texts or numbers, such as ["France", "Germany"]',
        ),
        ({"exists": "yes"}, "exists: found 'yes', expected true or false"),
        ({"at_most": "5"}, "at_most: found '5', expected a number"),
        ({"matches": "[a-"}, "matches: found '[a-', expected a regular expression; unterminated character set"),
        ({"matches": "(a+)+$"}, "matches: found '(a+)+$', expected a regular expression; it repeats a group"),
        ({"matches": 5}, "matches: found 5, expected a regular expression; it is not a text"),
    ],
)
def test_a_broken_test_is_told(test: dict[str, Any], message: str) -> None:
    (found,) = errors(criterion(between=None, **test))
    assert found.startswith(f"criteria[1].{message}")


def test_a_document_that_is_wrong_everywhere_has_all_its_problems_told_at_once() -> None:
    found = errors(
        criterion(points=70),
        criterion(name="size", points=60, between=[9, 1]),
        "three",
        rule={"mandatory": 9, "prefer": 1},
        tiers={"A": 30, "B": 40},
        criterias=[],
        document=[],
    )
    assert [message.partition(":")[0] for message in found] == [
        "criterias",
        "criteria[2].between",
        "criteria[3]",
        "criteria[2].name",
        "tiers",
        "rule.prefer",
        "rule.mandatory",
        "document",
    ]


def test_points_beyond_a_hundred_a_rule_beyond_the_criteria_and_no_criteria_are_errors() -> None:
    twins = [criterion(name="a", points=60), criterion(name="b", points=60)]
    assert errors(*twins) == [
        "criteria: found '120 points in all', expected 100 points at most; fit is 0 to 100, "
        "and no account may earn more"
    ]
    assert errors(criterion(), rule={"mandatory": 2}) == [
        "rule.mandatory: found 2, expected 1 at most: so many criteria are mandatory"
    ]
    assert errors() == ["criteria: found [], expected one or more [[criteria]] tables"]
    assert errors(criterion(), rule={"mandatory": 1.5}) == [
        "rule.mandatory: found 1.5, expected a whole number, 0 or more"
    ]


def test_what_can_be_read_but_surprises_is_a_warning() -> None:
    profile, problems = parse_profile(
        {"criteria": [criterion(points=50), criterion(name="Out", role="disqualifier", points=-100)]}, "icp.toml"
    )
    assert profile is not None
    assert [(problem.level, problem.field) for problem in problems] == [
        ("warning", "criteria[2].points"),
        ("warning", "criteria"),
    ]


def test_the_version_changes_with_the_content_and_with_nothing_else() -> None:
    profile, _ = parse(WHOLE)
    again, _ = parse(WHOLE, "other.toml")
    changed, _ = parse(WHOLE.replace("points = 25", "points = 24"))
    assert profile is not None
    assert again is not None
    assert changed is not None
    assert (profile.version, hash(profile)) == (again.version, hash(again))
    assert profile.version != changed.version
    assert len(profile.version) == 24
    assert Profile.model_validate(profile.model_dump()).version == profile.version


def test_several_profiles_need_different_names() -> None:
    document = {"criteria": [criterion()]}
    profiles, problems = parse_profiles({"a.toml": document, "b.toml": document, "c.toml": {}})
    assert [profile.name for profile in profiles] == ["a", "b"]
    assert {problem.where for problem in problems} == {"c.toml"}
    same = document | {"document": {"name": "One"}}
    profiles, problems = parse_profiles({"a.toml": same, "b.toml": same})
    assert [profile.name for profile in profiles] == ["One"]
    assert [problem.message for problem in problems] == [
        "b.toml document.name: found 'One', expected a name that no other profile has"
    ]


def test_one_value_may_stand_without_its_list() -> None:
    profile, _ = parse_profile({"criteria": [criterion(between=None, contains="Salesforce")]}, "icp.toml")
    assert profile is not None
    assert profile.criteria[0].test == Contains(values=("Salesforce",))


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|b)*", "(a*){3}", "(a?)+", "((ab)+c)+", "a{2000}", "x" * 301])
def test_a_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    assert pattern_error(pattern)


@pytest.mark.parametrize("pattern", ["VP|Head", r"(sales|marketing)?", r"\bSDR\b", "[(a+)+]", r"\(a+\)+", "(?:ab){2}"])
def test_a_plain_pattern_is_accepted(pattern: str) -> None:
    assert pattern_error(pattern) == ""


toml_values = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    ["rule", "tiers", "criteria", "document", "name", "role", "attribute", "one_of", "between", "points", "odd"]
)


@given(st.dictionaries(keys, toml_values | st.lists(st.dictionaries(keys, toml_values, max_size=6), max_size=3)))
def test_no_document_raises_and_there_is_a_profile_exactly_where_there_is_no_error(data: dict[str, Any]) -> None:
    profile, problems = parse_profile(data, "icp.toml")
    assert (profile is None) == any(problem.level == "error" for problem in problems)
