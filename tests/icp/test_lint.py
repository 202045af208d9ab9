"""A profile in view of its accounts."""

from typing import Any

from icp.account import Account
from icp.lint import lint
from icp.profile import Profile, parse_profile


def profile_of(**test: Any) -> Profile:
    criterion = {"name": "One", "role": "mandatory", "points": 80} | test
    profile, problems = parse_profile({"criteria": [criterion]}, "icp.toml")
    assert profile is not None, problems
    return profile


def accounts_of(**columns: list[Any]) -> list[Account]:
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [Account(domain=f"a{place}.example", name=f"A{place}", **row) for place, row in enumerate(rows)]


def told(profile: Profile, accounts: list[Account]) -> list[str]:
    problems = lint(profile, accounts)
    assert all(problem.level == "warning" for problem in problems)
    return [problem.message for problem in problems]


def test_a_value_that_no_account_has_is_told_and_one_that_folds_to_theirs_is_not() -> None:
    accounts = accounts_of(country=["France", "US", "US", "ES", "IT"])
    assert told(profile_of(attribute="country", one_of=["FR", "Frankrike", "Germny"]), accounts) == [
        "One: no account has 'Germny' in 'country'; check its spelling"
    ]


def test_a_column_that_nobody_has_is_told_with_the_nearest_one() -> None:
    accounts = [
        account.model_copy(update={"attributes": {"growth_rate": 5}}) for account in accounts_of(founded=[1, 2])
    ]
    assert told(profile_of(attribute="growth rates", at_least=5), accounts)[0] == (
        "One: no account says anything in 'growth rates'; did you mean `growth_rate`?"
    )


def test_a_mostly_unknown_attribute_is_told() -> None:
    accounts = accounts_of(employees=[10, None, None, None])
    assert told(profile_of(attribute="employees", at_least=5), accounts) == [
        "One: 'employees' is unknown for 75% of the accounts: they earn nothing here"
    ]


def test_a_profile_that_lets_most_or_hardly_any_through_is_told() -> None:
    accounts = accounts_of(employees=[10] * 30)
    assert told(profile_of(attribute="employees", at_least=5), accounts) == [
        "100% of the accounts qualify: the profile hardly tells them apart"
    ]
    assert told(profile_of(attribute="employees", at_least=50), accounts) == [
        "only 0.0% of the accounts qualify: look at what most of them miss, or at what is unknown"
    ]


def test_a_sound_profile_and_an_empty_list_have_no_warnings() -> None:
    profile = profile_of(attribute="employees", at_least=50)
    assert told(profile, accounts_of(employees=[10, 20, 30, 60])) == []
    assert told(profile, []) == []
