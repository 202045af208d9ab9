"""The source of filings against EDGAR as it behaves: pages to their end, apologies, limits, late documents."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sources.contract import Setting
from sources.edgar import EdgarSource
from sources.fetch import Limits
from sources.filings.options import EdgarOptions
from sources.filings.pace import Pace
from sources.look import look
from tests.sources.edgar_pages import APOLOGY, entry, form_d, page, submission, submissions

CONTACT = "Quillmar Inc ann@quillmar.example"
SAID = "On November 17, 2026, the Board appointed Ann Doe as Chief Financial Officer."
LATEST = "/cgi-bin/browse-edgar"


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "connection: close", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


class Edgar:
    """A small EDGAR: current filings, newest first, and documents by path. `fails` may answer in its stead."""

    def __init__(self) -> None:
        self.lists: dict[str, list[str]] = {"D": [], "8-K": []}
        self.documents: dict[str, bytes] = {}
        self.fails: Callable[[str, int], bytes | None] = lambda path, number: None
        self.asked: list[tuple[str, str]] = []

    def answer(self, path: str) -> bytes:
        failed = self.fails(path, len(self.asked))
        if failed is not None:
            return failed
        parts = urlsplit(path)
        if parts.path == LATEST:
            query = parse_qs(parts.query)
            start = int(query["start"][0])
            entries = self.lists[query["type"][0]][start : start + 100]
            return http("200 OK", page(*entries)) if entries or not start else http("503 Unavailable", APOLOGY)
        body = self.documents.get(parts.path)
        return http("200 OK", body) if body else http("404 Not Found")

    async def __call__(self, headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        self.asked.append((headers[":path"], headers.get("user-agent", "")))
        writer.write(self.answer(headers[":path"]))

    def offer(self, number: int, **other: str) -> None:
        """A Form D, newest of all, and its document."""
        self.lists["D"].insert(0, entry(number))
        self.documents[f"/Archives/edgar/data/{9_000_000 + number}/900000000026{number:06d}/primary_doc.xml"] = form_d(
            company=f"Norrvik {number}, Inc.", **other
        )

    def report(self, number: int, text: str = SAID) -> None:
        """An 8-K with Item 5.02, newest of all, and its submission."""
        self.lists["8-K"].insert(0, entry(number, "8-K", items=("5.02",)))
        folder = f"/Archives/edgar/data/{9_000_000 + number}/900000000026{number:06d}"
        self.documents[f"{folder}/9000000000-26-{number:06d}.txt"] = submission(text)


class Routes(dict[str, Any]):
    """Every path is EDGAR's."""

    def __init__(self, edgar: Edgar) -> None:
        super().__init__()
        self.edgar = edgar

    def get(self, path: str, default: Any = None) -> Any:
        return self.edgar


@pytest.fixture
def polled(bench: Any, serve: Any) -> Callable[..., list[Any]]:
    """Polls a source of an EDGAR so many times; the summaries. `before` is called with the number of each poll."""

    def poll(edgar: Edgar, times: int = 1, before: Callable[[int], None] | None = None, **options: Any) -> list[Any]:
        async def scenario() -> list[Any]:
            found = []
            async with serve(Routes(edgar)) as base:
                for number in range(times):
                    if before:
                        before(number)
                    source = made(bench, base, **options)
                    runner = bench.runner(source, limits=Limits(connect=2.0, read=2.0, deadline=5.0))
                    found.append(await runner.run_once())
            return found

        return asyncio.run(scenario())

    return poll


def made(bench: Any, base: str, **options: Any) -> EdgarSource:
    given = {"type": "edgar", "name": "sec", "contact": CONTACT, "site": base, "allow_private": True, **options}
    checked = EdgarOptions.model_validate(given, context={"workspace": bench.workspace})
    clock = Pace(bench.workspace / "clock.sqlite", now=lambda: bench.now.timestamp(), sleep=no_wait)
    return EdgarSource(checked, Setting(bench.workspace, bench.policy), pace=clock)


def accessions(bench: Any) -> list[int]:
    return [int(draft.details["accession"][-6:]) for batch in bench.outlet.batches for draft in batch.drafts]


def starts(edgar: Edgar, form: str = "D") -> list[int]:
    queries = [parse_qs(urlsplit(path).query) for path, _ in edgar.asked if path.startswith(LATEST)]
    return [int(query["start"][0]) for query in queries if query["type"] == [form]]


