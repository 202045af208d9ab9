"""Every source that asks a server, before every hostile one: its own error, its own backoff, nothing twice or lost.

A source is a row of `ASKING`: how it is pointed at a server, and what a server of its real form answers. One that asks
nobody stands in `OTHERS`. A source of a new type has to be in one of them.
"""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sources import source_types
from sources.boards import BOARDS
from sources.errors import SourceError
from sources.fetch import Limits, Web
from sources.filings.pace import Pace
from sources.jobs import MANY
from sources.runner import Runner
from sources.web import WebSource
from tests.sources.answers import answer
from tests.sources.test_edgar_source import CONTACT, Edgar, no_wait
from tests.sources.test_hacker_news import THREADS, post
from tests.sources.test_hacker_news import page as post_page
from tests.sources.test_hostile_servers import HOSTILE, QUICK, RSS, xml
from tests.sources.test_hostile_servers import answer as raw_answer
from tests.sources.test_web_evidence import page as home_page

PATIENT = Limits(connect=20.0, read=20.0, deadline=20.0)
RECORDED = Path(__file__).parent / "recorded"
OTHERS = {
    "bombora": "reads files",
    "file": "reads files",
    "g2": "reads files",
}
HALF_JSON = b'{"jobs": [{"id": 1, "title": "Sal'
WRONG_TYPES = b'{"jobs": 7, "items": {"a": []}, "entities": "none", "content": null, "offers": true, "data": 3}'
FORMS = {
    "half of a JSON document": (answer(HALF_JSON), ""),
    "wrong types": (answer(WRONG_TYPES), ""),
    "a list of lists": (answer(b"[[[], 5], null, true]"), ""),
    "nothing but null": (answer(b"null"), ""),
    "a request to come later": (raw_answer(b"", "retry-after: 7200", status="429 Too Many Requests"), "polled less"),
}
SLOW = (HOSTILE["silence"][0], HOSTILE["a trickle"][0])
NO_ERROR_OF_ITS_OWN = {"a web page", "a page without a type", "an XML bomb", "an XML bomb in UTF-16"}
NO_ERROR_OF_ITS_OWN |= {"plain words", "an empty answer", "a file from our disk"}
"""Answers that each kind of source refuses in its own words."""
A_HOME_PAGE = NO_ERROR_OF_ITS_OWN | {"50 MB without an announcement", "a gzip bomb"}
A_HOME_PAGE |= {"half of a JSON document", "wrong types", "a list of lists", "nothing but null"}
"""A company's home page may say anything, and its beginning is enough: no error, and no tool is gone by one look."""
OWN_WORDS = {("web", "announced as 50 MB"): "could not be read: the server broke off"}


