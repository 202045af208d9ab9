"""What the documentation shows of the example is what the example gives: pictures, a sum by hand, queries."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fitsignal.explanation import explanation
from fitsignal.operations import operate
from fitsignal.service import Service
from scripts.pictures import FOLDER, example, pictures, stale

DOCS = FOLDER.parent


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with example() as made:
        yield made


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language on a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def asked(service: Service, name: str, **params: Any) -> list[dict[str, Any]]:
    return operate(service, name, params)


def test_the_pictures_show_what_the_example_shows(service: Service) -> None:
    assert stale(pictures(service), FOLDER) == []


def test_a_picture_that_is_old_or_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.svg").write_text("<svg/>")
    assert stale({"old.svg": "<svg></svg>", "new.svg": ""}, tmp_path) == [
        "old.svg is not current: the example shows something else now",
        "new.svg is missing",
    ]


@pytest.mark.parametrize("picture", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_fetches_nothing(picture: Path) -> None:
    text = picture.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"@import|@font-face|<image|<script|(?:https?:)?//", text) == []


def test_the_sum_worked_by_hand_is_what_explain_says(service: Service) -> None:
    page = (DOCS / "policy.md").read_text("utf-8")
    domain, at = re.findall(r"`fitsignal explain (\S+) --at (\S+)`", page)[0]
    said = explanation(asked(service, "explain", domain=domain, at=at)[0])
    told = next(block for block in blocks("policy.md", "text") if block.startswith("Intent: "))
    lines = [line.rstrip() for line in "\n".join(said).splitlines()]
    assert [line for line in told.splitlines() if line not in lines] == []


@pytest.mark.parametrize("number", range(3))
def test_a_query_of_the_page_on_the_store_gives_rows(service: Service, number: int) -> None:
    assert asked(service, "store.sql", query=blocks("store.md", "sql")[number])


def test_each_query_of_the_page_is_tried() -> None:
    assert len(blocks("store.md", "sql")) == 3
