"""icp learn without a list of customers: by the CRM's deals, or by the status of accounts."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from fitsignal.asking import call
from fitsignal.cli import run
from fitsignal.profiles.asked import Asked
from fitsignal.workspace import state_of
from icp.outcomes.by_customer import by_customer
from icp.outcomes.deal import Deal
from tests.icp.learning_lists import companies, csv_of, customer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [*companies(24, seed=2, make=customer), *companies(300, seed=1, first=1000)]
    (tmp_path / "accounts.csv").write_bytes(csv_of(rows))
    (tmp_path / "fitsignal.toml").write_text('[workspace]\nname = "Northwind"\naccounts = "accounts.csv"\n')
    (tmp_path / "icp.toml").write_text(
        '[[criteria]]\nname = "Size"\nrole = "mandatory"\nattribute = "employees"\nat_least = 1\npoints = 100\n'
    )
    won_with(tmp_path, [str(row["domain"]) for row in rows[:24]])
    return tmp_path


def won_with(folder: Path, domains: list[str]) -> None:
    call(folder, "store.sql", {"query": "SELECT 1 AS made"})
    (store,) = state_of(folder).glob("*.duckdb")
    with duckdb.connect(str(store)) as connection:
        connection.executemany(
            "INSERT INTO deals (crm, id, account, outcome, seen_at) VALUES ('hubspot', ?, ?, ?, now())",
            [(str(n), domain, "won") for n, domain in enumerate(domains)] + [("x", "c1000.example", "lost")],
        )


def test_accounts_with_a_won_deal_are_the_customers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["icp", "learn", "--from-crm", "--workspace", str(folder)]) == 0
    assert "Learned from 24 best customers against 300 companies" in capsys.readouterr().out


def test_without_a_list_the_accounts_of_status_customer_are_told_from_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "status": "customer"} for row in companies(24, seed=2, make=customer)]
    others = [{**row, "status": "prospect"} for row in companies(300, seed=1, first=1000)]
    (folder / "accounts.csv").write_bytes(csv_of([*rows, *others]))
    assert run(["icp", "learn", "--workspace", str(folder)]) == 0
    assert "Learned from 24 best customers against 300 companies" in capsys.readouterr().out


def test_a_list_and_the_crm_at_once_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--from-crm", "--customers", str(folder / "accounts.csv"), "--workspace", str(folder)]
    assert run(["icp", "learn", *asked]) == 2
    assert "leave out --customers" in capsys.readouterr().err


def test_the_best_by_the_deals_of_the_crm_are_those_with_the_largest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (store,) = state_of(folder).glob("*.duckdb")
    with duckdb.connect(str(store)) as connection:
        connection.execute("UPDATE deals SET amount = 1000 + try_cast(id AS INT), currency = 'EUR'")
    asked = Asked(None, None, best_by=("deal value",), best=10, workspace=folder, from_crm=True)
    contrast = asked.contrast()
    assert sorted(contrast.customers.domains.at(int(row)) for row in contrast.rows) == sorted(
        f"c{number}.example" for number in range(14, 24)
    )
    assert run(["icp", "learn", "--from-crm", "--best-by", "deal value", "--workspace", str(folder)]) == 0
    assert "Learned from 12 best customers" in capsys.readouterr().out


def test_deals_of_a_customer_add_up_to_its_value_and_its_days_are_averaged() -> None:
    first = Deal("a.example", True, date(2026, 1, 1), date(2026, 1, 11), 100.0)
    second = Deal("a.example", True, date(2026, 2, 1), date(2026, 2, 21), 50.0)
    found = by_customer([first, second, Deal("b.example", False, amount=900.0)])
    assert found["value"] == {"a.example": 150.0}
    assert found["days_to_close"] == {"a.example": 15.0}
    assert found["deals"] == {"a.example": 2.0}
