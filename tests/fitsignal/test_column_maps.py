"""What a list's columns mean is told once, remembered by its headers, and used wherever such a list is read."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fitsignal.cli import run
from fitsignal.column_maps import read_maps, remember
from fitsignal.config import check, load_workspace
from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from fitsignal.service import Service
from icp.intake import read_accounts

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ODD = "Firmenseite,Firma,Leute\nhttps://www.ostreval.example/,Ostreval,70\n"


@pytest.fixture
def service(write: Callable[..., Path]) -> Iterator[Service]:
    made = Service(load_workspace(write()), lambda: NOW)
    yield made
    made.close()


def imported(service: Service, tmp_path: Path, text: str, **mapping: str) -> list[dict[str, Any]]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return operate(service, "accounts.import", {"file": str(path), "map": mapping})


def account(service: Service, domain: str) -> dict[str, Any]:
    (row,) = operate(service, "accounts.show", {"domain": domain})
    return row


def test_a_mapping_is_remembered_for_lists_with_the_same_headers_in_any_order(service: Service, tmp_path: Path) -> None:
    mapping = {"Firmenseite": "domain", "Firma": "name", "Leute": "employees"}
    assert imported(service, tmp_path, ODD, **mapping)[0]["accounts"] == 1
    assert account(service, "ostreval.example")["employees"] == 70
    again = "LEUTE,Firma,Firmenseite\n90,Ostreval AG,ostreval.example\n"
    assert imported(service, tmp_path, again) == [{"file": "list.csv", "accounts": 1, "refused": 0}]
    assert (account(service, "ostreval.example")["name"], account(service, "ostreval.example")["employees"]) == (
        "Ostreval AG",
        90,
    )


def test_a_later_mapping_replaces_that_of_the_same_headers_alone(tmp_path: Path) -> None:
    remember(tmp_path, ["Ä", 'q"\\'], {"Ä": "domain"})
    remember(tmp_path, ["b"], {"b": "domain"})
    remember(tmp_path, ["b"], {"b": "name"})
    held, problems = read_maps(tmp_path)
    assert problems == []
    assert sorted(map(sorted, (mapping.items() for mapping in held.values()))) == [[("b", "name")], [("Ä", "domain")]]
    assert len(tomllib.loads((tmp_path / "columns.toml").read_text(encoding="utf-8"))["lists"]) == 2


def test_the_workspace_s_own_list_is_read_by_what_is_remembered_and_a_new_mapping_is_seen_at_the_next_start(
    write: Callable[..., Path],
) -> None:
    folder = write(accounts__csv=ODD)
    assert any("no column with a domain" in problem.message for problem in check(folder).problems)
    remember(folder, ["Firmenseite", "Firma", "Leute"], {"Firmenseite": "domain"})
    service = Service(load_workspace(folder), lambda: NOW)
    assert account(service, "ostreval.example")["name"] == "ostreval.example"
    service.close()
    remember(folder, ["Firmenseite", "Firma", "Leute"], {"Firmenseite": "domain", "Firma": "name"})
    service = Service(load_workspace(folder), lambda: NOW)
    assert account(service, "ostreval.example")["name"] == "Ostreval"
    service.close()


def test_a_header_that_the_list_lacks_is_named_with_the_nearest_and_nothing_is_taken_or_remembered(
    service: Service, tmp_path: Path
) -> None:
    (first, problem) = imported(service, tmp_path, ODD, Firmensite="domain")
    assert (first["accounts"], first["refused"]) == (0, 1)
    assert problem["problem"] == (
        "list.csv has no column 'Firmensite' to map: found 'Firmenseite', 'Firma', 'Leute'; did you mean 'Firmenseite'?"
    )
    assert not (service.workspace.path / "columns.toml").exists()


@pytest.mark.parametrize(
    ("header", "hinted"),
    [
        ("Company Web Adress", True),
        ("Websites", True),
        ("Company Domains", True),
        ("Customer web site (main)", True),
        ("Notes", False),
        ("Owner", False),
    ],
)
def test_a_list_without_a_domain_names_the_header_that_it_could_be(header: str, hinted: bool) -> None:
    intake = read_accounts(f"{header},City\nx,y\n".encode(), "csv", "list.csv")
    (problem,) = intake.problems
    assert ("say --map" in problem.message) == hinted
    assert (f"{header}=domain" in problem.message) == hinted


def test_a_broken_file_of_mappings_is_a_problem_and_is_not_written_over(write: Callable[..., Path]) -> None:
    folder = write()
    (folder / "columns.toml").write_text("lists = 3\n")
    assert [p.where for p in check(folder).problems if p.level == "error"] == ["columns.toml"]
    with pytest.raises(OperatorError, match=r"columns\.toml lists: expected tables with `headers`"):
        remember(folder, ["a"], {"a": "domain"})
    assert (folder / "columns.toml").read_text() == "lists = 3\n"


def test_the_command_reads_headers_with_signs_in_them(
    write: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = write(), tmp_path / "list.csv"
    path.write_text("a=b (x),Firma\nostreval.example,Ostreval\n")
    args = ["accounts", "import", str(path), "--map", "a=b (x)=domain", "--map", "Firma=name", "--workspace"]
    assert run([*args, str(folder)]) == 0
    assert run(["accounts", "show", "ostreval.example", "--workspace", str(folder)]) == 0
    assert "Ostreval" in capsys.readouterr().out
    assert run(["accounts", "import", str(path), "--map", "nothing", "--workspace", str(folder)]) == 2