class Asked(NamedTuple):
    """How a source is pointed at a server, and the answer that gives it something, or what gives it by the path."""

    options: Callable[[str], dict[str, Any]]
    good: bytes | Callable[[str], bytes]

    def answers(self) -> Any:
        """As a server gives it."""
        good = self.good
        if isinstance(good, bytes):
            return answer(good)

        async def by_path(headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
            writer.write(good(headers[":path"]))

        return by_path


def recorded(kind: str) -> bytes:
    (found,) = [path for path in (RECORDED / "jobs").glob(f"*{kind}.*") if ".expected." not in path.name]
    return found.read_bytes()


def of_board(kind: str) -> Asked:
    body = (RECORDED / "jobs" / "northpier.json").read_bytes() if kind == "greenhouse" else recorded(kind)
    board = {"board": kind, "token": "norrvik", "domain": "norrvik.example"}
    return Asked(lambda base: {"type": "jobs", **board, "url": f"{base}/board?key=s3cret"}, body)


ROUND = {"funded_organization_identifier": {"value": "Norrvik"}, "investment_type": "seed"}
ENTITIES = json.dumps({"entities": [{"uuid": "u1", "properties": ROUND}]}).encode()
POSTS = post_page(post(3, "Norrvik | Head of Sales | Remote"))


def algolia(path: str) -> bytes:
    """The thread of the month, and its posts."""
    return answer(POSTS if "story_" in path else THREADS)


def edgar() -> Callable[[str], bytes]:
    """The filings of a day."""
    made = Edgar()
    made.offer(1)
    return made.answer


def company(path: str) -> bytes:
    """A home page that programs may read."""
    return raw_answer(b"User-agent: *") if path.endswith("robots.txt") else home_page()


def web(base: str) -> dict[str, Any]:
    """A look at one company's home page; no name service answers."""
    return {"type": "web", "address": base + "/{domain}?key=s3cret", "domains": ["norrvik.example"]}


ASKING = {
    "hackernews": Asked(lambda base: {"type": "hackernews", "site": base}, algolia),
    "edgar": Asked(lambda base: {"type": "edgar", "contact": CONTACT, "site": base, "forms": ["D"]}, edgar()),
    "web": Asked(web, company),
    "feed": Asked(lambda base: {"type": "feed", "url": f"{base}/feed?key=s3cret"}, RSS),
    "feed of several": Asked(
        lambda base: {"type": "feed", "feeds": [f"{base}/a?key=s3cret", f"{base}/b?key=s3cret"]}, RSS
    ),
    "crunchbase": Asked(lambda base: {"type": "crunchbase", "key": "s3cret", "url": f"{base}/rounds"}, ENTITIES),
    **{f"jobs of {kind}": of_board(kind) for kind in BOARDS},
}


class Everywhere(dict[str, Any]):
    """A server that gives one answer at whatever address, but for the good neighbour's."""

    answer: Any = b""

    def get(self, path: str, default: Any = None) -> Any:
        return xml(RSS) if path == "/good" else self.answer


@pytest.fixture(autouse=True)
def alone(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name service and no clock of the machine: a source has its server alone."""

    async def silent(self: WebSource, name: str, kind: str) -> list[str]:
        raise SourceError("no name server answers")

    def pace(path: Path) -> Pace:
        return Pace(bench.workspace / "clock.sqlite", now=lambda: bench.now.timestamp(), sleep=no_wait)

    monkeypatch.setattr(WebSource, "_records", silent)
    monkeypatch.setattr("sources.edgar.Pace", pace)


def polled(bench: Any, serve: Any, name: str, answers: list[Any]) -> list[Any]:
    """A poll of the source and its good neighbour for each answer, some hours apart."""

    async def scenario() -> list[Any]:
        routes, found = Everywhere(), []
        async with serve(routes) as base:
            options = {"name": "bad", "allow_private": True, **ASKING[name].options(base)}
            good = bench.source(type="feed", name="good", url=f"{base}/good", allow_private=True)
            for routes.answer in answers:
                bench.now += timedelta(hours=3)
                limits = QUICK if routes.answer in SLOW else PATIENT
                found.append(await bench.runner(bench.source(**options), good, limits=limits).run_once())
        return found

    return asyncio.run(scenario())


def ids(bench: Any) -> list[tuple[str, str]]:
    """Who gave which signal, in order."""
    return [(batch.source, draft.native) for batch in bench.outlet.batches for draft in batch.drafts]


def taught(bench: Any) -> set[str]:
    """What was told of accounts."""
    return {str(lesson.facts) for batch in bench.outlet.batches for lesson in batch.lessons}


def test_every_source_that_asks_a_server_is_tested_before_hostile_ones() -> None:
    assert {name.split(" ")[0] for name in ASKING} | set(OTHERS) >= set(source_types())


@pytest.mark.parametrize("case", [*HOSTILE, *FORMS])
@pytest.mark.parametrize("name", ASKING)
def test_what_a_hostile_server_says_between_two_good_answers_changes_nothing(
    name: str, case: str, bench: Any, serve: Any
) -> None:
    hostile, sentence = (HOSTILE | FORMS)[case]
    good = ASKING[name].answers()
    before, amid, after = polled(bench, serve, name, [good, hostile, good])

    assert (before.errors, after.errors) == ({}, {})
    assert (before.polls[0].signals > 0) != (len(taught(bench)) == 1)
    said = amid.errors.get("bad", "")
    assert set(amid.errors) == (set() if name == "web" and case in A_HOME_PAGE else {"bad"})
    assert case in NO_ERROR_OF_ITS_OWN | (A_HOME_PAGE if name == "web" else set()) or (
        OWN_WORDS.get((name, case), sentence) in said
    )
    assert "s3cret" not in said
    assert len(taught(bench)) == (name == "web")
    given = [one for one in ids(bench) if one[0] == "bad"]
    assert len(given) == before.polls[0].signals
    assert [one[0] for one in ids(bench)].count("good") == 1


@pytest.mark.parametrize("name", ASKING)
def test_a_failing_source_waits_longer_each_time_and_its_neighbour_does_not(name: str, bench: Any, serve: Any) -> None:
    polled(bench, serve, name, [HOSTILE["a server error"][0]] * 3 + [FORMS["a request to come later"][0]])
    rows = bench.state.all_health().values()
    bad = [row for row in rows if row.name.startswith("bad")]
    (good,) = [row for row in rows if row.name == "good"]

    assert {row.failures for row in bad} == {4}
    assert {row.held_until for row in bad} == {bench.now + timedelta(hours=2)}
    assert (good.failures, good.state) == (0, "ok")


@pytest.mark.parametrize("name", ASKING)
def test_a_name_that_leads_into_our_own_network_is_not_asked(
    name: str, bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.7"]

    monkeypatch.setattr(Runner, "_web", lambda self: Web(PATIENT, resolver=inside))
    source = bench.source(name="bad", **ASKING[name].options("http://intranet.example"))

    assert "intranet.example is at 10.0.0.7, which is not a public address" in bench.poll(source).errors["bad"]


MARKLESS = {"crunchbase", "hackernews", "edgar", "web"}
"""They ask for what may have changed without a mark, or by POST: no server answers them by 304."""


@pytest.mark.parametrize("name", [name for name in ASKING if name not in MARKLESS])
def test_an_unchanged_page_gives_nothing_and_is_no_error(name: str, bench: Any, serve: Any) -> None:
    good = ASKING[name].good
    assert isinstance(good, bytes)
    marked = raw_answer(good, 'etag: "v1"')
    polls = polled(bench, serve, name, [marked, raw_answer(b"", status="304 Not Modified"), marked])

    assert [summary.errors for summary in polls] == [{}, {}, {}]
    assert [summary.polls[0].signals for summary in polls[1:]] == [0, 0]


def grown(kind: str, count: int) -> bytes:
    """The recorded board of a kind with so many seats in place of its own."""
    body = of_board(kind).good
    assert isinstance(body, bytes)
    if kind == "personio":
        (seat,) = re.findall(rb"<position>.*?</position>", body, re.DOTALL)[:1]
        seats = [re.sub(rb"<id>.*?</id>", b"<id>%d</id>" % number, seat) for number in range(count)]
        return re.sub(rb"<position>.*</position>", b"".join(seats), body, flags=re.DOTALL)
    document = json.loads(body)
    listed = document if isinstance(document, list) else next(v for v in document.values() if isinstance(v, list))
    first = {key: value for key, value in listed[0].items() if key != "_jobposting"}
    listed[:] = [
        first | {key: f"j{number}" for key in ("id", "uuid", "shortcode", "slug", "code") if key in first}
        for number in range(count)
    ]
    if kind == "smartrecruiters":
        document |= {"totalFound": count, "limit": max(count, 1)}
    return json.dumps(document).encode()


@pytest.mark.parametrize("kind", BOARDS)
def test_an_empty_list_where_there_were_500_jobs_is_an_outage_and_not_500_closings(
    kind: str, bench: Any, serve: Any
) -> None:
    many, none = answer(grown(kind, 500)), answer(grown(kind, 0))
    polls = polled(bench, serve, f"jobs of {kind}", [many, none, none, many])

    assert MANY < 500
    assert [summary.errors.get("bad", "").partition(" lists ")[2] for summary in polls] == [
        "",
        *["no job where it had 500: taken as an outage"] * 2,
        "",
    ]
    assert [summary.polls[0].signals for summary in polls][1:] == [0, 0, 0]
    assert len({native for source, native in ids(bench) if source == "bad"}) >= 500
