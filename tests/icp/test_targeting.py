"""A profile as filters of Sales Navigator and Apollo: what they ask in their words, and what they cannot ask."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitsignal.cli import run
from icp.profile import parse_profile
from icp.targeting import Filter, filters
from tests.fitsignal.conftest import write

__all__ = ["write"]


def only(tool: Any, **criterion: Any) -> Filter:
    table = {"name": "One", "role": "mandatory", "points": 10, **criterion}
    profile, problems = parse_profile({"rule": {"mandatory": 1, "preferential": 0}, "criteria": [table]}, "p")
    if profile is None:
        table |= {"role": "disqualifier"}
        other = {"name": "Other", "role": "mandatory", "points": 10, "attribute": "x", "exists": True}
        rule = {"mandatory": 1, "preferential": 0}
        table.pop("points", None)
        profile, problems = parse_profile({"rule": rule, "criteria": [table, other]}, "p")
    assert profile is not None, problems
    return filters(profile, tool)[0]


@pytest.mark.parametrize(
    ("bounds", "sizes", "coarser"),
    [
        ({"between": [51, 500]}, ("51-200", "201-500"), False),
        ({"between": [50, 500]}, ("11-50", "51-200", "201-500"), True),
        ({"at_least": 1001}, ("1,001-5,000", "5,001-10,000", "10,001+"), False),
        ({"at_most": 10}, ("1-10",), False),
    ],
)
def test_sales_navigator_s_sizes_cover_the_profile_s(bounds: Any, sizes: tuple[str, ...], coarser: bool) -> None:
    found = only("sales-navigator", attribute="employees", **bounds)
    assert (found.field, found.values, bool(found.note)) == ("Company headcount", sizes, coarser)


@pytest.mark.parametrize(
    ("criterion", "field", "values"),
    [
        ({"attribute": "employees", "between": [50, 500]}, "organization_num_employees_ranges[]", ("50,500",)),
        ({"attribute": "employees", "at_least": 50}, "organization_num_employees_ranges[]", ("50,10000000",)),
        ({"attribute": "Country", "one_of": ["FR", "DE"]}, "organization_locations[]", ("FR", "DE")),
        ({"attribute": "revenue", "between": [1e6, 5e6]}, "revenue_range", ("min=1000000", "max=5000000")),
        ({"attribute": "funding_stage", "one_of": ["Series A"]}, "organization_latest_funding_stage_cd[]", ("2",)),
    ],
)
def test_apollo_is_asked_by_its_parameters(criterion: dict[str, Any], field: str, values: tuple[str, ...]) -> None:
    found = only("apollo", **criterion)
    assert (found.field, found.values, found.exclude) == (field, values, False)


def test_what_a_tool_cannot_ask_is_told() -> None:
    found = only("apollo", attribute="sales_people", at_least=5)
    assert (found.field, found.values, found.note) == (
        "",
        (),
        "not to be asked there: check it on the list that comes",
    )


@given(st.integers(1, 20_000), st.integers(0, 20_000))
def test_no_company_that_meets_the_bounds_is_outside_the_sizes_asked_for(low: int, more: int) -> None:
    found = only("sales-navigator", attribute="employees", between=[low, low + more])
    for employees in {low, low + more, low + more // 2}:
        assert any(_holds(size, employees) for size in found.values)


def _holds(size: str, employees: int) -> bool:
    low, _, high = size.replace(",", "").rstrip("+").partition("-")
    return int(low) <= employees and (not high or employees <= int(high))


def test_the_command_tells_the_workspace_s_profile(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write()
    assert run(["icp", "filters", "--for", "sales-navigator", "--json", "--workspace", str(folder)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["criterion"], row["field"]) for row in rows] == [("Size", "Company headcount"), ("France", "")]
    assert run(["icp", "filters", "--for", "apollo", "--profile", str(folder / "icp.toml")]) == 0
    assert "50,500" in capsys.readouterr().out
    assert run(["icp", "filters", "--for", "elsewhere", "--workspace", str(folder)]) == 2
