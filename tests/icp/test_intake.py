"""Account lists: every export's headers, every file's habits, every problem at once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Account, Range
from icp.intake import read_accounts
from icp.records import Format


def read_one(text: str) -> Account:
    intake = read_accounts(text.encode(), "csv", "accounts.csv")
    assert [problem.message for problem in intake.problems] == []
    (account,) = intake.accounts
    return account


def given_of(account: Account) -> dict[str, Any]:
    return account.model_dump(exclude_defaults=True)


def test_our_own_columns_are_read_and_every_other_column_is_an_attribute() -> None:
    account = read_one(
        "domain,name,aliases,industry,employees,revenue,country,technologies,founded,status,strategic,"
        "Sales Team\n"
        'veltrane.example,Veltrane,"Veltrane SAS; VLT",SaaS,140,12000000,France,Salesforce|HubSpot,2016,customer,yes,'
        "7\n"
    )
    assert given_of(account) == {
        "domain": "veltrane.example",
        "name": "Veltrane",
        "aliases": ("Veltrane SAS", "VLT"),
        "industry": "SaaS",
        "employees": 140,
        "revenue": 12e6,
        "country": "France",
        "technologies": ("Salesforce", "HubSpot"),
        "founded": 2016,
        "status": "customer",
        "strategic": True,
        "attributes": {"sales_team": "7", "strategic": "yes"},
    }


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Record ID,Company name,Company Domain Name,Industry,Number of Employees,Annual Revenue,Country/Region,"
            "State/Region,Lifecycle Stage,Company owner",
            "91,Halden Freight,haldenfreight.example,COMPUTER_SOFTWARE,85,4000000,Norway,Oslo,Customer,mara@us.example",
            {
                "domain": "haldenfreight.example",
                "name": "Halden Freight",
                "industry": "COMPUTER_SOFTWARE",
                "employees": 85,
                "revenue": 4e6,
                "country": "Norway",
                "region": "Oslo",
                "status": "customer",
                "owner": "mara@us.example",
                "attributes": {"record_id": "91", "status": "Customer"},
            },
        ),
        (
            "Account Name,Website,Type,Employees,Billing Country,Billing State/Province,Account Owner,Last Activity",
            "Quillmar,https://www.quillmar.example/en,Competitor,51-200,US,CA,Bo Roe,2026-11-02",
            {
                "domain": "quillmar.example",
                "name": "Quillmar",
                "status": "competitor",
                "employees": {"low": 51.0, "high": 200.0},
                "country": "US",
                "region": "CA",
                "owner": "Bo Roe",
                "last_activity": "2026-11-02",
                "attributes": {"employees": "51-200", "status": "Competitor"},
            },
        ),
        (
            "Organization Name,Organization Name URL,Website,Industries,Headquarters Location,Last Funding Type,"
            "Founded Date,Number of Employees",
            "Orrinfeld,https://www.crunchbase.com/organization/orrinfeld,http://orrinfeld.example,"
            '"SaaS, Sales Automation","Lyon, Auvergne-Rhone-Alpes, France",Series A,2019-04-01,11-50',
            {
                "domain": "orrinfeld.example",
                "name": "Orrinfeld",
                "industry": "SaaS, Sales Automation",
                "employees": {"low": 11.0, "high": 50.0},
                "country": "France",
                "region": "Auvergne-Rhone-Alpes",
                "founded": 2019,
                "funding_stage": "Series A",
                "attributes": {
                    "organization_name_url": "https://www.crunchbase.com/organization/orrinfeld",
                    "headquarters_location": "Lyon, Auvergne-Rhone-Alpes, France",
                    "employees": "11-50",
                    "founded": "2019-04-01",
                },
            },
        ),
        (
            "Company Name,Website,Revenue (in 000s USD),Employees,Primary Industry,Company Country",
            "Brask & Thole,braskthole.example,5000,40,Manufacturing,Germany",
            {
                "domain": "braskthole.example",
                "name": "Brask & Thole",
                "revenue": 5e6,
                "employees": 40,
                "industry": "Manufacturing",
                "country": "Germany",
            },
        ),
        (
            "Company,Company Name for Emails,# Employees,Website,Technologies,Latest Funding",
            'Sundmark Oy,Sundmark,1200,sundmark.example,"Salesforce, Outreach",Series B',
            {
                "domain": "sundmark.example",
                "name": "Sundmark Oy",
                "aliases": ("Sundmark",),
                "employees": 1200,
                "technologies": ("Salesforce", "Outreach"),
                "funding_stage": "Series B",
            },
        ),
    ],
    ids=["HubSpot", "Salesforce", "Crunchbase", "ZoomInfo", "Apollo"],
)
def test_the_headers_of_an_export_are_recognised(header: str, row: str, expected: dict[str, Any]) -> None:
    assert given_of(read_one(f"{header}\n{row}\n")) == expected


def test_nested_json_of_clearbit_and_hubspot_is_recognised() -> None:
    rows = [
        {"name": "Tamsell", "domain": "tamsell.example", "metrics": {"employees": 30}, "geo": {"country": "Spain"}}
        | {"category": {"industry": "Internet Software & Services"}, "tech": ["aws", "stripe"], "foundedYear": 2018},
        {"id": "7", "properties": {"domain": "corvane.example", "numberofemployees": "55", "name": "Corvane"}},
    ]
    intake = read_accounts("\n".join(map(json.dumps, rows)).encode(), "jsonl")
    assert intake.problems == ()
    first, second = intake.accounts
    assert (first.employees, first.country, first.industry) == (30, "Spain", "Internet Software & Services")
    assert (first.technologies, first.founded) == (("aws", "stripe"), 2018)
    assert (second.domain, second.name, second.employees) == ("corvane.example", "Corvane", 55)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_delimiter_and_line_end_are_found_out(encoding: str, delimiter: str, line_end: str) -> None:
    lines = [["domain", "name", "note"], ["veltrane.example", "Véltrane", '"two\nlines"']]
    text = line_end.join(delimiter.join(line) for line in lines)
    intake = read_accounts(text.encode(encoding), "csv")
    assert intake.problems == ()
    assert [(account.name, account.value("note")) for account in intake.accounts] == [("Véltrane", "two\nlines")]


def test_a_file_in_windows_1252_is_read_with_a_warning() -> None:
    intake = read_accounts("domain,name\nveltrane.example,Véltrane\n".encode("cp1252"), "csv", "a.csv")
    assert [account.name for account in intake.accounts] == ["Véltrane"]
    assert [(problem.where, problem.level, problem.field) for problem in intake.problems] == [
        ("a.csv line 2", "warning", "encoding")
    ]


@pytest.mark.parametrize("empty", ["", "-", "n/a", "N/A", "null", "None", "unknown", " ", "#N/A", "NaN"])
def test_an_empty_cell_in_any_spelling_is_unknown(empty: str) -> None:
    account = read_one(
        f"domain,name,employees,country,note,status\nveltrane.example,V,{empty},{empty},{empty},{empty}\n"
    )
    assert given_of(account) == {"domain": "veltrane.example", "name": "V"}
    assert [account.value(key) for key in ("employees", "country", "note", "nothing")] == [None] * 4


def test_all_problems_are_told_at_once_each_with_its_line() -> None:
    text = (
        "domain,name,employees,status\n"
        "veltrane.example,Veltrane,140,customer\n"
        ",Nameless,1,\n"
        '"not a\nhost",Broken,2,\n'
        "www.veltrane.example,Again,3,\n"
        "mara@gmail.com,Mail,4,\n"
        "https://linkedin.com/company/quillmar,Quillmar,5,\n"
        "corvane.example,Corvane,a few,Active\n"
        "tamsell.example,Tamsell,6,Active\n"
        "brask.example,Brask,7,,surplus\n"
    )
    intake = read_accounts(text.encode(), "csv", "accounts.csv")
    assert [account.domain for account in intake.accounts] == [
        "veltrane.example",
        "corvane.example",
        "tamsell.example",
        "brask.example",
    ]
    expected = "expected a domain such as acme.com, a web address or an e-mail address"
    assert [(problem.level, problem.message) for problem in intake.problems] == [
        (
            "warning",
            "accounts.csv line 11 has 5 cells, the header 4: the rest was left out; quote cells with delimiters",
        ),
        ("error", f"accounts.csv line 3 was left out: no domain is given; {expected}"),
        ("error", f"accounts.csv line 4 was left out: 'not a host' is not a domain of its own; {expected}"),
        (
            "warning",
            "accounts.csv line 6 repeats veltrane.example of accounts.csv line 2: the first row counts, "
            "this one was left out",
        ),
        ("error", f"accounts.csv line 7 was left out: 'mara@gmail.com' is not a domain of its own; {expected}"),
        (
            "warning",
            "accounts.csv line 8 was left out: 'https://linkedin.com/company/quillmar' is a page at linkedin.com, "
            "not the company's own domain",
        ),
        (
            "warning",
            "accounts.csv line 9: employees 'a few' is not a number or range of people such as 140, 51-200 or 1001+: "
            "kept as text",
        ),
        (
            "warning",
            "accounts.csv line 9 (and 1 more rows): status 'Active' is not prospect, customer, open_deal, competitor, "
            "own, opted_out or discovered: taken as prospect",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Customer", "customer"),
        ("Closed Won", "customer"),
        ("customer_direct", "customer"),
        ("Opportunity", "open_deal"),
        ("open deal", "open_deal"),
        ("Do Not Contact", "opted_out"),
        ("Former Customer", "prospect"),
        ("own", "own"),
        ("marketingqualifiedlead", "prospect"),
        ("COMPETITOR", "competitor"),
        ("discovered", "discovered"),
    ],
)
def test_a_crm_s_word_for_the_relation_gives_the_status(text: str, status: str) -> None:
    assert read_one(f"domain,name,status\nveltrane.example,V,{text}\n").status == status


def test_where_the_first_column_is_empty_the_next_of_its_kind_counts() -> None:
    intake = read_accounts(
        b"Company Domain Name,Website,Name,Email\n"
        b",https://quillmar.example,Quillmar,bo@elsewhere.example\n"
        b",,Corvane,bo@corvane.example\n"
        b"tamsell.example,https://tamsell-group.example,Tamsell,\n",
        "csv",
    )
    assert [(account.domain, account.domains) for account in intake.accounts] == [
        ("quillmar.example", ("elsewhere.example",)),
        ("corvane.example", ()),
        ("tamsell.example", ("tamsell-group.example",)),
    ]


def test_codes_keep_the_name_of_their_classification() -> None:
    account = read_one("domain,name,SIC Code\nveltrane.example,V,7372\n")
    assert account.industry == "SIC 7372"


def test_an_attribute_is_found_by_any_spelling_of_its_column() -> None:
    account = read_one("domain,name,Number of Employees,Sales Team\nveltrane.example,V,51-200,7\n")
    spellings = ["employees", "Number of Employees", "number_of_employees", "headcount"]
    assert [account.value(spelling) for spelling in spellings] == [Range(low=51, high=200)] * 4
    assert [account.value(spelling) for spelling in ("Sales Team", "sales_team", "sales-team")] == ["7"] * 3
    assert account.value("status") == "prospect"


@pytest.mark.parametrize(
    ("data", "format", "message"),
    [
        (b"", "csv", "a holds no rows"),
        (b"\n\n", "csv", "a holds no rows"),
        (b"PK\x03\x04\x14\0\x06\0", "csv", "a is a spreadsheet or a ZIP archive: save it as CSV in UTF-8"),
        (b"PAR1 in a file called .csv", "csv", "a is a Parquet file, though its name does not say so"),
        (b"domain,\xff\xfe\nx.example,\0\n", "csv", "a is neither UTF-8 nor any other text"),
        (b"name,city\nV,Lyon\n", "csv", "a has no column with a domain: found 'name', 'city'; name one"),
        (b"{oops}\n", "jsonl", "a line 1 is not JSON"),
        (b"[1, 2", "jsonl", "a is not one JSON array"),
        (b"7\n", "jsonl", "a line 1 is 7, not an object with a domain"),
        (b"PAR1 not really", "parquet", "a cannot be read as Parquet"),
        (b'domain,name\nx.example,"open\ny.example,Y\n', "csv", "a line 2 cannot be read as CSV"),
    ],
)
def test_a_broken_file_is_a_sentence(data: bytes, format: Format, message: str) -> None:
    problems = read_accounts(data, format, "a").problems
    assert problems[0].message.startswith(message)
    assert problems[0].level == "error"


def test_a_header_that_comes_again_is_no_company() -> None:
    found = read_accounts(b"domain,name\nx.example,X\ndomain, name\ny.example,Y\n", "csv", "a")
    assert [each.domain for each in found.accounts] == ["x.example", "y.example"]
    assert [each.message for each in found.problems] == ["a line 3 is the header once more: left out"]


def test_a_parquet_file_is_read_as_its_rows() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"domain": ["veltrane.example", None], "employees": [140, 3], "tech": [["Salesforce"], []]})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    intake = read_accounts(sink.getvalue(), "parquet", "a.parquet")
    assert [(account.domain, account.employees, account.technologies) for account in intake.accounts] == [
        ("veltrane.example", 140, ("Salesforce",))
    ]
    assert [problem.where for problem in intake.problems] == ["a.parquet row 2"]


cells = st.text(max_size=12) | st.sampled_from(['"', ",", "\n", "veltrane.example", "51-200", "n/a", "\0", "Active"])
tables = st.lists(st.lists(cells, max_size=6).map(",".join), max_size=8).map("\n".join).map(str.encode)


@given(
    st.binary() | tables.map(lambda rows: b"domain,name,employees,status\n" + rows), st.sampled_from(["csv", "jsonl"])
)
def test_no_bytes_raise_and_every_domain_is_there_once(data: bytes, format: Format) -> None:
    accounts = read_accounts(data, format).accounts
    assert len({account.domain for account in accounts}) == len(accounts)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
known_keys = st.sampled_from(
    ["employees", "founded", "status", "tech", "domains", "name", "aliases", "odd", "location"]
)


@given(st.lists(st.dictionaries(known_keys, json_values, max_size=5), max_size=4))
def test_no_json_raises(rows: list[dict[str, Any]]) -> None:
    named = [{"domain": f"a{number}.example", **row} for number, row in enumerate(rows)]
    data = json.dumps(named).replace("NaN", "null").replace("-Infinity", "null").replace("Infinity", "null").encode()
    intake = read_accounts(data, "jsonl")
    unreadable = any(problem.field == "file" for problem in intake.problems)
    assert unreadable or len(intake.accounts) == len(rows)


def test_json_nested_to_any_depth_is_read() -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * 900 + "1" + closing * 900
        intake = read_accounts(f'[{{"domain": "veltrane.example", "x": {deep}}}]'.encode(), "jsonl")
        assert [account.domain for account in intake.accounts] == ["veltrane.example"]


@given(st.binary(max_size=200))
def test_no_bytes_raise_as_parquet(data: bytes) -> None:
    assert read_accounts(b"PAR1" + data + b"PAR1", "parquet").accounts == ()


def test_the_real_list_of_start_ups_is_read_with_few_errors(shared_data: Path) -> None:
    data = (shared_data / "accounts" / "techstars_companies.json").read_bytes()
    intake = read_accounts(data, "jsonl", "techstars_companies.json")
    errors = [problem for problem in intake.problems if problem.level == "error"]
    assert len(errors) <= 5
    assert len(intake.accounts) > 3900
    assert all(account.status == "prospect" for account in intake.accounts)
    assert sum(account.country is not None for account in intake.accounts) > 0.98 * len(intake.accounts)
    assert not any(account.domain in ("linkedin.com", "crunchbase.com") for account in intake.accounts)
