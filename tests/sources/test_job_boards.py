"""Job boards: new postings once, quiet at first, and an outage is never taken for closings."""

import asyncio
import json
from typing import Any

import pytest

from sources.boards.greenhouse import FORMAT
from sources.errors import SourceError
from tests.sources.answers import answer


def board(*numbers: int, **more: Any) -> bytes:
    jobs = [
        {"id": n, "internal_job_id": n, "title": f"Sales Manager {n}", "company_name": "Northpier", **more}
        for n in numbers
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def jobs_of(bench: Any) -> list[list[str]]:
    return [[draft.details["job"] for draft in batch.drafts] for batch in bench.outlet.batches]


def test_only_postings_not_seen_before_are_given_also_after_one_was_away(bench: Any) -> None:
    source = bench.source(type="jobs", token="northpier", path="board.json")
    for numbers in ((1, 2), (2, 3), (1, 3), (3, 4)):
        (bench.workspace / "board.json").write_bytes(board(*numbers))
        bench.poll(source)

    assert jobs_of(bench) == [["1", "2"], ["3"], ["4"]]


def test_a_board_that_is_suddenly_empty_is_an_outage_and_its_postings_stay_seen(bench: Any) -> None:
    source = bench.source(type="jobs", name="boards", token="northpier", path="board.json")
    errors = []
    for numbers in ((1, 2, 3, 4, 5), (), (1, 2, 3, 4, 5, 6)):
        (bench.workspace / "board.json").write_bytes(board(*numbers))
        errors.append(bench.poll(source).errors)

    assert errors == [{}, {"boards": "board.json lists no job where it had 5: taken as an outage"}, {}]
    assert jobs_of(bench) == [["1", "2", "3", "4", "5"], ["6"]]


def test_a_small_board_may_become_empty(bench: Any) -> None:
    source = bench.source(type="jobs", token="northpier", path="board.json")
    for numbers in ((1,), ()):
        (bench.workspace / "board.json").write_bytes(board(*numbers))
        assert bench.poll(source).errors == {}


def test_one_broken_board_does_not_keep_the_others_from_being_read(bench: Any, serve: Any) -> None:
    async def scenario() -> Any:
        async with serve({"/a": answer(board(1)), "/c": answer(board(3))}) as base:
            boards = [{"token": name, "url": f"{base}/{name}?key=s3cret"} for name in "abc"]
            source = bench.source(type="jobs", name="boards", boards=boards, allow_private=True)
            return base, await bench.runner(source).run_once()

    base, summary = asyncio.run(scenario())

    assert summary.errors == {"boards": f"{base}/b answered 404 Not Found: check the address"}
    assert jobs_of(bench) == [["1"], ["3"]]


def test_a_board_added_later_is_quiet_at_first_like_the_ones_before_it(bench: Any, serve: Any) -> None:
    async def scenario() -> None:
        routes = {"/a": answer(board(1)), "/b": answer(board(2))}
        async with serve(routes) as base:
            boards = [{"token": name, "url": f"{base}/{name}"} for name in "ab"]
            for listed in (boards[:1], boards):
                source = bench.source(type="jobs", name="boards", boards=listed, allow_private=True)
                await bench.runner(source).run_once()
            routes["/a"] = answer(board(1, 7))
            await bench.runner(source).run_once()

    asyncio.run(scenario())

    assert [(batch.seeded, len(batch.drafts)) for batch in bench.outlet.batches] == [(True, 1), (True, 1), (False, 1)]


def test_a_posting_that_breaks_the_format_is_rejected_with_its_bytes() -> None:
    _, postings, broken, _ = FORMAT.read(
        b'{"jobs":[{"id":true,"title":"x"},{"id":1,"title":"Welder"},{"id":2}]}', "board"
    )

    assert [posting.title for posting in postings] == ["Welder"]
    assert [(item.where, item.cause, item.raw) for item in broken] == [
        ("board job True", "a job has no id", b'{"id": true, "title": "x"}'),
        ("board job 2", "a job has no title", b'{"id": 2}'),
    ]


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"jobs":{}}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_board_is_a_sentence(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"^the board .*: is it a Greenhouse job board\?$"):
        FORMAT.read(body, "the board")
