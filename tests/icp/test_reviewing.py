"""A profile against what became of accounts: what it missed, which change would mend it, and what has drifted."""

from random import Random

import numpy as np
import pytest

from icp.columns.frame import Frame
from icp.columns.reading import read_frame
from icp.profile_model import Profile, Rule
from icp.profile_reading import parse_profile
from icp.reviewing.change import changed
from icp.reviewing.drift import CHANGED, SHIFTED, drifts, shape_of
from icp.reviewing.review import Case, review


def profile() -> Profile:
    body = {
        "rule": {"mandatory": 2, "preferential": 0},
        "criteria": [
            {"name": "Size", "role": "mandatory", "attribute": "employees", "between": [50, 500], "points": 40},
            {"name": "Country", "role": "mandatory", "attribute": "country", "one_of": ["FR"], "points": 30},
            {"name": "CRM", "role": "preferential", "attribute": "technologies", "contains": "HubSpot", "points": 30},
            {"name": "Agencies", "role": "disqualifier", "attribute": "model", "one_of": ["Agency"]},
        ],
    }
    found, problems = parse_profile(body, "icp")
    assert found is not None, problems
    return found


def market(seed: int = 1, size: int = 400) -> list[dict[str, object]]:
    dice = Random(seed)
    return [
        {
            "domain": f"c{n}.example",
            "name": f"C{n}",
            "employees": dice.choice([20, 60, 120, 300, 700, 900]),
            "country": dice.choice(["FR", "DE", "GB"]),
            "technologies": dice.choice(["HubSpot", "Pipedrive", ""]),
            "model": dice.choice(["Product", "Agency", "Reseller"]),
        }
        for n in range(size)
    ]


def frame(rows: list[dict[str, object]]) -> Frame:
    names = list(rows[0])
    lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
    return read_frame("\n".join(lines).encode(), "csv", "accounts")[0]


def chosen(rows: list[dict[str, object]], **fields: object) -> list[str]:
    return [str(row["domain"]) for row in rows if all(row[name] == value for name, value in fields.items())]


def test_it_says_of_each_story_whether_the_profile_was_right_and_what_it_missed() -> None:
    rows = market()
    good = chosen(rows, country="DE", employees=120, model="Product")[0]
    bad = chosen(rows, country="FR", employees=120, model="Product", technologies="Pipedrive")[0]
    found = review(
        [profile()], frame(rows), [Case(good, True, "new customer"), Case(bad, False, "not a fit: too small")]
    )
    assert [(each.verdict, each.right, each.missed[:1]) for each in found.judged] == [
        ("out", False, ("Country",)),
        ("qualifies", False, ("CRM",)),
    ]


def test_good_accounts_of_another_country_propose_that_country_with_its_effect() -> None:
    rows = market()
    good = [Case(domain, True, "new customer") for domain in chosen(rows, country="DE", employees=120, model="Product")]
    found = review([profile()], frame(rows), good)
    best = found.proposals[0]
    assert str(best.change) == "Country: have FR or DE as country (now: have FR as country)"
    assert (best.before.good, best.after.good) == (0, len(good))
    assert best.after.accounts == int(_qualifying(changed(profile(), best.change), rows))


def _qualifying(of: Profile, rows: list[dict[str, object]]) -> int:
    from icp.columns.scoring import score_frame

    return int(score_frame(frame(rows), of).qualifies.sum())


def test_a_bound_is_widened_only_as_far_as_the_good_ones_need() -> None:
    rows = market()
    good = [Case(domain, True, "good") for domain in chosen(rows, country="FR", employees=700, model="Product")]
    changes = [str(each.change) for each in review([profile()], frame(rows), good).proposals]
    assert changes[0] == "Size: have 50 to 700 employees (now: have 50 to 500 employees)"


def test_what_bad_accounts_share_becomes_a_red_flag() -> None:
    rows = market()
    bad = [Case(domain, False, "not a fit") for domain in chosen(rows, country="FR", employees=120, model="Reseller")]
    good = [Case(domain, True, "good") for domain in chosen(rows, country="FR", employees=120, model="Product")]
    flagged = [each for each in rows if each["model"] == "Reseller"]
    assert flagged
    found = review([_without("model")], frame(rows), [*bad, *good])
    assert str(found.proposals[0].change).startswith("add the red flag 'Model: Reseller'")
    assert found.proposals[0].after.bad == 0
    assert found.proposals[0].after.good == found.proposals[0].before.good


def _without(attribute: str) -> Profile:
    whole = profile()
    return whole.model_copy(update={"criteria": tuple(c for c in whole.criteria if c.attribute != attribute)})


def _abroad() -> Profile:
    criteria = tuple(
        each.model_copy(update={"test": each.test.model_copy(update={"values": ("DE",)})})
        if each.name == "Country"
        else each
        for each in profile().criteria
    )
    return profile().model_copy(update={"criteria": criteria, "name": "icp-de"})


