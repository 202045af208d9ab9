"""Real names of news, filings and lists resolve to the right account or to nobody."""

import json
from pathlib import Path
from typing import Any

import pytest

from streams.directory import directory_from_records
from streams.resolution import resolve_line

Cases = list[tuple[dict[str, Any], str | None]]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def answered(shared_data: Path) -> Cases:
    folder = shared_data / "resolution"
    directory = directory_from_records(_lines(folder / "directory.jsonl"))
    answers = [(case, resolve_line(directory, case)["account"]) for case in _lines(folder / "cases.jsonl")]
    return [(case, str(account) if account else None) for case, account in answers]


def test_an_answer_is_right_and_most_news_names_are_answered(answered: Cases) -> None:
    news = [(case, account) for case, account in answered if case["kind"].startswith(("news_", "press_"))]
    given = [case["expected"] == account for case, account in answered if account]
    right = sum(case["expected"] == account for case, account in news if account)
    assert sum(given) / len(given) >= 0.985
    assert right / sum(case["expected"] is not None for case, _ in news) >= 0.85


def test_every_account_that_is_alone_with_its_name_is_found_by_it(shared_data: Path) -> None:
    records = _lines(shared_data / "resolution" / "directory.jsonl")
    directory = directory_from_records(records)
    answers = [(record["id"], resolve_line(directory, {"name": record["name"]})["account"]) for record in records]
    assert [pair for pair in answers if pair[1] not in (pair[0], None)] == []
    assert sum(account is None for _, account in answers) / len(answers) < 0.01
