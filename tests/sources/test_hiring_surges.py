"""Hiring surges: new postings of one family held against the board's own month before, each surge told once."""

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sources.boards.surge import MONTH, surges, with_postings
from streams.policy import KindRule

START = date(2026, 11, 1)
RULE = KindRule(new=3, within=timedelta(days=14), times_mean=2.0)


def board(*postings: tuple[int, str, int]) -> bytes:
    """Postings of a number, a title, and days after the start."""
    jobs = [
        {
            "id": number,
            "internal_job_id": number,
            "title": title,
            "company_name": "Northpier",
            "first_published": f"{START + timedelta(days=day)}T09:00:00Z",
            "absolute_url": f"https://boards.example/northpier/{number}",
        }
        for number, title, day in postings
    ]
    return json.dumps({"jobs": jobs}).encode()


def polled(bench: Any, *boards: bytes) -> list[dict[str, Any]]:
    """The surges that polls of a board one after the other give."""
    source = bench.source(type="jobs", token="northpier", path="board.json")
    bench.now += timedelta(days=90)
    for body in boards:
        (bench.workspace / "board.json").write_bytes(body)
        assert bench.poll(source).errors == {}
    return [draft for draft in bench.outlet.drafts if draft["kind"] == "hiring_surge"]


SDR = "Sales Development Representative"
NEW = [(number, SDR, number) for number in (10, 11, 12)]


def test_three_new_postings_of_a_family_are_a_surge_that_says_so(bench: Any) -> None:
    (found,) = polled(bench, board((1, "Welder", 0)), board((1, "Welder", 0), *NEW))
    assert found["details"] == {"family": "sales", "new": 3}
    assert found["evidence"] == {
        "url": "https://boards.example/northpier/12",
        "title": "3 new sales postings, 0 in the month before",
    }
    assert found["occurred_at"] == "2026-11-13T09:00:00Z"


def test_a_surge_is_shown_by_a_posting_of_its_own_family_though_another_is_newer(bench: Any) -> None:
    (found,) = polled(bench, board((1, "Welder", 0)), board((1, "Welder", 0), *NEW, (13, "Data Engineer", 14)))
    assert found["evidence"]["url"] == "https://boards.example/northpier/12"
    assert found["occurred_at"] == "2026-11-13T09:00:00Z"


def test_postings_that_were_there_at_the_first_poll_are_not_new(bench: Any) -> None:
    assert polled(bench, board(*NEW), board(*NEW, (13, SDR, 13))) == []


def test_what_the_month_before_had_anyway_is_no_surge(bench: Any) -> None:
    busy = [(100 + n, SDR, -2 * n - 2) for n in range(12)]
    assert polled(bench, board(*busy), board(*busy, *NEW)) == []


def test_new_postings_of_different_families_are_no_surge_together(bench: Any) -> None:
    mixed = [(10, SDR, 10), (11, "Data Engineer", 11), (12, "CFO", 12)]
    assert polled(bench, board((1, "Welder", 0)), board((1, "Welder", 0), *mixed)) == []


def test_a_surge_that_goes_on_is_told_once_until_its_span_is_over(bench: Any) -> None:
    later = [(20 + n, SDR, 13 + n) for n in range(3)]
    much_later = [(40 + n, SDR, 60 + n) for n in range(3)]
    found = polled(
        bench,
        board((1, "Welder", 0)),
        board((1, "Welder", 0), *NEW),
        board((1, "Welder", 0), *NEW, *later),
        board((1, "Welder", 0), *NEW, *later, *much_later),
    )
    assert [draft["details"]["new"] for draft in found] == [3, 3]


families = st.sampled_from(["sales", "data"])
postings = st.lists(st.tuples(families, st.integers(700_000, 700_100)), max_size=30)


@given(postings, postings)
def test_a_surge_never_counts_what_is_not_there_and_old_days_are_forgotten(
    known: list[tuple[str, int]], new: list[tuple[str, int]]
) -> None:
    history = with_postings(with_postings({}, known, first=True), new, first=False)
    kept, found = surges(history, ("sales", "data"), RULE)
    today = max((day for _, day in known + new), default=0)
    for surge in found:
        recent = [day for family, day in new if family == surge.family and today - 14 < day]
        assert surge.new == len(recent) >= 3
        assert surge.new >= 2 * surge.before / MONTH * 14
    days = [day for key in ("known", "new") for each in kept[key].values() for day in each]
    assert all(day > today - 14 - MONTH for day in days)
    assert surges(kept, ("sales", "data"), RULE)[1] == []


def test_a_posting_dated_years_ahead_hides_no_surge(bench: Any) -> None:
    ahead = (2, "Data Engineer", 30_000)

    assert len(polled(bench, board((1, "Welder", 0), ahead), board((1, "Welder", 0), ahead, *NEW))) == 1
