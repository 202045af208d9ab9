"""Every source that asks a server, before every hostile one: its own error, its own backoff, nothing twice or lost.

A source is a row of `ASKING`: how it is pointed at a server, and an answer of that server's real form. One that asks
nobody, or whose answers are several documents that its own tests know, stands in `OTHERS`.
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
from sources.fetch import Limits, Web
from sources.jobs import MANY
from sources.runner import Runner
from tests.sources.answers import answer
from tests.sources.test_hostile_servers import HOSTILE, QUICK, RSS, xml
from tests.sources.test_hostile_servers import answer as raw_answer

PATIENT = Limits(connect=20.0, read=20.0, deadline=20.0)
RECORDED = Path(__file__).parent / "recorded"
OTHERS = {
    "bombora": "reads files",
    "file": "reads files",
    "g2": "reads files",
    "edgar": "walks pages to one that is for people, and keeps to a rate of its own",
    "hackernews": "reads a thread page by page",
    "web": "falls back on the name service where a page cannot be read",
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


class Asked(NamedTuple):
    """How a source is pointed at a server, and an answer that gives it signals."""

    options: Callable[[str], dict[str, Any]]
    good: bytes


def recorded(kind: str) -> bytes:
    (found,) = [path for path in (RECORDED / "jobs").glob(f"*{kind}.*") if ".expected." not in path.name]
    return found.read_bytes()


def of_board(kind: str) -> Asked:
    body = (RECORDED / "jobs" / "northpier.json").read_bytes() if kind == "greenhouse" else recorded(kind)
    board = {"board": kind, "token": "norrvik", "domain": "norrvik.example"}
    return Asked(lambda base: {"type": "jobs", **board, "url": f"{base}/board?key=s3cret"}, body)


ROUND = {"funded_organization_identifier": {"value": "Norrvik"}, "investment_type": "seed"}
ENTITIES = json.dumps({"entities": [{"uuid": "u1", "properties": ROUND}]}).encode()
ASKING = {
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


def polled(bench: Any, serve: Any, name: str, answers: list[Any]) -> list[Any]:
    """A poll of the source and its good neighbour for each answer."""

    async def scenario() -> list[Any]:
        routes, found = Everywhere(), []
        async with serve(routes) as base:
            options = {"name": "bad", "allow_private": True, **ASKING[name].options(base)}
            good = bench.source(type="feed", name="good", url=f"{base}/good", allow_private=True)
            for routes.answer in answers:
                limits = QUICK if routes.answer in SLOW else PATIENT
                found.append(await bench.runner(bench.source(**options), good, limits=limits).run_once())
        return found

    return asyncio.run(scenario())


def ids(bench: Any) -> list[tuple[str, str]]:
    """Who gave which signal, in order."""
    return [(batch.source, draft.native) for batch in bench.outlet.batches for draft in batch.drafts]


def test_every_source_that_asks_a_server_is_tested_before_hostile_ones() -> None:
    assert {name.split(" ")[0] for name in ASKING} | set(OTHERS) >= set(source_types())


@pytest.mark.parametrize("case", [*HOSTILE, *FORMS])
@pytest.mark.parametrize("name", ASKING)
def test_what_a_hostile_server_says_between_two_good_answers_changes_nothing(
    name: str, case: str, bench: Any, serve: Any
) -> None:
    hostile, sentence = (HOSTILE | FORMS)[case]
    good = answer(ASKING[name].good)
    before, amid, after = polled(bench, serve, name, [good, hostile, good])

    assert (before.errors, after.errors) == ({}, {})
    assert before.polls[0].signals > 0
    assert set(amid.errors) == {"bad"}
    assert case in NO_ERROR_OF_ITS_OWN or sentence in amid.errors["bad"]
    assert "s3cret" not in amid.errors["bad"]
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


POSTED = "crunchbase"
"""Its search is a POST, which no server answers by 304: the case is none of it."""


@pytest.mark.parametrize("name", [name for name in ASKING if name != POSTED])
def test_an_unchanged_page_gives_nothing_and_is_no_error(name: str, bench: Any, serve: Any) -> None:
    marked = raw_answer(ASKING[name].good, 'etag: "v1"')
    polls = polled(bench, serve, name, [marked, raw_answer(b"", status="304 Not Modified"), marked])

    assert [summary.errors for summary in polls] == [{}, {}, {}]
    assert [summary.polls[0].signals for summary in polls[1:]] == [0, 0]


def grown(kind: str, count: int) -> bytes:
    """The recorded board of a kind with so many seats in place of its own."""
    body = of_board(kind).good
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
