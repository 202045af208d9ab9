"""icp report: one page that needs nothing else, whatever the lists say."""

import csv
import re
from pathlib import Path

import pytest

from fitsignal.cli import run

PROFILE = """
[rule]
mandatory = 1
preferential = 1
[document]
name = "Scale-ups <b>"
summary = "Who buys & stays"
triggers = ["a round", "<script>alert(1)</script>"]
[[criteria]]
name = "Company size"
role = "mandatory"
attribute = "employees"
between = [50, 500]
points = 60
[[criteria]]
name = "Uses <i>HubSpot</i>"
role = "preferential"
attribute = "technologies"
contains = "HubSpot"
points = 40
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "icp.toml").write_text(PROFILE)
    (tmp_path / "other.toml").write_text(PROFILE.replace("[50, 500]", "[20, 200]"))
    with (tmp_path / "accounts.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["domain", "name", "employees", "technologies", "status"])
        for n in range(120):
            tools = "HubSpot" if n % 3 == 0 else "Pipedrive"
            rows.writerow([f"c{n}.example", f"C{n} <b>", n * 5, tools, "customer" if n % 10 == 0 else "prospect"])
    with (tmp_path / "deals.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["domain", "outcome", "amount"])
        rows.writerows([f"c{n}.example", "won" if n % 3 == 0 else "lost", 1000 * n] for n in range(120))
    return tmp_path


def made(folder: Path, *more: str) -> str:
    page = folder / "page.html"
    given = ["--profile", str(folder / "icp.toml"), "--accounts", str(folder / "accounts.csv")]
    assert run(["icp", "report", "--out", str(page), *given, *more]) == 0
    return page.read_text()


def test_the_page_needs_nothing_and_escapes_what_lists_say(folder: Path) -> None:
    page = made(folder, "--outcomes", str(folder / "deals.csv"), "--against", str(folder / "other.toml"))
    assert not re.search(r"<script|https?://|src=|@import|url\(", page)
    assert "&lt;script&gt;alert(1)" in page
    assert "C6 &lt;b&gt;" in page
    assert "Uses &lt;i&gt;HubSpot" in page


def test_the_page_tells_the_figures_of_the_list(folder: Path) -> None:
    page = made(folder, "--outcomes", str(folder / "deals.csv"), "--against", str(folder / "other.toml"))
    assert "120 accounts, 12 of them customers" in page
    assert "30 qualify (25 %)" in page
    assert "<h3>2 enter</h3>" in page
    assert "<h3>20 leave</h3>" in page
    assert "4 of 12 best customers have HubSpot among technologies, 33 % of the market does" in page
    assert "30 deals" in page


def test_a_deal_with_a_company_that_no_list_has_is_compared_with_nothing(folder: Path) -> None:
    with (folder / "deals.csv").open("a", newline="") as file:
        csv.writer(file).writerows([f"stranger{n}.example", "won", 5] for n in range(40))
    page = made(folder, "--outcomes", str(folder / "deals.csv"))
    assert "40 deals are left out: the list does not have their companies" in page
    assert "90 deals" in page
    assert "130 deals" not in page


def test_a_deal_under_a_further_domain_is_with_the_same_company(folder: Path) -> None:
    rows = list(csv.reader((folder / "accounts.csv").read_text().splitlines()))
    with (folder / "accounts.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[*rows[0], "domains"], *([*row, f"shop-{row[0]}"] for row in rows[1:])])
    text = (folder / "deals.csv").read_text()
    (folder / "deals.csv").write_text(text.replace("\nc", "\nshop-c"))
    page = made(folder, "--outcomes", str(folder / "deals.csv"))
    assert "30 deals" in page
    assert "left out" not in page


def test_the_page_begins_with_its_figures_and_names_the_customers_that_fit_best(folder: Path) -> None:
    page = made(folder)
    assert page.index('class="card"') < page.index("Who we sell to")
    assert "of 12 customers qualify" in page
    assert "Customers that fit best" in page


def test_a_rule_that_asks_for_no_criterion_of_a_role_does_not_speak_of_it(folder: Path) -> None:
    (folder / "icp.toml").write_text(PROFILE.replace("preferential = 1", "preferential = 0"))
    assert "An account qualifies with at least 1 of 1 musts. Tier" in made(folder)


def test_steps_of_one_column_stand_together_and_add_up(folder: Path) -> None:
    step = '[[criteria]]\nname = "Company size 100 or more"\nrole = "preferential"\nattribute = "employees"\n'
    (folder / "icp.toml").write_text(
        f"{PROFILE.replace('points = 60', 'points = 50')}{step}at_least = 100\npoints = 10\n"
    )
    page = made(folder)
    assert page.count("<b>Company size</b>") == 1
    assert "<div><span>100 or more (good to have)</span><span>10</span></div>" in page
    assert "What one column earns in several steps adds up." in page


def test_the_page_of_a_learned_profile_says_that_its_own_customers_flatter_it_and_tells_less_of_them(
    folder: Path,
) -> None:
    written = made(folder)
    (folder / ".icp.toml.learned").write_text(PROFILE)
    learned = made(folder)
    assert "The profile was learned" in learned
    assert "The profile was learned" not in written
    spans = [
        [float(width) for width in re.findall(r'class="range" style="left:[0-9.]+%;width:([0-9.]+)%', page)]
        for page in (written, learned)
    ]
    assert len(spans[0]) == len(spans[1]) > 0
    assert sum(spans[1]) > sum(spans[0])


def test_what_deals_say_nothing_of_is_named_in_one_sentence(folder: Path) -> None:
    (folder / "deals.csv").write_text("domain,outcome\n" + "".join(f"c{n}.example,won\n" for n in range(20)))
    page = made(folder, "--outcomes", str(folder / "deals.csv"))
    assert "The deals say nothing of days to close, " in page
    assert "Lifetime value" not in page


def test_what_is_known_of_every_account_needs_no_row(folder: Path) -> None:
    page = made(folder)
    assert "Of every account it is known what " in page


def test_without_deals_or_customers_the_page_says_so(folder: Path) -> None:
    text = (folder / "accounts.csv").read_text().replace("customer", "prospect")
    (folder / "accounts.csv").write_text(text)
    page = made(folder)
    assert "No account of the list is a customer" in page
    assert "What became of deals" not in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--outcomes", "nothing.csv"], "nothing.csv cannot be read"),
        (["--against", "nothing.toml"], "nothing.toml cannot be read"),
        (["--out", "/nowhere/at/all.html"], "/nowhere/at/all.html cannot be written"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(
    folder: Path, more: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--profile", str(folder / "icp.toml"), "--accounts", str(folder / "accounts.csv")]
    out = [] if "--out" in more else ["--out", str(folder / "page.html")]
    assert run(["icp", "report", *out, *given, *more]) == 1
    assert sentence in capsys.readouterr().err


@pytest.fixture
def several(folder: Path) -> Path:
    (folder / "other.toml").write_text(PROFILE.replace("Scale-ups <b>", "Small <b>").replace("[50, 500]", "[0, 49]"))
    (folder / "fitsignal.toml").write_text(
        '[workspace]\nname = "N"\naccounts = "accounts.csv"\nprofile = ["icp.toml", "other.toml"]\n'
    )
    return folder


def test_of_several_profiles_the_page_tells_all_and_what_they_let_in_together(several: Path) -> None:
    page = several / "page.html"
    given = ["--workspace", str(several), "--outcomes", str(several / "deals.csv")]
    assert run(["icp", "report", "--out", str(page), *given]) == 0
    text = page.read_text()
    assert "2 ideal customer profiles" in text
    assert "of the list qualify by one of them: 34 accounts" in text
    assert re.search(r"Scale-ups &lt;b&gt;</td>(<td class=\"n\">30</td>){2}", text)
    assert re.search(r"Small &lt;b&gt;</td>(<td class=\"n\">4</td>){2}", text)
    assert text.count("Who we sell to") == 2
    assert text.count("What became of deals") == 1
    assert "34 deals" in text


def test_a_change_needs_one_profile_to_be_compared_with(several: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--workspace", str(several), "--against", str(several / "icp.toml")]
    assert run(["icp", "report", "--out", str(several / "page.html"), *given]) == 2
    assert "say which one --against changes, with --profile FILE" in capsys.readouterr().err