@pytest.mark.parametrize(("filings", "pages"), [(3, [0]), (99, [0]), (150, [0, 100]), (200, [0, 100, 200, 0, 200])])
def test_all_pages_are_read_to_the_end_and_no_filing_twice(
    filings: int, pages: list[int], bench: Any, polled: Any
) -> None:
    edgar = Edgar()
    for number in range(filings):
        edgar.offer(number)

    first, second = polled(edgar, 2, forms=["D"])

    assert (first.errors, second.errors) == ({}, {})
    assert accessions(bench) == [*reversed(range(filings))]
    assert starts(edgar)[: len(pages)] == pages
    assert {agent for _, agent in edgar.asked} == {CONTACT.lower()}


def test_what_is_there_at_first_is_quiet_and_what_comes_later_is_news(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    edgar.offer(1)
    edgar.report(2)

    polled(edgar, 2, before=lambda number: edgar.report(3) if number else None)

    given = [(batch.seeded, [draft.kind for draft in batch.drafts]) for batch in bench.outlet.batches if batch.drafts]
    assert given == [(True, ["funding_round"]), (True, ["leadership_hire"]), (False, ["leadership_hire"])]


def test_a_known_page_ends_the_reading_once_the_list_was_read_whole(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    for number in range(250):
        edgar.offer(number)

    polled(edgar, 2, before=lambda number: edgar.offer(900) if number else None, forms=["D"])

    assert starts(edgar) == [0, 100, 200, 0, 100]
    assert sorted(accessions(bench)) == [*range(250), 900]


def test_an_apology_in_the_midst_is_an_outage_and_the_next_poll_goes_on_to_the_end(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    for number in range(250):
        edgar.offer(number)

    def down_after_the_first_page(number: int) -> None:
        down = {"now": False}

        def fails(path: str, asked: int) -> bytes | None:
            down["now"] = down["now"] or (number == 0 and "start=100" in path)
            return http("503 Unavailable", APOLOGY) if down["now"] and path.startswith(LATEST) else None

        edgar.fails = fails

    first, second = polled(edgar, 2, before=down_after_the_first_page, forms=["D"])

    assert first.errors == {
        "sec": "EDGAR is not available: it answers with a page for people instead of its list of filings"
    }
    assert second.errors == {}
    assert sorted(accessions(bench)) == [*range(250)]
    assert all(batch.seeded for batch in bench.outlet.batches)


def test_an_apology_for_one_page_alone_is_asked_once_more(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    for number in range(150):
        edgar.offer(number)
    once = iter([http("503 Unavailable", APOLOGY)])
    edgar.fails = lambda path, asked: next(once, None) if "start=100" in path else None

    (summary,) = polled(edgar, forms=["D"])

    assert summary.errors == {}
    assert len(accessions(bench)) == 150


@pytest.mark.parametrize(
    "refusal",
    [
        http("403 Forbidden", b"<html>Request Rate Threshold Exceeded</html>"),
        http("429 Too Many Requests"),
        http("200 OK", b"<html>Your Request Originates from an Undeclared Automated Tool</html>"),
    ],
    ids=["403", "429", "a page that says so"],
)
def test_who_is_shut_out_asks_nothing_for_ten_minutes_in_every_process(refusal: bytes, bench: Any, polled: Any) -> None:
    edgar = Edgar()
    for number in range(30):
        edgar.offer(number)
    edgar.fails = lambda path, asked: refusal if asked == 12 else None

    def later(number: int) -> None:
        bench.now += timedelta(minutes=(0, 5, 6)[number])

    first, second, third = polled(edgar, 3, before=later, forms=["D"])

    assert "left alone for ten minutes" in first.errors["sec"]
    assert second.errors == {"sec": "the SEC asked for a pause: nothing is asked until it is over"}
    assert third.errors == {}
    assert sorted(accessions(bench)) == [*range(30)]
    assert len(edgar.asked) == 12 + 1 + 20


def test_a_document_that_is_not_there_is_asked_for_in_three_polls_and_then_told_by_its_list(
    bench: Any, polled: Any
) -> None:
    edgar = Edgar()
    edgar.offer(1)
    edgar.offer(2)
    edgar.documents = {path: body for path, body in edgar.documents.items() if "26000002" in path}

    summaries = polled(edgar, 4, forms=["D"])

    assert [summary.errors for summary in summaries] == [{}, {}, {}, {}]
    assert accessions(bench) == [2, 1]
    assert [draft["confidence"] for draft in bench.outlet.drafts] == [0.95, 0.55]


def test_a_document_that_comes_late_is_read_when_it_comes(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    edgar.report(1)
    documents, edgar.documents = edgar.documents, {}

    def comes(number: int) -> None:
        edgar.documents = documents if number else {}
        edgar.lists["8-K"] = [] if number else edgar.lists["8-K"]

    polled(edgar, 2, before=comes, forms=["8-K"])

    assert [draft["details"]["person"] for draft in bench.outlet.drafts] == ["Ann Doe"]


def test_a_broken_document_is_a_dead_letter_and_the_others_stand(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    edgar.offer(1)
    edgar.offer(2, industry="")

    first, second = polled(edgar, 2, forms=["D"])

    assert (first.errors, second.rejected) == ({}, 0)
    assert accessions(bench) == [1]
    assert bench.outlet.rejected == [
        {"where": "filing 9000000000-26-000002 (D)", "cause": "it has no industryGroup/industryGroupType"}
    ]


def test_a_bomb_is_a_dead_letter_and_not_an_endless_error(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    edgar.offer(1)
    edgar.documents = dict.fromkeys(edgar.documents, b'<!DOCTYPE x [<!ENTITY a "aa">]><edgarSubmission/>')

    (summary,) = polled(edgar, forms=["D"])

    assert summary.errors == {}
    assert [each["where"] for each in bench.outlet.rejected] == ["filing 9000000000-26-000001 (D)"]


def test_a_crash_after_some_filings_repeats_nothing(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    for number in range(30):
        edgar.offer(number)
    edgar.fails = lambda path, asked: b"" if asked == 20 else None

    first, second = polled(edgar, 2, forms=["D"])

    assert "broke off" in first.errors["sec"]
    assert second.errors == {}
    assert accessions(bench) == [*reversed(range(30))]


def test_watched_companies_are_read_by_their_submissions_and_matched_by_their_domain(bench: Any, polled: Any) -> None:
    edgar = Edgar()
    edgar.report(2)
    edgar.lists["8-K"] = []
    listed = submissions(
        "QUILLMAR INC",
        accessionNumber=["9000000000-26-000002", "9000000000-26-000001"],
        form=["8-K", "10-Q"],
        filingDate=["2026-11-20", "2026-11-02"],
        items=["5.02", ""],
    )
    edgar.documents["/submissions/CIK0009000002.json"] = json.dumps(listed).encode()

    watch = ["4711", {"cik": "9000002", "domain": "quillmar.example"}]
    first, second = polled(edgar, 2, forms=[], watch=watch)

    assert "CIK0000004711.json answered 404" in first.errors["sec"]
    assert "CIK0000004711.json answered 404" in second.errors["sec"]
    assert [(d["company"], d["details"]["person"]) for d in bench.outlet.drafts] == [
        ({"name": "QUILLMAR, INC.", "domain": "quillmar.example"}, "Ann Doe")
    ]


def test_a_look_reads_a_page_and_a_few_documents(bench: Any, serve: Any) -> None:
    edgar = Edgar()
    for number in range(250):
        edgar.offer(number)

    async def scenario() -> Any:
        async with serve(Routes(edgar)) as base:
            return await look(made(bench, base, forms=["D"]))

    assert asyncio.run(scenario()).signals == 8
    assert len(edgar.asked) == 1 + 8


def test_recorded_pages_with_an_apology_in_their_midst_say_so_and_keep_what_came_before(bench: Any) -> None:
    for name, body in {"1.atom": page(entry(1)), "2.atom": APOLOGY, "3.atom": page(entry(2))}.items():
        (bench.workspace / name).write_bytes(body)
    source = bench.source(type="edgar", name="sec", path="*.atom")

    assert bench.poll(source).errors == {"sec": "2.atom is a web page, not EDGAR's list of filings"}
    assert accessions(bench) == [1]
    (bench.workspace / "2.atom").write_bytes(page(entry(3)))
    assert bench.poll(source).errors == {}
    assert accessions(bench) == [1, 3, 2]


def test_a_real_day_gives_each_filing_once_and_no_fund(bench: Any, shared_data: Path) -> None:
    for file in (shared_data / "feeds" / "edgar_2025-12-12").iterdir():
        (bench.workspace / file.name).write_bytes(file.read_bytes())
    source = bench.source(type="edgar", name="sec", path="A_*")

    summaries = [bench.poll(source), bench.poll(source)]

    natives = [draft["native"] for draft in bench.outlet.drafts]
    kinds = [draft["kind"] for draft in bench.outlet.drafts]
    assert [summary.errors for summary in summaries] == [{}, {}]
    assert summaries[1].signals == 0
    assert len(natives) == len(set(natives))
    assert kinds.count("leadership_hire") == 75
    assert not [draft["company"]["name"] for draft in bench.outlet.drafts if "Fund " in draft["company"]["name"]]
