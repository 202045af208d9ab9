"""icp review beside a store: stories by answers, changes accepted with their reason, drift against the last review."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from fitsignal.asking import call
from fitsignal.commands.icp_review import review_
from fitsignal.config import load_workspace
from fitsignal.errors import OperatorError, UsageError
from fitsignal.options import Common
from fitsignal.profiles.review.accepting import accept
from icp.reviewing.change import Change

ACCOUNTS = "domain,name,employees,country,model\n" + "\n".join(
    f"c{n}.example,C{n},{n * 10},{('FR', 'DE', 'GB')[n % 3]},{'Reseller' if n % 4 == 0 else 'Product'}"
    for n in range(90)
)
ICP = """# Whom we sell to. This comment is a person's.
[rule]
mandatory = 2  # of two
preferential = 0

[[criteria]]
name = "Size"
role = "mandatory"
attribute = "employees"
between = [100, 500]  # the middle
points = 60

[[criteria]]
name = "Country"
role = "mandatory"
attribute = "country"
one_of = ["FR"]
points = 40
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    shutil.copytree(Path("examples/northwind"), made, ignore=shutil.ignore_patterns(".fitsignal"))
    (made / "accounts.csv").write_text(ACCOUNTS)
    (made / "icp.toml").write_text(ICP)
    (made / "fitsignal.toml").write_text('[workspace]\nname = "Northwind"\naccounts = "accounts.csv"\n')
    return made


def answered(folder: Path, *domains: str, said: str = "good", reason: str | None = None) -> None:
    for domain in domains:
        call(folder, "answer", {"domain": domain, "answer": said, "reason": reason})


def rows(folder: Path, capsys: pytest.CaptureFixture[str], **more: object) -> list[dict[str, object]]:
    capsys.readouterr()
    review_(common=Common(workspace=folder, json=True), **more)  # type: ignore[arg-type]
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_answers_are_stories_and_what_would_judge_them_better_is_proposed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(folder, "c13.example", "c19.example", "c25.example")
    answered(folder, "c12.example", said="not-a-fit", reason="too-small")
    answered(folder, "c15.example", said="not-a-fit", reason="competitor")
    found = rows(folder, capsys)
    stories = {row["account"]: (row["story"], str(row["judged"])[:5]) for row in found if "story" in row}
    assert stories == {
        "c13.example": ("answered good", "WRONG"),
        "c19.example": ("answered good", "WRONG"),
        "c25.example": ("answered good", "WRONG"),
        "c12.example": ("not a fit: too small", "WRONG"),
    }
    (best, *_) = [row for row in found if "accept" in row]
    assert best["change"] == "Country: have FR or DE as country (now: have FR as country)"
    assert (best["accounts"], best["good"]) == ("13 → 27", "0 → 3")


def test_an_accepted_change_is_written_with_its_reason_and_leaves_comments_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(folder, "c13.example", "c19.example")
    rows(folder, capsys, accept=1, because="two of three buy from Munich")
    text = (folder / "icp.toml").read_text()
    assert "# Whom we sell to. This comment is a person's." in text
    assert "between = [100, 500]  # the middle" in text
    assert 'one_of = ["FR", "DE"]' in text
    (profile,) = load_workspace(folder).profiles
    (note,) = profile.document.notes["changes"]
    assert note.endswith("Country: have FR or DE as country (now: have FR as country): two of three buy from Munich")
    (entry,) = call(folder, "store.sql", {"query": "SELECT body FROM entries WHERE kind = 'icp_review'"})
    assert "two of three buy from Munich" in str(entry["body"])


def test_the_next_review_tells_what_has_drifted_since(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not [row for row in rows(folder, capsys) if "psi" in row]
    (folder / "accounts.csv").write_text(ACCOUNTS.replace(",GB,", ",FR,"))
    drift = {row["attribute"]: row["mark"] for row in rows(folder, capsys) if "psi" in row}
    assert drift["country"] == "changed"
    assert drift["model"] == "stable"


@pytest.mark.parametrize(
    ("more", "error", "sentence"),
    [
        ({"accept": 9, "because": "so"}, OperatorError, "there is no proposal 9"),
        ({"because": "so"}, UsageError, "--because goes with --accept"),
        ({"since": "yesterday"}, UsageError, "--since 'yesterday' is no day"),
    ],
)
def test_wrong_use_is_a_sentence(folder: Path, more: dict[str, object], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        review_(common=Common(workspace=folder), **more)  # type: ignore[arg-type]


def test_a_criterion_that_is_gone_by_now_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    (profile,) = load_workspace(folder).profiles
    path = tmp_path / "icp.toml"
    path.write_text(ICP.partition('[[criteria]]\nname = "Country"')[0])
    with pytest.raises(OperatorError, match="has no criterion 'Country'"):
        accept(path, Change("remove", profile.criteria[1]), "so", date(2026, 11, 23))


def test_a_number_that_means_another_change_by_now_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(folder, "c13.example", "c19.example")
    rows(folder, capsys)
    answered(folder, "c81.example", "c84.example", "c87.example", "c78.example")
    before = (folder / "icp.toml").read_text()
    with pytest.raises(OperatorError, match="proposal 1 was 'Country: have FR or DE"):
        rows(folder, capsys, accept=1, because="so")
    assert (folder / "icp.toml").read_text() == before


def test_reviewing_twice_in_a_day_does_not_hide_what_drifted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows(folder, capsys)
    (folder / "accounts.csv").write_text(ACCOUNTS.replace(",GB,", ",FR,"))
    rows(folder, capsys)
    assert {row["mark"] for row in rows(folder, capsys) if row.get("attribute") == "country"} == {"changed"}


def test_of_several_profiles_each_is_reviewed_and_a_change_is_written_into_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "icp-de.toml").write_text(ICP.replace('["FR"]', '["DE"]'))
    config = (folder / "fitsignal.toml").read_text()
    (folder / "fitsignal.toml").write_text(f'{config}profile = ["icp.toml", "icp-de.toml"]\n')
    answered(folder, "c61.example", "c64.example", "c13.example")
    found = rows(folder, capsys)
    judged = {row["account"]: (row["profile"], str(row["judged"])[:5]) for row in found if "story" in row}
    assert judged == {
        "c13.example": ("icp-de", "right"),
        "c61.example": ("icp-de", "WRONG"),
        "c64.example": ("icp-de", "WRONG"),
    }
    (best, *_) = [row for row in found if "accept" in row]
    assert best["change"] == "icp-de: Size: have 100 to 640 employees (now: have 100 to 500 employees)"
    rows(folder, capsys, accept=1, because="they grew")
    assert "[100, 640]" in (folder / "icp-de.toml").read_text()
    assert "[100, 500]" in (folder / "icp.toml").read_text()


def test_of_accounts_that_left_those_of_the_quarter_are_stories(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, *lines = ACCOUNTS.splitlines()
    today = date.today()
    days = {1: (today - timedelta(days=20)).isoformat(), 2: (today - timedelta(days=400)).isoformat()}
    told = [f"{head},churned_at", *(f"{line},{days.get(place, '')}" for place, line in enumerate(lines))]
    (folder / "accounts.csv").write_text("\n".join(told))
    stories = {row["account"]: row["story"] for row in rows(folder, capsys) if "story" in row}
    assert stories == {"c1.example": f"churned on {days[1]}"}
    assert len([row for row in rows(folder, capsys, since="2020-01-01") if "story" in row]) == 2