def test_an_account_is_judged_by_the_profile_that_it_fits_best() -> None:
    rows = market()
    here, there, nowhere = (
        chosen(rows, country=country, employees=120, model="Product")[0] for country in ("FR", "DE", "GB")
    )
    cases = [Case(domain, True, "good") for domain in (here, there, nowhere)]
    found = review([profile(), _abroad()], frame(rows), cases)
    assert [(each.profile, each.right) for each in found.judged] == [("icp", True), ("icp-de", True), ("icp", False)]


def test_a_change_of_one_of_several_profiles_counts_accounts_that_any_lets_in() -> None:
    rows = market()
    good = [Case(domain, True, "good") for domain in chosen(rows, country="DE", employees=700, model="Product")]
    both = [profile(), _abroad()]
    best = review(both, frame(rows), good).proposals[0]
    assert (best.place, str(best.change)) == (1, "Size: have 50 to 700 employees (now: have 50 to 500 employees)")
    asked = [changed(both[1], best.change), both[0]]
    assert best.after.accounts == sum(_any_qualifies(asked, row) for row in rows)


def _any_qualifies(profiles: list[Profile], row: dict[str, object]) -> bool:
    return any(_qualifying(each, [row]) for each in profiles)


def test_no_change_is_proposed_where_the_profile_was_right_or_no_story_is_known() -> None:
    rows = market()
    right = [Case(domain, True, "good") for domain in chosen(rows, country="FR", employees=120, model="Product")]
    assert review([profile()], frame(rows), right).proposals == ()
    assert review([profile()], frame(rows), []).proposals == ()


def test_a_story_of_an_account_that_the_list_does_not_have_is_told() -> None:
    case = Case("stranger.example", True, "new customer")
    found = review([profile()], frame(market()), [case])
    assert (found.strangers, found.judged) == ((case,), ())


def test_a_removed_criterion_leaves_a_rule_that_can_be_met() -> None:
    rows = market()
    crm = next(each for each in profile().criteria if each.name == "CRM")
    from icp.reviewing.change import Change

    after = changed(profile(), Change("remove", crm))
    assert (after.rule.mandatory, after.rule.preferential) == (2, 0)
    assert _qualifying(after, rows) == _qualifying(profile(), rows)


@pytest.mark.parametrize(("share", "mark"), [(1 / 3, "stable"), (0.53, "shifted"), (0.75, "changed")])
def test_drift_is_told_by_the_usual_marks(share: float, mark: str) -> None:
    then, dice = shape_of(frame(market(seed=1, size=3000))), Random(9)
    rows = market(seed=2, size=3000)
    for row in rows:
        row["country"] = "FR" if dice.random() < share else dice.choice(["DE", "GB"])
    found = {each.attribute: each for each in drifts(then, shape_of(frame(rows)))}
    assert found["country"].mark == mark
    assert found["model"].mark == "stable"
    assert (SHIFTED, CHANGED) == (0.10, 0.25)


def test_drift_needs_no_same_columns_and_survives_empty_lists() -> None:
    rows = market(size=50)
    shape = shape_of(frame(rows))
    assert drifts({}, shape) == ()
    assert drifts({"country": {"FR": 1.0}}, {}) == ()
    assert shape_of(frame(rows), np.zeros(50, dtype=bool)) == {}


def test_the_last_criterion_that_lets_anybody_in_is_never_removed() -> None:
    rows = market()
    whole = profile()
    alone = whole.model_copy(update={"criteria": whole.criteria[1:2], "rule": Rule(mandatory=1, preferential=0)})
    good = [Case(domain, True, "good") for domain in chosen(rows, country="DE")[:30]]
    made = review([alone], frame(rows), good).proposals
    assert made
    assert all(each.change.what != "remove" for each in made)


def test_a_value_that_falls_among_the_others_is_no_drift_by_itself() -> None:
    then = {"town": {"Lyon": 0.9, "Graz": 0.06, "(others)": 0.04}}
    now = {"town": {"Lyon": 0.9, "Bern": 0.06, "(others)": 0.04}}
    (found,) = drifts(then, now)
    assert found.psi == 0
    (moved,) = drifts(then, {"town": {"Lyon": 0.5, "Bern": 0.46, "(others)": 0.04}})
    assert moved.mark == "changed"


@pytest.mark.parametrize("size", [15, 40])
def test_few_companies_of_one_population_do_not_look_changed(size: int) -> None:
    marks = []
    for seed in range(60):
        then, now = (frame(market(seed=2 * seed + part, size=size)) for part in (0, 1))
        marks += [each.mark for each in drifts(shape_of(then), shape_of(now), (size, size))]
    assert sum(mark in ("shifted", "changed") for mark in marks) < 0.1 * len(marks)
    assert "may be chance" in marks


def test_a_great_change_of_few_companies_is_told() -> None:
    rows = [{**row, "country": "FR"} for row in market(size=40)]
    moved = [{**row, "country": "DE"} for row in market(size=40)]
    found = {each.attribute: each.mark for each in drifts(shape_of(frame(rows)), shape_of(frame(moved)), (40, 40))}
    assert found["country"] == "changed"
