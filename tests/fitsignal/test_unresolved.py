"""unresolved: each name once with what it could be, and a claim that says whose it is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError
from fitsignal.operations import operate
from fitsignal.service import Service
from streams.ports import Batch
from streams.signal import Company, SignalDraft
from tests.laws.workspaces import workspace
from tests.streams.worlds import NOW


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    folder = workspace(tmp_path / "it")
    path = folder / "accounts.csv"
    path.write_text("domain,name\ntwin.example,Twinleaf\ntwinleaf.example,Twinleaf\nqorvexa.example,Qorvexa\n")
    made = Service(load_workspace(folder), lambda: NOW)
    names = ["Twinleaf", "Zzyva", "Twinleaf", "Twinleaf", "Zzyva AB"]
    drafts = [
        SignalDraft(kind="funding_round", company=Company(name=name), occurred_at=NOW - timedelta(hours=place))
        for place, name in enumerate(names)
    ]
    made.host.accept(Batch("inbox", "file", drafts)).result()
    yield made
    made.close()


def test_each_name_is_listed_once_with_its_count_and_candidates(service: Service) -> None:
    rows = operate(service, "unresolved.list", {})
    assert [(row["name"], row["signals"], row["candidates"]) for row in rows] == [
        ("Twinleaf", 3, ["twin.example", "twinleaf.example"]),
        ("Zzyva", 1, []),
        ("Zzyva AB", 1, []),
    ]
    assert rows[0]["reason"] == "“Twinleaf” could be any of twin.example, twinleaf.example."
    assert len(operate(service, "unresolved.list", {"signals": True, "name": "Twinleaf"})) == 3
    assert len(operate(service, "unresolved.list", {"limit": 1})) == 1


def test_a_claim_gives_what_waits_and_what_comes(service: Service) -> None:
    row = {"name": "Zzyva", "account": "qorvexa.example", "released": 2, "alerted": 0, "note": ""}
    assert operate(service, "unresolved.claim", {"name": "Zzyva", "domain": "https://www.qorvexa.example/"}) == [row]
    assert [row["name"] for row in operate(service, "unresolved.list", {})] == ["Twinleaf"]
    assert operate(service, "unresolved.claim", {"name": "Zzyva", "domain": "qorvexa.example"})[0]["released"] == 0


def test_a_claim_on_a_name_of_two_gives_what_waits_and_says_that_no_more_will_come(service: Service) -> None:
    (row,) = operate(service, "unresolved.claim", {"name": "Twinleaf", "domain": "twin.example"})
    assert (row["released"], row["account"]) == (3, "twin.example")
    assert row["note"] == (
        "news to come under this name is not given to it: “Twinleaf” could be any of twin.example, twinleaf.example."
    )


@pytest.mark.parametrize(
    ("name", "domain", "said"),
    [
        (
            "Zzyva",
            "nobody.example",
            "nobody.example is no account of the list: put it there, then claim 'Zzyva' for it",
        ),
        ("🚀", "twin.example", "'🚀' is no name of a company: give it as `fitsignal unresolved list` shows it"),
        ("", "twin.example", "'' is no name of a company: give it as `fitsignal unresolved list` shows it"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_with_what_to_do(service: Service, name: str, domain: str, said: str) -> None:
    with pytest.raises(OperatorError) as caught:
        operate(service, "unresolved.claim", {"name": name, "domain": domain})
    assert str(caught.value) == said


def test_an_imported_list_gives_what_waits_to_its_accounts(service: Service, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("domain,name\nzzyva.example,Zzyva\n")
    operate(service, "accounts.import", {"file": str(tmp_path / "more.csv")})
    assert [row["name"] for row in operate(service, "unresolved.list", {})] == ["Twinleaf"]
