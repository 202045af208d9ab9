"""Whole lists as columns: the same values, and the same fits, as accounts read and scored one by one."""

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.columns.account_frame import AccountFrame, columns_of
from icp.columns.frame import Frame
from icp.columns.reading import frame_of_table, read_frame
from icp.columns.scoring import VERDICTS, score_frame, tiers_of
from icp.dates import year_of_date
from icp.fit import score
from icp.intake import read_accounts
from icp.profile import parse_profile

HEADER = (
    "domain,name,Industry,Sector,employees,Company size,country,HQ location,technologies,revenue,status,Seats,Since"
)
ROWS = """
kelvora.example,Kelvora,Computer Software,,140,,France,,Salesforce;HubSpot,12M,customer,12,2015-03-01
brask.example,Brask,,Retail,n/a,51-200,,"Aarhus, Midt, Denmark",HubSpot,$5M - $10M,Closed Won,many,Mar 2019
,Nobody,,,,,,,,,,,
brask.example,Brask again,Banking,,1,,,,,,,1,
tolm.example,Tolm,COMPUTER_SOFTWARE,,lots,1001+,DE,"Paris, France",,1.200,odd,"1,200",5/6/2011
"""
CELLS = {
    "domain": st.sampled_from(["a.example", "b.example", "c.example", "https://www.d.example/x", "mail@gmail.com", ""]),
    "name": st.sampled_from(["Acme", "Bolt, Inc.", "", "n/a"]),
    "industry": st.sampled_from(["Software", "FinTech, SaaS", "Retail", "-", "ein Wort"]),
    "employees": st.sampled_from(["12", "51-200", "1,200", "many", "", "5k", "1001+"]),
    "headcount": st.sampled_from(["7", "", "x"]),
    "country": st.sampled_from(["FR", "Germany", "", "null"]),
    "location": st.sampled_from(["Lyon, Rhône, France", "somewhere", ""]),
    "tech stack": st.sampled_from(["HubSpot;Salesforce", "", "SAP"]),
    "status": st.sampled_from(["customer", "churned", "", "Active"]),
    "founded": st.sampled_from(["2015", "2001-02-03", "?", "soon"]),
    "Sales Team (FTE)": st.sampled_from(["3", "4.5", "10%", "", "$3M", "yes", "0", "2-4"]),
    "Signed on": st.sampled_from(["2015-03-01", "1/2/2019", "never", ""]),
    "Flag": st.sampled_from(["yes", "no", "", "1", "Wahr", "maybe"]),
}
TESTS: list[dict[str, Any]] = [
    {"attribute": "industry", "one_of": ["Software"]},
    {"attribute": "employees", "between": [10, 200]},
    {"attribute": "country", "one_of": ["France"]},
    {"attribute": "region", "exists": True},
    {"attribute": "technologies", "contains": "HubSpot"},
    {"attribute": "status", "one_of": ["prospect"]},
    {"attribute": "founded", "at_least": 2010},
    {"attribute": "sales team fte", "at_least": 4},
    {"attribute": "Headcount", "at_most": 100},
    {"attribute": "signed_on", "between": [2010, 2016]},
    {"attribute": "flag", "one_of": [True]},
    {"attribute": "flag", "exists": False},
    {"attribute": "name", "matches": "^a"},
    {"attribute": "nowhere", "exists": True},
]


def csv_of(rows: list[dict[str, str]]) -> bytes:
    quoted = (",".join(f'"{row[column]}"' for column in CELLS) for row in rows)
    return "\n".join([",".join(f'"{column}"' for column in CELLS), *quoted]).encode()


def test_a_frame_says_of_each_account_what_the_account_would_say() -> None:
    data = (HEADER + ROWS).encode()
    accounts = read_accounts(data, "csv").accounts
    frame, problems = read_frame(data, "csv", "list.csv")
    attributes = [*columns_of(accounts), "Number of Employees", "SEATS", "no such column", "status"]
    kept = [row for row, kept in enumerate(frame.accounts) if kept]
    assert [frame.domains.at(row) for row in kept] == [account.domain for account in accounts]
    said = {each: [frame.series(each).at(row) for row in kept] for each in attributes}
    own = {each: [plain(account.value(each)) for account in accounts] for each in attributes}
    assert said == own
    assert problems == ()


def plain(value: Any) -> Any:
    return (tuple(value) or None) if isinstance(value, list | tuple) else value


def test_an_arrow_table_is_read_as_the_file_that_it_would_be() -> None:
    table = pa.table({"domain": ["a.example", "b.example", None], "employees": [5, None, 7], "tags": [["x"], [], None]})
    frame = frame_of_table(table)
    assert [frame.series("employees").at(row) for row in range(3)] == [5, None, 7]
    assert [frame.series("tags").at(row) for row in range(3)] == [("x",), None, None]
    assert frame.accounts.tolist() == [True, True, False]


@settings(max_examples=60)
@given(
    rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=8),
    picked=st.lists(
        st.tuples(
            st.sampled_from(TESTS),
            st.sampled_from(["mandatory", "preferential", "disqualifier"]),
            st.sampled_from([0, 1, 2.5, 7, 100 / 14]),
        ),
        min_size=1,
        max_size=14,
    ),
    rule=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_the_fits_of_columns_are_those_of_the_accounts_one_by_one(
    rows: list[dict[str, str]], picked: list[tuple[dict[str, Any], str, float]], rule: tuple[int, int]
) -> None:
    criteria = [
        {"name": f"c{number}", "role": role, "points": points if role != "disqualifier" else 0, **test}
        for number, (test, role, points) in enumerate(picked)
    ]
    roles = [criterion["role"] for criterion in criteria]
    asked = {role: min(need, roles.count(role)) for role, need in zip(("mandatory", "preferential"), rule, strict=True)}
    profile, _ = parse_profile({"criteria": criteria, "rule": asked, "tiers": {"A": 10, "B": 5}}, "p")
    if profile is None:  # more than 100 points in all
        return
    accounts = read_accounts(csv_of(rows), "csv").accounts
    frame, _ = read_frame(csv_of(rows), "csv", "x")
    for each, mask in ((frame, frame.accounts), (AccountFrame(accounts, ()), slice(None))):
        assert told(each, mask, profile) == [
            (fit.domain, fit.fit, fit.tier, fit.verdict, fit.known)
            for fit in (score(account, profile) for account in accounts)
        ]


def told(frame: Frame, mask: Any, profile: Any) -> list[tuple[Any, ...]]:
    scores = score_frame(frame, profile)
    rows = zip(
        [frame.domains.at(row) for row in range(frame.rows)],
        scores.points.tolist(),
        tiers_of(scores, profile),
        [VERDICTS[place] for place in scores.verdict],
        scores.known.tolist(),
        strict=True,
    )
    kept = list(range(frame.rows))[mask] if isinstance(mask, slice) else [row for row, on in enumerate(mask) if on]
    return [row for place, row in enumerate(rows) if place in kept]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2015-03-01", 2015),
        ("1/3/2015", 2015),
        ("12 Mar 2015", 2015),
        ("March 3, 2015", 2015),
        ("2015-03-01T10:00:00Z", 2015),
        ("3.4.2015", 2015),
        ("2015", None),
        ("2007-2012", None),
        ("in March 2015 or so", None),
        ("", None),
    ],
)
def test_the_year_of_a_date_is_found_and_of_nothing_else(text: str, year: int | None) -> None:
    assert year_of_date(text) == year
