"""icp on the command line: lists in, profiles, tables, sheets and sentences out."""

import csv
import json
import tomllib
from pathlib import Path

import pytest

from fitsignal.cli import run
from tests.icp.learning_lists import companies, csv_of, customer


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "best.csv").write_bytes(csv_of(companies(24, seed=2, make=customer)))
    (tmp_path / "market.csv").write_bytes(csv_of(companies(300, seed=1, first=1000)))
    return tmp_path


def icp(folder: Path, command: str, *more: str) -> int:
    return run(["icp", command, "--customers", str(folder / "best.csv"), "--market", str(folder / "market.csv"), *more])


def rows_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_learned_profile_is_written_and_scores_the_market(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = lists / "icp.toml"
    assert icp(lists, "learn", "--out", str(out)) == 0
    assert "times as many customers in the top fifth" in capsys.readouterr().out
    assert sum(each["points"] for each in tomllib.loads(out.read_text())["criteria"]) == 100
    assert run(["fit", "--input", str(lists / "market.csv"), "--profile", str(out), "--json"]) == 0
    assert len(rows_of(capsys.readouterr().out)) == 300


def test_without_a_file_the_profile_is_printed_as_toml(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert icp(lists, "learn") == 0
    assert tomllib.loads(capsys.readouterr().out)["criteria"]


def test_json_tells_the_promise_then_each_criterion(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert icp(lists, "learn", "--json") == 0
    first, *rows = rows_of(capsys.readouterr().out)
    lift = first["lift"]
    assert isinstance(lift, dict)
    assert lift["low"] <= lift["value"] <= lift["high"]
    assert sum(float(str(row["points"])) for row in rows if "criterion" in row) == 100


def test_learning_again_shows_the_difference_and_writes_only_when_asked(
    lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = lists / "icp.toml"
    icp(lists, "learn", "--out", str(out))
    edited = out.read_text().replace("[tiers]", "# our own words\n[tiers]")
    out.write_text(edited)
    (lists / "best.csv").write_bytes(csv_of(companies(40, seed=9, make=customer)))
    capsys.readouterr()
    assert icp(lists, "learn", "--out", str(out)) == 0
    told = capsys.readouterr()
    assert out.read_text() == edited
    assert "\n+" in told.out
    assert "nothing was written" in told.err
    assert icp(lists, "learn", "--out", str(out), "--update") == 0
    assert "# our own words" in out.read_text()
    assert out.read_text() != edited


def test_the_best_are_taken_by_the_ranks_of_several_columns(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {**each, "arr": place, "days to close": 100 - place}
        for place, each in enumerate(companies(40, seed=2, make=customer))
    ]
    (lists / "best.csv").write_bytes(csv_of(rows))
    options = ("--best-by", "arr", "days to close", "--best", "12", "--ignore", "arr", "days to close", "--json")
    assert icp(lists, "learn", *options) == 0
    assert rows_of(capsys.readouterr().out)[0]["customers"] == 12
    assert icp(lists, "learn", "--best-by", "arrr") == 2
    assert "did you mean arr?" in capsys.readouterr().err


def test_one_customer_is_refused_with_what_would_help(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lists / "best.csv").write_bytes(csv_of(companies(1, make=customer)))
    assert icp(lists, "learn") == 1
    assert "1 customer is too few" in capsys.readouterr().err
    assert not (lists / "icp.toml").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"domain,name\n", b"[1, 2"])
def test_a_list_that_holds_nothing_is_a_sentence(
    content: bytes, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (lists / "best.csv").write_bytes(content)
    assert icp(lists, "learn") == 1
    assert "unexpected" not in capsys.readouterr().err


def test_a_profile_is_proved_and_its_fifty_leads_are_written_and_read_back(
    lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, leads = lists / "icp.toml", lists / "leads.csv"
    icp(lists, "learn", "--out", str(out))
    assert icp(lists, "validate", "--profile", str(out), "--sheet", str(leads)) == 0
    assert "of the market qualify" in capsys.readouterr().out
    with leads.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 50
    last = list(rows[0])[-1]
    with leads.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, last: "yes" if place % 2 else "no"} for place, row in enumerate(rows))
    assert icp(lists, "validate", "--profile", str(out), "--judged", str(leads), "--json") == 0
    told = [row["finding"] for row in rows_of(capsys.readouterr().out) if "finding" in row]
    assert "judged good of those that qualify" in told


def test_deals_that_only_name_companies_are_proved_by_what_the_market_says_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    market = "\n".join(["domain,name,employees", *(f"c{n}.example,C{n},{n}" for n in range(100))])
    (tmp_path / "market.csv").write_text(market)
    deals = [f"c{n}.example,{'won' if n >= 60 else 'lost'}" for n in range(20, 100)]
    (tmp_path / "deals.csv").write_text("\n".join(["domain,outcome", *deals, "stranger.example,won"]))
    (tmp_path / "icp.toml").write_text(
        '[rule]\nmandatory = 1\n[[criteria]]\nname = "Size"\nrole = "mandatory"\nattribute = "employees"\n'
        "at_least = 60\npoints = 100\n"
    )
    asked = ["--profile", str(tmp_path / "icp.toml"), "--market", str(tmp_path / "market.csv")]
    assert run(["icp", "validate", *asked, "--outcomes", str(tmp_path / "deals.csv"), "--json"]) == 0
    said = capsys.readouterr()
    found = {row["finding"]: row["value"] for row in rows_of(said.out) if "finding" in row}
    assert found["won above lost"] == 1.0
    assert "80 of 81" in said.err


def test_outcomes_without_won_and_lost_are_refused_with_what_was_found(
    lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    icp(lists, "learn", "--out", str(lists / "icp.toml"))
    options = ("--profile", str(lists / "icp.toml"), "--outcomes", str(lists / "market.csv"))
    assert icp(lists, "validate", *options) == 2
    assert "found domain, name, industry" in capsys.readouterr().err


def test_lookalikes_are_listed_with_the_customer_that_each_resembles(
    lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert icp(lists, "lookalikes", "--limit", "5", "--json") == 0
    rows = rows_of(capsys.readouterr().out)
    assert len(rows) == 5
    assert all(str(row["closest_domain"]).endswith(".example") and row["shares"] for row in rows)


def test_the_example_says_that_its_four_customers_are_too_few(capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).resolve().parent.parent.parent / "examples" / "northwind"
    assert run(["icp", "learn", "--workspace", str(example)]) == 1
    assert "4 customers are too few" in capsys.readouterr().err


def test_a_thousand_columns_for_two_dozen_customers_are_doubted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def wide(rows: list[dict[str, object]]) -> bytes:
        noise = [{f"c{n}": "abcd"[(31 * place + n * n + place * n) % 4] for n in range(200)} for place in range(324)]
        return csv_of([{**row, **more} for row, more in zip(rows, noise, strict=False)])

    (tmp_path / "best.csv").write_bytes(wide([*companies(24, seed=2, make=customer)]))
    (tmp_path / "market.csv").write_bytes(wide([*companies(300, seed=1, first=1000)]))
    assert icp(tmp_path, "learn", "--out", str(tmp_path / "icp.toml")) == 0
    assert "columns for 24 customers: some set them apart by chance" in capsys.readouterr().out


def test_a_limit_below_one_is_refused(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert icp(lists, "lookalikes", "--limit", "-3") == 2
    assert "--limit" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--ignore", "--trust"])
def test_a_misspelt_column_is_refused_with_the_nearest(
    option: str, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert icp(lists, "learn", option, "employes") == 2
    assert f"{option} employes: neither list has such a column; did you mean employees?" in capsys.readouterr().err


def test_so_many_of_the_best_need_a_ranking(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert icp(lists, "learn", "--best", "5") == 2
    assert "say by which columns with --best-by" in capsys.readouterr().err
    assert icp(lists, "learn", "--best-by", "growth", "--best", "0") == 2


def headless(path: Path) -> None:
    path.write_bytes(path.read_bytes().partition(b"\n")[2])


@pytest.mark.parametrize(("name", "which"), [("best.csv", "the list of customers"), ("market.csv", "the market")])
def test_a_list_without_a_header_proves_nothing(
    name: str, which: str, lists: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = lists / "icp.toml"
    assert icp(lists, "learn", "--out", str(out)) == 0
    headless(lists / name)
    capsys.readouterr()
    assert icp(lists, "validate", "--profile", str(out)) == 1
    assert f"{which} says nothing that icp asks for" in capsys.readouterr().err
    if name == "market.csv":
        page = ("report", "--profile", str(out), "--accounts", str(lists / name), "--out", str(lists / "page.html"))
        assert run(["icp", *page]) == 1
        assert "the account list says nothing" in capsys.readouterr().err
        assert not (lists / "page.html").exists()


def test_a_customer_named_a_hundred_times_is_proved_by_once(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = lists / "icp.toml"
    assert icp(lists, "learn", "--out", str(out)) == 0
    (lists / "best.csv").write_bytes(csv_of(companies(1, seed=2, make=customer) * 100))
    capsys.readouterr()
    assert icp(lists, "validate", "--profile", str(out)) == 0
    assert "of 1, " in capsys.readouterr().out


def test_nobody_is_like_too_few_customers_and_it_says_why(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lists / "best.csv").write_bytes(csv_of(companies(1, seed=2, make=customer)))
    assert icp(lists, "lookalikes") == 1
    assert "1 customer is too few" in capsys.readouterr().err
