"""The fit of an account with a profile."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Account, Range
from icp.fit import Fit, Reason, best_fit, score
from icp.profile import Profile, parse_profile

CRITERIA: list[dict[str, Any]] = [
    {"name": "Size", "role": "mandatory", "attribute": "employees", "between": [50, 500], "points": 25},
    {"name": "Industry", "role": "mandatory", "attribute": "industry", "one_of": ["B2B SaaS"], "points": 20},
    {"name": "Country", "role": "mandatory", "attribute": "country", "one_of": ["France", "DE"], "points": 20},
    {"name": "CRM", "role": "mandatory", "attribute": "technologies", "contains": ["Salesforce"], "points": 15},
    {"name": "VP Sales", "role": "preferential", "attribute": "vp_sales", "exists": True, "points": 10},
    {"name": "Growth", "role": "preferential", "attribute": "growth", "at_least": 20, "points": 10},
    {"name": "Agency", "role": "disqualifier", "attribute": "description", "matches": "agency"},
]
FITTING: dict[str, Any] = {
    "employees": 140,
    "industry": "COMPUTER_SOFTWARE",
    "country": "FRA",
    "technologies": ("HubSpot", "salesforce"),
    "attributes": {"vp_sales": "Ilsa Korven", "growth": "12", "description": "software for freight"},
}


def profile_of(*criteria: dict[str, Any], **tables: Any) -> Profile:
    profile, problems = parse_profile({"criteria": list(criteria), **tables}, "icp.toml")
    assert profile is not None, problems
    return profile


CLASSIC = profile_of(*CRITERIA)


def account_of(**values: Any) -> Account:
    return Account(domain="veltrane.example", name="Veltrane", **values)


def judged(test: dict[str, Any], attribute: str, value: Any) -> str:
    """The verdict of one test on one value of an attribute."""
    account = account_of(
        **({attribute: value} if attribute in Account.model_fields else {"attributes": {attribute: value}})
    )
    criterion = {"name": "x", "role": "mandatory", "attribute": attribute, "points": 100}
    return score(account, profile_of(criterion | test)).reasons[0].verdict


def test_a_fit_says_points_verdict_tier_rule_and_a_reason_for_every_criterion() -> None:
    reasons = [
        ("Size", "mandatory", "met", 25.0, 25.0, 140, "employees"),
        ("Industry", "mandatory", "met", 20.0, 20.0, "COMPUTER_SOFTWARE", "industry"),
        ("Country", "mandatory", "met", 20.0, 20.0, "FRA", "country"),
        ("CRM", "mandatory", "met", 15.0, 15.0, "salesforce", "technologies"),
        ("VP Sales", "preferential", "met", 10.0, 10.0, "Ilsa Korven", "vp_sales"),
        ("Growth", "preferential", "missed", 0.0, 10.0, "12", "growth"),
        ("Agency", "disqualifier", "missed", 0.0, 0.0, "software for freight", "description"),
    ]
    fields = ("criterion", "role", "verdict", "points", "of", "value", "attribute")
    assert score(account_of(**FITTING), CLASSIC) == Fit(
        domain="veltrane.example",
        name="Veltrane",
        fit=90.0,
        tier="A",
        verdict="qualifies",
        qualifies=True,
        known=1.0,
        known_mandatory=4,
        profile="icp",
        version=CLASSIC.version,
        reasons=tuple(Reason.model_validate(dict(zip(fields, each, strict=True))) for each in reasons),
        rule="4 of 4 mandatory and 1 of 2 preferential met",
        missing=(),
    )


def test_three_of_four_mandatory_and_one_preferential_qualify() -> None:
    fit = score(account_of(**FITTING | {"country": "US"}), CLASSIC)
    assert (fit.verdict, fit.fit, fit.tier, fit.rule) == (
        "qualifies",
        70.0,
        "A",
        "3 of 4 mandatory and 1 of 2 preferential met",
    )


def test_two_of_four_mandatory_are_out_whatever_the_points() -> None:
    fit = score(account_of(**FITTING | {"country": "US", "industry": "Banking"}), CLASSIC)
    assert (fit.verdict, fit.qualifies, fit.tier, fit.fit) == ("out", False, "out", 50.0)


def test_no_preferential_one_met_is_out() -> None:
    attributes = {"vp_sales": "no", "growth": "12"}
    assert score(account_of(**FITTING | {"attributes": attributes}), CLASSIC).verdict == "out"


def test_unknown_is_not_mismatch_and_is_named() -> None:
    fit = score(account_of(employees=140, industry="SaaS"), CLASSIC)
    assert (fit.verdict, fit.tier, fit.fit) == ("possible", "B", 45.0)
    assert fit.missing == ("Country", "CRM", "VP Sales", "Growth", "Agency")
    assert (round(fit.known, 6), fit.known_mandatory) == (0.285714, 2)
    assert fit.rule == "2 of 4 mandatory and 0 of 2 preferential met"


def test_a_met_disqualifier_puts_out_and_an_unknown_one_does_not() -> None:
    attributes = FITTING["attributes"]
    met = FITTING | {"attributes": attributes | {"description": "an Agency for freight"}}
    unknown = FITTING | {"attributes": {key: attributes[key] for key in ("vp_sales", "growth")}}
    fits = [score(account_of(**values), CLASSIC) for values in (met, unknown)]
    assert [(fit.verdict, fit.tier, fit.fit) for fit in fits] == [("out", "out", 90.0), ("qualifies", "A", 90.0)]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (51, 200, "met"),
        (50, 500, "met"),
        (1, 49, "missed"),
        (501, None, "missed"),
        (None, 49, "missed"),
        (10, 60, "unknown"),
        (400, 1000, "unknown"),
        (100, None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_range_is_met_inside_missed_outside_and_unknown_across_the_bound(
    low: float | None, high: float | None, verdict: str
) -> None:
    assert judged({"between": [50, 500]}, "employees", Range(low=low, high=high)) == verdict


@pytest.mark.parametrize(
    ("test", "attribute", "value", "verdict"),
    [
        ({"between": [50, 500]}, "employees", 50, "met"),
        ({"between": [50, 500]}, "employees", 500, "met"),
        ({"between": [50, 500]}, "employees", 501, "missed"),
        ({"between": [50, 500]}, "seats", "51-200", "met"),
        ({"between": [50, 500]}, "seats", "many", "unknown"),
        ({"between": [0, 5]}, "seats", True, "unknown"),
        ({"at_least": 20}, "growth", "25 %", "met"),
        ({"at_least": 20}, "growth", 19.5, "missed"),
        ({"at_most": 2015}, "founded", 2016, "missed"),
        ({"one_of": ["France"]}, "country", "FR", "met"),
        ({"one_of": ["fr"]}, "country", "Frankreich", "met"),
        ({"one_of": ["Financial Services"]}, "industry", "FinTech", "met"),
        ({"one_of": ["FinTech"]}, "industry", "BANKING", "missed"),
        ({"one_of": ["series a"]}, "funding_stage", "A round", "met"),
        ({"one_of": ["customer"]}, "status", "open_deal", "missed"),
        ({"one_of": ["Zürich"]}, "city", "ZURICH ", "met"),
        ({"one_of": [50]}, "seats", "50", "met"),
        ({"one_of": [50]}, "seats", 50.0, "met"),
        ({"one_of": [True]}, "hiring", "Yes", "met"),
        ({"one_of": [False]}, "hiring", True, "missed"),
        ({"one_of": ["b"]}, "tags", ["a", "B"], "met"),
        ({"one_of": ["c"]}, "tags", ["a", "B"], "missed"),
        ({"contains": ["SalesForce"]}, "technologies", ("Sales-force",), "met"),
        ({"contains": ["Sales"]}, "technologies", ("Salesforce",), "missed"),
        ({"contains": ["sales ops"]}, "note", "They hire Sales-Ops people", "met"),
        ({"contains": ["ops"]}, "note", "They hire DevOps people", "missed"),
        ({"contains": ["software"]}, "industry", "COMPUTER_SOFTWARE", "met"),
        ({"matches": "^vp"}, "title", "VP Sales", "met"),
        ({"matches": "head"}, "title", "VP Sales", "missed"),
        ({"exists": True}, "vp_sales", "Bo Roe", "met"),
        ({"exists": True}, "vp_sales", "no", "missed"),
        ({"exists": True}, "vp_sales", False, "missed"),
        ({"exists": True}, "seats", 0, "met"),
        ({"exists": True}, "vp_sales", None, "unknown"),
        ({"exists": False}, "vp_sales", "no", "met"),
        ({"exists": False}, "vp_sales", "Bo Roe", "missed"),
        ({"exists": False}, "vp_sales", None, "unknown"),
    ],
)
def test_a_test_on_a_value_gives_its_verdict(test: dict[str, Any], attribute: str, value: Any, verdict: str) -> None:
    assert judged(test, attribute, value) == verdict


def test_the_value_of_a_met_list_is_the_members_that_met() -> None:
    fit = score(account_of(technologies=("a", "Salesforce", "b")), CLASSIC)
    missed = score(account_of(technologies=("a", "b")), CLASSIC)
    assert (fit.reasons[3].value, missed.reasons[3].value) == ("Salesforce", ["a", "b"])


def test_the_best_fit_goes_by_verdict_then_points_then_order() -> None:
    size = {"name": "Size", "role": "mandatory", "attribute": "employees", "at_least": 50, "points": 30}
    rich = {"name": "Rich", "role": "mandatory", "attribute": "revenue", "at_least": 1e6, "points": 70}
    small = profile_of(size, document={"name": "small"})
    same = profile_of(size, document={"name": "same"})
    both = profile_of(size | {"points": 30}, rich, document={"name": "both"})
    any_one = profile_of(size | {"points": 40}, document={"name": "any"})
    account = account_of(employees=140)
    assert best_fit(account, [both, small]).profile == "small"
    assert best_fit(account, [small, any_one]).profile == "any"
    assert best_fit(account, [small, same]).profile == "small"
    assert best_fit(account_of(), [small, both]).profile == "small"


attribute_values = st.none() | st.integers(-5, 600) | st.sampled_from(["no", "yes", "agency", "51-200", "x", ""])
accounts = st.builds(
    account_of,
    employees=st.none() | st.integers(0, 1000) | st.builds(Range, low=st.integers(0, 90), high=st.integers(90, 900)),
    industry=st.none() | st.sampled_from(["SaaS", "BANKING", "62.01", "odd"]),
    country=st.none() | st.sampled_from(["France", "US", "Allemagne"]),
    technologies=st.lists(st.sampled_from(["Salesforce", "aws"]), unique=True).map(tuple),
    attributes=st.dictionaries(st.sampled_from(["vp_sales", "growth", "description", "other"]), attribute_values),
)


@given(accounts)
def test_fit_is_the_sum_of_its_reasons_and_between_0_and_100(account: Account) -> None:
    fit = score(account, CLASSIC)
    assert 0 <= fit.fit <= 100
    assert fit.fit == round(math.fsum(reason.points for reason in fit.reasons), 6)
    assert all(reason.points == (reason.of if reason.verdict == "met" else 0) for reason in fit.reasons)
    assert 0 <= fit.known <= 1


@given(accounts)
def test_the_same_account_and_profile_give_the_same_fit_and_it_survives_json(account: Account) -> None:
    fit = score(account, CLASSIC)
    fresh = Profile.model_validate(CLASSIC.model_dump())
    assert score(account.model_copy(deep=True), fresh) == fit
    assert Fit.model_validate_json(fit.model_dump_json()) == fit


@given(accounts)
def test_an_unknown_attribute_disqualifies_nobody(account: Account) -> None:
    nothing_said = {key: value for key, value in account.attributes.items() if key != "description"}
    fit = score(account.model_copy(update={"attributes": nothing_said}), CLASSIC)
    assert fit.reasons[-1].verdict == "unknown"
    assert fit.verdict != "out" or fit.rule != score(account_of(**FITTING), CLASSIC).rule


@given(accounts, attribute_values)
def test_knowing_an_unrelated_attribute_changes_nothing(account: Account, value: Any) -> None:
    more = account.model_copy(update={"attributes": account.attributes | {"unrelated": value}})
    assert score(more, CLASSIC) == score(account, CLASSIC)


@given(accounts)
def test_knowing_less_never_makes_an_account_out(account: Account) -> None:
    """What is out by what is known may become possible when it is forgotten; what was not out stays so."""
    fit = score(account, CLASSIC)
    for forgotten in ("employees", "industry", "country"):
        less = score(account.model_copy(update={forgotten: None}), CLASSIC)
        assert less.fit <= fit.fit
        assert fit.verdict == "out" or less.verdict != "out"


@given(accounts, st.permutations(CRITERIA))
def test_the_order_of_criteria_does_not_change_the_fit(account: Account, criteria: list[dict[str, Any]]) -> None:
    fit, other = score(account, CLASSIC), score(account, profile_of(*criteria))
    assert (other.fit, other.verdict, other.tier, other.known, other.rule) == (
        fit.fit,
        fit.verdict,
        fit.tier,
        fit.known,
        fit.rule,
    )
    assert set(other.missing) == set(fit.missing)
