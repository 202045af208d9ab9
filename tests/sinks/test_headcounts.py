"""Headcounts given about a year apart become a signal of growth; nothing else does, and nothing does twice."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitsignal.config import load_workspace
from fitsignal.operations import operate
from fitsignal.service import Service
from icp.account import Account
from sinks.headcounts import Growth, growths, observe
from sinks.store import Store
from tests.fitsignal.conftest import write

__all__ = ["write"]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
Given = list[tuple[int, int]]
"""Days, and the employees given on each."""


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "store.duckdb")
    yield made
    made.close()


def found(store: Store, told: Given) -> list[Growth]:
    store.connection.execute("DELETE FROM headcounts")
    for day, employees in told:
        account = Account(domain="quillmar.example", name="Quillmar", employees=employees)
        observe(store.connection, [account], NOW + timedelta(days=day))
    return growths(store.connection)


CASES: list[tuple[Given, list[tuple[int, int]]]] = [
    ([(0, 100), (365, 150)], [(100, 150)]),
    ([(0, 100), (300, 150)], [(100, 150)]),
    ([(0, 100), (430, 150)], [(100, 150)]),
    ([(0, 100), (299, 150)], []),
    ([(0, 100), (431, 150)], []),
    ([(0, 100), (365, 109)], []),
    ([(0, 100), (365, 90)], []),
    ([(0, 100), (365, 100)], []),
    ([(0, 4), (365, 40)], []),
    ([(0, 100), (200, 100), (560, 150)], [(100, 150)]),
    ([(0, 100), (100, 120), (365, 150)], [(100, 150)]),
    ([(0, 100), (365, 130), (365, 150)], [(100, 150)]),
    ([(0, 100), (370, 150), (375, 150)], [(100, 150)]),
]


@pytest.mark.parametrize(("told", "expected"), CASES)
def test_growth_is_what_a_number_gained_over_about_a_year(
    store: Store, told: Given, expected: list[tuple[int, int]]
) -> None:
    assert [(each.before, each.employees) for each in found(store, told)] == expected


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 500)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_growth_is_always_between_two_numbers_that_were_given_about_a_year_apart(told: Given) -> None:
    import tempfile

    told = sorted(told, key=lambda each: each[0])
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.duckdb")
        try:
            for each in found(store, told):
                assert 300 <= (each.now - each.then).days <= 430
                assert {each.before, each.employees} <= {employees for _, employees in told}
                assert each.percent >= 10
        finally:
            store.close()


def imported(service: Service, tmp_path: Path, text: str) -> None:
    (tmp_path / "list.csv").write_text(text)
    operate(service, "accounts.import", {"file": str(tmp_path / "list.csv")})


def test_imports_a_year_apart_give_one_signal_however_often_they_are_repeated(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    clock = Clock()
    service = Service(load_workspace(write()), clock)
    imported(service, tmp_path, "domain,name,employees\nvelsund.example,Velsund,200\nnew.example,New,51-200\n")
    clock.now = NOW + timedelta(days=360)
    for _ in range(3):
        imported(service, tmp_path, "domain,name,employees\nvelsund.example,Velsund,260\nnew.example,New,900\n")
    signals: list[dict[str, Any]] = service.store.rows("SELECT account, kind, details, evidence, seeded FROM signals")
    service.close()
    assert [(row["account"], row["kind"], row["seeded"]) for row in signals] == [
        ("velsund.example", "headcount_growth", False)
    ]
    assert '"percent":30' in signals[0]["details"].replace(" ", "")
    assert "200 employees on 2026-11-24, 260 on 2027-11-19" in signals[0]["evidence"]


def test_growth_that_a_crash_kept_from_being_told_is_told_at_the_next_import(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    service = Service(load_workspace(write()), clock)
    clock.now = NOW + timedelta(days=360)
    with monkeypatch.context() as patched:
        patched.setattr("fitsignal.operations.accounts.tell_growth", lambda _: 0)
        imported(service, tmp_path, "domain,name,employees\nvelsund.example,Velsund,300\n")
    assert service.store.rows("SELECT * FROM signals") == []
    imported(service, tmp_path, "domain,name\nother.example,Other\n")
    assert service.store.rows("SELECT account FROM signals") == [{"account": "velsund.example"}]
    service.close()
