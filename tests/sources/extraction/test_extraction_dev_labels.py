"""The labelled headlines: a floor under precision and recall of what may interrupt a person."""

import json
from pathlib import Path

import pytest

from sources.extraction import extract

INTERRUPTING = ("funding_round", "leadership_hire")


@pytest.fixture(scope="module")
def judged(shared_data: Path) -> list[tuple[str, str, bool]]:
    """Of each headline not open to argument: the labelled kind, the read kind, whether the company is right."""
    path = shared_data / "news" / "labelled_dev.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [_judge(row) for row in rows if not row["label"]["soft"]]


def _judge(row: dict[str, dict[str, str]]) -> tuple[str, str, bool]:
    event = extract(str(row["title"]), str(row["lead"]))
    wanted = row["label"]["company"]
    same = event is not None and wanted is not None and wanted.casefold()[:6] in event.company.casefold()
    return row["label"]["kind"], event.kind if event else "none", same


@pytest.mark.parametrize("kind", INTERRUPTING)
def test_each_interrupting_kind_keeps_its_floor(judged: list[tuple[str, str, bool]], kind: str) -> None:
    right = sum(wanted == got == kind for wanted, got, _ in judged)
    read = sum(got == kind for _, got, _ in judged)
    stated = sum(wanted == kind for wanted, _, _ in judged)
    assert right / read >= 0.96
    assert right / stated >= 0.92


def test_headlines_without_an_event_stay_silent(judged: list[tuple[str, str, bool]]) -> None:
    silent = [got for wanted, got, _ in judged if wanted == "none"]
    assert silent.count("none") / len(silent) >= 0.98


def test_the_company_of_a_found_event_is_nearly_always_right(judged: list[tuple[str, str, bool]]) -> None:
    found = [same for wanted, got, same in judged if wanted == got != "none"]
    assert sum(found) / len(found) >= 0.96
