"""Kinds of job boards: whatever one answers is read, or refused in a sentence; pages; real answers of each kind."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import build_source
from sources.boards import BOARDS, board_format
from sources.boards.format import Listing
from sources.errors import SourceError
from streams.policy import Policy
from tests.sources.answers import answer

REAL = {
    "greenhouse_amplitude.json": 2,
    "greenhouse_stripe.json": 6,
    "lever_idealist.json": 2,
    "lever_leverdemo.json": 6,
    "ashby_highlightta.json": 2,
    "ashby_ramp_subset.json": 6,
    "workable_huggingface.json": 3,
    "careerkit_workable.json": 1,
    "recruitee_berlin_anonymised.json": 2,
    "careerkit_teamtailor.json": 2,
    "careerkit_personio.xml": 1,
}
"""Postings that each captured answer has."""

KEYS = ("jobs", "offers", "items", "content")
FIELDS = ("id", "shortcode", "title", "text", "name", "location", "categories", "_jobposting", "createdAt", "content")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=8,
)
jobs = st.lists(st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8) | json_values, max_size=4)


def read(kind: str, body: bytes) -> Listing | str:
    """The listing of an answer, or the sentence by which it is refused."""
    try:
        return board_format(kind).read(body, "the board", "https://board.example/jobs")
    except SourceError as why:
        return str(why)


@given(kind=st.sampled_from(BOARDS), found=jobs)
def test_jobs_of_any_shape_are_read_or_rejected_one_by_one(kind: str, found: list[Any]) -> None:
    told = read(kind, json.dumps(found if kind == "lever" else dict.fromkeys(KEYS, found)).encode())
    if kind == "personio":
        assert told == "the board did not answer with XML that can be read: is it a Personio job board?"
    else:
        assert isinstance(told, Listing)
        assert all(posting.job and posting.title for posting in told.postings)
        assert len(told.postings) + len(told.broken) <= len(found)


@given(st.sampled_from(BOARDS), st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_bytes_of_any_kind_are_read_or_refused_in_a_sentence(kind: str, body: bytes) -> None:
    told = read(kind, body)
    assert isinstance(told, Listing) or told.startswith("the board ")


def test_declared_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><workzag-jobs><position><id>&b;</id></position></workzag-jobs>'
    with pytest.raises(SourceError, match="is it a Personio job board"):
        board_format("personio").read(bomb, "the board")


@pytest.mark.parametrize(("name", "count"), REAL.items())
def test_real_answers_are_read_whole(shared_data: Path, name: str, count: int) -> None:
    kind = next(kind for kind in BOARDS if kind in name)
    listing = board_format(kind).read((shared_data / "job_boards" / name).read_bytes(), name)
    assert listing.broken == []
    assert len(listing.postings) == count
    assert all(posting.published for posting in listing.postings)


def test_a_board_of_several_pages_is_read_to_its_end(bench: Any, serve: Any) -> None:
    async def page(request: Any, writer: Any) -> None:
        offset = int(request[":path"].partition("offset=")[2].partition("&")[0])
        found = [{"id": str(n), "name": f"Buyer {n}"} for n in range(offset, min(offset + 2, 5))]
        writer.write(answer(json.dumps({"offset": offset, "limit": 2, "totalFound": 5, "content": found}).encode()))

    async def scenario() -> Any:
        async with serve({"/postings": page}) as base:
            where = f"{base}/postings?offset=0&limit=2"
            source = bench.source(type="jobs", board="smartrecruiters", token="h", url=where, allow_private=True)
            return await bench.runner(source).run_once()

    assert asyncio.run(scenario()).errors == {}
    assert [draft["details"]["job"] for draft in bench.outlet.drafts] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("kind", ["lever", "ashby"])
def test_a_kind_that_does_not_name_the_company_asks_for_it(tmp_path: Path, policy: Policy, kind: str) -> None:
    with pytest.raises(ValueError, match=f"{kind} does not say whose a board is"):
        build_source({"type": "jobs", "board": kind, "token": "quillmar"}, tmp_path, policy)


def test_one_table_may_hold_boards_of_several_kinds(tmp_path: Path, policy: Policy) -> None:
    boards = [
        {"token": "quillmar"},
        {"board": "lever", "token": "quillmar", "domain": "quillmar.example"},
        {"board": "personio", "token": "verrin"},
    ]
    source = build_source({"type": "jobs", "boards": boards}, tmp_path, policy)
    assert [board.text for board, _ in source.boards] == [  # type: ignore[attr-defined]
        "https://boards-api.greenhouse.io/v1/boards/quillmar/jobs?content=true",
        "https://api.lever.co/v0/postings/quillmar?mode=json",
        "https://verrin.jobs.personio.de/xml?language=en",
    ]
