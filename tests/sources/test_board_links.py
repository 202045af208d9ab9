"""Job boards of a company: by the links of its pages, proved by reading the board."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.account import Account
from sources.boards.finding import find_boards
from sources.boards.links import boards_in, careers_links
from sources.errors import SourceError
from sources.fetch import Web

VELTRANE = Account(domain="veltrane.example", name="Veltrane")


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="https://boards.greenhouse.io/veltrane">Jobs</a>', [("greenhouse", "veltrane")]),
        ('<a href="https://job-boards.eu.greenhouse.io/veltrane/jobs/12">', [("greenhouse", "veltrane")]),
        (
            '<script src="https://boards.greenhouse.io/embed/job_board/js?for=veltrane&b=1"></script>',
            [("greenhouse", "veltrane")],
        ),
        (
            '{"url":"https:\\/\\/boards-api.greenhouse.io\\/v1\\/boards\\/veltrane\\/jobs"}',
            [("greenhouse", "veltrane")],
        ),
        ('<a href="https://jobs.lever.co/veltrane?team=Sales">', [("lever", "veltrane")]),
        ('<a href="https://jobs.ashbyhq.com/Veltrane/1234">', [("ashby", "Veltrane")]),
        ('<a href="https://apply.workable.com/veltrane-oy/">', [("workable", "veltrane-oy")]),
        ('<a href="https://careers.smartrecruiters.com/Veltrane1">', [("smartrecruiters", "Veltrane1")]),
        ('<a href="https://veltrane.recruitee.com/o/sales">', [("recruitee", "veltrane")]),
        ('<a href="https://veltrane.teamtailor.com/jobs">', [("teamtailor", "veltrane")]),
        ('<a href="https://veltrane.jobs.personio.de/?language=en">', [("personio", "veltrane")]),
        ('<a href="https://jobs.lever.co/b"><a href="https://jobs.lever.co/B/1">', [("lever", "b")]),
        ('<a href="https://www.recruitee.com/"><a href="https://help.teamtailor.com/">', []),
        ('<a href="https://apply.workable.com/api/v1/widget">', []),
        ("<p>We left lever.co for greenhouse.io</p>", []),
        ("", []),
    ],
)
def test_a_board_is_named_by_a_link_to_it(html: str, found: list[tuple[str, str]]) -> None:
    assert boards_in(html) == found


def test_careers_pages_are_the_companys_own() -> None:
    html = """<a href="/about">About</a><a href="/unternehmen/karriere">Karriere</a>
    <a href="/team">We are <b>hiring</b></a> <a href="https://jobs.veltrane.example/">Open roles</a><a href="https://other.example/careers">Careers</a>
    <a href="https://[broken">Jobs</a><a href="mailto:jobs@veltrane.example">Jobs</a>"""
    assert careers_links(html, "https://veltrane.example/", "veltrane.example") == [
        "https://veltrane.example/team",
        "https://jobs.veltrane.example/",
        "https://veltrane.example/unternehmen/karriere",
    ]


@given(st.text(max_size=500))
def test_no_page_breaks_the_search(html: str) -> None:
    boards_in(html)
    careers_links(html, "https://veltrane.example/", "veltrane.example")


class Answers(Web):
    """Answers from a table; every other address is not there."""

    def __init__(self, table: dict[str, str]) -> None:
        super().__init__()
        self._table = table

    async def get(self, url: str, known: Any, max_bytes: int, allow_private: bool = False, **more: Any) -> Any:
        from sources.page import Page

        if url not in self._table:
            raise SourceError(f"{url} answered 404 Not Found: check the address")
        return Page(self._table[url].encode(), url, address=url)


HOME = "https://veltrane.example/"
LEVER = "https://api.lever.co/v0/postings/veltrane?mode=json"
JOBS = (
    '[{"id":"a1","text":"Account Executive","hostedUrl":"https://jobs.lever.co/veltrane/a1","createdAt":1763800000000}]'
)


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ({HOME: '<a href="https://jobs.lever.co/veltrane">Jobs</a>', LEVER: JOBS}, [("lever", "veltrane", HOME, 1)]),
        (
            {
                HOME: '<a href="/join">Careers</a>',
                f"{HOME}join": '<iframe src="https://jobs.lever.co/veltrane">',
                LEVER: JOBS,
            },
            [("lever", "veltrane", f"{HOME}join", 1)],
        ),
        (
            {HOME: "Welcome", f"{HOME}jobs": '<a href="https://jobs.lever.co/veltrane">', LEVER: JOBS},
            [("lever", "veltrane", f"{HOME}jobs", 1)],
        ),
        ({HOME: '<a href="https://jobs.lever.co/veltrane">Jobs</a>'}, []),
        ({HOME: "nothing here"}, []),
    ],
)
def test_a_board_is_found_by_home_or_careers_page_and_proved(pages: dict[str, str], found: list[Any]) -> None:
    boards = asyncio.run(find_boards(VELTRANE, Answers(pages), HOME))
    assert [(each.board, each.token, each.page, each.jobs) for each in boards] == found


def test_a_board_of_another_name_is_asked_about() -> None:
    api = "https://boards-api.greenhouse.io/v1/boards/orveld/jobs?content=true"
    jobs = '{"jobs":[{"id":1,"title":"SDR","absolute_url":"https://x.example/1","company_name":"Orveld"}]}'
    pages = {HOME: '<a href="https://boards.greenhouse.io/orveld">', api: jobs}
    (board,) = asyncio.run(find_boards(VELTRANE, Answers(pages), HOME))
    assert board.note == "it calls the company 'Orveld': is it the same?"


def test_a_home_page_that_cannot_be_read_is_a_sentence() -> None:
    with pytest.raises(SourceError, match="404"):
        asyncio.run(find_boards(VELTRANE, Answers({}), HOME))
